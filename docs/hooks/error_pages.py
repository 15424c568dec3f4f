"""One page per error, from the rows of `awsguide/explanations/`."""

from __future__ import annotations

from reasons import reasons
from words import page_name, plain, sentence

from awsguide.core import errors
from awsguide.explanations import Explanation
from awsguide.explanations.row import issue_address
from awsguide.flows.shared.answers import MEANINGS
from awsguide.table import READ

# The circumstances of a row of MEANINGS, in words.
CIRCUMSTANCES = {
    "": "",
    "ended": "an existing session was in use",
    "late": "the message speaks of the time",
    "polling": "a device code was being waited for",
    "role": "credentials for a role were asked for",
}


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
