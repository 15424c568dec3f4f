"""5,000 mixed calls by 24 clients at once, signed beforehand: what the server does in a second; does it mix them up?

In `clients` most of the time is the clients' own: boto3 signs and reads as much as the server does. Here every request
is signed before the clock starts and sent as it is over a connection that is kept, so that the server is what is
measured. Every answer must have the status that belongs to its call, and name the account or thing that it is about.

With the folder of another checkout in AWSGUIDE_BEFORE, that one's sandbox gets the same calls turn by turn:

    git worktree add /somewhere/before COMMIT
    AWSGUIDE_BEFORE=/somewhere/before python -m benchmarks load
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from benchmarks.clients import ACCOUNTS, CALLS, CLIENTS, ROLE
from benchmarks.measure import Figure, Samples, in_turns, seconds_of
from benchmarks.server import COMMANDS, REGION, Started, started
from benchmarks.surroundings import outside

ROUNDS = 3
GOAL = 2.0
BEFORE = os.environ.get("AWSGUIDE_BEFORE", "")
if BEFORE:
    # Where the sandbox was part of the guide, it had another name.
    _module = "aws_sandbox" if (Path(BEFORE) / "aws_sandbox").is_dir() else "awsguide.sandbox"
    _start = f"import runpy, sys; sys.path.insert(0, {BEFORE!r}); runpy.run_module({_module!r}, run_name='__main__')"
    COMMANDS["before"] = [sys.executable, "-P", "-c", _start, "--until-eof"]


@dataclass(frozen=True)
class Signed:
    """A request as it goes out; its answer has this status, and this text in it."""

    sent: bytes = field(repr=False)
    status: int
    named: bytes


class NotSentError(Exception):
    """Stops a request that was signed and is kept for later."""


class Client:
    """One client: what it will send, on a connection of its own."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.calls: list[Signed] = []
        self.wrong: list[str] = []
        self._address = address
        self._connection: socket.socket | None = None

    def run(self) -> None:
        """Send everything, one after the other, and look at each answer."""
        for call in self.calls:
            status, said = self._ask(call.sent)
            if status != call.status or call.named not in said:
                self.wrong.append(f"{status} in place of {call.status}: {said[-200:]!r}")
        self.close()

    def close(self) -> None:
        """End the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(self, sent: bytes) -> tuple[int, bytes]:
        if self._connection is None:
            self._connection = socket.create_connection(self._address, 120)
            self._connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._connection.sendall(sent)
        said = b""
        while b"\r\n\r\n" not in said:
            said += self._read()
        head, _, body = said.partition(b"\r\n\r\n")
        lines = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        while len(body) < int(lines.get(b"content-length", b"0")):
            body += self._read()
        if lines.get(b"connection") == b"close" or head.startswith(b"HTTP/1.0"):
            self.close()
        return int(head.split(b" ", 2)[1]), head + body

    def _read(self) -> bytes:
        assert self._connection is not None
        piece = self._connection.recv(65536)
        if not piece:
            raise ConnectionError("The server hung up in the middle of an answer.")
        return piece


def _signer(session: Any, endpoint: str, service: str, kept: list[bytes]) -> Any:
    """A client of boto3's that signs, keeps what it would send, and sends nothing."""

    def keep(request: Any, **_: Any) -> None:
        parts = urlsplit(request.url)
        body = request.body or b""
        body = body.encode() if isinstance(body, str) else body if isinstance(body, bytes) else body.read()
        headers = {
            name.title(): value.decode() if isinstance(value, bytes) else value
            for name, value in request.headers.items()
            if name.lower() not in ("expect", "content-length", "host")
        }
        headers |= {"Host": parts.netloc, "Content-Length": str(len(body))}
        target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        kept.append(f"{request.method} {target} HTTP/1.1\r\n{lines}\r\n".encode() + body)
        raise NotSentError

    from botocore.config import Config

    config = Config(request_checksum_calculation="when_required", retries={"total_max_attempts": 1})
    client = session.client(service, endpoint_url=endpoint, region_name=REGION, config=config)
    client.meta.events.register("before-send", keep)
    return client


