"""An MFA device in a person's hand: shows codes of a time that the test decides."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aws_sandbox.seed.lessons_temporary import HANA_MFA_SEED
from aws_sandbox.services.iam import one_time_code

if TYPE_CHECKING:
    from aws_sandbox.server.application import Sandbox

START = 1_800_000_000.0


@dataclass
class Device:
    """A device with this seed, in step with the sandbox's authenticators; `wait` lets steps of 30 seconds pass."""

    sandbox: Sandbox
    seed: str = field(default=HANA_MFA_SEED, repr=False)
    now: float = START

    def __post_init__(self) -> None:
        self.sandbox.authenticators.now = lambda: self.now

    def code(self, later: int = 0) -> str:
        return one_time_code.code(self.seed, one_time_code.step_at(self.now) + later)

    def wait(self, steps: int = 1) -> None:
        self.now += steps * one_time_code.STEP_SECONDS

    def serial_number(self, name: str = "hana") -> str:
        return f"arn:aws:iam::{self.sandbox.company.accounts['sandbox-dev']}:mfa/{name}"
