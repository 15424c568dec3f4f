"""One page per error, and an index by sort, from the rows of `awsguide/explanations/`."""

from __future__ import annotations

from typing import Any

from places import ERRORS
from reasons import reasons
from words import page_name, plain, sentence

from awsguide.config.chains.clients import CLIENTS
from awsguide.core import errors
from awsguide.explanations import EXPLANATIONS, Explanation
from awsguide.explanations.on_command_line import ON_COMMAND_LINE
from awsguide.explanations.row import issue_address
from awsguide.flows.shared.answers import CIRCUMSTANCES, MEANINGS
from awsguide.table import READ
from tests.clients.provoking import ROWS as PROVOKED
from tests.clients.provoking import stored

# Each sort of error as the group heading of the index, in the order in which a sign-in can meet them.
KINDS: dict[type[errors.GuideError], str] = {
    errors.BadInput: "Told before any call",
    errors.CouldNotTry: "Something on this machine is in the way",
    errors.Refused: "AWS said no",
    errors.Unreachable: "No answer",
    errors.Cancelled: "Stopped",
    errors.AwsSaid: "Everything else",
}


def errors_navigation() -> list[Any]:
    """The index, then the pages by sort."""
    return [ERRORS] + [
        {words: [{row.title: f"errors/{row.code}.md"} for row in EXPLANATIONS if row.kind is kind]}
        for kind, words in KINDS.items()
    ]


def error_index() -> str:
    """Every error by sort, with the tree of sorts."""
    parts = [
        "# Errors",
        "Whatever goes wrong ends in an error that says what happened, why, and what to do next. The same text stands "
        "on the card in a panel, in the exception of a cell, and on these pages.",
        f"```text\n{tree()}\n```",
    ]
    for kind, words in KINDS.items():
        parts += [f"## {words}", plain(first_line(kind))]
        parts.append(
            "\n".join(f"- [{plain(row.title)}]({row.code}.md)" for row in EXPLANATIONS if row.kind is kind)
        )
    return "\n\n".join(parts) + "\n"


def tree() -> str:
    """The tree of errors as drawn at the top of their module."""
    drawn = [line[4:] for line in (errors.__doc__ or "").splitlines() if line.startswith("    ")]
    return "\n".join(drawn)


def error_page(row: Explanation) -> str:
    """One error: the sentences of its row, where they come from, and what leads there."""
    parts = [
        f"# {plain(row.title)}",
        f"{plain(first_line(row.kind))} In code this is a `{row.kind.__name__}` with the code `{row.code}`.",
        "## What happened",
        sentence(row.what),
        "## Why",
        reasons(row.code) or sentence(row.why),
        "## What to do",
        sentence(row.next_step),
    ]
    if row.code in ON_COMMAND_LINE:
        parts += ["## On a command line", plain(ON_COMMAND_LINE[row.code])]
    parts += printed(row.code)
    meanings = [meaning for meaning in MEANINGS if meaning.explanation == row.code]
    if meanings:
        lines = ["| AWS's code | Operation | When |", "| --- | --- | --- |"]
        lines += [
            f"| `{meaning.code}` | {f'`{meaning.operation}`' if meaning.operation else 'any'} "
            f"| {CIRCUMSTANCES.get(meaning.when, 'always')} |"
            for meaning in meanings
        ]
        parts += [
            "## What AWS answers",
            "A code can lead to another page as well, when the operation or the moment is another one.",
            "\n".join(lines),
        ]
    if row.source:
        read = f", read {READ}" if "amazon.com" in row.source else ""
        parts += ["## Source", f"[{plain(page_name(row.source))}]({row.source}){read}"]
    if row.seen:
        parts += [
            "## Where people met it",
            "\n".join(f"- [{plain(where)}]({issue_address(where)})" for where in row.seen),
        ]
    parts.append("[All errors](index.md)")
    return "\n\n".join(parts) + "\n"


def printed(code: str) -> list[str]:
    """What clients print for an error, in their very words, and how to meet it on the practice AWS."""
    rows = [row for row in stored() if row.means == code]
    if not rows:
        return []
    lines = {f"{CLIENTS[row.client].title}": [] for row in rows}
    for row in rows:
        words = f"`{row.line}`" if "`" not in row.line else plain(row.line)
        if words not in lines[CLIENTS[row.client].title]:
            lines[CLIENTS[row.client].title].append(words)
    table = ["| Client | Its words |", "| --- | --- |"]
    table += [f"| {name} | {said} |" for name, words in lines.items() for said in words]
    parts = ["## What clients print", "\n".join(table).replace("\\|", "|")]
    faults = sorted({row.fault for row in PROVOKED if row.fault and row.means == code})
    if faults:
        calls = " or ".join(f"`awsguide.arm('{fault}')`" for fault in faults)
        parts.append(f"To meet it on the practice AWS, run {calls} in a cell; `awsguide.disarm()` ends it.")
    parts.append(
        "Paste such a text into `awsguide diagnose` or the panel in the notebook 60-which-credentials-win."
    )
    return parts


def first_line(kind: type[errors.GuideError]) -> str:
    """What a sort of error means, from its class."""
    return (kind.__doc__ or "").splitlines()[0]
