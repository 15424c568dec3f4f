"""Requests made to stop a sandbox: bodies, heads, patterns and documents. Each returns what was answered.

What they are tried on, and what has to be true meanwhile, is in `test_attacks` and in `benchmarks/attacks`.
"""

from __future__ import annotations

import gzip
import json
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

FORM = "application/x-www-form-urlencoded"
JSON = "application/x-amz-json-1.0"


@dataclass(frozen=True)
class Target:
    """A sandbox: its port, and a client of it for each service, with the trainer's key."""

    port: int
    client: Callable[[str], Any]


Attack = Callable[[Target], bytes]


def raw(
    target: Target, *pieces: bytes, pause: float = 0, hang_up: bool = False, seconds: float = 60
) -> bytes:
    """Send bytes, and return what is answered: all of it until the sandbox hangs up, or its beginning."""
    with socket.create_connection(("127.0.0.1", target.port), timeout=seconds) as connection:
        try:
            for piece in pieces:
                connection.sendall(piece)
                time.sleep(pause)
            if hang_up:
                connection.shutdown(socket.SHUT_WR)
            return connection.recv(65536)
        except (ConnectionError, TimeoutError):
            return b""


def head(target: Target, *headers: str, method: str = "POST", path: str = "/") -> bytes:
    lines = (f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{target.port}", *headers, "", "")
    return "\r\n".join(lines).encode()


def _signed(service: str) -> str:
    """A signature that is none: bodies are read before anybody can check it."""
    scope = f"AKIAABCDEFGHIJKLMNOP/20270101/us-east-1/{service}/aws4_request"
    return f"Authorization: AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host;x-amz-date, Signature=00"


def _whole(*headers: str, body: bytes, **place: str) -> Attack:
    def send(target: Target) -> bytes:
        return raw(target, head(target, *headers, f"Content-Length: {len(body)}", **place), body)

    return send


def chunk_that_ends_early(target: Target) -> bytes:
    said = head(target, _signed("s3"), "Transfer-Encoding: chunked", method="PUT", path="/bucket/key")
    return raw(target, said, b"fffffffffffffff\r\nabc", hang_up=True)


def chunks_that_are_none(target: Target) -> bytes:
    said = head(target, _signed("s3"), "Transfer-Encoding: chunked", method="PUT", path="/bucket/key")
    return raw(target, said, b"-5\r\nabc\r\n0\r\n\r\n")


def length_that_is_none(target: Target) -> bytes:
    return raw(target, head(target, "Content-Length: 12e4"))


def length_beyond_all_measure(target: Target) -> bytes:
    return raw(
        target, head(target, _signed("s3"), "Content-Length: 99999999999999999999", method="PUT", path="/b/k")
    )


def body_without_end(target: Target) -> bytes:
    said = head(target, _signed("s3"), "Transfer-Encoding: chunked", method="PUT", path="/bucket/key")
    megabyte = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    return raw(target, said, *[megabyte] * 120)


def large_bodies_at_a_time(target: Target) -> bytes:
    """Eight announce 70 MB each and dribble."""
    size = 70 * 1024 * 1024
    said = head(target, _signed("s3"), f"Content-Length: {size}", method="PUT", path="/bucket/key")
    held = [socket.create_connection(("127.0.0.1", target.port), timeout=60) for _ in range(8)]
    try:
        for connection in held:
            connection.sendall(said + b"x" * 100_000)
        time.sleep(3)
    finally:
        for connection in held:
            connection.close()
    return b""


def heads_without_end(target: Target) -> bytes:
    return raw(target, b"GET / HTTP/1.1\r\n", *[b"X-Filler: " + b"x" * 60_000 + b"\r\n"] * 20)


def many_idle_connections(target: Target) -> bytes:
    held = [socket.create_connection(("127.0.0.1", target.port), timeout=60) for _ in range(400)]
    time.sleep(2)
    for connection in held:
        connection.close()
    return b""


def wildcards(target: Target) -> bytes:
    iam, s3 = target.client("iam"), target.client("s3")
    stars = [f"arn:aws:s3:::bucket/{'*a' * count}*b" for count in (8, 60, 600)]
    statement = {"Effect": "Deny", "Action": "s3:*", "Resource": stars}
    document = json.dumps({"Version": "2012-10-17", "Statement": statement})
    iam.put_user_policy(UserName="trainer", PolicyName="wild", PolicyDocument=document)
    try:
        s3.list_objects_v2(Bucket="bucket")
        s3.get_object(Bucket="bucket", Key="a" * 1000)
    except s3.exceptions.ClientError as error:
        return str(error).encode()
    finally:
        iam.delete_user_policy(UserName="trainer", PolicyName="wild")
    return b""


def _simulate(target: Target, *documents: str, **more: Any) -> bytes:
    iam = target.client("iam")
    try:
        said = iam.simulate_custom_policy(PolicyInputList=documents, **more)
    except iam.exceptions.ClientError as error:
        return str(error).encode()
    return str(len(said["EvaluationResults"])).encode()


def simulation_of_many_statements(target: Target) -> bytes:
    statement = {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement] * 1700}, indent=0)
    return _simulate(
        target, document, ActionNames=["s3:GetObject"] * 100, ResourceArns=["arn:aws:s3:::b/k"], MaxItems=1000
    )


