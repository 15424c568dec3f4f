"""Whether a code is the one that somebody's MFA device shows, and was not used before.

Devices and whose they are stand in moto's IAM; here is what AWS remembers beside them: the codes that were used, and
how far a device's clock is off. Devices show codes of real time, so that is asked, and not the clock that lessons
move. This module refuses to know FIDO keys and the root user's devices: the sandbox has none.

Sources: 'Secure API access with MFA', 'Resynchronize virtual and hardware MFA devices' (IAM user guide, read
2026-11-26).
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from moto.iam.models import iam_backends

from aws_sandbox.access import permissions
from aws_sandbox.access.principals import PrincipalKind
from aws_sandbox.protocol.errors import Refusal
from aws_sandbox.services.iam.one_time_code import STEP_SECONDS, is_code, step_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from moto.iam.models import VirtualMfaDevice

    from aws_sandbox.access.principals import Principal

# How many steps early or late a code may come; and how far off a device may be that is synchronized anew.
DRIFT = 1
FARTHEST = 20
_WRONG_CODE = "MultiFactorAuthentication failed with invalid MFA one time pass code. "
_NOT_VALIDATED = (
    "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid "
    "and associated with this user."
)
_BOTH = "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code."


@dataclass
class _Memory:
    """What is remembered of one device."""

    device: VirtualMfaDevice = field(repr=False)
    off: int = 0
    used: set[int] = field(default_factory=set)


class Authenticators:
    """Remembers which codes were used; `now` is the time that devices have, in seconds since 1970."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self.now = now
        self._memories: dict[str, _Memory] = {}

    def show(self, principal: Principal, serial_number: str, given: str) -> None:
        """Take a code that a caller shows with a device of theirs; raises Refusal in STS's words."""
        if not serial_number or not given:
            raise Refusal("denied", _BOTH)
        device = _device_of(principal, serial_number)
        if device is None:
            raise Refusal("denied", _NOT_VALIDATED)
        self.take(device, given)

    def take(self, device: VirtualMfaDevice, given: str) -> None:
        """Take a code of a device, now and never again; raises Refusal in STS's words."""
        memory = self._memory(device)
        step = step_at(self.now()) + memory.off
        for candidate in range(step - DRIFT, step + DRIFT + 1):
            if is_code(device.base32_string_seed, candidate, given):
                if candidate in memory.used:
                    break
                self._use(memory, candidate)
                return
        raise Refusal("denied", _WRONG_CODE)

    def synchronize(self, device: VirtualMfaDevice, first: str, second: str, *, farthest: int) -> bool:
        """Take two codes that follow each other, and learn how far the device's clock is off; False if they do not.

        `farthest` is how many steps off the device may be.
        """
        memory = self._memory(device)
        step = step_at(self.now())
        seed = device.base32_string_seed
        for candidate in sorted(range(step - farthest, step + farthest + 1), key=lambda one: abs(one - step)):
            if {candidate, candidate + 1} & memory.used:
                continue
            if is_code(seed, candidate, first) and is_code(seed, candidate + 1, second):
                # Whoever types the second code does so while it shows, or just after.
                off = candidate + 1 - step
                memory.off = off if abs(off) > DRIFT else 0
                self._use(memory, candidate)
                self._use(memory, candidate + 1)
                return True
        return False

    def is_used(self, device: VirtualMfaDevice, step: int) -> bool:
        """Say whether the code of this time step was used already."""
        return step in self._memory(device).used

    def _memory(self, device: VirtualMfaDevice) -> _Memory:
        memory = self._memories.get(device.serial_number)
        if memory is None or memory.device is not device:
            # A device that was deleted and made anew has the old one's name, and nothing else of it.
            memory = self._memories[device.serial_number] = _Memory(device)
        return memory

    def _use(self, memory: _Memory, step: int) -> None:
        memory.used.add(step)
        oldest = step_at(self.now()) - 2 * FARTHEST
        memory.used = {used for used in memory.used if used >= oldest}


def seconds_left(now: float) -> int:
    """Return how long a code that shows now goes on showing, 1 to 30 seconds."""
    return STEP_SECONDS - int(now) % STEP_SECONDS


def _device_of(principal: Principal, serial_number: str) -> VirtualMfaDevice | None:
    if principal.kind is not PrincipalKind.USER:
        return None
    user = permissions.user_of(principal)
    if user is None or serial_number not in user.mfa_devices:
        return None
    return iam_backends[principal.account_id]["aws"].virtual_mfa_devices.get(serial_number)
