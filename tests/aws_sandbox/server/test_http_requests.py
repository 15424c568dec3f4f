from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_sandbox.server.http_requests import Malformed, Requests

FORM = (
    b"POST /a%2Fb?c=d HTTP/1.1\r\nHost: 127.0.0.1:1\r\nX-Amz-Meta-A_b:  v \t\r\nContent-Length: 3\r\n\r\nabc"
)
CHUNKS = b"PUT /b/k HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
CHUNKS += b"3\r\nabc\r\n2\r\nde\r\n0\r\nX-Late: t\r\n\r\n"
LAST = b"GET / HTTP/1.0\r\n\r\n"


def receiving(*pieces: bytes) -> Callable[[int], bytes]:
    """What brings these pieces one after the other, and then the end."""
    coming: Iterator[bytes] = iter(pieces)
    return lambda _size: next(coming, b"")


def read(requests: Requests) -> tuple[str, bytes, list[tuple[bytes, bytes]], bytes, bool]:
    request = requests.next()
    assert request is not None
    head = request.method, request.target, list(request.headers)
    return (*head, b"".join(requests.body(request)), request.lasting)


def refusal(*pieces: bytes) -> int:
    with pytest.raises(Malformed) as refused:
        read(Requests(receiving(*pieces)))
    return refused.value.status


@given(st.lists(st.integers(1, len(FORM + CHUNKS + LAST)), max_size=6).map(sorted))
def test_requests_are_the_same_wherever_what_arrives_is_cut(places: list[int]) -> None:
    whole = FORM + CHUNKS + LAST
    ends = [0, *dict.fromkeys(places), len(whole)]
    requests = Requests(receiving(*(whole[a:b] for a, b in pairwise(ends) if a < b)))
    headers = [(b"Host", b"127.0.0.1:1"), (b"X-Amz-Meta-A_b", b"v"), (b"Content-Length", b"3")]
    assert read(requests) == ("POST", b"/a%2Fb?c=d", headers, b"abc", True)
    headers = [(b"Host", b"h"), (b"Transfer-Encoding", b"chunked")]
    assert read(requests) == ("PUT", b"/b/k", headers, b"abcde", True)
    assert read(requests) == ("GET", b"/", [], b"", False)
    assert requests.next() is None


@pytest.mark.parametrize(
    "head",
    [
        b"nonsense\r\n\r\n",
        b"GET / HTTP/2.0\r\nHost: h\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: elsewhere\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost : h\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: h\r\n folded\r\n\r\n",
        b"GET / HTTP/1.1\nHost: h\n\n",
        b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET / HTTP/1.1\r\nHo",
    ],
)
def test_what_is_no_request_or_could_be_read_in_two_ways_is_malformed(head: bytes) -> None:
    assert refusal(head) == 400


@pytest.mark.parametrize("lines", [("gzip, chunked",), ("gzip", "chunked"), ("chunked", "chunked")])
def test_a_body_in_another_coding_than_chunks_is_not_taken_for_what_is_in_it(lines: tuple[str, ...]) -> None:
    codings = "".join(f"Transfer-Encoding: {line}\r\n" for line in lines)
    assert refusal(f"PUT / HTTP/1.1\r\nHost: h\r\n{codings}\r\n0\r\n\r\n".encode()) in (400, 501)


@pytest.mark.parametrize("letter", [b"a", b"a: b\r\n"])
def test_a_head_without_end_is_too_large(letter: bytes) -> None:
    assert refusal(b"GET / HTTP/1.1\r\nHost: h\r\n", *([letter * 10_000] * 20)) == 431
    assert refusal(b"GET / HTTP/1.1\r\nHost: h\r\nX: %b\r\n\r\n" % (b"a" * 70_000)) == 431
    assert refusal(b"GET /%b HTTP/1.1\r\nHost: h\r\n\r\n" % (b"a" * 70_000)) == 431
    assert refusal(b"GET / HTTP/1.1\r\nHost: h\r\n%b: x\r\n\r\n" % (b"a" * 300)) == 431


@pytest.mark.parametrize(
    "pieces", [(b"3\r\nabc",), (b"-5\r\nabc",), (b"0\r\n", *([b"X: y\r\n" * 1000] * 30))]
)
def test_a_body_that_breaks_off_or_never_comes_is_malformed(pieces: tuple[bytes, ...]) -> None:
    assert refusal(b"PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n", *pieces) == 400


def test_nothing_is_read_after_a_request_to_speak_something_else() -> None:
    upgrade = b"GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
    requests = Requests(receiving(upgrade + LAST))
    *_, lasting = read(requests)
    assert not lasting
    assert requests.next() is None


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize(
    ("said", "body"),
    [
        (b"Content-Length: 3\r\n", b"abc"),
        (b"Transfer-Encoding: chunked\r\n", b"3\r\nabc\r\n0\r\n\r\n"),
        (b"", b""),
    ],
)
def test_an_offer_of_http_2_takes_nothing_from_a_request(said: bytes, body: bytes, whole: bool) -> None:
    # As Java's HttpClient and `curl --http2` make it with everything that they send to an address without TLS.
    offer = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n"
    sent = b"POST /a?b HTTP/1.1\r\nHost: h\r\n" + offer + said + b"\r\n" + body
    pieces = [sent + sent] if whole else [bytes([letter]) for letter in sent + sent]
    requests = Requests(receiving(*pieces))
    for _ in range(2):
        method, target, headers, content, lasting = read(requests)
        assert (method, target, content, lasting) == ("POST", b"/a?b", b"abc" if body else b"", True)
        assert (b"Host", b"h") in headers
    assert requests.next() is None


def test_a_body_is_read_whatever_else_its_request_offers_to_speak() -> None:
    upgrade = b"PUT / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    requests = Requests(receiving(upgrade + b"Content-Length: 3\r\n\r\nabc" + LAST))
    *_, content, lasting = read(requests)
    assert (content, lasting) == (b"abc", False)
    assert requests.next() is None


def test_there_is_no_way_through_to_another_host() -> None:
    assert refusal(b"CONNECT elsewhere:443 HTTP/1.1\r\nHost: elsewhere:443\r\n\r\n") == 400


def test_a_client_of_version_1_0_is_answered_once() -> None:
    requests = Requests(receiving(b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"))
    *_, lasting = read(requests)
    assert not lasting
