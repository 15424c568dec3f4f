"""What a reading of policies comes to: statements that matched, did not match or are not known here, and a verdict.

Data, and how it adds up; who reads what is in `trust.py` (policies one may see), `decision.py` (the sandbox's own
reasons) and `flows/short_term/would_it_work.py` (AWS's simulator).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Mark = Literal["matched", "not matched", "not known here"]
Element = Literal["action", "principal", "resource", "condition", ""]
Verdict = Literal["yes", "no", "not known here"]

MATCHED: Mark = "matched"
NOT_MATCHED: Mark = "not matched"
UNKNOWN: Mark = "not known here"

OPEN: Verdict = "not known here"

TRUST = "role trust policy"
IDENTITY = "identity-based policy"

# Where a marking comes from, as it is shown beside it.
FROM_SANDBOX = "the sandbox's own evaluation"
FROM_READING = "GetRole, read by this guide"
FROM_POLICIES = "your own policies, read by this guide"
FROM_SIMULATION = "SimulatePrincipalPolicy"

EXTERNAL_ID = "sts:externalid"


@dataclass(frozen=True)
class Reading:
    """One statement, marked. `kind` as AWS names policies ('role trust policy'); `which` is what a person calls it.

    `why` says what does not match or is not known, '' for a match. `text` is the statement as JSON, '' when it is not
    seen; `index` its place in the policy, from 0. `by_name`: a trust policy's statement names
    the caller, not only their account. `element` is the part of the statement that `why` is about.
    """

    kind: str
    policy: str
    which: str
    effect: str
    mark: Mark
    why: str = ""
    source: str = FROM_READING
    text: str = ""
    index: int = 0
    by_name: bool = False
    element: Element = ""

    def __str__(self) -> str:
        why = f": {self.why}" if self.why else ""
        return f"{self.mark}: {self.effect} in {self.kind} {self.policy}, {self.which}{why} ({self.source})"


@dataclass(frozen=True)
class Explained:
    """Where a yes or no comes from: the answer to `action` on `resource`, a reason, and every statement that was read.

    `by_aws` says that the answer is AWS's (or the sandbox's) own, and not a forecast. `also` are sentences about
    further permissions that the same call takes, `left_out` about what could not be looked at.
    """

    action: str
    resource: str
    verdict: Verdict
    reason: str
    readings: tuple[Reading, ...] = ()
    by_aws: bool = False
    also: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    def __str__(self) -> str:
        head = f"{self.verdict}: {self.reason} ({self.action} on {self.resource})"
        return "\n".join((head, *(f"- {reading}" for reading in self.readings), *self.also, *self.left_out))


_ORDER: tuple[tuple[str, Mark, Verdict], ...] = (
    ("Deny", "matched", "no"),
    ("Deny", "not known here", "not known here"),
    ("Allow", "matched", "yes"),
    ("Allow", "not known here", "not known here"),
)


def verdict_of(readings: Sequence[Reading]) -> Verdict:
    """What a set of statements comes to: a deny that matches wins, and without an allow it is a no."""
    found = {(reading.effect, reading.mark) for reading in readings}
    for effect, mark, verdict in _ORDER:
        if (effect, mark) in found:
            return verdict
    return "no"


def both(one: Verdict, other: Verdict) -> Verdict:
    """A yes takes two: a no of either side is a no."""
    if "no" in (one, other):
        return "no"
    return "yes" if one == other == "yes" else OPEN


def shown(row: Mapping[str, Any]) -> str:
    """A statement as JSON, its external id masked."""
    return json.dumps(_masked(row), indent=2)


def _masked(value: Any, *, hide: bool = False) -> Any:
    if isinstance(value, dict):
        return {key: _masked(item, hide=hide or key.lower() == EXTERNAL_ID) for key, item in value.items()}
    if isinstance(value, list):
        return [_masked(item, hide=hide) for item in value]
    return "…" if hide else value
