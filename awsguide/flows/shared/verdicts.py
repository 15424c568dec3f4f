"""What to do about an access key, and why: rows of data, the first that fits decides.

The days come from AWS's own checks: keys are rotated after 90 days and taken out of use after 45 without any.
Source: controls IAM.3, IAM.4 and IAM.22 in https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html,
2026-11-26.
Nothing here knows the time; `now` (seconds since 1970 UTC) is an argument.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from awsguide.core.access_keys import ROOT, AccessKey, LastUse, Status

Advice = Literal["delete", "deactivate", "rotate", "keep", "look closer"]
Use = Literal["never", "known", "unknown"]

DAY = 24 * 3600
OLD_DAYS = 90
IDLE_DAYS = 45


@dataclass(frozen=True)
class Rule:
    """One row: every condition that is given must hold. `days` is the least age, `idle` the least time without use."""

    advice: Advice
    why: str
    root: bool | None = None
    status: Status | None = None
    use: Use | None = None
    days: int = 0
    idle: int = 0


RULES: tuple[Rule, ...] = (
    Rule("delete", "the root user needs no key, and nothing can limit what one may do", root=True),
    Rule("delete", "nothing can sign with it any more, and it still fills a slot", status="Inactive"),
    Rule("deactivate", "nobody has needed it", use="never", days=IDLE_DAYS),
    Rule("deactivate", f"nobody has needed it for {IDLE_DAYS} days", use="known", idle=IDLE_DAYS),
    Rule("rotate", f"it is older than {OLD_DAYS} days", days=OLD_DAYS),
    Rule("look closer", "nobody could say when it was last used", use="unknown"),
    Rule("keep", "it is young; credentials that expire would still be better"),
)


@dataclass(frozen=True)
class Verdict:
    """The `advice` about one key, the `facts` that led to it, and `why` they do."""

    advice: Advice
    facts: str
    why: str

    @property
    def text(self) -> str:
        """In one line: 'created 412 days ago, last used 3 days ago from eu-west-1 by s3: rotate'."""
        return f"{self.facts}: {self.advice}"


def verdict(key: AccessKey, now: float) -> Verdict:
    """What to do about `key`, with its reason."""
    rule = next(rule for rule in RULES if _fits(rule, key, now))
    return Verdict(rule.advice, facts(key, now), rule.why)


def facts(key: AccessKey, now: float) -> str:
    """Age and last use in words: 'created 412 days ago, last used 3 days ago from eu-west-1 by s3'."""
    created = "created at an unknown time" if key.created is None else f"created {ago(key.created, now)}"
    inactive = ", inactive" if key.status == "Inactive" else ""
    return f"{created}{inactive}, {last_use_text(key.last_use, now)}"


def last_use_text(use: LastUse | None, now: float) -> str:
    """'last used 3 days ago from eu-west-1 by s3', 'never used', or that it is not known."""
    if use is None:
        return "last use unknown"
    if use.at is None:
        return "never used"
    where = f" from {use.region}" if use.region else ""
    by = f" by {use.service}" if use.service else ""
    return f"last used {ago(use.at, now)}{where}{by}"


def days(moment: float, now: float) -> int:
    """Whole days from `moment` to `now`; a moment to come counts as today, because clocks differ a little."""
    return max(0, int((now - moment) // DAY))


def ago(moment: float, now: float) -> str:
    """'today', 'yesterday' or '412 days ago', in periods of 24 hours."""
    passed = days(moment, now)
    return ("today", "yesterday")[passed] if passed < 2 else f"{passed} days ago"


def _fits(rule: Rule, key: AccessKey, now: float) -> bool:
    use: Use = "unknown" if key.last_use is None else "never" if key.last_use.at is None else "known"
    age = days(key.created, now) if key.created is not None else 0
    used = key.last_use.at if key.last_use else None
    idle = days(used, now) if used is not None else 0
    return (
        rule.root in (None, key.user == ROOT)
        and rule.status in (None, key.status)
        and rule.use in (None, use)
        and age >= rule.days
        and idle >= rule.idle
    )
