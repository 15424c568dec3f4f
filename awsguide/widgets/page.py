"""What panels share that send a person to a page: the link, how long it is good for, what is happening, signing out.

The link is taken away when the visit ends. What the page is for, and where the link comes from, a subclass knows.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator

from awsguide.model import BrowserPage
from awsguide.widgets import bricks, picture
from awsguide.widgets.panel import Answer, Panel
from awsguide.widgets.picture import Card
from awsguide.widgets.standing import SharedStanding


class PagePanel(Panel):
    """A panel whose work waits for a person at a page; a subclass puts `link_html` and `countdown` into its body."""

    def __init__(self, standing: SharedStanding) -> None:
        """Nobody is at a page yet."""
        super().__init__(standing.aws, standing.record)
        standing.watchers.append(self.refresh)
        self._status = ""
        self._link = ""
        self._ends = 0.0
        self.link_html = bricks.html("link-to-page")
        self.countdown = bricks.html("countdown")

    def link_words(self) -> str:
        """What the link to the page is called."""
        raise NotImplementedError

    def draw_link(self) -> None:
        """Draw the link, or take it away."""
        self.link_html.value = bricks.page_link(self.link_words(), self._link) if self._link else ""
        for widget in (self.link_html, self.countdown):
            bricks.show(widget, when=bool(self._link))

    def say(self, words: str) -> None:
        """Say what is happening now."""
        self._status = words
        self.refresh()

    def lead_to(self, page: BrowserPage) -> None:
        """Link to this kernel's own listener, which sends the browser on: the page's address is shown nowhere."""
        callback = self.world.callback
        assert callback is not None  # noqa: S101 - the flow listens before it shows the page
        self._link, self._ends = callback.lead_to(page.address), page.expires_at

    def take_away(self) -> None:
        """The page is no longer waited for."""
        self._link, self._ends = "", 0.0
        self.countdown.value = ""

    @contextlib.asynccontextmanager
    async def at_a_page(self) -> AsyncIterator[None]:
        """Count down while a page is waited for, and take the link away at the end."""
        ticking = asyncio.get_running_loop().create_task(self._tick())
        try:
            yield
        finally:
            ticking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await ticking
            self.take_away()

    async def _tick(self) -> None:
        while True:
            if self._link:
                left = bricks.clock(self._ends - time.time())
                self.countdown.value = picture.paragraph(f"Time left: {left}")
            await asyncio.sleep(1 if self._link else 0.1)


class SignInPagePanel(PagePanel):
    """A panel that signs a person in and out."""

    def press_sign_out(self) -> None:
        """What the button does: begin, and return at once."""
        raise NotImplementedError

    async def sign_out(self) -> Answer:
        """Sign out as the button does, from code; a card says how it ended."""
        if self.refused is not None or not self.done:
            return await self.settled(press=False)
        self.press_sign_out()
        ended = await self.settled(press=False)
        return ended if self.done or self.error else Card("You are signed out.", tone="good")

    def hint(self) -> Card:
        """What to press first."""
        return Card("Press Sign in above, then run this cell again.", tone="ask")
