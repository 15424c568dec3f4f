"""What is said about an error that was recognised: the guide's sentences, filled in from the text where it says so.

Of the text only a code, an operation and one masked line are repeated.
"""

from __future__ import annotations

import string
from dataclasses import dataclass

from awsguide.core.masking import masked
from awsguide.core.outside_text import harmless
from awsguide.explanations import BY_CODE, explain
from awsguide.explanations.on_command_line import ON_COMMAND_LINE
from awsguide.explanations.row import IN_WORDS
from awsguide.flows.diagnosis.checks import checks_for
from awsguide.flows.diagnosis.pasted import LONGEST_LINE, Pasted, fold, where
from awsguide.flows.diagnosis.recognising import Candidate
from awsguide.flows.diagnosis.signs import SIGNS
from awsguide.flows.policies import refusal
from awsguide.flows.shared.answers import remedied


@dataclass(frozen=True)
class Finding:
    """One error that the text can be.

    `because` says by what it was recognised, `apart` how to know that it is this one where several are possible.
    `command_line` is what to do at a prompt, `page` the address of its page within the documentation, `checks` the
    names of the checks that help.
    """

    code: str
    title: str
    what: str
    why: str
    next_step: str
    command_line: str
    because: str
    apart: str
    page: str
    checks: tuple[str, ...]
    source: str = ""


def finding_for(candidate: Candidate, seen: Pasted, *, several: bool = False) -> Finding:
    """The finding for a candidate; `several` says that others are told beside it."""
    error = explain(candidate.code, **_details(candidate, seen))
    refused = refusal.read(seen.message) if seen.message else None
    if error.code == "access-denied":
        error = remedied(error, seen.message)
    why = f"{error.why} {refused.reason}" if refused is not None and refused.kind else error.why
    apart = f"It is this one if {candidate.apart}." if candidate.apart else ""
    if several and not apart:
        apart = "It is this one if none of the others fits."
    return Finding(
        error.code,
        BY_CODE[candidate.code].title,
        error.what[:1].upper() + error.what[1:],
        why,
        error.next_step,
        f"{ON_COMMAND_LINE.get(error.code, '')}{_opened(seen)}".strip(),
        candidate.because,
        apart,
        f"errors/{error.code}/",
        checks_for(error.code),
        error.source,
    )


def _opened(seen: Pasted) -> str:
    """How to see which policies were asked, where the refusal names an id."""
    if not seen.authorization_id:
        return ""
    command = "aws iam-toolbox get-request-authorization-details --authorization-id"
    return f" '{command} {seen.authorization_id}' shows every policy that was asked, if you may see it."


def _details(candidate: Candidate, seen: Pasted) -> dict[str, str]:
    """What a row's sentences leave open, from the text where it says so, and in general words where not."""
    line = _line(candidate, seen)
    told = {
        "code": candidate.aws_code or seen.code,
        "operation": seen.operation,
        "message": (seen.message or line).rstrip(".") or "they are not in what you pasted",
        "detail": f"the message says '{line}'" if line else "",
    }
    details: dict[str, str] = {}
    row = BY_CODE[candidate.code]
    for text in (row.what, row.why, row.next_step):
        for literal, name, *_ in string.Formatter().parse(text):
            if name is None:
                continue
            # Right after a letter there is no room for a word: it is a clause that is often left out.
            general = "" if literal[-1:].isalpha() else IN_WORDS.get(name, name.replace("_", " "))
            details.setdefault(name, "" if literal[-1:].isalpha() else told.get(name) or general)
    if candidate.code == "access-denied":
        details["detail"] = seen.message or "AWS does not say which policy refused."
    return details


def _line(candidate: Candidate, seen: Pasted) -> str:
    """The line that it was recognised by, masked and bounded; '' where the words are spread over several."""
    recognised = (sign.words for sign in SIGNS if sign.explanation == candidate.code)
    words = next((words for words in recognised if where(words, seen.folded) >= 0), None)
    if words is None:
        return harmless(masked(seen.message), LONGEST_LINE)
    lines = seen.lines.splitlines()
    found = next((line for line in reversed(lines) if where(words, fold(line)) >= 0), "")
    return harmless(masked(found.strip()[:LONGEST_LINE]), LONGEST_LINE)