def variables_of_blanks(target: Target) -> bytes:
    names = ("${" + " " * 10_000, "${ " * 3000, "${a,'" * 2000)
    statement = {
        "Effect": "Allow",
        "Action": "s3:*",
        "Resource": [f"arn:aws:s3:::b/{name}" for name in names],
    }
    document = json.dumps({"Version": "2012-10-17", "Statement": statement})
    return _simulate(target, document, ActionNames=["s3:GetObject"], ResourceArns=["arn:aws:s3:::b/k"])


def metrics_that_unpack_without_end(target: Target) -> bytes:
    body = gzip.compress(b"[" * 64_000_000, 1)
    return _whole(
        _signed("monitoring"), f"Content-Type: {JSON}", "Content-Encoding: gzip",
        "X-Amz-Target: GraniteServiceVersion20100801.PutMetricData", body=body,
    )(target)  # fmt: skip


_LAUGHS = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a0 "ha">' + b"".join(
    f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">'.encode() for n in range(1, 10)
)
_BOUNDARY = "Content-Type: multipart/form-data; boundary=b"

ATTACKS: dict[str, Attack] = {
    "a chunk that ends early": chunk_that_ends_early,
    "chunks that are none": chunks_that_are_none,
    "a length that is none": length_that_is_none,
    "a length beyond all measure": length_beyond_all_measure,
    "a body without end": body_without_end,
    "large bodies at a time": large_bodies_at_a_time,
    "heads without end": heads_without_end,
    "many idle connections": many_idle_connections,
    "a form that unpacks without end": _whole(
        f"Content-Type: {FORM}", "Content-Encoding: gzip", body=gzip.compress(b"&a=b" * 16_000_000, 1)
    ),
    "metrics that unpack without end": metrics_that_unpack_without_end,
    "a form of a million fields": _whole(f"Content-Type: {FORM}", body=b"a=&" * 1_000_000),
    "a page's form of a million fields": _whole(f"Content-Type: {FORM}", body=b"a=&" * 1_000_000, path="/device"),
    "a document of a million lists": _whole(
        _signed("dynamodb"), f"Content-Type: {JSON}", "X-Amz-Target: DynamoDB_20120810.PutItem", body=b"[]," * 1_000_000
    ),
    "a document of lists in lists": _whole(
        _signed("dynamodb"), f"Content-Type: {JSON}", "X-Amz-Target: DynamoDB_20120810.PutItem", body=b"[" * 200_000
    ),
    "XML of a million elements": _whole(_signed("s3"), body=b"<a>" * 1_000_000, method="PUT", path="/bucket?tagging"),
    "XML of entities in entities": _whole(
        _signed("s3"), body=_LAUGHS + b"]><l>&a9;</l>", method="PUT", path="/bucket?tagging"
    ),
    "an upload form of many parts": _whole(
        _BOUNDARY, body=b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n' * 50_000, path="/bucket"
    ),
    "headers that are signed a thousand times": lambda target: raw(
        target,
        head(
            target,
            _signed("sts").replace("SignedHeaders=host;x-amz-date", f"SignedHeaders=host{';x-a' * 5000}"),
            f"x-a: {'x' * 20_000}", "X-Amz-Date: 20270101T000000Z",
        ),
    ),
    "a signature with a thousand credentials": lambda target: raw(
        target, head(target, f"Authorization: {'Credential=' * 2500}", "X-Amz-Date: 20270101T000000Z")
    ),
    "a policy of wildcards": wildcards,
    "variables of blanks": variables_of_blanks,
    "a simulation of many statements": simulation_of_many_statements,
}  # fmt: skip
