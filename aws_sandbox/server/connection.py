"""One client's connection over HTTP/1.1: request after request, each read whole and bounded before anybody decodes it.

h11 reads and writes the protocol; here it meets a socket and a WSGI application. A body that ends early, is cut into
bad chunks or is larger than `LARGEST_BODY` reaches the application as a stream that says so, and is answered as AWS
does. This module refuses to wait for ever: a request that stops arriving is given up.
"""

from __future__ import annotations

import io
import socket
import sys
import threading
import time
from dataclasses import dataclass
from email.utils import formatdate
from functools import lru_cache
from http.client import responses
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes, urlsplit

import h11

from aws_sandbox.protocol.errors import BAD_REQUEST
from aws_sandbox.protocol.received import NAMES_KEY, Broken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
    Headers = list[tuple[str, str]]

BEARER_HEADER = "x-amz-sso_bearer_token"
_METADATA_PREFIX = "x-amz-meta-"
# As much as Lambda takes: a package of 50 MB in base64.
LARGEST_BODY = 70 * 1024 * 1024
# Bodies up to this size are read without asking for room.
SMALL_BODY = 64 * 1024
_LARGEST_HEAD = 64 * 1024
_PIECE = 128 * 1024
# How long a client may be silent, and how long a body of so many bytes may take: it comes from the same machine.
SILENCE_SECONDS = 60.0
_BODY_SECONDS, _BYTES_A_SECOND = 20.0, 1024 * 1024
_ROOM_SECONDS = 30.0
# After a refusal, how much of what the client still sends is thrown away so that it reads the answer.
_THROWN_AWAY_SECONDS = 2.0