def _prepared(server: Started, round_name: str, roles: list[Any]) -> list[Client]:
    """Clients with all that they will send to this server; names belong to one client, and to one round."""
    parts = urlsplit(server.endpoint)
    clients = [Client((str(parts.hostname), int(parts.port or 0))) for _ in range(CLIENTS)]
    kept: list[bytes] = []
    trainer = {
        name: _signer(server.session, server.endpoint, name, kept) for name in ("sts", "organizations")
    }
    signers = [
        {name: _signer(session, server.endpoint, name, kept) for name in ("sts", "iam", "s3")}
        for _, session in roles
    ]
    for number in range(CALLS // 10):
        account, signer = roles[number % len(roles)][0], signers[number % len(roles)]
        for call, status, named in _visit(account, f"{round_name}-{number}", signer, trainer):
            try:
                call()
            except NotSentError:
                clients[number % CLIENTS].calls.append(Signed(kept.pop(), status, named.encode()))
    return clients


def _visit(
    account: str, name: str, here: dict[str, Any], trainer: dict[str, Any]
) -> Iterator[tuple[Callable[[], object], int, str]]:
    """The calls of one visit to an account: the status of each answer, and what it names."""
    iam, s3, sts = here["iam"], here["s3"], here["sts"]
    role = f"arn:aws:iam::{account}:role/{ROLE}"
    arn = f"arn:aws:iam::{account}:user/{name}"
    bucket = f"of-{account}"
    yield lambda: trainer["sts"].assume_role(RoleArn=role, RoleSessionName=name), 200, account
    yield sts.get_caller_identity, 200, account
    yield lambda: iam.create_user(UserName=name), 200, arn
    yield lambda: iam.get_user(UserName=name), 200, arn
    yield lambda: iam.get_user(UserName=f"{name}-nobody"), 404, "NoSuchEntity"
    yield lambda: s3.put_object(Bucket=bucket, Key=name, Body=arn.encode()), 200, "ETag"
    yield lambda: s3.get_object(Bucket=bucket, Key=name), 200, arn
    yield lambda: s3.delete_object(Bucket=bucket, Key=name), 204, ""
    yield lambda: iam.delete_user(UserName=name), 200, "DeleteUserResponse"
    yield trainer["organizations"].list_accounts, 200, account


def _roles(server: Started) -> list[Any]:
    """Accounts of an organization, each with a bucket and a session of its role there."""
    import boto3

    organizations, sts = server.client("organizations"), server.client("sts")
    found = []
    for number in range(ACCOUNTS):
        status = organizations.create_account(
            AccountName=f"load-{number}", Email=f"load-{number}@example.com"
        )
        account = status["CreateAccountStatus"]["AccountId"]
        keys = sts.assume_role(RoleArn=f"arn:aws:iam::{account}:role/{ROLE}", RoleSessionName="load")[
            "Credentials"
        ]
        session = boto3.Session(
            keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"], region_name=REGION
        )
        session.client("s3", endpoint_url=server.endpoint).create_bucket(Bucket=f"of-{account}")
        found.append((account, session))
    return found


def figures() -> list[Figure]:
    """Answers that were wrong, of which there may be none; and the calls a second, over those of another checkout."""
    names = ["sandbox", *(["before"] if BEFORE else [])]
    wrong: list[str] = []
    made = 0
    with outside(), ExitStack() as running:
        servers = {name: running.enter_context(started(name)) for name in names}
        roles = {name: _roles(server) for name, server in servers.items()}

        def work(name: str) -> float:
            nonlocal made
            made += 1
            clients = _prepared(servers[name], f"r{made}", roles[name])

            def all_of_them() -> None:
                with ThreadPoolExecutor(CLIENTS) as pool:
                    list(pool.map(Client.run, clients))

            seconds = seconds_of(all_of_them)
            if name == "sandbox":
                wrong.extend(text for client in clients for text in client.wrong)
            return seconds

        samples = in_turns({name: lambda name=name: work(name) for name in names}, ROUNDS)  # type: ignore[misc]
    return _told(samples, wrong)


def _told(samples: dict[str, Samples], wrong: list[str]) -> list[Figure]:
    rates = {name: CALLS / found.median for name, found in samples.items()}
    told = ", ".join(f"{name} {rate:.0f}" for name, rate in rates.items())
    found = [
        Figure(
            f"answers that were wrong, of {CALLS} calls by {CLIENTS} clients at once, {ROUNDS + 1} times",
            len(wrong),
            0,
            unit="answers",
            detail="; ".join([f"{told} calls a second", *wrong[:3]]),
        )
    ]
    if "before" in rates:
        found.append(
            Figure(
                f"{CALLS} calls by {CLIENTS} clients at once, calls a second over those of the other checkout",
                rates["sandbox"] / rates["before"],
                GOAL,
                at_least=True,
                detail=f"{told} a second; median of {ROUNDS}",
            )
        )
    return found
