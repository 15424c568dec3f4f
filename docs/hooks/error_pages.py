"""One page per error, from the rows of `awsguide/explanations/`."""

from __future__ import annotations

import re

from places import NOTEBOOKS
from reasons import reasons
from words import page_name, plain, sentence

from awsguide.config.chains.clients import CLIENTS
from awsguide.core import errors
from awsguide.explanations import Explanation
from awsguide.explanations.on_command_line import ON_COMMAND_LINE
from awsguide.explanations.row import issue_address
from awsguide.flows.shared.answers import CIRCUMSTANCES, MEANINGS
from awsguide.table import READ
from tests.clients.pasted import stored

# A notebook's name, where a sentence sends its reader there.
_NOTEBOOK = re.compile(rf"\b({'|'.join(path.stem for path in sorted(NOTEBOOKS.glob('*.ipynb')))})\b")


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
    return _NOTEBOOK.sub(r"[\1](../notebooks/\1.ipynb)", "\n\n".join(parts)) + "\n"


def printed(code: str) -> list[str]:
    """What clients print for an error, in their very words, and how to meet it on the practice AWS."""
    rows = [row for row in stored() if row.means == code]
    if not rows:
        return []
    said = dict.fromkeys((CLIENTS[row.client].title, row.line) for row in rows)
    table = ["| Client | Its words |", "| --- | --- |"]
    table += [f"| {name} | `{line.replace('|', '&#124;')}` |" for name, line in said]
    parts = ["## What clients print", "\n".join(table)]
    faults = sorted({row.fault for row in rows if row.fault})
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
