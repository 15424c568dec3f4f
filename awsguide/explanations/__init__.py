"""Every explanation this guide gives, as rows: what happened, why, what to do next, and where that comes from.

The rows are the text of the error cards in a panel, of the exceptions in a cell and of the docs' error pages, so the
three never disagree. `explain` makes the error; it looks nothing up and sends nothing. Whoever shows a sentence as
HTML escapes it; what steers a terminal is written out here already. Each subject has a module of rows here.
"""

from __future__ import annotations

from awsguide.core.errors import GuideError
from awsguide.core.masking import masked
from awsguide.core.outside_text import harmless
from awsguide.explanations import (
    answers,
    clients,
    console,
    federation,
    files,
    lessons,
    long_term,
    network,
    role_profiles,
    root,
    rotation,
    session_token,
    short_term,
    short_term_input,
    this_machine,
    web_identity,
    workforce,
)
from awsguide.explanations.row import Explanation

__all__ = ["BY_CODE", "EXPLANATIONS", "SUBJECTS", "Explanation", "explain"]

# The order of the docs' lists.
SUBJECTS = (
    workforce,
    console,
    short_term_input,
    short_term,
    session_token,
    web_identity,
    federation,
    role_profiles,
    long_term,
    root,
    rotation,
    clients,
    files,
    this_machine,
    lessons,
    answers,
    network,
)
EXPLANATIONS: tuple[Explanation, ...] = tuple(row for subject in SUBJECTS for row in subject.ROWS)
BY_CODE = {row.code: row for row in EXPLANATIONS}


def explain(code: str, /, **details: str) -> GuideError:
    """The error of the row `code` with `details` in its sentences; raises `KeyError` for a missing row or detail."""
    row = BY_CODE[code]
    shown = {name: harmless(masked(detail)) for name, detail in details.items()}
    what, why, next_step = (text.format_map(shown) for text in (row.what, row.why, row.next_step))
    return row.kind(what, why, next_step, row.source, row.code)
