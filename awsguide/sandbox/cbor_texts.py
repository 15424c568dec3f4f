"""Texts in CBOR (RFC 8949), as far as an error needs them: a map from names to texts.

This module refuses everything else: what a service answers is written after its model, in `cbor`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_TEXT, _MAP = 0x60, 0xA0


def written(members: Mapping[str, str]) -> bytes:
    """Return a map of fewer than 24 texts."""
    parts = (_text(text) for row in members.items() for text in row)
    return bytes([_MAP | len(members)]) + b"".join(parts)


def _text(text: str) -> bytes:
    content = text.encode()
    length = len(content)
    if length < 24:
        return bytes([_TEXT | length]) + content
    # 24 to 26 say in how many bytes the length follows: one, two or four.
    step = next(step for step in range(3) if length < 1 << (8 << step))
    return bytes([_TEXT | 24 + step]) + length.to_bytes(1 << step, "big") + content
