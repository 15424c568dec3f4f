"""A user whose key is rotated: the practice AWS in this process, a home folder, and a kernel that can be killed."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import botocore.session
from botocore.exceptions import ClientError

from aws_sandbox.server import in_process
from aws_sandbox.server.application import Sandbox
from awsguide.adapters.aws import Aws
from awsguide.adapters.aws.clients import Clients
from awsguide.adapters.driver import driver
from awsguide.adapters.files import config_files, home
from awsguide.core.errors import AwsError, NoAnswer
from awsguide.core.rotations import QUICK
from awsguide.core.steps import Ask, Call, Save, Wait
from awsguide.flows.long_term import rotation
from awsguide.flows.long_term.rotation.state import RotationState, Terms
from awsguide.flows.long_term.signer import Memory
from tests.inside import lead

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pytest

    from awsguide.core.model import Credentials
    from awsguide.core.steps import Flow, Step


class KilledError(BaseException):
    """The kernel is gone: nothing after this happens."""


def name_of(step: Step) -> str:
    """What a step does: the operation of a call, the command of a save, else its kind."""
    match step:
        case Call(operation=operation):
            return operation
        case Save(change=change):
            return type(change).__name__
    return type(step).__name__


class _QuickClients(Clients):
    """Makes each client once: most of what a rotation in a test would cost is making them."""

    def __init__(self) -> None:
        super().__init__("sandbox")
        self._ever: dict[tuple[str, str, str], Any] = {}

    def made(
        self, service: str, region: str = "", credentials: Credentials | None = None, **settings: Any
    ) -> Any:
        key = (service, region, credentials.access_key_id if credentials else "")
        if key not in self._ever:
            self._ever[key] = super().made(service, region, credentials, **settings)
        return self._ever[key]


class QuickAws(Aws):
    """The sandbox's AWS, with quick clients."""

    def __init__(self) -> None:
        super().__init__("sandbox")
        self._clients = _QuickClients()


CHANGING = frozenset(
    {
        "StoreRotation",
        "ForgetRotation",
        "SwapKey",
        "PutKeyBack",
        "CreateAccessKey",
        "UpdateAccessKey",
        "DeleteAccessKey",
    }
)


@dataclass
class Kernel:
    """Performs the steps of flows as the driver does, but for waiting, which moves its own clock.

    It dies right after the step that `kill_after` names, the count-th of that name; `between` is called after every
    step that changed something.
    """

    aws: Aws = field(default_factory=QuickAws)
    now: float = field(default_factory=time.time)
    kill_after: tuple[str, int] | None = None
    done: Counter[str] = field(default_factory=Counter)
    shown: list[object] = field(default_factory=list)
    asked: list[Ask] = field(default_factory=list)
    answer: Callable[[Ask], Any] = lambda ask: ask.choices[0]
    between: Callable[[], None] = lambda: None
    memory: Memory = field(default_factory=Memory)
    # As on the practice AWS; the reader's own is asked about more.
    careful: bool = False

    @property
    def terms(self) -> Terms:
        return Terms(lambda: self.now, QUICK, self.memory, careful=self.careful)

    def run(self, flow: Flow[Any]) -> Any:
        world = driver.World(
            self.aws, home, show=self.shown.append, ask=self._ask, cancelled=threading.Event()
        )  # type: ignore[arg-type]
        reply: Any = None
        error: BaseException | None = None
        try:
            while True:
                step = flow.throw(error) if error else flow.send(reply)
                reply, error = None, None
                try:
                    reply = self._perform(step, world)
                except (AwsError, NoAnswer) as refused:
                    error = refused
                name = name_of(step)
                self.done[name] += 1
                if name in CHANGING:
                    self.between()
                if self.kill_after == (name, self.done[name]):
                    raise KilledError
        except StopIteration as end:
            return end.value
        finally:
            world.close()

    def _perform(self, step: Step, world: driver.World) -> Any:
        if isinstance(step, Wait):
            self.now += step.seconds
            return None
        return driver._perform(step, world)

    def _ask(self, ask: Ask) -> Any:
        self.asked.append(ask)
        return self.answer(ask)

    # --- what a person presses ------------------------------------------------------------------------------------

    def look(self, profile: str) -> RotationState:
        return self.run(rotation.rotation_state(profile, self.terms))  # type: ignore[no-any-return]

    def next(self, profile: str, announced: str = "") -> RotationState:
        return self.run(rotation.advance(profile, self.terms, announced))  # type: ignore[no-any-return]

    def back(self, profile: str, announced: str = "") -> RotationState:
        return self.run(rotation.go_back(profile, self.terms, announced))  # type: ignore[no-any-return]

    def insist(self, profile: str, announced: str = "") -> RotationState:
        return self.run(rotation.insist(profile, self.terms, announced))  # type: ignore[no-any-return]

    def to_the_end(self, profile: str, most: int = 20) -> RotationState:
        for _ in range(most):
            at = self.next(profile)
            if at.next.stage.name == "finished":
                return at
        raise AssertionError("the rotation came to no end")


