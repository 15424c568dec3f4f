"""One HTTP request as it arrived, over either transport, in the form in which its signature covers it.

Nothing is decoded here that a signature depends on: path, query and body stay as they were sent. What is decoded is
bounded before: the size of what was compressed, the fields of a form, the values of a JSON or XML body. This module
refuses to judge: it reads a WSGI environment and no more.
"""

from __future__ import annotations

import io
import json
import zlib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlsplit

from aws_sandbox.protocol.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

FORM = "application/x-www-form-urlencoded"
# The size of zlib's window, with what says that a header of gzip stands before the data.
_GZIP = 31
# What a compressed body may become: the largest that AWS takes so is 1 MB of metrics.
_LARGEST_CONTENT = 8 * 1024 * 1024
# As many fields as a thousand metrics have; and as many values as the largest batch for DynamoDB.
_MOST_FIELDS = 50_000
_MOST_VALUES = 300_000
# Where moto looks for the spelling of S3 metadata names (moto.core.request, 5.2.5).
NAMES_KEY = "moto.preserved_header_names"
# The host of a request that came without a network.
IN_PROCESS_HOST = "sandbox.invalid"


# The headers that WSGI keeps under their own names.
ENTITY_HEADERS = frozenset({"CONTENT_TYPE", "CONTENT_LENGTH"})


class Broken(Exception):
    """A body that is not to be had; the text is a row of `errors.FAILURES`."""


@dataclass(frozen=True)
class Received:
    """A request: `path` and `query` as sent (still percent-encoded), `body` whole, `environ` WSGI's.

    `failure` says why there is no body, as a row of `errors.FAILURES`; '' where it is there.
    """

    method: str
    path: str
    query: str
    body: bytes
    environ: dict[str, Any]
    failure: str = ""

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
        body, failure = b"", ""
        try:
            body = _body(environ)
        except Broken as broken:
            failure = str(broken)
        environ["wsgi.input"] = io.BytesIO(body)
        environ["CONTENT_LENGTH"] = str(len(body))
        return cls(environ["REQUEST_METHOD"], path or "/", query, body, environ, failure)

    def header(self, name: str) -> str | None:
        """Return a header by its name in lower case, None if it was not sent."""
        value = self.environ.get(environ_key(name))
        return None if value is None else str(value)

    @cached_property
    def arguments(self) -> Mapping[str, str]:
        """The query string's parameters, decoded; of a name given twice, the first."""
        # SigV4 knows no '+' for a space in a query string, so it is kept.
        return _pairs(self.query.replace("+", "%2B"))

    @cached_property
    def content(self) -> bytes:
        """The body as it was before its sender compressed it (Content-Encoding: gzip), as clients do with metrics.

        Raises `Refusal` where it is larger than AWS takes.
        """
        if self.header("content-encoding") != "gzip":
            return self.body
        unpacker = zlib.decompressobj(_GZIP)
        try:
            content = unpacker.decompress(self.body, _LARGEST_CONTENT)
        except zlib.error:
            return self.body
        if unpacker.unconsumed_tail:
            raise Refusal("body too large")
        return content

    @cached_property
    def form(self) -> Mapping[str, str]:
        """The parameters of a query-protocol call, from the body or, with GET, from the query string."""
        if (self.header("content-type") or "").startswith(FORM):
            return _pairs(self.content.decode("utf-8", "replace"))
        return self.arguments if "Action" in self.arguments else {}

    @cached_property
    def json(self) -> Any:
        """What a JSON body says, None where it is no JSON; raises `Refusal` where it says more than anybody needs."""
        try:
            return read_json(self.content)
        except Refusal as refusal:
            if refusal.failure != "malformed body":
                raise
            return None

    @property
    def decoded_path(self) -> str:
        """The path with its percent-escapes resolved."""
        return unquote(self.path)

    @property
    def source_ip(self) -> str:
        """The address the request came from; 127.0.0.1 in process."""
        return str(self.environ.get("REMOTE_ADDR") or "127.0.0.1")


@lru_cache(maxsize=1024)
def environ_key(name: str) -> str:
    """Return where WSGI has a header, named in upper or lower case: 'HTTP_X_AMZ_DATE'."""
    key = name.upper().replace("-", "_")
    return key if key in ENTITY_HEADERS else f"HTTP_{key}"


def read_json(body: bytes) -> Any:
    """Return what a JSON body says; raises `Refusal` where it is none, or has more values than anybody needs."""
    # Counted before anything is made of it: a megabyte of brackets would become twenty of lists.
    if sum(body.count(mark) for mark in (b",", b"[", b"{")) > _MOST_VALUES:
        raise Refusal("body too large")
    try:
        return json.loads(body or b"{}", parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Refusal("malformed body") from None


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number of JSON's.")


def bounded_xml(body: bytes) -> bytes:
    """Return an XML body; raises `Refusal` where it has more elements and attributes than anybody needs."""
    if body.count(b"<") + body.count(b"=") > _MOST_VALUES:
        raise Refusal("body too large")
    return body


def _pairs(text: str) -> Mapping[str, str]:
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise Refusal("body too large") from None
    return dict(reversed(pairs))


def _body(environ: dict[str, Any]) -> bytes:
    stream = environ["wsgi.input"]
    if environ.get("wsgi.input_terminated"):
        return bytes(stream.read())
    length = str(environ.get("CONTENT_LENGTH") or "0")
    if not (length.isascii() and length.isdigit()):
        raise Broken("body incomplete")
    body = bytes(stream.read(int(length)))
    if len(body) != int(length):
        raise Broken("body incomplete")
    return body
