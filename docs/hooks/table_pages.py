"""The decision table as a page: the questions and where each answer leads, and the rows."""

from __future__ import annotations

from places import page_of
from words import page_name, plain, slug

from awsguide.table import AWS_ROWS, BY_NAME, DIFFERENCES, READ, ROWS, Row, choose
from awsguide.table.questions import QUESTIONS, next_question


def decision_table() -> str:
    """The questions with the row each answer leads to, then the rows."""
    parts = [
        "# The decision table",
        "AWS answers 'which user needs programmatic access?' with a table. This page shows that table as AWS has it, "
        "where this guide differs, and the few questions that lead to a row. "
        f"Every row names the AWS page it was taken from; all were read on {READ}.",
        "## AWS's table",
        aws_table(),
        "Where this guide differs, and why:",
        "\n".join(f"- {plain(words)}" for words in DIFFERENCES),
        "## Which row is yours",
        f"*{plain(QUESTIONS[0].text)}*",
        "\n".join(branch({}, (), {})),
        "## The rows of this guide",
    ]
    for row in ROWS:
        parts += [
            f"### {plain(row.title)}",
            row_facts(row),
            f"[Open the notebook]({page_of(row)})",
        ]
    return "\n\n".join(parts) + "\n"


def aws_table() -> str:
    """AWS's own table: its rows in its order, in its words, with its marks."""
    lines = [
        "| Which user needs programmatic access? | To | AWS's mark | Row of this guide |",
        "| --- | --- | --- | --- |",
    ]
    for row in AWS_ROWS:
        ours = BY_NAME[row.row]
        cells = (
            plain(row.who),
            plain(row.to),
            plain(row.mark),
            f"[{plain(ours.title)}](#{slug(ours.title)})",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def branch(
    answers: dict[str, str], path: tuple[str, ...], drawn: dict[tuple[str, ...], tuple[str, ...]]
) -> list[str]:
    """The answers to the next question as a nested list: each with its row and why, or with the question after it.

    `path` are the answers so far, in words. What several answers share is `drawn` once, and referred to from the rest.
    """
    question = next_question(answers)
    lines = []
    for name, words in question.answers.items() if question else ():
        given, here = answers | {question.name: name}, (*path, words)
        follow_up = next_question(given)
        below = branch(given, here, drawn)
        if follow_up is None:
            choice = choose(given)
            title = choice.row.title
            end = f"[{plain(title)}](#{slug(title)}). {plain(choice.reason)}"
        elif (first := drawn.setdefault(tuple(below), here)) is not here:
            other = next(there for there, mine in zip(first, here, strict=False) if there != mine)
            end, below = f"*{plain(follow_up.text)}* As above, after “{plain(other)}”.", []
        else:
            end = f"*{plain(follow_up.text)}*"
        lines.append(f"- **{plain(words)}**: {end}")
        lines += [f"    {line}" for line in below]
    return lines


def row_facts(row: Row) -> str:
    """Who a row is for, what it is for, how, why and its source, as a list."""
    ways = "\n".join(f"    - {plain(by.interface)}: [{plain(by.text)}]({by.link})" for by in row.by)
    advice = "" if row.recommended else " (AWS does not recommend using these for programs.)"
    return (
        f"- **Who it is for**: {plain(row.who)}\n"
        f"- **What it is for**: {plain(row.to)}{advice if row.name == 'root-credentials' else ''}\n"
        f"- **How, in AWS's own pages**:\n\n{ways}\n\n"
        f"- **Why**: {plain(row.why)}\n- **Source**: [{plain(page_name(row.source))}]({row.source}), read {row.read}"
    )
