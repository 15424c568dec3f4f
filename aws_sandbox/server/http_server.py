"""The sandbox over HTTP, on 127.0.0.1 alone: a thread for each connection, which is kept between requests.

Programs of other users of the machine are hung up on, where the system tells whose they are. This module refuses to
listen on any other address, and keeps no log of requests: addresses hold codes.
"""

from __future__ import annotations

import socket
import socketserver
import threading
from typing import TYPE_CHECKING, Any

from aws_sandbox.server.connection import LARGEST_BODY, Connection, Room
from aws_sandbox.server.peers import Peers

if TYPE_CHECKING:
    from typing import Self

    from aws_sandbox.server.http_answer import Application

HOST = "127.0.0.1"
# More connections than a class of clients has; each is a thread, with a stack of so many bytes.
MOST_CONNECTIONS = 250
_STACK = 1024 * 1024


class Server:
    """A sandbox that listens; `serve_forever` answers until `shutdown` is called from another thread."""

    def __init__(self, sandbox: Application, port: int) -> None:
        self._server = _Listener(_listening(port), sandbox)
        self._lock = threading.Lock()
        self._serving = self._ended = False
        self.port = int(self._server.server_address[1])
        self.endpoint = f"http://{HOST}:{self.port}"

    @property
    def tells_users_apart(self) -> bool:
        """Whether programs of other users of this machine are kept out."""
        return self._server.peers.known

    def serve_forever(self) -> None:
        """Answer requests until the end; returns after `shutdown`, at once if that came first."""
        with self._lock:
            if self._ended:
                return
            self._serving = True
        self._server.serve_forever(poll_interval=0.1)

    def shutdown(self) -> None:
        """Stop answering, end every connection and free the port; a second call does nothing."""
        with self._lock:
            if self._ended:
                return
            self._ended = True
        # A server that never served would be waited for in vain.
        if self._serving:
            self._server.shutdown()
        self._server.server_close()
        self._server.hang_up()

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


class _Listener(socketserver.ThreadingTCPServer):
    daemon_threads = True
    # Threads that answer do not hold up the end: their connections are ended instead.
    block_on_close = False

    def __init__(self, bound: socket.socket, application: Application) -> None:
        super().__init__((HOST, 0), socketserver.BaseRequestHandler, bind_and_activate=False)
        self.socket.close()
        self.socket = bound
        self.server_address = bound.getsockname()
        self.peers = Peers()
        self._application = application
        self._room = Room(LARGEST_BODY)
        self._open: set[Connection] = set()
        self._changing = threading.Lock()

    def verify_request(self, request: Any, client_address: Any) -> bool:
        """Say whether a connection is answered: one of this user's, where there are too many in another's place."""
        return self.peers.may_connect(client_address, request.getsockname()) and self._has_place()

    def _has_place(self) -> bool:
        """Make a place for one more connection by ending the one that has been idle for longest; False without any."""
        with self._changing:
            if len(self._open) < MOST_CONNECTIONS:
                return True
            idle = [connection for connection in self._open if connection.idle_since is not None]
            if not idle:
                return False
            longest = min(idle, key=lambda connection: connection.idle_since or 0.0)
            longest.hang_up()
            self._open.discard(longest)
            return True

    def process_request(self, request: Any, client_address: Any) -> None:
        """Give a connection its thread, with a smaller stack than usual."""
        before = threading.stack_size(_STACK)
        try:
            super().process_request(request, client_address)
        finally:
            threading.stack_size(before)

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Answer a connection, in its own thread."""
        # Otherwise each answer waits for the acknowledgement of the one before.
        request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection = Connection(request, client_address, self._application, self._room)
        with self._changing:
            self._open.add(connection)
        try:
            connection.serve()
        finally:
            with self._changing:
                self._open.discard(connection)

    def hang_up(self) -> None:
        """End every connection; a thread that waits for one returns."""
        with self._changing:
            for connection in self._open:
                connection.hang_up()

    def handle_error(self, *_: Any) -> None:
        """Say nothing: a client that hangs up is no news, and what goes wrong in an answer is answered."""


def serve(sandbox: Application, port: int = 0) -> Server:
    """Listen on `port` of 127.0.0.1 (0: any free one); raises OSError if it is taken. Nothing is answered yet."""
    return Server(sandbox, port)
