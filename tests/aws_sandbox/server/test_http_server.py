from __future__ import annotations

import http.client
import socket
import statistics
import struct
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from aws_sandbox.server import http_server
from aws_sandbox.server.connection import LARGEST_BODY
from aws_sandbox.server.http_server import serve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aws_sandbox.server.application import Sandbox
    from aws_sandbox.server.http_server import Server


@pytest.fixture
def server(sandbox: Sandbox) -> Iterator[Server]:
    with serve(sandbox, 0) as server:
        yield server


def connect(server: Server) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)


def ask(connection: http.client.HTTPConnection, *request: Any) -> tuple[int, bytes]:
    connection.request(*request)
    answer = connection.getresponse()
    return answer.status, answer.read()


def test_it_listens_on_the_loopback_address_alone(server: Server) -> None:
    assert server.endpoint == f"http://127.0.0.1:{server.port}"
    addresses = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    for address in addresses - {"127.0.0.1", "127.0.1.1"}:
        with pytest.raises(OSError):  # noqa: PT011 - refused or unreachable, as the system says it
            socket.create_connection((address, server.port), timeout=2)


def test_a_port_that_is_taken_is_an_error(server: Server, sandbox: Sandbox) -> None:
    with pytest.raises(OSError, match="in use"):
        serve(sandbox, server.port)


def test_one_connection_serves_one_request_after_the_other_whatever_becomes_of_their_bodies(
    server: Server,
) -> None:
    connection = connect(server)
    connection.connect()
    first = connection.sock
    headers = {"Content-Type": "application/json"}
    for status, asked in (
        (200, ("GET", "/")),
        (400, ("POST", "/client/register", b'{"clientType": "confidential"}', headers)),
        (403, ("PUT", "/nobody/reads-this", b"x" * 100_000)),
        (403, ("HEAD", "/nobody")),
        (200, ("GET", "/")),
    ):
        connection.request(*asked)
        answer = connection.getresponse()
        assert answer.status == status
        assert bool(answer.read()) == (asked[0] != "HEAD")
        assert connection.sock is first
    connection.close()


def test_an_address_that_is_none_is_answered(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as odd:
        odd.sendall(b"GET http://[::1/device HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        odd.shutdown(socket.SHUT_WR)
        assert odd.recv(12) == b"HTTP/1.1 400"


def test_who_goes_away_in_the_middle_of_a_large_body_leaves_room_for_others(server: Server) -> None:
    head = f"PUT /nobody HTTP/1.1\r\nHost: 127.0.0.1\r\nExpect: 100-continue\r\nContent-Length: {LARGEST_BODY}\r\n\r\n"
    gone = socket.create_connection(("127.0.0.1", server.port), timeout=60)
    gone.sendall(head.encode())
    assert gone.recv(12) == b"HTTP/1.1 100"
    # Closed so, the connection is reset: reading from it is an error, not an end.
    gone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    gone.close()
    assert ask(connect(server), "PUT", "/nobody", b"x" * 100_000)[0] == 403


def test_who_sends_a_body_slowly_gives_way_to_another_client(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_server, "MOST_CONNECTIONS", 2)
    head = b"PUT /nobody HTTP/1.1\r\nHost: 127.0.0.1\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n"
    slow = [socket.create_connection(("127.0.0.1", server.port), timeout=60) for _ in range(2)]
    for one in slow:
        one.sendall(head)
        assert one.recv(12) == b"HTTP/1.1 100"
    assert ask(connect(server), "GET", "/")[0] == 200
    for one in slow:
        one.close()


def test_zeros_before_a_length_are_none_of_its_digits(server: Server) -> None:
    headers = {"Content-Length": "0" * 5000 + "3"}
    assert ask(connect(server), "PUT", "/nobody", b"abc", headers)[0] == 403


def test_a_connection_ends_when_the_client_says_so(server: Server) -> None:
    connection = connect(server)
    connection.request("GET", "/", None, {"Connection": "close"})
    answer = connection.getresponse()
    assert answer.headers["Connection"] == "close"
    assert answer.read()
    assert connection.sock is None


def test_a_client_that_waits_for_100_continue_is_told_once(server: Server) -> None:
    body = b'{"clientType": "confidential"}'
    head = (
        f"POST /client/register HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nExpect: 100-continue\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as waiting:
        waiting.sendall(head.encode())
        assert waiting.recv(15) == b"HTTP/1.1 100 Co"
        waiting.sendall(body)
        waiting.shutdown(socket.SHUT_WR)
        rest = b"".join(iter(lambda: waiting.recv(65536), b""))
    assert rest.startswith(b"ntinue\r\n\r\nHTTP/1.1 400 ")
    assert b"100 Continue" not in rest


def test_requests_one_after_the_other_do_not_wait_for_each_other(server: Server) -> None:
    connection = connect(server)
    ask(connection, "GET", "/nobody")

    def seconds() -> float:
        began = time.perf_counter()
        ask(connection, "GET", "/nobody")
        return time.perf_counter() - began

    # Most of them, and not all: a machine may be busy with something else for a moment.
    typical = statistics.median(seconds() for _ in range(60))
    assert typical < 0.04, "each answer waits for a delayed acknowledgement"
    connection.close()


def environ_of(headers: dict[str, str]) -> dict[str, Any]:
    """What the application sees of a request with these headers."""
    seen: dict[str, Any] = {}

    def peek(environ: dict[str, Any], start_response: Any) -> Any:
        seen.update(environ)
        start_response("200 OK", [("Content-Length", "0")])
        return [b""]

    with serve(peek, 0) as server:  # type: ignore[arg-type]
        ask(connect(server), "GET", "/", None, headers)
    return seen


def test_the_portals_header_arrives_in_spite_of_its_underscore() -> None:
    seen = environ_of({"x-amz-sso_bearer_token": "t", "x-amz-meta-my_name": "m", "X_Forwarded": "f"})
    assert seen["HTTP_X_AMZ_SSO_BEARER_TOKEN"] == "t"
    assert seen["HTTP_X_AMZ_META_MY_NAME"] == "m"
    assert "HTTP_X_FORWARDED" not in seen


def test_an_underscored_name_does_not_stand_in_for_a_dashed_one() -> None:
    seen = environ_of({"x-amz-meta-a-b": "dashed", "x-amz-meta-a_b": "underscored"})
    assert seen["HTTP_X_AMZ_META_A_B"] == "dashed"


def test_nothing_is_printed(server: Server, capfd: pytest.CaptureFixture[str]) -> None:
    connection = connect(server)
    ask(connection, "GET", "/device?user_code=BCDF-GHJK")
    connection.close()
    with socket.create_connection(("127.0.0.1", server.port)) as rude:
        rude.sendall(b"nonsense\r\n\r\n")
        rude.recv(1000)
    assert capfd.readouterr() == ("", "")


def test_shutting_down_frees_the_port_and_ends_the_threads(sandbox: Sandbox) -> None:
    before = set(threading.enumerate())
    server = serve(sandbox, 0)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    assert ask(connect(server), "GET", "/", None, {"Connection": "close"})[0] == 200
    server.shutdown()
    thread.join(60)
    assert not thread.is_alive()
    with pytest.raises(ConnectionRefusedError):
        ask(connect(server), "GET", "/")
    deadline = time.monotonic() + 60
    while set(threading.enumerate()) - before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not set(threading.enumerate()) - before
    with serve(sandbox, server.port) as again:
        assert ask(connect(again), "GET", "/")[0] == 200
