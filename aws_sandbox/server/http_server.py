"""The sandbox over HTTP, on 127.0.0.1 alone: a thread per connection, one request each, no access log.

werkzeug's server drops headers with an underscore in their name, and the portal's token is in one; here it is kept.
This module refuses to listen on any other address.
"""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING, Any

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

if TYPE_CHECKING:
    from typing import Self

    from aws_sandbox.server.application import Sandbox

HOST = "127.0.0.1"
BEARER_HEADER = "x-amz-sso_bearer_token"
_METADATA_PREFIX = "x-amz-meta-"
# Where moto looks for the spelling of S3 metadata names (moto.core.request, 5.2.5).
_NAMES_KEY = "moto.preserved_header_names"


class Handler(WSGIRequestHandler):
    """Answers one connection's requests, quietly."""

    timeout = 60

    def make_environ(self) -> dict[str, Any]:
        """Return the WSGI environment with the underscored headers that AWS's clients send."""
        environ = super().make_environ()
        names: dict[str, str] = {}
        for name, value in self.headers.items():
            lower = name.lower()
            key = f"HTTP_{name.upper().replace('-', '_')}"
            if lower == BEARER_HEADER:
                environ[key] = value
            elif "_" in name and lower.startswith(_METADATA_PREFIX) and key not in environ:
                environ[key] = value
                names[key] = name
        environ[_NAMES_KEY] = names
        return environ

    def handle_expect_100(self) -> bool:
        """Leave '100 Continue' to werkzeug, which says it too: clients that send their body at each send it twice."""
        return True

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - the names are werkzeug's
        """Say nothing: addresses hold codes, and standard output belongs to the announcement."""


class Server:
    """A sandbox that listens; `serve_forever` answers until `shutdown` is called from another thread."""

    def __init__(self, sandbox: Sandbox, port: int) -> None:
        # Bound here and handed over: werkzeug would end the process when the port is taken.
        with _listening(port) as bound:
            self._server = _Quiet(HOST, port, sandbox, handler=Handler, fd=bound.fileno())
        self._server.daemon_threads = True
        self._lock = threading.Lock()
        self._serving = self._ended = False
        self.port = int(self._server.port)
        self.endpoint = f"http://{HOST}:{self.port}"

    def serve_forever(self) -> None:
        """Answer requests until the end; returns after `shutdown`, at once if that came first."""
        with self._lock:
            if self._ended:
                return
            self._serving = True
        self._server.serve_forever(poll_interval=0.1)

    def shutdown(self) -> None:
        """Stop answering and free the port; a second call does nothing."""
        with self._lock:
            if self._ended:
                return
            self._ended = True
        # A server that never served would be waited for in vain.
        if self._serving:
            self._server.shutdown()
        self._server.server_close()

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, name="sandbox", daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()


def _listening(port: int) -> socket.socket:
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        # On Windows, SO_REUSEADDR would let another program take the port over.
        exclusive = getattr(socket, "SO_EXCLUSIVEADDRUSE", None)
        bound.setsockopt(socket.SOL_SOCKET, exclusive or socket.SO_REUSEADDR, 1)
        bound.bind((HOST, port))
        bound.listen(128)
    except OSError:
        bound.close()
        raise
    return bound


class _Quiet(ThreadedWSGIServer):
    """werkzeug's server without its log lines: a client that hangs up is no news."""

    def log(self, *_: Any) -> None:
        return

    def handle_error(self, *_: Any) -> None:
        return


def serve(sandbox: Sandbox, port: int = 0) -> Server:
    """Listen on `port` of 127.0.0.1 (0: any free one); raises OSError if it is taken. Nothing is answered yet."""
    return Server(sandbox, port)
