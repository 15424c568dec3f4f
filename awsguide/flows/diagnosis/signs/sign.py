"""What a sign is: words that tell one error, who prints them, and how much they tell."""

from __future__ import annotations

from dataclasses import dataclass

BOTO = "boto3 or the AWS CLI"
JAVASCRIPT = "the SDK for JavaScript"
AWS = "AWS"
# How much a sign tells: more or less than one of AWS's codes whose operation is known, which is 3.
SPECIFIC, GENERAL = 4, 2


@dataclass(frozen=True)
class Sign:
    """Words that, one behind the other in a text, mean one explanation; in lower case, one space between words.

    `who` prints them. `only_if` says what must hold for it to be this one, where the same words mean several.
    """

    words: tuple[str, ...]
    explanation: str
    who: str
    weight: int = SPECIFIC
    only_if: str = ""


def signs(
    explanation: str, who: str, *rows: str, weight: int = SPECIFIC, only_if: str = ""
) -> tuple[Sign, ...]:
    """One row for each sentence; ' … ' stands where a sentence has something of its own."""
    return tuple(Sign(tuple(row.split(" … ")), explanation, who, weight, only_if) for row in rows)
