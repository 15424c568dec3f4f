"""HTTP as tests speak it, without any SDK: a request as it is, and JSON in and out."""

from __future__ import annotations

import http.client
import json
import urllib.request
from typing import Any


def send(
    endpoint: str, method: str, target: str, headers: dict[str, str] | None = None, body: bytes = b""
) -> tuple[int, dict[str, str], bytes]:
    """Send a request as it is to 'http://HOST:PORT'; returns status, headers by lower-case name, body."""
    connection = http.client.HTTPConnection(endpoint.removeprefix("http://"), timeout=60)
    try:
        connection.request(method, target, body, headers or {})
        answer = connection.getresponse()
        given = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, given, answer.read()
    finally:
        connection.close()


def ask(address: str, body: Any = None, *, method: str | None = None, **headers: str) -> Any:
    """The JSON of an answer, None for an empty one; a `body` makes it a post. Headers are named with underscores.

    Raises `OSError`, for a refusal too.
    """
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(
        address, data, {"Content-Type": "application/json", **named}, method=method
    )
    with urllib.request.urlopen(request, timeout=120) as answer:
        content = answer.read()
    return json.loads(content) if content else None
