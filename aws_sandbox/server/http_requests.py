"""Requests as they come off a connection over HTTP/1.1, one after the other.

httptools reads the protocol; what it does not mind is refused here: a head without end, a Host that is missing or said
twice, and a body sent in a way that is not known here or to others. This module refuses to interpret a request, and to
hold more of a body than its last piece.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import httptools

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_LARGEST_HEAD = 64 * 1024
# Names are remembered by those who look for headers; values are not.
_LONGEST_NAME = 256
_PIECE = 128 * 1024
_VERSIONS = frozenset({"1.0", "1.1"})


class Malformed(Exception):
    """What arrived is no request; `status` is the one with which it is answered."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass
class Request:
    """One request: `headers` in the order and spelling in which they were sent, `pieces` what is there of its body.

    `version` is '1.0' or '1.1'; `lasting` says whether the connection may serve another request after it.
    """

    method: str = ""
    target: bytes = b""
    version: str = ""
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    pieces: list[bytes] = field(default_factory=list)
    lasting: bool = False
    begun: bool = False
    whole: bool = False

    def header(self, name: bytes) -> bytes:
        """Return the first header of this name, which is in lower case; b'' where there is none."""
        return next((value for known, value in self.headers if known.lower() == name), b"")


class Requests:
    """What a connection brings: `next` is a request's head, `body` the pieces of its body.

    `receive` returns at most as many bytes as it is asked for, none at the end of the connection.
    """

    def __init__(self, receive: Callable[[int], bytes]) -> None:
        self._receive = receive
        self._parser = httptools.HttpRequestParser(self)
        self._arriving: deque[Request] = deque()
        self._unused = 0
        self._ended = self._broken = self._over = False

    def next(self) -> Request | None:
        """Return the next request, its head whole; None at the end. Raises `Malformed`, and OSError as `receive`."""
        self._unused = 0
        if self._over:
            return None
        while not (self._arriving and self._arriving[0].begun):
            if self._broken:
                raise Malformed(400)
            if self._unused > _LARGEST_HEAD:
                raise Malformed(431)
            if not self._feed():
                if self._arriving:
                    raise Malformed(400)
                return None
        self._check(self._arriving[0])
        self._over = not self._arriving[0].lasting
        return self._arriving[0]

    def body(self, request: Request) -> Iterator[bytes]:
        """Yield the body of the request that `next` returned; raises `Malformed` where it breaks off, and OSError."""
        self._unused = 0
        while True:
            if request.pieces:
                self._unused = 0
                piece = b"".join(request.pieces)
                request.pieces.clear()
                yield piece
            if request.whole:
                self._arriving.popleft()
                return
            # Between two pieces there are marks of a few bytes; who sends more, sends what nobody reads.
            if self._broken or self._unused > _LARGEST_HEAD or not self._feed():
                raise Malformed(400)

    def _feed(self) -> bool:
        """Read on; False when there is nothing more to come."""
        if self._ended:
            return False
        received = self._receive(_PIECE)
        self._ended = not received
        self._unused += len(received)
        try:
            parsing: bytes | None = received
            while parsing is not None:
                parsing = self._parse(parsing)
        except httptools.HttpParserError:
            self._broken = True
        return not self._ended

    def _parse(self, received: bytes) -> bytes | None:
        """Parse what arrived; return what is still to be parsed, None if nothing is."""
        try:
            self._parser.feed_data(received)
        except httptools.HttpParserUpgrade as offered:
            return self._declined(received[offered.args[0] :])
        return None

    def _declined(self, rest: bytes) -> bytes | None:
        """Return the last request again, without its offer of another protocol, and `rest`: the parser left both.

        Java's own client and `curl --http2` offer HTTP/2 with what they send, and go on in HTTP/1.1 if nobody takes it.
        """
        self._parser = httptools.HttpRequestParser(self)
        request = self._arriving.pop()
        if request.method == "CONNECT":
            # There is no way through to another host.
            raise httptools.HttpParserError
        offered = {value.lower() for name, value in request.headers if name.lower() == b"upgrade"}
        kept = [(name, value) for name, value in request.headers if name.lower() != b"upgrade"]
        if offered != {b"h2c"}:
            # Who may go on in what is not HTTP is answered once.
            kept = [row for row in kept if row[0].lower() != b"connection"] + [(b"Connection", b"close")]
        line = b"%b %b HTTP/%b" % (request.method.encode(), request.target, request.version.encode())
        return b"\r\n".join([line, *(b"%b: %b" % header for header in kept), b"", rest])

    def _check(self, request: Request) -> None:
        """Refuse a head that is too large, of another version, or unclear about host or body; raises `Malformed`."""
        names = [name.lower() for name, _ in request.headers]
        if max(map(len, names), default=0) > _LONGEST_NAME:
            raise Malformed(431)
        size = len(request.target) + sum(map(len, names)) + sum(len(value) for _, value in request.headers)
        if size > _LARGEST_HEAD:
            raise Malformed(431)
        hosts = names.count(b"host")
        if request.version not in _VERSIONS or hosts > 1 or (not hosts and request.version == "1.1"):
            raise Malformed(400)
        if b"transfer-encoding" in names:
            if request.version == "1.0":
                # Whoever speaks 1.0 knows no chunks, and would see a second request in them.
                raise Malformed(400)
            if (
                names.count(b"transfer-encoding") > 1
                or request.header(b"transfer-encoding").lower() != b"chunked"
            ):
                # The body would be taken for what it was packed into.
                raise Malformed(501)

    # What httptools calls, by the names that it has for them.

    def on_message_begin(self) -> None:
        """Begin with a request."""
        self._arriving.append(Request())

    def on_url(self, part: bytes) -> None:
        """Take a part of the target."""
        self._arriving[-1].target += part

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; what follows a body that came in chunks is left out."""
        request = self._arriving[-1]
        if not request.begun:
            request.headers.append((name, value.strip(b" \t")))

    def on_headers_complete(self) -> None:
        """Note that a head is whole."""
        request, parser = self._arriving[-1], self._parser
        request.method, request.version = parser.get_method().decode("ascii"), parser.get_http_version()
        # A client of version 1.0 waits for the end unless told otherwise; nothing is read after an upgrade.
        request.lasting = (
            request.version == "1.1" and parser.should_keep_alive() and not parser.should_upgrade()
        )
        request.begun = True

    def on_body(self, piece: bytes) -> None:
        """Take a piece of a body."""
        self._arriving[-1].pieces.append(piece)

    def on_message_complete(self) -> None:
        """Note that a request is whole."""
        self._arriving[-1].whole = True
