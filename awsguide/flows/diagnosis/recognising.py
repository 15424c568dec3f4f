"""Which errors a pasted text can be: by words that clients print, by AWS's codes, and by this guide's own words.

`candidates` names them with the reason, the likeliest first. It does not guess: where what decides is not in the text,
each that is possible is named with how to know that it is this one.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from awsguide.explanations import BY_CODE, EXPLANATIONS
from awsguide.flows.diagnosis.pasted import CODES, Pasted, fold, where
from awsguide.flows.diagnosis.signs import SIGNS
from awsguide.flows.diagnosis.signs.sign import SPECIFIC
from awsguide.flows.shared.answers import CIRCUMSTANCES, MEANINGS, Meaning

# Of so many possible errors a person can still read how to tell them apart.
MOST = 4
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]{3,80}", re.ASCII)
_SLUG = re.compile(r"[a-z]+(?:-[a-z]+){1,8}", re.ASCII)


@dataclass(frozen=True)
class Candidate:
    """An explanation by its code, and `because`: by what it was recognised.

    `weight` is how much that tells: words of one error before a code, a code before a general word. `at` is where it
    stands in the text, `apart` what must hold for it to be this one, '' where that is certain.
    """

    code: str
    because: str
    weight: int
    at: int
    apart: str = ""
    aws_code: str = ""


def candidates(seen: Pasted) -> list[Candidate]:
    """What the text can be, each explanation once, the likeliest first; empty where nothing is recognised."""
    return _best([*_by_words(seen), *_by_code(seen), *_by_own_words(seen)])


def _by_words(seen: Pasted) -> Iterator[Candidate]:
    for sign in SIGNS:
        at = where(sign.words, seen.folded)
        if at >= 0:
            quoted = " … ".join(sign.words)
            because = f"{sign.who[:1].upper()}{sign.who[1:]} says '{quoted}' for it."
            yield Candidate(sign.explanation, because, sign.weight, at, sign.only_if)


def _by_code(seen: Pasted) -> Iterator[Candidate]:
    places = {found[0]: found.start() for found in _WORD.finditer(seen.lines) if found[0] in CODES}
    for code, at in places.items():
        yield from _meanings(code, at, seen)


def _meanings(code: str, at: int, seen: Pasted) -> Iterator[Candidate]:
    """What a code of AWS's means here; where what decides is not in the text, each that is possible."""
    for meaning in MEANINGS:
        if meaning.code != code or (meaning.words and meaning.words.lower() not in seen.folded):
            continue
        if meaning.operation and seen.operation and meaning.operation.lower() != seen.operation.lower():
            continue
        unsure = _unsure(meaning, seen)
        if unsure is None:
            continue
        known = seen.operation if meaning.operation else meaning.words
        weight = 3 if known else 1
        because = f"AWS's code for it is {code}."
        if meaning.operation and seen.operation:
            because = f"AWS's code for it is {code}, when {meaning.operation} is called."
        yield Candidate(meaning.explanation, because, weight, at, unsure, code)
        if not unsure:
            return


def _unsure(meaning: Meaning, seen: Pasted) -> str | None:
    """What must be known besides, as a clause; '' for nothing, None where the meaning is ruled out."""
    parts = []
    if meaning.operation and not seen.operation:
        parts.append(f"{meaning.operation} was called")
    if meaning.when == "late":
        late = any(words in seen.folded for words in ("expired", "not yet current"))
        if not late and seen.message:
            return None
        if not late:
            parts.append(CIRCUMSTANCES["late"])
    elif meaning.when and not (meaning.when == "role" and seen.operation == "GetRoleCredentials"):
        parts.append(CIRCUMSTANCES[meaning.when])
    return " and ".join(parts)


@cache
def _own_words() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The explanations of this guide by the words that are always in their first sentence."""
    rows = []
    for row in EXPLANATIONS:
        pieces = [piece for piece, *_ in string.Formatter().parse(row.what)]
        words = tuple(word for piece in pieces if (word := fold(piece)))
        if sum(map(len, words)) >= 20 and row.code not in ("aws-said", "error-not-recognised"):
            rows.append((row.code, words))
    # What says more comes first: one sentence can be the beginning of another.
    return tuple(sorted(rows, key=lambda row: -sum(map(len, row[1]))))


def _by_own_words(seen: Pasted) -> Iterator[Candidate]:
    for code, words in _own_words():
        at = where(words, seen.folded)
        if at >= 0:
            yield Candidate(code, "These are this guide's own words for it.", 5, at)
    for found in _SLUG.finditer(seen.folded[:2000]):
        if found[0] in BY_CODE and len(seen.folded) < 200:
            yield Candidate(found[0], f"'{found[0]}' is this guide's own code for it.", 5, found.start())


def _best(every: list[Candidate]) -> list[Candidate]:
    """The candidates that tell most, each explanation once, the likeliest first.

    Of general words the first row counts, since they follow from one another. What is specific is told in full: a log
    can hold several errors, and the last one is what the program ended with.
    """
    heaviest = max((candidate.weight for candidate in every), default=0)
    best: dict[str, Candidate] = {}
    for candidate in every:
        if candidate.weight == heaviest:
            best.setdefault(candidate.code, candidate)
    certain = [candidate for candidate in best.values() if not candidate.apart]
    if heaviest == SPECIFIC and len(certain) > 1:
        apart = "the line with these words is the last error in what you pasted"
        ordered = sorted(certain, key=lambda candidate: -candidate.at)[:MOST]
        return [replace(candidate, apart=apart) for candidate in ordered]
    ordered = list(best.values())
    # What is certain and comes last is what the others fall back to.
    return ordered[:1] if ordered and not ordered[0].apart else ordered[:MOST]
