"""Credentials that end: a badge that says how long they last, kept right while there are any.

It looks at the clock every quarter of a minute, and every second near the end. It renews nothing: a subclass does.
"""

from __future__ import annotations

import asyncio
import time
from typing import ClassVar

from awsguide.core.model import Credentials
from awsguide.panels.components import controls, still
from awsguide.panels.components.panel import Panel, S, T

# Near the end, a person wants to see it coming: seconds.
NEAR_END = 5 * 60.0


class ExpiringPanel(Panel[S, T]):
    """A panel with credentials; a subclass says how many seconds are left, and puts `expiry` into its body."""

    near_end: ClassVar[float] = NEAR_END
    # What the badge says after the end.
    ended: ClassVar[str] = "Ended: press Renew"

    def __init__(self, state: S) -> None:
        """`state` tells when credentials come and go."""
        super().__init__(state)
        self._ticker: asyncio.Task[None] | None = None
        self.expiry = controls.html("expiry")

    def seconds_left(self) -> float:
        """How long the credentials last, in seconds; 0 when they ended or there are none."""
        raise NotImplementedError

    def badges(self) -> list[str]:
        """What is said about the end, each as a badge."""
        left = self.seconds_left()
        return [badge(f"Ends in {controls.rounded(left)}" if left else self.ended, left)]

    def tick(self) -> None:
        """What else is looked at while there are credentials."""

    def draw(self) -> None:
        """Draw the badges."""
        self._draw_expiry()

    def state_changed(self) -> None:
        """Begin to look at the clock when there are credentials."""
        if self.done and self._ticker is None:
            self._ticker = asyncio.get_running_loop().create_task(self._tick())
        super().state_changed()

    async def _tick(self) -> None:
        try:
            while self.done:
                self.tick()
                self._draw_expiry()
                await asyncio.sleep(1 if self.seconds_left() < self.near_end else 15)
        finally:
            self._ticker = None
            self._draw_expiry()

    def _draw_expiry(self) -> None:
        drawn = ""
        if self.done:
            drawn = f'<p style="margin:0.5em 0;line-height:2">{" ".join(self.badges())}</p>'
        if drawn != self.expiry.value:
            self.expiry.value = drawn


def seconds_left(credentials: Credentials | None) -> float:
    """How long credentials last, in seconds; 0 when they ended or there are none."""
    ends = credentials.expires_at if credentials is not None else None
    return max(0.0, (ends or 0) - time.time())


def badge(words: str, left: float, near_end: float = NEAR_END) -> str:
    """A badge whose colour says whether `left` seconds are plenty, few or none."""
    tone: still.Tone = "good" if left >= near_end else "ask" if left else "bad"
    return still.badge(words, tone)
