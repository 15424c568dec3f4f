"""One HTTP request as it arrived, over either transport, in the form in which its signature covers it.

Nothing is decoded here that a signature depends on: path, query and body stay as they were sent. This module refuses to
judge: it reads a WSGI environment and no more.
"""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

FORM = "application/x-www-form-urlencoded"
# The size of zlib's window, with what says that a header of gzip stands before the data.
_GZIP = 31
_LARGEST_CONTENT = 64 * 1024 * 1024
# The host of a request that came without a network.
IN_PROCESS_HOST = "sandbox.invalid"


@dataclass(frozen=True)
class Received:
    """A request: `path` and `query` as sent (still percent-encoded), `body` whole, `environ` WSGI's."""

    method: str
    path: str
    query: str
    body: bytes
    environ: dict[str, Any]

    @classmethod
    def read(cls, environ: dict[str, Any]) -> Received:
        """Read the body to its end and leave it in `environ` to be read again."""
        sent = str(environ.get("RAW_URI") or environ.get("REQUEST_URI") or "")
        if not sent:
            sent = environ.get("PATH_INFO", "/") + "?" + environ.get("QUERY_STRING", "")
        if sent.startswith(("http://", "https://")):
            parts = urlsplit(sent)
            sent = f"{parts.path}?{parts.query}"
        path, _, query = sent.partition("?")
        body = _body(environ)
        environ["wsgi.input"] = io.BytesIO(body)
        environ["CONTENT_LENGTH"] = str(len(body))
        return cls(environ["REQUEST_METHOD"], path or "/", query, body, environ)

    def header(self, name: str) -> str | None:
        """Return a header by its name in lower case, None if it was not sent."""
        key = name.upper().replace("-", "_")
        if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            key = f"HTTP_{key}"
        value = self.environ.get(key)
        return None if value is None else str(value)

    @cached_property
    def arguments(self) -> Mapping[str, str]:
        """The query string's parameters, decoded; of a name given twice, the first."""
        # SigV4 knows no '+' for a space in a query string, so it is kept.
        pairs = parse_qsl(self.query.replace("+", "%2B"), keep_blank_values=True)
        return dict(reversed(pairs))

    @cached_property
    def content(self) -> bytes:
        """The body as it was before its sender compressed it (Content-Encoding: gzip), as clients do with metrics."""
        if self.header("content-encoding") != "gzip":
            return self.body
        try:
            return zlib.decompressobj(_GZIP).decompress(self.body, _LARGEST_CONTENT)
        except zlib.error:
            return self.body

    @cached_property
    def form(self) -> Mapping[str, str]:
        """The parameters of a query-protocol call, from the body or, with GET, from the query string."""
        if (self.header("content-type") or "").startswith(FORM):
            pairs = parse_qsl(self.content.decode("utf-8", "replace"), keep_blank_values=True)
            return dict(reversed(pairs))
        return self.arguments if "Action" in self.arguments else {}

    @property
    def decoded_path(self) -> str:
        """The path with its percent-escapes resolved."""
        return unquote(self.path)

    @property
    def source_ip(self) -> str:
        """The address the request came from; 127.0.0.1 in process."""
        return str(self.environ.get("REMOTE_ADDR") or "127.0.0.1")


def _body(environ: dict[str, Any]) -> bytes:
    stream = environ["wsgi.input"]
    if environ.get("wsgi.input_terminated"):
        return bytes(stream.read())
    length = str(environ.get("CONTENT_LENGTH") or "0")
    return bytes(stream.read(int(length))) if length.isdigit() and length != "0" else b""
