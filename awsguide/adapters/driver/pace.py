"""How fast calls may start: as fast as they come until AWS asks for less, then about as fast as it lets them.

A refusal slows down all who follow, once for all calls that were under way together; each call that goes well lets the
next come a little sooner. So the calls stay close to what AWS allows, whatever that is and whoever else uses it.
"""

from __future__ import annotations

import random
import threading
import time

# Identity Center's published quota is 20 calls a second for everybody in the organization together (page
# 'IAM Identity Center quotas', read 2026-11-23): the pace to fall back to once AWS has asked for a slower one.
SLOW_PACE = 1 / 20
SLOWEST = 1.0
# What a refusal and a success do to the time between two calls.
SLOWER, SOONER = 1.1, 0.97
TICK = 0.1  # seconds between two looks at whether a wait was ended


class Pace:
    """The turns of one piece of work; `waiting` calls were refused and will be made again."""

    def __init__(self) -> None:
        """No call has been refused yet."""
        self._lock = threading.Lock()
        self._next = 0.0
        self._gap = 0.0
        self._slowed = 0.0
        self.waiting = 0

    def take_turn(self, cancelled: threading.Event) -> float:
        """Wait until the next call may start; returns when it did."""
        with self._lock:
            turn = max(self._next, time.monotonic())
            self._next = turn + self._gap
        while not cancelled.is_set() and (left := turn - time.monotonic()) > 0:
            cancelled.wait(min(left, TICK))
        return time.monotonic()

    def refused(self, began: float, attempt: int, cancelled: threading.Event) -> None:
        """AWS was too busy for a call that `began` then: slow all down, and let this one wait, longer each time."""
        pause = min(2.0, 0.1 * 2**attempt) * random.uniform(0.5, 1.5)  # noqa: S311 - spreads clients out, guards nothing
        with self._lock:
            if began >= self._slowed:
                self._gap = min(SLOWEST, self._gap * SLOWER) if self._gap else SLOW_PACE
                self._slowed = time.monotonic()
                self._next = max(self._next, self._slowed + self._gap)
            self.waiting += 1
        until = time.monotonic() + pause
        while not cancelled.is_set() and (left := until - time.monotonic()) > 0:
            cancelled.wait(min(left, TICK))
        with self._lock:
            self.waiting -= 1

    def went_well(self) -> None:
        """Let the next come a little sooner."""
        with self._lock:
            # Four times the published quota is as good as none.
            self._gap = self._gap * SOONER if self._gap > SLOW_PACE / 4 else 0
