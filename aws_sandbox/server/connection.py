"""One client's connection over HTTP/1.1: request after request, each read whole and bounded before anybody decodes it.

Here requests meet a socket and a WSGI application. A body that ends early, is cut into bad chunks or is larger than
`LARGEST_BODY` reaches the application as a stream that says so, and is answered as AWS does. This module refuses to
wait for ever: a request that stops arriving is given up. It refuses too to send a header with a line break in it.
"""

from __future__ import annotations

import io
import socket
import sys
import threading
import time
from dataclasses import dataclass
from http.client import responses
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes, urlsplit

from aws_sandbox.protocol.errors import BAD_REQUEST
from aws_sandbox.protocol.received import ENTITY_HEADERS, NAMES_KEY, Broken, environ_key
from aws_sandbox.server.http_answer import Answer, Unsendable
from aws_sandbox.server.http_requests import Malformed, Requests

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from aws_sandbox.server.http_answer import Application
    from aws_sandbox.server.http_requests import Request

_BEARER_HEADER = "x-amz-sso_bearer_token"
_METADATA_PREFIX = "x-amz-meta-"
# As much as Lambda takes: a package of 50 MB in base64.
LARGEST_BODY = 70 * 1024 * 1024
# Bodies up to this size are read without asking for room.
SMALL_BODY = 64 * 1024
# How long a client may be silent, and how long a body of so many bytes may take: it comes from the same machine.
SILENCE_SECONDS = 60.0
_BODY_SECONDS, _BYTES_A_SECOND = 20.0, 1024 * 1024
_ROOM_SECONDS = 30.0
# After a refusal, how much of what the client still sends is thrown away so that it reads the answer.
_THROWN_AWAY_SECONDS, _THROWN_AWAY_PIECE = 2.0, 128 * 1024


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
        self._requests = Requests(client.recv)
        name, port = client.getsockname()[:2]
        self._constant: dict[str, Any] = {
            "SCRIPT_NAME": "",
            "REMOTE_ADDR": address[0],
            "REMOTE_PORT": address[1],
            "SERVER_NAME": name,
            "SERVER_PORT": str(port),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input_terminated": True,
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        # When it began to wait for a request or the rest of one, None while one is being answered.
        self.idle_since: float | None = time.monotonic()

    def serve(self) -> None:
        """Answer one request after the other."""
        self._socket.settimeout(SILENCE_SECONDS)
        try:
            while self._answer_one():
                continue
        except Malformed as malformed:
            self._refuse(malformed.status)
        except (OSError, Unsendable):
            # The client has gone, or there is no answer to send: there is nobody to tell.
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
        request = self._requests.next()
        if request is None:
            return False
        body = _Body(io.BytesIO())
        try:
            # What was held is given back too where the client goes away in the middle of its body.
            self._read(request, body)
            self.idle_since = None
            answer = Answer(
                self._socket.sendall,
                is_head=request.method == "HEAD",
                in_chunks=request.version == "1.1",
                lasts=request.lasting and not body.failure,
            )
            answer.give(self._application, self._environ(request, body))
        finally:
            self._room.give(body.held)
        if body.failure:
            self._throw_away()
        return answer.lasts

    def _read(self, request: Request, body: _Body) -> None:
        """Read a request's body to its end, as far as it is good and there is room for it."""
        # Any number of zeros may stand before it; Python reads no number of more than 4300 digits.
        announced = int(request.header(b"content-length").lstrip(b"0") or 0)
        ends = time.monotonic() + _BODY_SECONDS + announced / _BYTES_A_SECOND
        if not self._make_room(body, announced):
            return
        if not request.whole and not request.pieces and request.header(b"expect").lower() == b"100-continue":
            # With the word: botocore knows the line by its three parts.
            self._socket.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        try:
            for piece in self._requests.body(request):
                if not self._make_room(body, body.content.tell() + len(piece)):
                    return
                body.content.write(piece)
                if time.monotonic() > ends + body.content.tell() / _BYTES_A_SECOND:
                    body.failure = "request timeout"
                    return
        except Malformed:
            body.failure = "body incomplete"
        except TimeoutError:
            body.failure = "request timeout"
        body.content.seek(0)

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

    def _environ(self, request: Request, body: _Body) -> dict[str, Any]:
        target = request.target.decode("latin-1")
        environ = {
            **self._constant,
            "REQUEST_METHOD": request.method,
            "SERVER_PROTOCOL": f"HTTP/{request.version}",
            "wsgi.input": body.stream,
        }
        _add_headers(environ, request.headers)
        if target.startswith(("http://", "https://")):
            # A proxy's form of the address: its host is the one that is meant.
            try:
                parts = urlsplit(target)
            except ValueError as error:
                raise Malformed(400) from error
            environ["HTTP_HOST"] = parts.netloc
            target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        path, _, query = target.partition("?")
        environ["PATH_INFO"] = unquote_to_bytes(path).decode("latin-1") if "%" in path else path
        environ["QUERY_STRING"] = query
        environ["RAW_URI"] = environ["REQUEST_URI"] = target
        return environ

    def _refuse(self, status: int) -> None:
        """Answer what is no request at all, and end the connection."""

        def refusal(_: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            length = ("Content-Length", str(len(BAD_REQUEST.body)))
            start_response(f"{status} {responses[status]}", [*BAD_REQUEST.headers, length])
            return [BAD_REQUEST.body]

        try:
            Answer(self._socket.sendall, is_head=False, in_chunks=False, lasts=False).give(refusal, {})
            self._throw_away()
        except OSError:
            return

    def _throw_away(self) -> None:
        """Let a client that is still sending read its answer: closed at once, the connection would break off."""
        self._socket.shutdown(socket.SHUT_WR)
        self._socket.settimeout(_THROWN_AWAY_SECONDS)
        ends = time.monotonic() + _THROWN_AWAY_SECONDS
        while time.monotonic() < ends and self._socket.recv(_THROWN_AWAY_PIECE):
            continue


def _add_headers(environ: dict[str, Any], headers: Iterable[tuple[bytes, bytes]]) -> None:
    """Add the headers; of those with an underscore in their name, the ones that AWS's clients send."""
    underscored: dict[str, tuple[str, str]] = {}
    for raw_name, raw_value in headers:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        key = environ_key(name)
        if "_" in name:
            lower = name.lower()
            if lower == _BEARER_HEADER:
                environ[key] = value
            elif lower.startswith(_METADATA_PREFIX):
                underscored[key] = (name, value)
        elif key in environ and key not in ENTITY_HEADERS:
            environ[key] = f"{environ[key]},{value}"
        else:
            environ[key] = value
    # An underscored name does not stand in for a dashed one.
    added = {key: row for key, row in underscored.items() if key not in environ}
    environ.update({key: value for key, (_, value) in added.items()})
    environ[NAMES_KEY] = {key: name for key, (name, _) in added.items()}
