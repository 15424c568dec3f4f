"""One page per error, and an index by sort, from the rows of `awsguide/explanations/`."""

from __future__ import annotations

from typing import Any

from places import ERRORS
from reasons import reasons
from words import page_name, plain, sentence

from awsguide.core import errors
from awsguide.explanations import EXPLANATIONS, Explanation
from awsguide.explanations.row import issue_address
from awsguide.flows.shared.answers import MEANINGS
from awsguide.table import READ

# Each sort of error as the group heading of the index, in the order in which a sign-in can meet them.
KINDS: dict[type[errors.GuideError], str] = {
    errors.BadInput: "Told before any call",
    errors.CouldNotTry: "Something on this machine is in the way",
    errors.Refused: "AWS said no",
    errors.Unreachable: "No answer",
    errors.Cancelled: "Stopped",
    errors.AwsSaid: "Everything else",
}

# The circumstances of a row of MEANINGS, in words.
CIRCUMSTANCES = {
    "": "",
    "ended": "an existing session was in use",
    "late": "the message speaks of the time",
    "polling": "a device code was being waited for",
    "role": "credentials for a role were asked for",
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
    meanings = [meaning for meaning in MEANINGS if meaning.explanation == row.code]
    if meanings:
        lines = ["| AWS's code | Operation | When |", "| --- | --- | --- |"]
        lines += [
            f"| `{meaning.code}` | {f'`{meaning.operation}`' if meaning.operation else 'any'} "
            f"| {CIRCUMSTANCES[meaning.when] or 'always'} |"
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


def first_line(kind: type[errors.GuideError]) -> str:
    """What a sort of error means, from its class."""
    return (kind.__doc__ or "").splitlines()[0]
