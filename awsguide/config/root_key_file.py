"""What is remembered of a root key, as JSON: its id and times, and no secret. Text in, noun out; reads no file."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from awsguide.core.access_keys import LastUse
from awsguide.core.root_users import RootKeyUses


def root_key_document(uses: RootKeyUses) -> str:
    """What is remembered as the text of its file."""
    return json.dumps(asdict(uses), indent=1) + "\n"


def root_key_uses_from(text: str) -> RootKeyUses | None:
    """What a text remembers; None for one that holds nothing of the kind."""
    try:
        document = json.loads(text)
        return RootKeyUses(
            _told(document["key_id"]),
            _use(document["before"]),
            _moment(document["first_asked"]),
            _moment(document["last_asked"]),
        )
    except (ValueError, KeyError, TypeError):
        return None


def _use(document: Any) -> LastUse | None:
    if document is None:
        return None
    return LastUse(_moment(document["at"]), _told(document["region"]), _told(document["service"]))


def _told(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _moment(value: Any) -> float | None:
    return None if value is None else float(value)
