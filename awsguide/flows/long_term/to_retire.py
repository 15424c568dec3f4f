"""Both places for keys are taken: which of the two could go, as rows of data, each with its reason. Decides alone.

A key goes only where the other one is active and a profile of this machine holds it: that one is to sign from then on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from awsguide.core.access_keys import AccessKey


@dataclass(frozen=True)
class Candidate:
    """A key that could go to make room, and why it would be the one; `first` marks the one to take first."""

    key: AccessKey
    reason: str
    first: bool = False


_DAY = 86_400.0
_UNUSED_DAYS = 90


@dataclass(frozen=True)
class _Reason:
    holds: Callable[[AccessKey, float], bool]
    words: str


# From the key that nobody would miss to the one that most would.
_REASONS: tuple[_Reason, ...] = (
    _Reason(
        lambda key, _now: key.status == "Inactive", "It is switched off already: nothing can be using it."
    ),
    _Reason(
        lambda key, _now: key.last_use is not None and key.last_use.at is None,
        "It was never used: whoever made it never put it anywhere.",
    ),
    _Reason(
        lambda key, now: _unused_days(key, now) >= _UNUSED_DAYS,
        f"It has not been used for more than {_UNUSED_DAYS} days.",
    ),
    _Reason(
        lambda key, _now: key.last_use is not None,
        "It is in use: find out by whom before it goes.",
    ),
    _Reason(lambda _key, _now: True, "AWS does not tell this key's last use, so somebody may need it."),
)


def _unused_days(key: AccessKey, now: float) -> float:
    return 0.0 if key.last_use is None or key.last_use.at is None else (now - key.last_use.at) / _DAY


def retire_first(keys: tuple[AccessKey, ...], held: Collection[str], now: float) -> tuple[Candidate, ...]:
    """The keys that could go, the one that would be missed least first, each with its reason.

    `held` are the ids of the keys that profiles of this machine hold.
    """

    def rank(key: AccessKey) -> tuple[int, float, float]:
        at = next(at for at, reason in enumerate(_REASONS) if reason.holds(key, now))
        return at, -_unused_days(key, now), key.created or 0.0

    def can_go(key: AccessKey) -> bool:
        return any(other.status == "Active" and other.key_id in held for other in keys if other != key)

    ordered = sorted(filter(can_go, keys), key=rank)
    return tuple(
        Candidate(key, _REASONS[rank(key)[0]].words, first=at == 0) for at, key in enumerate(ordered)
    )
