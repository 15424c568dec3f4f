"""A user whose key is rotated: the practice AWS in this process, a home folder, and a kernel that can be killed."""

from __future__ import annotations

import json
import os
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import botocore.session
from botocore.exceptions import ClientError

from awsguide.config import profiles
from awsguide.edges import drive, home
from awsguide.edges.aws import Aws
from awsguide.errors import AwsError, NoAnswer
from awsguide.rotations import QUICK
from awsguide.rows import rotation
from awsguide.rows.key_signer import Memory
from awsguide.rows.rotation_work import Standing, Terms
from awsguide.sandbox import in_process
from awsguide.sandbox.application import Sandbox
from awsguide.sandbox.environment import changed, sandbox_environment
from awsguide.sandbox.process import furnish
from awsguide.steps import Ask, Wait

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pytest

    from awsguide.steps import Flow, Step


class KilledError(BaseException):
    """The kernel is gone: nothing after this happens."""


@dataclass
class Kernel:
    """Performs the steps of flows as the driver does, but for waiting, which moves its own clock.

    `kill_at` counts down with every step; the kernel dies before the step that it reaches 0 at, or `after` it.
    `between` is called after every step that was done.
    """

    aws: Aws = field(default_factory=lambda: Aws("sandbox"))
    now: float = 0.0
    kill_at: int = -1
    after: bool = False
    steps: list[Step] = field(default_factory=list)
    shown: list[object] = field(default_factory=list)
    asked: list[Ask] = field(default_factory=list)
    answer: Callable[[Ask], Any] = lambda ask: ask.choices[0]
    between: Callable[[], None] = lambda: None
    memory: Memory = field(default_factory=Memory)

    @property
    def terms(self) -> Terms:
        return Terms(lambda: self.now, QUICK, self.memory)

    def run(self, flow: Flow[Any]) -> Any:
        world = drive.World(
            self.aws, home, show=self.shown.append, ask=self._ask, cancelled=threading.Event()
        )  # type: ignore[arg-type]
        reply: Any = None
        error: BaseException | None = None
        try:
            while True:
                step = flow.throw(error) if error else flow.send(reply)
                reply, error = None, None
                self._die(self.kill_at == 0 and not self.after)
                try:
                    reply = self._perform(step, world)
                except (AwsError, NoAnswer) as refused:
                    error = refused
                self.steps.append(step)
                self.between()
                self._die(self.kill_at == 0 and self.after)
                self.kill_at -= 1
        except StopIteration as end:
            return end.value
        finally:
            world.close()

    @staticmethod
    def _die(now: bool) -> None:
        if now:
            raise KilledError

    def _perform(self, step: Step, world: drive.World) -> Any:
        if isinstance(step, Wait):
            self.now += step.seconds
            return None
        return drive._perform(step, world)

    def _ask(self, ask: Ask) -> Any:
        self.asked.append(ask)
        return self.answer(ask)

    # --- what a person presses ------------------------------------------------------------------------------------

    def look(self, profile: str) -> Standing:
        return self.run(rotation.standing(profile, self.terms))  # type: ignore[no-any-return]

    def next(self, profile: str) -> Standing:
        return self.run(rotation.advance(profile, self.terms))  # type: ignore[no-any-return]

    def back(self, profile: str) -> Standing:
        return self.run(rotation.go_back(profile, self.terms))  # type: ignore[no-any-return]

    def insist(self, profile: str) -> Standing:
        return self.run(rotation.insist(profile, self.terms))  # type: ignore[no-any-return]

    def to_the_end(self, profile: str, most: int = 20) -> Standing:
        for _ in range(most):
            at = self.next(profile)
            if at.next.stage.name == "finished":
                return at
        raise AssertionError("the rotation came to no end")


# --- the user ---------------------------------------------------------------------------------------------------------

USER = "rosa"
_MYSELF = "arn:aws:iam::*:user/${aws:username}"
_OWN_KEYS = {
    "Effect": "Allow",
    "Action": ["iam:*AccessKey*", "iam:ListMFADevices"],
    "Resource": _MYSELF,
}


@dataclass
class Place:
    """The home and the practice AWS of one test, seen from outside of the flows."""

    sandbox: Sandbox
    home: Path

    @property
    def credentials(self) -> Path:
        return self.home / ".aws" / "credentials"

    @property
    def remembered(self) -> list[Path]:
        return sorted((self.home / ".awsguide" / "rotations").glob("*.json"))

    def client(self, service: str, profile: str = "trainer") -> Any:
        return botocore.session.Session(profile=profile).create_client(service, region_name="us-east-1")

    def keys(self) -> dict[str, str]:
        """The user's keys and their status, by the trainer's look."""
        reply = self.client("iam").list_access_keys(UserName=USER)
        return {key["AccessKeyId"]: key["Status"] for key in reply["AccessKeyMetadata"]}

    def held(self, profile: str = USER) -> dict[str, str]:
        """What the credentials file says of a profile."""
        return dict(profiles.read_profile(self.credentials.read_text(), profile, "credentials") or {})  # type: ignore[arg-type]

    def works(self, profile: str = USER) -> bool:
        """Whether AWS takes the key in the profile, for a client that knows nothing of this guide."""
        try:
            self.client("sts", profile).get_caller_identity()
        except ClientError:
            return False
        return True


def employ(sandbox: Sandbox, folder: Path) -> Place:
    """Make the user, with one key that two profiles hold, one of them beside a session token of long ago."""
    furnish(folder, sandbox)
    place = Place(sandbox, folder)
    iam = place.client("iam")
    iam.create_user(UserName=USER)
    document = json.dumps({"Version": "2012-10-17", "Statement": [_OWN_KEYS]})
    iam.put_user_policy(UserName=USER, PolicyName="OwnKeys", PolicyDocument=document)
    key = iam.create_access_key(UserName=USER)["AccessKey"]
    lines = f"aws_access_key_id = {key['AccessKeyId']}\naws_secret_access_key={key['SecretAccessKey']}\n"
    text = place.credentials.read_text()
    place.credentials.write_text(
        f"{text}\n# rosa's own\n[{USER}]\n{lines}[{USER}-backup]\n{lines}# of last year\naws_session_token = old\n"
    )
    return place


@contextmanager
def practice(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """An environment in which this process reaches a sandbox within itself."""
    sandbox = Sandbox()
    with in_process.connect(sandbox):
        changes = sandbox_environment(
            os.environ, endpoint=in_process.ENDPOINT, home=str(folder), region="us-east-1"
        )
        inside = changed(os.environ, changes)
        for name in os.environ.keys() - inside.keys():
            monkeypatch.delenv(name)
        for name, value in inside.items():
            monkeypatch.setenv(name, value)
        yield employ(sandbox, folder)
