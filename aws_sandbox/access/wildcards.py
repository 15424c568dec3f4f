"""Wildcards of policies: `*` for any run of characters, `?` for any one.

Patterns are strangers' text: a pattern is looked for piece by piece from the left, each piece once, so that no pattern
makes a comparison take longer than its own length times the value's. This module refuses to know what is compared.
"""

from __future__ import annotations

import re

# What stands in a pattern for characters that a policy variable brought in, and that are no wildcards.
HIDE = {"*": "\ue000", "?": "\ue001"}
_SHOW = str.maketrans({hidden: shown for shown, hidden in HIDE.items()})


def shown(text: str) -> str:
    """Return a text with its hidden characters as they are."""
    return text.translate(_SHOW)


def like(value: str, pattern: str, *, fold: bool = False) -> bool:
    """Say whether the whole of `value` matches; `fold` ignores upper and lower case."""
    if pattern == "*":
        return True
    if fold:
        value, pattern = value.lower(), pattern.lower()
    first, *pieces = pattern.split("*")
    if not pieces:
        return len(value) == len(first) and _stands_at(value, 0, first)
    last = pieces.pop()
    end = len(value) - len(last)
    place = len(first)
    if place > end or not (_stands_at(value, 0, first) and _stands_at(value, end, last)):
        return False
    for piece in pieces:
        # The first place is as good as any later one: what follows has more room.
        place = _after(value, place, end, piece)
        if place < 0:
            return False
    return True


def _stands_at(value: str, place: int, piece: str) -> bool:
    if "?" not in piece:
        return value.startswith(shown(piece), place)
    there = value[place : place + len(piece)]
    return all(letter == "?" or shown(letter) == found for letter, found in zip(piece, there, strict=True))


def _after(value: str, place: int, end: int, piece: str) -> int:
    """Return where the first occurrence of `piece` from `place` on ends, by `end`; -1 if there is none."""
    if "?" not in piece:
        found = value.find(shown(piece), place, end)
        return found + len(piece) if found >= 0 else -1
    # Without a quantifier in it, an expression has nothing to go back for.
    expression = "".join("." if letter == "?" else re.escape(shown(letter)) for letter in piece)
    matched = re.compile(expression, re.DOTALL).search(value, place, end)
    return matched.end() if matched is not None else -1
