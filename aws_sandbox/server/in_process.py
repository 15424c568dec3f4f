"""The sandbox inside the process: botocore's clients reach it without a socket.

`connect` hooks into botocore's event 'before-send' for every session that is made afterwards, those of botocore's own
credential providers included, and gives them an endpoint that exists nowhere. It refuses to let a request out: one
that is not for the sandbox raises `ConnectionError`. No threads and no sockets: it runs in a browser's Python too.
"""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes, urlsplit

from aws_sandbox.protocol.received import IN_PROCESS_HOST, NAMES_KEY, environ_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botocore.awsrequest import AWSPreparedRequest, AWSResponse

    from aws_sandbox.server.application import Sandbox

ENDPOINT = f"http://{IN_PROCESS_HOST}"
_VARIABLES = {"AWS_ENDPOINT_URL": ENDPOINT, "AWS_EC2_METADATA_DISABLED": "true"}


class Connection:
    """A sandbox that botocore's clients of this process reach; `disconnect` puts everything back."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._before = {name: os.environ.get(name) for name in _VARIABLES}
        self._hook = ("before-send", self._answer)
        self._open = False

    def connect(self) -> None:
        """Hook into every session made from now on; clients made before keep their way."""
        from botocore import handlers

        if self._open:
            return
        handlers.BUILTIN_HANDLERS.append(self._hook)
        os.environ.update(_VARIABLES)
        _forget_default_session()
        self._open = True

    def disconnect(self) -> None:
        """Take the hook out again and put the environment back; clients that have it find nobody there."""
        from botocore import handlers

        if not self._open:
            return
        self._open = False
        handlers.BUILTIN_HANDLERS.remove(self._hook)
        for name, value in self._before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        _forget_default_session()

    def __enter__(self) -> Connection:
        self.connect()
        return self

    def __exit__(self, *_: object) -> None:
        self.disconnect()

    def _answer(self, request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        from botocore.awsrequest import AWSResponse

        if urlsplit(request.url).hostname != IN_PROCESS_HOST:
            raise ConnectionError(
                "A request was about to leave the sandbox: its endpoint is not the sandbox's."
            )
        if not self._open:
            raise ConnectionError("The sandbox that this client was made for is disconnected.")
        status, headers, body = call(
            self._sandbox, request.method, request.url, dict(request.headers), request.body
        )
        return AWSResponse(request.url, status, _headers(headers), _Raw(body))


def connect(sandbox: Sandbox) -> Connection:
    """Connect this process's botocore to the sandbox; use it as a context manager or call `disconnect`."""
    connection = Connection(sandbox)
    connection.connect()
    return connection


def call(
    sandbox: Sandbox, method: str, url: str, headers: dict[str, Any], body: Any = b""
) -> tuple[int, list[tuple[str, str]], bytes]:
    """Send one request to the WSGI callable; returns status, headers and body."""
    environ = _environ(method, url, headers, _whole(body))
    answered: dict[str, Any] = {}

    def start_response(status: str, given: list[tuple[str, str]], _: Any = None) -> None:
        answered.update(status=int(status[:3]), headers=given)

    chunks = sandbox(environ, start_response)
    try:
        content = b"".join(chunks)
    finally:
        close = getattr(chunks, "close", None)
        if close is not None:
            close()
    return answered["status"], answered["headers"], content


def _environ(method: str, url: str, headers: dict[str, Any], body: bytes) -> dict[str, Any]:
    parts = urlsplit(url)
    path = parts.path or "/"
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": parts.query,
        "RAW_URI": f"{path}?{parts.query}" if parts.query else path,
        "SERVER_NAME": parts.hostname or "",
        "SERVER_PORT": str(parts.port or 80),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": parts.netloc,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": parts.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    names: dict[str, str] = {}
    for name, value in headers.items():
        key = environ_key(name)
        if key == "HTTP_TRANSFER_ENCODING":
            continue
        environ[key] = value.decode("utf-8") if isinstance(value, bytes) else str(value)
        if "_" in name:
            names[key] = name
    environ[NAMES_KEY] = names
    environ["CONTENT_LENGTH"] = str(len(body))
    return environ


def _whole(body: Any) -> bytes:
    if body is None:
        return b""
    if isinstance(body, str):
        return body.encode()
    if hasattr(body, "read"):
        content = body.read()
        return content.encode() if isinstance(content, str) else bytes(content)
    return bytes(body) if isinstance(body, (bytes, bytearray, memoryview)) else b"".join(body)


def _headers(headers: list[tuple[str, str]]) -> Any:
    from botocore.compat import HTTPHeaders

    found = HTTPHeaders()
    for name, value in headers:
        found[name] = value
    return found


def _forget_default_session() -> None:
    boto3 = sys.modules.get("boto3")
    if boto3 is not None:
        setattr(boto3, "DEFAULT_SESSION", None)  # noqa: B010 - only there if boto3 was imported


class _Raw(io.BytesIO):
    """A body as botocore reads it."""

    def stream(self, amt: int = 65536, **_: Any) -> Iterator[bytes]:
        """Yield the body in pieces of `amt` bytes."""
        while piece := self.read(amt):
            yield piece
