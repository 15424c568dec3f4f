"""One answer over HTTP/1.1, as a WSGI application gives it: its head, and its body as long as was said or in chunks.

This module refuses to send a line break within a header, a second head, and a body of another length than was said.
"""

from __future__ import annotations

import time
from email.utils import formatdate
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
    Headers = Iterable[tuple[str, str]]

_NO_BODY = frozenset({"204", "304"})
# Of a header's value. Of these alone: what looks like another space may be half of a letter.
_AROUND = " \t\r\n"


class Unsendable(Exception):
    """An answer that is none in HTTP; the connection cannot go on after it."""


class Answer:
    """What is sent for one request; `lasts` says whether another one may follow on the connection.

    `send` is given bytes. `is_head` says that the method is HEAD, `in_chunks` that the client knows a body in chunks.
    """

    def __init__(
        self, send: Callable[[bytes], object], *, is_head: bool, in_chunks: bool, lasts: bool
    ) -> None:
        self._send = send
        self._bodiless = is_head
        self._may_chunk = in_chunks
        self._in_chunks = self._sent = False
        self._left: int | None = None
        self._begun: list[bytes] = []
        self.lasts = lasts

    def give(self, application: Application, environ: dict[str, Any]) -> None:
        """Let the application answer; raises `Unsendable`, and OSError as `send` does."""
        chunks = application(environ, self._start)
        try:
            # The first of the body goes out with the head: each way through the system costs.
            for chunk in chunks:
                if chunk:
                    self._begun.append(self._piece(chunk))
                    self._flush()
        finally:
            close = getattr(chunks, "close", None)
            if close is not None:
                close()
        if self._left and not self._bodiless:
            raise Unsendable
        if self._in_chunks:
            self._begun.append(b"0\r\n\r\n")
        self._flush()

    def _flush(self) -> None:
        if self._begun:
            self._sent = True
            self._send(b"".join(self._begun))
            self._begun.clear()

    def _start(self, status: str, headers: Headers, _: Any = None) -> None:
        if self._sent:
            raise Unsendable
        self._begun = [self._head(status, headers)]

    def _head(self, status: str, headers: Headers) -> bytes:
        lines, length, dated = [f"HTTP/1.1 {status}"], None, False
        no_body = status[:3] in _NO_BODY
        for name, value in headers:
            lower = name.lower()
            if lower == "content-length":
                if no_body:
                    continue
                length = int(value)
            dated = dated or lower == "date"
            lines.append(f"{name}: {value.strip(_AROUND)}")
        if not dated:
            # Clients compare this with their own clock.
            lines.append(_date(int(time.time())))
        self._bodiless = self._bodiless or no_body
        self._left, self._in_chunks = length, length is None and not self._bodiless and self._may_chunk
        if self._in_chunks:
            lines.append("Transfer-Encoding: chunked")
        self.lasts = self.lasts and (length is not None or self._bodiless or self._in_chunks)
        if not self.lasts:
            lines.append("Connection: close")
        text = "\r\n".join((*lines, "", ""))
        if text.count("\r") != len(lines) + 1 or text.count("\n") != len(lines) + 1 or "\0" in text:
            raise Unsendable
        try:
            return text.encode("latin-1")
        except UnicodeEncodeError:
            # WSGI has no such letters, but what people upload by a form may have.
            return text.encode()

    def _piece(self, chunk: bytes) -> bytes:
        if self._bodiless:
            return b""
        if self._in_chunks:
            return b"%x\r\n%b\r\n" % (len(chunk), chunk)
        if self._left is not None:
            self._left -= len(chunk)
            if self._left < 0:
                raise Unsendable
        return chunk


@lru_cache(maxsize=2)
def _date(seconds: int) -> str:
    return f"Date: {formatdate(seconds, usegmt=True)}"
