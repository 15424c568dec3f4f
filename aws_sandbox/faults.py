"""Faults that can be armed so that a test or a lesson meets them on purpose.

A fault is armed by a specification, `NAME[=VALUE][@OPERATION][:TIMES]`: `pending:3`, `latency=60`,
`too_many_requests@ListAccountRoles:5`. Without TIMES it stays armed until it is disarmed. This module keeps the
rows and counts; it refuses to act: the views that answer a request decide what an armed fault means there.
"""

import math
import re
from dataclasses import dataclass, field
from threading import Lock


@dataclass(frozen=True)
class Kind:
    """One sort of fault: its name, what it does in one sentence, and the unit of its value if it takes one."""

    name: str
    does: str
    value: str | None = None


KINDS = {
    kind.name: kind
    for kind in (
        Kind("pending", "CreateToken says that the person has not answered yet, even if they have."),
        Kind("slow_down", "CreateToken says that it is being asked too often."),
        Kind(
            "denied",
            "The person counts as having pressed Deny: for CreateToken, and on the page of aws login.",
        ),
        Kind(
            "expired_code",
            "The code's ten minutes are over, for CreateToken and for CreateOAuth2Token of aws login.",
        ),
        Kind("session_ended", "The person's session counts as ended: no refresh, no roles."),
        Kind("too_many_requests", "Sign-in services answer 429, as AWS does when it is asked too fast."),
        Kind("latency", "Every answer of the sign-in services takes this much longer.", "milliseconds"),
        Kind("server_error", "Sign-in services answer 500."),
        Kind("clock_skew", "Signatures are compared with a clock this much ahead of real time.", "seconds"),
        Kind(
            "propagation",
            "A new access key is unknown until it is this old, as at AWS for some seconds.",
            "seconds",
        ),
        Kind("wrong_region", "The start URL counts as one that lives in another region."),
    )
}

_SPECIFICATION = re.compile(
    r"(?P<name>[a-z_]+)(=(?P<value>[^@:=]+))?(@(?P<operation>[A-Za-z0-9]+))?(:(?P<times>[^:]+))?"
)


@dataclass
class Fault:
    """An armed fault; `remaining` is None while it applies without a limit."""

    name: str
    value: float | None = None
    operation: str = ""
    remaining: int | None = None


def parse(specification: str) -> Fault:
    """Read `NAME[=VALUE][@OPERATION][:TIMES]`; raises ValueError with a sentence for the person who typed it."""
    matched = _SPECIFICATION.fullmatch(specification.strip())
    if matched is None:
        raise ValueError(
            f"{specification!r} is not a fault: write NAME, NAME=VALUE, NAME@OPERATION or NAME:3."
        )
    kind = KINDS.get(matched["name"])
    if kind is None:
        raise ValueError(f"There is no fault {matched['name']!r}; there are {', '.join(sorted(KINDS))}.")
    return Fault(
        kind.name, _value(kind, matched["value"]), matched["operation"] or "", _times(matched["times"])
    )


def _value(kind: Kind, text: str | None) -> float | None:
    if kind.value is None:
        if text is not None:
            raise ValueError(f"The fault {kind.name!r} takes no value.")
        return None
    try:
        value = float(text or "")
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or (kind.name == "latency" and value < 0):
        raise ValueError(f"The fault {kind.name!r} needs a number of {kind.value}: {kind.name}=60.")
    return value


def _times(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit()) or int(text) < 1:
        raise ValueError(f"{text!r} is not a number of times: write a whole number from 1, as in pending:3.")
    return int(text)


@dataclass
class Faults:
    """The faults that are armed now, the same name at most once per operation."""

    _armed: dict[tuple[str, str], Fault] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def arm(self, specification: str) -> Fault:
        """Arm a fault, replacing one of the same name and operation; raises ValueError as `parse` does."""
        fault = parse(specification)
        with self._lock:
            self._armed[fault.name, fault.operation] = fault
        return fault

    def disarm(self, name: str) -> None:
        """Disarm every fault of this name; nothing happens if none is armed."""
        with self._lock:
            for key in [key for key in self._armed if key[0] == name]:
                del self._armed[key]

    def clear(self) -> None:
        """Disarm every fault."""
        with self._lock:
            self._armed.clear()

    def armed(self, name: str, operation: str = "") -> bool:
        """Say whether a fault would apply to `operation`, without using it up."""
        return self.find(name, operation) is not None

    def find(self, name: str, operation: str = "") -> Fault | None:
        """Return the fault that would apply to `operation`, without using it up, or None."""
        return self._armed.get((name, operation)) or self._armed.get((name, ""))

    def take(self, name: str, operation: str = "") -> Fault | None:
        """Return the fault that applies to `operation` and use it up once, or None."""
        with self._lock:
            fault = self.find(name, operation)
            if fault is not None and fault.remaining is not None:
                fault.remaining -= 1
                if fault.remaining == 0:
                    del self._armed[fault.name, fault.operation]
            return fault
