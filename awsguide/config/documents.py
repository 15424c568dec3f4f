"""What is read of a stored document or a profile: anybody may have written it, so nothing in it is taken on trust."""

from __future__ import annotations

from collections.abc import Mapping


def text_of(document: Mapping[str, object], key: str) -> str:
    """The text under `key`; '' when there is none, or something else than a text."""
    value = document.get(key)
    return value if isinstance(value, str) else ""
