"""Session tags: what STS takes as tags, and which of them go along from one role to the next.

Keys that differ in upper and lower case alone are the same key. A transitive tag of the caller's session is passed on
and cannot be given another value. This module refuses to decide who may tag a session; it raises `Refusal`.

Source: 'Pass session tags in AWS STS', 'Chaining roles with session tags' (IAM user guide) and botocore's service
model sts 2011-06-15 (read 2026-11-26).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aws_sandbox.protocol.errors import Refusal
from aws_sandbox.protocol.parameters import unmet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from aws_sandbox.access.principals import Session

MOST_TAGS = 50
_LONGEST_KEY, _LONGEST_VALUE = 128, 256
_KEY_PATTERN = r"[\p{L}\p{Z}\p{N}_.:/=+\-@]+"
_SIGNS = "_.:/=+-@"
_TAG = re.compile(r"Tags\.member\.(\d+)\.(Key|Value)")
_TRANSITIVE = re.compile(r"TransitiveTagKeys\.member\.(\d+)")


@dataclass(frozen=True)
class SessionTags:
    """The tags of a session, and the keys of those that go along, as they were written."""

    tags: Mapping[str, str] = field(default_factory=dict)
    transitive: frozenset[str] = frozenset()


def read(parameters: Mapping[str, str]) -> SessionTags:
    """Read the parameters Tags and TransitiveTagKeys."""
    rows: dict[int, dict[str, str]] = {}
    for name, value in parameters.items():
        found = _TAG.fullmatch(name)
        if found is not None:
            rows.setdefault(int(found[1]), {})[found[2]] = value
    pairs = [(row.get("Key", ""), row.get("Value", "")) for _, row in sorted(rows.items())]
    keys = [value for name, value in parameters.items() if _TRANSITIVE.fullmatch(name)]
    return checked(pairs, keys)


def checked(pairs: list[tuple[str, str]], transitive: list[str]) -> SessionTags:
    """Return tags that STS would take; raises Refusal."""
    for name, members in (("tags", pairs), ("transitiveTagKeys", transitive)):
        if len(members) > MOST_TAGS:
            raise unmet(f"of {len(members)} members", name, _at_most(MOST_TAGS))
    for number, (key, value) in enumerate(pairs, start=1):
        _check_pair(f"tags.{number}.member", key, value)
    tags = dict(pairs)
    folded = {key.lower() for key in tags}
    if len(folded) < len(pairs):
        raise _wrong("Duplicate tag keys found. Please note that Tag keys are case insensitive.")
    if not {key.lower() for key in transitive} <= folded:
        raise _wrong("The specified transitive tag key must be included in the requested tags.")
    return SessionTags(tags, frozenset(transitive))


def _check_pair(place: str, key: str, value: str) -> None:
    if not key:
        raise unmet("''", f"{place}.key", "Member must have length greater than or equal to 1")
    for member, text, longest in (("key", key, _LONGEST_KEY), ("value", value, _LONGEST_VALUE)):
        if len(text) > longest:
            raise unmet(f"'{text}'", f"{place}.{member}", _at_most(longest))
        if not all(_is_allowed(character) for character in text):
            pattern = _KEY_PATTERN if member == "key" else _KEY_PATTERN[:-1] + "*"
            said = f"Member must satisfy regular expression pattern: {pattern}"
            raise unmet(f"'{text}'", f"{place}.{member}", said)
    if key.lower().startswith("aws:"):
        raise _wrong("Tag keys that start with aws: are reserved and cannot be set.")


def inherited(given: SessionTags, session: Session | None) -> SessionTags:
    """Return the tags of a session that is opened from `session`: those given, and its transitive ones."""
    passed = dict(_transitive(session))
    if {key.lower() for key in passed} & {key.lower() for key in given.tags}:
        raise _wrong(
            "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from "
            "the calling session."
        )
    return SessionTags({**passed, **given.tags}, given.transitive | frozenset(passed))


def _transitive(session: Session | None) -> Iterator[tuple[str, str]]:
    if session is not None:
        folded = {key.lower() for key in session.transitive}
        yield from ((key, value) for key, value in session.tags.items() if key.lower() in folded)


def _is_allowed(character: str) -> bool:
    return character in _SIGNS or unicodedata.category(character)[0] in "LZN"


def _at_most(longest: int) -> str:
    return f"Member must have length less than or equal to {longest}"


def _wrong(message: str) -> Refusal:
    return Refusal(code="InvalidParameterValue", message=message)
