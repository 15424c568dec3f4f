"""Where in the text of a policy document each of its statements stands: lines and columns.

Lines and columns count from 1; the end is the place right after the statement. This module refuses to read anything
out of a document but where its statements are.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache

_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[\s,:]*")


@dataclass(frozen=True)
class Position:
    """A place in a text."""

    line: int
    column: int


@lru_cache(maxsize=64)
def of_statements(document: str) -> tuple[tuple[Position, Position], ...]:
    """Return start and end of each statement in the order of the document, () if it is no policy."""
    try:
        spans = _spans(document)
    except (ValueError, IndexError, RecursionError):
        return ()
    places = _positions(document, [place for span in spans for place in span])
    return tuple(zip(places[::2], places[1::2], strict=True))


def _spans(document: str) -> list[tuple[int, int]]:
    place = _next(document, 0)
    if document[place] != "{":
        return []
    place = _next(document, place + 1)
    while document[place] != "}":
        key, place = _DECODER.raw_decode(document, place)
        place = _next(document, place)
        _, end = _DECODER.raw_decode(document, place)
        if key == "Statement":
            return _listed(document, place) if document[place] == "[" else [(place, end)]
        place = _next(document, end)
    return []


def _listed(document: str, place: int) -> list[tuple[int, int]]:
    spans = []
    place = _next(document, place + 1)
    while document[place] != "]":
        _, end = _DECODER.raw_decode(document, place)
        spans.append((place, end))
        place = _next(document, end)
    return spans


def _next(document: str, place: int) -> int:
    found = _SPACE.match(document, place)
    return place if found is None else found.end()


def _positions(document: str, places: list[int]) -> list[Position]:
    """Return lines and columns of places that come in their order; each line break is counted once."""
    found = []
    line, line_start, at = 1, 0, 0
    for place in places:
        line += document.count("\n", at, place)
        line_start = max(line_start, document.rfind("\n", at, place) + 1)
        at = place
        found.append(Position(line, place - line_start + 1))
    return found
