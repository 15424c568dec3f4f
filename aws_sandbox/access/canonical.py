"""The canonical request of Signature Version 4, in each spelling in which clients sign what they send.

The documented spelling comes first. Clients differ in how they encode path and query, and whether they sign a port; one
of the spellings has to be what was signed. Pure. This module refuses to know a secret or to compare anything.

Source: 'Create a signed AWS API request' (IAM user guide), 'Authenticating Requests: Using the Authorization Header'
(S3 API reference), read 2026-11-23.
"""

from __future__ import annotations

from contextlib import suppress
from itertools import product
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from aws_sandbox.remembering import remembered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aws_sandbox.protocol.received import Received

_UNRESERVED = "-_.~"


def spellings(
    request: Received, signed_headers: tuple[str, ...], payload_hash: str, *, is_s3: bool
) -> Iterator[str]:
    """Yield the request's spellings; `signed_headers` in lower case and in the order in which they were signed."""
    values = {name: _value(request, name) for name in signed_headers}
    for host, path, query in product(_hosts(request), _paths(request.path, is_s3), _queries(request.query)):
        values["host"] = host
        headers = "".join(f"{name}:{values[name]}\n" for name in signed_headers)
        yield "\n".join((request.method, path, query, headers, ";".join(signed_headers), payload_hash))


def _hosts(request: Received) -> list[str]:
    """Return the host as clients sign it, as sent first: AWS's has no port, so some have never learned to sign one."""
    sent = request.header("host") or ""
    return list(dict.fromkeys((sent, sent.rpartition(":")[0] or sent)))


@remembered(64)
def _paths(path: str, is_s3: bool) -> list[str]:
    """Return the path as clients of this service sign it, the documented form first."""
    if is_s3:
        spellings = [quote(unquote(path), safe=f"/{_UNRESERVED}"), path]
    else:
        spellings = [
            quote(_normalised(path), safe=f"/{_UNRESERVED}"),
            quote(path, safe=f"/{_UNRESERVED}"),
            path,
        ]
    return list(dict.fromkeys(spellings))


def _normalised(path: str) -> str:
    kept: list[str] = []
    for part in path.split("/"):
        if part == "..":
            kept = kept[:-1]
        elif part not in ("", "."):
            kept.append(part)
    return "/" + "/".join(kept) + ("/" if kept and path.endswith("/") else "")


def _queries(query: str) -> list[str]:
    """Return the canonical query string: every name and value encoded, sorted, the signature itself left out."""
    if not query:
        return [""]
    pairs = [part.partition("=") for part in query.split("&") if part]
    sent = [(name, value) for name, _, value in pairs if name != "X-Amz-Signature"]
    encoded = [
        (quote(unquote(name), safe=_UNRESERVED), quote(unquote(value), safe=_UNRESERVED))
        for name, value in sent
    ]
    spellings = ["&".join(f"{name}={value}" for name, value in sorted(chosen)) for chosen in (encoded, sent)]
    return list(dict.fromkeys(spellings))


def _value(request: Received, name: str) -> str:
    # A header that was signed and then removed leaves an empty value, and so a different signature.
    return header_value(request.header(name) or "")


def header_value(sent: str) -> str:
    """Return a header's value as clients sign it: in UTF-8, and with single spaces."""
    if not sent.isascii():
        # Before spaces are looked for: half of a letter in UTF-8 may be one in ISO 8859-1.
        with suppress(UnicodeError):
            sent = sent.encode("latin-1").decode("utf-8")
    return " ".join(sent.split())