# --- the user ---------------------------------------------------------------------------------------------------------

USER = "rosa"
_MYSELF = "arn:aws:iam::*:user/${aws:username}"
_OWN_KEYS = [
    {"Effect": "Allow", "Action": ["iam:*AccessKey*", "iam:ListMFADevices"], "Resource": _MYSELF},
    {"Effect": "Allow", "Action": "iam:GetAccessKeyLastUsed", "Resource": "*"},
]


@dataclass
class Place:
    """The home and the practice AWS of one test, seen from outside of the flows."""

    sandbox: Sandbox
    home: Path

    @property
    def credentials(self) -> Path:
        return self.home / ".aws" / "credentials"

    def remembered(self, user: str = USER) -> list[Path]:
        """The files in which something is remembered about this user."""
        return sorted((self.home / ".awsguide" / "rotations").glob(f"*-{user}.json"))

    def client(self, service: str, profile: str = "trainer") -> Any:
        return botocore.session.Session(profile=profile).create_client(service, region_name="us-east-1")

    @cached_property
    def trainer(self) -> Any:
        """IAM as the company's trainer sees it."""
        return self.client("iam")

    def keys(self, user: str = USER) -> dict[str, str]:
        """The user's keys and their status, by the trainer's look."""
        reply = self.trainer.list_access_keys(UserName=user)
        return {key["AccessKeyId"]: key["Status"] for key in reply["AccessKeyMetadata"]}

    def texts(self) -> tuple[bytes, bytes]:
        """The exact bytes of both files."""
        return self.credentials.read_bytes(), self.credentials.with_name("config").read_bytes()

    def held(self, profile: str = USER) -> dict[str, object]:
        """What the files say of a profile."""
        return dict(config_files.load_profile(profile) or {})

    def works(self, profile: str = USER) -> bool:
        """Whether AWS takes the key in the profile, for a client that knows nothing of this guide."""
        try:
            self.client("sts", profile).get_caller_identity()
        except ClientError:
            return False
        return True

    def employ(self, user: str) -> str:
        """Make a user with one key, in two profiles of one file and one of the other; returns the key's id."""
        self.trainer.create_user(UserName=user)
        document = json.dumps({"Version": "2012-10-17", "Statement": _OWN_KEYS})
        self.trainer.put_user_policy(UserName=user, PolicyName="OwnKeys", PolicyDocument=document)
        key = self.trainer.create_access_key(UserName=user)["AccessKey"]
        lines = f"aws_access_key_id = {key['AccessKeyId']}\naws_secret_access_key={key['SecretAccessKey']}\n"
        with self.credentials.open("a") as file:
            file.write(
                f"\n# {user}'s own\n[{user}]\n{lines}[{user}-backup]\n{lines}# of last year\naws_session_token = x\n"
            )
        with self.credentials.with_name("config").open("a") as file:
            file.write(f"\n[profile {user}-tool]\n{lines}region = eu-west-1\n")
        return str(key["AccessKeyId"])


@contextmanager
def practice(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """An environment in which this process reaches a sandbox within itself."""
    sandbox = Sandbox()
    # The changes are taken back before the connection is, which puts back what it found.
    with in_process.connect(sandbox), monkeypatch.context() as patch:
        lead(patch, sandbox, in_process.ENDPOINT, folder)
        place = Place(sandbox, folder)
        place.employ(USER)
        yield place
