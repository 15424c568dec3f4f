from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from aws_sandbox.server.http_answer import Answer, Unsendable

PLAIN = [("Content-Type", "text/plain"), ("Date", "today")]


def sent(
    status: str,
    headers: list[tuple[str, str]],
    chunks: Iterable[bytes] = (),
    *,
    is_head: bool = False,
    in_chunks: bool = True,
) -> tuple[bytes, bool]:
    """What goes out for an application's answer, and whether the connection lasts."""
    out = bytearray()

    def application(_: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        start_response(status, headers)
        return chunks

    answer = Answer(out.extend, is_head=is_head, in_chunks=in_chunks, lasts=True)
    answer.give(application, {})
    return bytes(out), answer.lasts


def test_a_body_of_a_known_length_is_sent_as_it_is() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nDate: today\r\nContent-Length: 5\r\n\r\n"
    assert sent("200 OK", [*PLAIN, ("Content-Length", "5")], [b"he", b"", b"llo"]) == (head + b"hello", True)


def test_a_body_of_an_unknown_length_goes_in_chunks_or_ends_with_the_connection() -> None:
    said, lasts = sent("200 OK", PLAIN, [b"he", b"llo"])
    assert lasts
    assert said.endswith(b"\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n")
    said, lasts = sent("200 OK", PLAIN, [b"he", b"llo"], in_chunks=False)
    assert not lasts
    assert said.endswith(b"\r\nConnection: close\r\n\r\nhello")


@pytest.mark.parametrize(
    ("status", "is_head"), [("204 No Content", False), ("304 Not", False), ("200 OK", True)]
)
def test_an_answer_that_has_no_body_says_so_by_itself(status: str, is_head: bool) -> None:
    said, lasts = sent(status, [*PLAIN, ("Content-Length", "5")], [b"hello"], is_head=is_head)
    assert lasts
    assert said.endswith(b"\r\n\r\n")
    assert (b"Content-Length" in said) == is_head


def test_an_answer_without_a_date_is_given_one() -> None:
    assert b"\r\nDate: " in sent("200 OK", [("Content-Length", "0")])[0]


def test_letters_beyond_iso_8859_1_are_sent_in_utf_8() -> None:
    head, _ = sent("200 OK", [("Content-Length", "0"), ("x-amz-meta-a", "日")])
    assert "x-amz-meta-a: 日\r\n".encode() in head


@pytest.mark.parametrize("letter", ["à", "Å"])
def test_no_half_of_a_letter_is_taken_for_a_space(letter: str) -> None:
    value = letter.encode().decode("latin-1")
    head, _ = sent("200 OK", [("Content-Length", "0"), ("x-amz-meta-a", f" {value}\t")])
    assert f"x-amz-meta-a: {letter}\r\n".encode() in head


@pytest.mark.parametrize("value", ["a\r\nSet-Cookie: b", "a\nb", "a\rb", "a\0b"])
def test_a_header_that_would_begin_another_line_is_not_sent(value: str) -> None:
    with pytest.raises(Unsendable):
        sent("200 OK", [("Content-Length", "0"), ("Location", value)])


@pytest.mark.parametrize("length", ["4", "6"])
def test_a_body_of_another_length_than_was_said_ends_the_connection(length: str) -> None:
    with pytest.raises(Unsendable):
        sent("200 OK", [*PLAIN, ("Content-Length", length)], [b"hello"])
