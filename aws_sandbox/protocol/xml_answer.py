"""Answers of the query protocol that the sandbox writes itself: members as XML, and the envelope around them.

This module refuses to know any operation, and to answer with an error: that is `errors`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4
from xml.sax.saxutils import escape

from aws_sandbox.protocol.errors import Answer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


IAM = "https://iam.amazonaws.com/doc/2010-05-08/"
STS = "https://sts.amazonaws.com/doc/2011-06-15/"


def elements(members: Mapping[str, str]) -> str:
    """Return members that are texts as XML elements, in their order."""
    return "".join(f"<{name}>{escape(value)}</{name}>" for name, value in members.items())


def listed(rows: Iterable[str]) -> str:
    """Return rows, each XML already, as the members of a list."""
    return "".join(f"<member>{row}</member>" for row in rows)


class Entries(dict[str, str]):
    """A map, which the protocol writes as entries of key and value."""


def nested(value: Any) -> str:
    """Return a structure, list or map as XML elements; its leaves are texts, numbers and booleans."""
    if isinstance(value, Entries):
        return "".join(
            f"<entry>{elements({'key': key, 'value': text})}</entry>" for key, text in value.items()
        )
    if isinstance(value, dict):
        return "".join(f"<{name}>{nested(item)}</{name}>" for name, item in value.items())
    if isinstance(value, list):
        return "".join(f"<member>{nested(item)}</member>" for item in value)
    return escape(str(value).lower() if isinstance(value, bool) else str(value))


def given(**members: str) -> dict[str, str]:
    """Return the members that are not empty."""
    return {name: value for name, value in members.items() if value}


def date(seconds: float) -> str:
    """Return seconds since 1970 (UTC) as the protocol writes a date."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def answer(namespace: str, operation: str, result: str | None) -> Answer:
    """Return the answer to an operation; `result` is XML, None where the operation has no output."""
    request_id = str(uuid4())
    inner = "" if result is None else f"<{operation}Result>{result}</{operation}Result>"
    body = (
        f'<{operation}Response xmlns="{namespace}">{inner}'
        f"<ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata></{operation}Response>"
    )
    headers = (("Content-Type", "text/xml"), ("x-amzn-RequestId", request_id))
    return Answer(200, headers, body.encode())
