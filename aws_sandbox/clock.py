"""The sandbox's clock: real time plus an offset that a lesson may move.

Expiry, session ages and reports read this clock. It refuses to be the clock of signatures: clients sign with
their own real time, so a signature's date is compared with real time.
"""

import time
from dataclasses import dataclass

FARTHEST = 10 * 365 * 24 * 60 * 60


@dataclass
class Clock:
    """Real time plus `offset` seconds; moving it ages every code, token and session at once."""

    offset: float = 0.0

    def now(self) -> float:
        """Seconds since 1970-01-01 UTC."""
        return time.time() + self.offset

    def move(self, seconds: float) -> None:
        """Let `seconds` pass at once; negative seconds go back.

        Raises ValueError where the clock would be more than `FARTHEST` from real time, or show no time at all.
        """
        offset = self.offset + seconds
        if not abs(offset) <= FARTHEST:
            raise ValueError(f"The clock moves at most {FARTHEST} seconds, ten years, from real time.")
        self.offset = offset
