"""Who may connect: programs of this user, over any kind of socket; those of other users get nothing."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from aws_sandbox.server.http_server import serve
from aws_sandbox.server.peers import Peers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aws_sandbox.server.application import Sandbox
    from aws_sandbox.server.http_server import Server

linux = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="Linux alone tells whose a connection is"
)
root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can start a program as somebody else"
)
NOBODY = 65534
# What a thief tries: pages, unsigned calls and the control route, in one connection each; it says what it got.
THIEF = """
import encodings.idna, os, socket, sys
# Here, and not by whoever starts it: the other user may not even read this Python.
os.setuid(int(sys.argv[2]))
for line in ("GET /start", "GET /authenticator", "POST /client/register", "POST /", "GET /_awsguide/faults"):
    try:
        with socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=20) as connection:
            connection.sendall(f"{line} HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\nContent-Length: 0\\r\\n\\r\\n".encode())
            print(connection.recv(100))
    except ConnectionError:
        print(b"")
"""


@pytest.fixture
def server(sandbox: Sandbox) -> Iterator[Server]:
    with serve(sandbox, 0) as server:
        yield server


def try_as(server: Server, user: int) -> list[str]:
    command = [sys.executable, "-I", "-c", THIEF, str(server.port), str(user)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()


@linux
@root
def test_the_script_of_another_user_gets_nothing_and_ones_own_is_answered(server: Server) -> None:
    assert server.tells_users_apart
    answers = try_as(server, os.geteuid())
    assert len(answers) == 5
    assert all(answer.startswith("b'HTTP/1.1 ") for answer in answers)
    assert try_as(server, NOBODY) == ["b''"] * 5


@linux
@root
def test_what_another_user_sends_and_leaves_behind_is_not_answered_either(server: Server) -> None:
    request = b"POST /client/register HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\n\r\n{}"
    code = (
        f"import encodings.idna, os, socket, sys; os.setuid({NOBODY});"
        "c = socket.create_connection(('127.0.0.1', int(sys.argv[1])));"
        f"c.sendall({request!r}); c.close()"
    )
    asked: list[str] = []

    def note(environ: dict[str, str], start_response: object) -> list[bytes]:
        asked.append(environ["PATH_INFO"])
        return []

    with serve(note, 0) as noting:  # type: ignore[arg-type]
        for _ in range(5):
            subprocess.run([sys.executable, "-I", "-c", code, str(noting.port)], check=True)
    assert asked == []


@linux
def test_a_socket_of_ones_own_is_recognised_whatever_its_family() -> None:
    peers = Peers()
    assert peers.known
    with socket.create_server(("127.0.0.1", 0)) as listener:
        here = listener.getsockname()
        with socket.create_connection(here) as client:
            assert peers.may_connect(client.getsockname(), here)
        if socket.has_ipv6:
            # As Java connects: an address of the older kind in a socket of the newer.
            with socket.socket(socket.AF_INET6) as client:
                client.connect(("::ffff:127.0.0.1", here[1]))
                listener.accept()[0].close()
                connection, there = listener.accept()
                with connection:
                    assert peers.may_connect(there[:2], here)
        assert not peers.may_connect(("127.0.0.1", 1), here), "there is no such connection"
        assert peers.may_answer(here)
    assert not peers.may_answer(here), "nobody listens there"


def test_where_the_system_does_not_tell_nobody_is_kept_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(socket, "AF_NETLINK", raising=False)
    peers = Peers()
    assert not peers.known
    assert peers.may_connect(("127.0.0.1", 1), ("127.0.0.1", 2))
    assert peers.may_answer(("127.0.0.1", 1))
