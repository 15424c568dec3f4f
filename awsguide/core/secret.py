"""A string that must not be seen: masked wherever Python would show it, and refused wherever it would be stored.

This module hides; it does not encrypt. `Secret.reveal()` is for the adapters that send or write the value, and
for nothing else.
"""

from __future__ import annotations

import hmac
import re
from typing import Never, final

MASK = "••••••••"
_KEY_ID = re.compile(r"(AKIA|ASIA)[A-Z0-9]{16}", re.ASCII)
_KEY_ID_IN_TEXT = re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b")


@final
class Secret:
    """A secret value: wraps a string and is not one.

    repr, str and format give a mask; pickling, copying and JSON raise `TypeError`; equality takes constant time.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        """Wrap `value`, a non-empty string; raises `ValueError` for an empty one, so that a lost secret is noticed."""
        if not value:
            raise ValueError("a secret cannot be empty")
        self._value = value

    def reveal(self) -> str:
        """The value itself, for the line that sends or writes it."""
        return self._value

    def __repr__(self) -> str:
        return f"Secret({MASK})"

    def __str__(self) -> str:
        return MASK

    def __format__(self, specification: str) -> str:
        return MASK

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._value.encode(), other._value.encode())

    # A hash of the value would let a table of guesses find it.
    __hash__ = None  # type: ignore[assignment]

    def __bool__(self) -> bool:
        return True

    def __reduce_ex__(self, protocol: object) -> Never:
        raise TypeError(
            "a secret is not pickled or copied: pass the Secret itself, or reveal() it where it is used"
        )


def mask_key_id(key_id: str) -> str:
    """An access key id that can be recognised and not copied: its kind and last four ('ASIA…WXYZ')."""
    return f"{key_id[:4]}…{key_id[-4:]}" if len(key_id) > 8 else MASK


def mask_key_ids(text: str) -> str:
    """A text with every access key id in it shortened."""
    return _KEY_ID_IN_TEXT.sub(lambda found: mask_key_id(found[0]), text)


def mask_all(value: object) -> object:
    """The same mappings and lists with every `Secret` in them replaced by its mask, and every key id shortened."""
    if isinstance(value, Secret):
        return MASK
    if isinstance(value, str) and _KEY_ID.fullmatch(value):
        return mask_key_id(value)
    if isinstance(value, dict):
        return {name: mask_all(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [mask_all(item) for item in value]
    return value
