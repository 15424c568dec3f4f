"""One sandbox under 24 clients at once: 5,000 mixed calls, none of which may fail or land in another's account.

Each client is a thread with boto3 clients of its own. It goes from account to account with AssumeRole, asks who and
where it is, makes a user and a key there and signs with it, writes and reads an object, and asks for what it may not
have: that refusal has to be the right one. Every answer is compared with what belongs to that client and account.
"""

from __future__ import annotations

import itertools
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from botocore.config import Config

from benchmarks.measure import Figure, seconds_of
from benchmarks.surroundings import inside_a_sandbox

CLIENTS = 24
CALLS = 5000
ACCOUNTS = 12
ROLE = "OrganizationAccountAccessRole"
_ONCE = Config(retries={"total_max_attempts": 1}, read_timeout=120)


class WrongAccountError(Exception):
    """An answer that belongs to another account or client."""


class Tally:
    """What all clients together have done so far; a client asks for leave before each call."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.errors: Counter[str] = Counter()
        self.wrong = 0
        self._left = CALLS
        self._lock = threading.Lock()

    def may_call(self, name: str) -> bool:
        """Count one more call, while there are any left."""
        with self._lock:
            if self._left <= 0:
                return False
            self._left -= 1
            self.calls[name] += 1
            return True

    def note(self, error: Exception) -> None:
        """Count what went wrong."""
        with self._lock:
            if isinstance(error, WrongAccountError):
                self.wrong += 1
            self.errors[f"{type(error).__name__}: {error}"[:200]] += 1


def _own(found: object, wanted: object) -> None:
    if found != wanted:
        raise WrongAccountError(f"{found!r} in place of {wanted!r}")


class Client:
    """One of the clients; `number` from 0 makes its names its own."""

    def __init__(self, number: int, session: Any, accounts: list[str], tally: Tally) -> None:
        # A session of its own: boto3's are not to be shared among threads.
        self.number, self.session, self.tally = number, session, tally
        # Each begins elsewhere, so that at any moment they are in many accounts.
        self.accounts = itertools.cycle(
            accounts[number % len(accounts) :] + accounts[: number % len(accounts)]
        )
        self.trainer = self.clients({}, "sts", "organizations")
        self.rounds = 0

    def clients(self, keys: Any, *services: str) -> dict[str, Any]:
        """Clients that sign with these keys; with none, as the trainer."""
        named = {
            "aws_access_key_id": keys.get("AccessKeyId"),
            "aws_secret_access_key": keys.get("SecretAccessKey"),
            "aws_session_token": keys.get("SessionToken"),
        }
        return {service: self.session.client(service, config=_ONCE, **named) for service in services}

    def run(self) -> None:
        """Go round the accounts until there is nothing left to call."""
        going = True
        while going:
            going = self._visit(next(self.accounts))

    def _visit(self, account: str) -> bool:
        for name, call in self._calls(account):
            if not self.tally.may_call(name):
                return False
            try:
                call()
            except Exception as error:
                self.tally.note(error)
                return True
        return True

    def _calls(self, account: str) -> Iterator[tuple[str, Callable[[], None]]]:
        """The calls of one visit; each is made before the next is asked for."""
        self.rounds += 1
        visit = _Visit(self, account, f"client-{self.number}-{self.rounds}")
        yield from (
            ("AssumeRole", visit.assume),
            ("GetCallerIdentity", visit.ask),
            ("CreateUser", visit.employ),
            ("CreateAccessKey", visit.key),
            ("GetCallerIdentity", visit.sign),
            ("ListUsers, refused", visit.refuse),
            ("CreateBucket", visit.make),
            ("PutObject", visit.write),
            ("GetObject", visit.read),
            ("ListAccounts", visit.listed),
        )


class _Visit:
    """One client's calls in one account; `name` belongs to nobody else."""

    def __init__(self, client: Client, account: str, name: str) -> None:
        self.client, self.account, self.name = client, account, name
        self.here: dict[str, Any] = {}
        self.user: dict[str, Any] = {}

    def assume(self) -> None:
        role = f"arn:aws:iam::{self.account}:role/{ROLE}"
        answer = self.client.trainer["sts"].assume_role(RoleArn=role, RoleSessionName=self.name)
        wanted = f"arn:aws:sts::{self.account}:assumed-role/{ROLE}/{self.name}"
        _own(answer["AssumedRoleUser"]["Arn"], wanted)
        self.here = self.client.clients(answer["Credentials"], "sts", "iam", "s3")

    def ask(self) -> None:
        identity = self.here["sts"].get_caller_identity()
        _own((identity["Account"], identity["Arn"].rpartition("/")[2]), (self.account, self.name))

    def employ(self) -> None:
        made = self.here["iam"].create_user(UserName=self.name)["User"]["Arn"]
        _own(made, f"arn:aws:iam::{self.account}:user/{self.name}")

    def key(self) -> None:
        made = self.here["iam"].create_access_key(UserName=self.name)["AccessKey"]
        _own(made["UserName"], self.name)
        self.user = self.client.clients(made, "sts", "iam")

    def sign(self) -> None:
        identity = self.user["sts"].get_caller_identity()
        _own(identity["Arn"], f"arn:aws:iam::{self.account}:user/{self.name}")

    def refuse(self) -> None:
        try:
            self.user["iam"].list_users()
        except self.user["iam"].exceptions.ClientError as error:
            _own(error.response["Error"]["Code"], "AccessDenied")
            return
        raise WrongAccountError("a user without policies lists users")

    def make(self) -> None:
        self.here["s3"].create_bucket(Bucket=self.name)

    def write(self) -> None:
        self.here["s3"].put_object(Bucket=self.name, Key="note", Body=self.name.encode())

    def read(self) -> None:
        _own(self.here["s3"].get_object(Bucket=self.name, Key="note")["Body"].read(), self.name.encode())

    def listed(self) -> None:
        accounts = self.client.trainer["organizations"].list_accounts()["Accounts"]
        _own(self.account in {row["Id"] for row in accounts}, True)


def _accounts(session: Any) -> list[str]:
    organizations = session.client("organizations")
    opened = [
        organizations.create_account(AccountName=f"team-{number}", Email=f"team-{number}@example.com")
        for number in range(ACCOUNTS)
    ]
    return [row["CreateAccountStatus"]["AccountId"] for row in opened]


def figures() -> list[Figure]:
    """Two figures, which have to be 0: calls that failed, and answers that belonged to somebody else."""
    import boto3

    with inside_a_sandbox():
        tally, accounts = Tally(), _accounts(boto3.Session(profile_name="trainer"))
        members = [
            Client(number, boto3.Session(profile_name="trainer"), accounts, tally)
            for number in range(CLIENTS)
        ]

        def all_of_them() -> None:
            with ThreadPoolExecutor(CLIENTS) as pool:
                list(pool.map(Client.run, members))

        seconds = seconds_of(all_of_them)
    made = ", ".join(f"{count} {name}" for name, count in sorted(tally.calls.items()))
    worst = "; ".join(f"{count} of {error}" for error, count in tally.errors.most_common(3))
    total = sum(tally.calls.values())
    return [
        Figure(
            f"calls that failed, of {total} by {CLIENTS} clients at once",
            sum(tally.errors.values()),
            0,
            unit="calls",
            detail=f"{seconds:.0f} s, {total / seconds:.0f} calls a second with the clients; {made}"
            + (f". {worst}" if worst else ""),
        ),
        Figure(
            f"answers of another account or client, in {ACCOUNTS} accounts", tally.wrong, 0, unit="answers"
        ),
    ]
