"""What is remembered of a rotation, as JSON: names, ids and times, and no secret. Text in, noun out; reads no file."""

from __future__ import annotations

import json
import re
from dataclasses import MISSING, asdict, fields
from typing import Any

from awsguide.core.rotations import Rotation

_UNSAFE = re.compile(r"[^A-Za-z0-9_+=,.@-]")
_TUPLES = frozenset({"before", "insisted"})
_NUMBERS = frozenset({"asked_at", "clock_ahead", "proved_at", "watching_since", "deactivated_at"})
_TRUTHS = frozenset({"going_back", "was_off", "unsaved"})
_NAMES = frozenset(field.name for field in fields(Rotation))
_NEEDED = frozenset(field.name for field in fields(Rotation) if field.default is MISSING)


def rotation_file(rotation: Rotation) -> str:
    """The file's name: the account and the user, which together are one rotation at a time."""
    return f"{_UNSAFE.sub('-', rotation.account_id)}-{_UNSAFE.sub('-', rotation.user)}.json"


def rotation_document(rotation: Rotation) -> str:
    """The rotation as the text of its file."""
    return json.dumps(asdict(rotation), indent=1) + "\n"


def rotation_from(text: str) -> Rotation | None:
    """The rotation that a text holds; None for one that is none. What an earlier version did not know is left open."""
    try:
        document = json.loads(text)
    except ValueError:
        return None
    if not isinstance(document, dict) or not _NEEDED <= document.keys() <= _NAMES:
        return None
    values: dict[str, Any] = {
        name: tuple(value) if name in _TUPLES and isinstance(value, list) else value
        for name, value in document.items()
    }
    return Rotation(**values) if all(_fits(name, value) for name, value in values.items()) else None


def _fits(name: str, value: object) -> bool:
    if name in _TUPLES:
        return isinstance(value, tuple) and all(isinstance(each, str) for each in value)
    if name in _NUMBERS:
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return number or (value is None and name != "clock_ahead")
    return isinstance(value, bool) if name in _TRUTHS else isinstance(value, str)
