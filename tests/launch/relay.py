"""Passes one port of this machine on to another, as `ssh -L` does."""

from __future__ import annotations

import contextlib
import socket
import threading


class Relay:
    """Passes every connection to a free port on to another port of this machine, as `ssh -L` does."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]

    def __enter__(self) -> Relay:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.close()

    def wrapped(self, connection: socket.socket) -> socket.socket:
        """What is said on the side of the browser."""
        return connection

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listening.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            outside = self.wrapped(connection)
            inside = socket.create_connection(("127.0.0.1", self._target))
            threading.Thread(target=_copy, args=(inside, outside), daemon=True).start()
            _copy(outside, inside)


def _copy(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while chunk := source.recv(65536):
            target.sendall(chunk)
    for end in (source, target):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