class Room:
    """How many bytes of large bodies are held at the same time; whoever needs more waits for the others."""

    def __init__(self, size: int) -> None:
        self._free = size
        self._changed = threading.Condition()

    def take(self, size: int, seconds: float) -> bool:
        """Take `size` bytes; False when they are not free within the time."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._free >= size, seconds):
                return False
            self._free -= size
            return True

    def give(self, size: int) -> None:
        """Give back what was taken."""
        with self._changed:
            self._free += size
            self._changed.notify_all()


class _Unreadable(io.RawIOBase):
    """The body of a request whose body is not to be had."""

    def __init__(self, failure: str) -> None:
        self._failure = failure

    def read(self, _: int = -1) -> bytes:
        raise Broken(self._failure)


@dataclass
class _Body:
    """A body as far as it has come; `failure` says what is the matter with it, `held` how much room it takes."""

    content: io.BytesIO
    failure: str = ""
    held: int = 0

    @property
    def stream(self) -> Any:
        """What the application reads."""
        return _Unreadable(self.failure) if self.failure else self.content


class Connection:
    """One connection; `serve` answers its requests until either side ends it."""

    def __init__(
        self, client: socket.socket, address: tuple[str, int], application: Application, room: Room
    ) -> None:
        self._socket = client
        self._address = address
        self._application = application
        self._room = room
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=_LARGEST_HEAD)
        self._server_name, self._server_port = client.getsockname()[:2]
        self._closing = False
        # When it began to wait for a request, None while one is being read or answered.
        self.idle_since: float | None = time.monotonic()

    def serve(self) -> None:
        """Answer one request after the other."""
        self._socket.settimeout(SILENCE_SECONDS)
        try:
            while self._answer_one():
                self._http.start_next_cycle()
        except h11.RemoteProtocolError as error:
            self._refuse(error.error_status_hint)
        except (OSError, h11.LocalProtocolError):
            # The client has gone, or does not take the answer as it is: there is nobody to tell.
            return

    def hang_up(self) -> None:
        """End the connection, from another thread."""
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            # It has ended by itself.
            return

    def _answer_one(self) -> bool:
        """Answer one request; False when there is no next one."""
        self.idle_since = time.monotonic()
        request = self._next_event()
        if not isinstance(request, h11.Request):
            return False
        self.idle_since = None
        body = self._read(request)
        self._closing = bool(body.failure)
        try:
            self._answer(request, self._environ(request, body))
        finally:
            self._room.give(body.held)
        if body.failure:
            self._throw_away()
            return False
        return self._http.our_state is h11.DONE and self._http.their_state is h11.DONE

    def _next_event(self) -> Any:
        while (event := self._http.next_event()) is h11.NEED_DATA:
            if self._http.they_are_waiting_for_100_continue:
                # With the word: botocore knows the line by its three parts.
                self._send(h11.InformationalResponse(status_code=100, headers=[], reason=b"Continue"))
            self._http.receive_data(self._socket.recv(_PIECE))
        return event

    def _read(self, request: h11.Request) -> _Body:
        """Read a request's body to its end, as far as it is good and there is room for it."""
        body = _Body(io.BytesIO())
        announced = next((int(value) for name, value in request.headers if name == b"content-length"), 0)
        ends = time.monotonic() + _BODY_SECONDS + announced / _BYTES_A_SECOND
        if not self._make_room(body, announced):
            return body
        try:
            while isinstance(event := self._next_event(), h11.Data):
                if not self._make_room(body, body.content.tell() + len(event.data)):
                    return body
                body.content.write(event.data)
                if time.monotonic() > ends + body.content.tell() / _BYTES_A_SECOND:
                    body.failure = "request timeout"
                    return body
        except h11.RemoteProtocolError:
            body.failure = "body incomplete"
        except TimeoutError:
            body.failure = "request timeout"
        body.content.seek(0)
        return body

    def _make_room(self, body: _Body, size: int) -> bool:
        """Take the room that a body of `size` bytes needs; False, with the failure noted, where there is none."""
        if size > LARGEST_BODY:
            body.failure = "body too large"
        elif size > max(SMALL_BODY, body.held):
            # In steps that grow, so that a body of unknown length does not ask at each piece.
            wanted = min(LARGEST_BODY, max(size, 2 * body.held))
            if self._room.take(wanted - body.held, _ROOM_SECONDS):
                body.held = wanted
            else:
                body.failure = "too busy"
        return not body.failure

    def _environ(self, request: h11.Request, body: _Body) -> dict[str, Any]:
        target = request.target.decode("latin-1")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": request.method.decode("ascii"),
            "SCRIPT_NAME": "",
            "REMOTE_ADDR": self._address[0],
            "REMOTE_PORT": self._address[1],
            "SERVER_NAME": self._server_name,
            "SERVER_PORT": str(self._server_port),
            "SERVER_PROTOCOL": f"HTTP/{request.http_version.decode('ascii')}",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": body.stream,
            "wsgi.input_terminated": True,
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        _add_headers(environ, request.headers.raw_items())
        if target.startswith(("http://", "https://")):
            # A proxy's form of the address: its host is the one that is meant.
            try:
                parts = urlsplit(target)
            except ValueError as error:
                raise h11.RemoteProtocolError("no address", 400) from error
            environ["HTTP_HOST"] = parts.netloc
            target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        path, _, query = target.partition("?")
        environ["PATH_INFO"] = unquote_to_bytes(path).decode("latin-1")
        environ["QUERY_STRING"] = query
        environ["RAW_URI"] = environ["REQUEST_URI"] = target
        return environ

    def _answer(self, request: h11.Request, environ: dict[str, Any]) -> None:
        begun: list[bytes] = []

        def start_response(status: str, headers: Headers, _: Any = None) -> None:
            begun.append(self._head(status, headers))

        chunks = self._application(environ, start_response)
        try:
            # The first of the body goes out with the head: each way through the system costs.
            for chunk in chunks:
                begun.append(self._data(request, chunk))
                self._socket.sendall(b"".join(begun))
                begun.clear()
        finally:
            close = getattr(chunks, "close", None)
            if close is not None:
                close()
        begun.append(self._http.send(h11.EndOfMessage()) or b"")
        self._socket.sendall(b"".join(begun))

    def _head(self, status: str, headers: Headers) -> bytes:
        code, _, reason = status.partition(" ")
        sent = [(name.encode("latin-1"), value.strip().encode("latin-1")) for name, value in headers]
        # Clients compare this with their own clock.
        if not any(name.lower() == b"date" for name, _ in sent):
            sent.append((b"Date", _date(int(time.time()))))
        if self._closing:
            sent.append((b"Connection", b"close"))
        if code in ("204", "304"):
            sent = [(name, value) for name, value in sent if name.lower() != b"content-length"]
        answer = h11.Response(status_code=int(code), headers=sent, reason=reason.encode("latin-1"))
        return self._http.send(answer) or b""

    def _data(self, request: h11.Request, chunk: bytes) -> bytes:
        if not chunk or request.method == b"HEAD":
            return b""
        return self._http.send(h11.Data(data=chunk)) or b""

    def _send(self, event: Any) -> None:
        self._socket.sendall(self._http.send(event) or b"")

    def _refuse(self, status: int) -> None:
        """Answer what is no request at all, and end the connection."""
        try:
            if self._http.our_state in (h11.IDLE, h11.SEND_RESPONSE):
                self._closing = True
                said = (
                    self._head(f"{status} {responses[status]}", list(BAD_REQUEST.headers)),
                    BAD_REQUEST.body,
                )
                self._socket.sendall(b"".join(said))
            self._throw_away()
        except (OSError, h11.LocalProtocolError):
            return

    def _throw_away(self) -> None:
        """Let a client that is still sending read its answer: closed at once, the connection would break off."""
        self._socket.shutdown(socket.SHUT_WR)
        self._socket.settimeout(_THROWN_AWAY_SECONDS)
        ends = time.monotonic() + _THROWN_AWAY_SECONDS
        while time.monotonic() < ends and self._socket.recv(_PIECE):
            continue


@lru_cache(maxsize=2)
def _date(seconds: int) -> bytes:
    return formatdate(seconds, usegmt=True).encode("ascii")


def _add_headers(environ: dict[str, Any], headers: Iterable[tuple[bytes, bytes]]) -> None:
    """Add the headers; of those with an underscore in their name, the ones that AWS's clients send."""
    underscored: dict[str, tuple[str, str]] = {}
    for raw_name, raw_value in headers:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        key = name.upper().replace("-", "_")
        if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            key = f"HTTP_{key}"
        if "_" in name:
            lower = name.lower()
            if lower == BEARER_HEADER:
                environ[key] = value
            elif lower.startswith(_METADATA_PREFIX):
                underscored[key] = (name, value)
        elif key in environ and key.startswith("HTTP_"):
            environ[key] = f"{environ[key]},{value}"
        else:
            environ[key] = value
    # An underscored name does not stand in for a dashed one.
    added = {key: row for key, row in underscored.items() if key not in environ}
    environ.update({key: value for key, (_, value) in added.items()})
    environ[NAMES_KEY] = {key: name for key, (name, _) in added.items()}
