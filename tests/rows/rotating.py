"""A user whose key is rotated: the practice AWS in this process, a home folder, and a kernel that can be killed."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from awsguide.edges import drive, home
from awsguide.edges.aws import Aws
from awsguide.errors import AwsError, NoAnswer
from awsguide.rotations import QUICK
from awsguide.rows import rotation
from awsguide.rows.key_signer import Memory
from awsguide.rows.rotation_work import Standing, Terms
from awsguide.steps import Ask, Wait

if TYPE_CHECKING:
    from collections.abc import Callable

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
