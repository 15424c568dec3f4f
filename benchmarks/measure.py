"""How the benchmarks measure: rounds that take turns, medians, and figures that know their goal.

Absolute times depend on the machine and on what else it does; a ratio of two things measured turn by turn does so
much less. Nothing here knows what is measured.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Figure:
    """One measured number and what it should be: 'at most' or 'at least' the `goal`; None is for information."""

    what: str
    value: float
    goal: float | None
    at_least: bool = False
    unit: str = "x"
    detail: str = ""

    @property
    def met(self) -> bool:
        """Whether the goal is met, which it is where there is none."""
        if self.goal is None:
            return True
        return self.value >= self.goal if self.at_least else self.value <= self.goal

    def __str__(self) -> str:
        if self.goal is None:
            return f"{self.what}: {self.value:.2f} {self.unit} (for information)\n    {self.detail}"
        bound = "at least" if self.at_least else "at most"
        verdict = "met" if self.met else "NOT MET"
        line = (
            f"{self.what}: {self.value:.2f} {self.unit} (goal: {bound} {self.goal:g} {self.unit}) {verdict}"
        )
        return f"{line}\n    {self.detail}" if self.detail else line


@dataclass
class Samples:
    """What was measured of one contender."""

    values: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """The middle value."""
        return statistics.median(self.values)


def seconds_of(work: Callable[[], object]) -> float:
    """How long one run of `work` takes, in seconds of wall-clock time."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def in_turns(contenders: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, Samples]:
    """Let the contenders measure themselves turn by turn, the first of a round changing, after one round to warm up."""
    samples = {name: Samples() for name in contenders}
    names = list(contenders)
    for turn in range(rounds + 1):
        for name in names if turn % 2 else reversed(names):
            value = contenders[name]()
            if turn:
                samples[name].values.append(value)
    return samples


def ratio(samples: Mapping[str, Samples], over: str, under: str) -> float:
    """The median of `over` in medians of `under`."""
    return samples[over].median / samples[under].median
