"""What panels share that send a person to a page: the link, how long it is good for, what is happening, signing out.

The link is taken away when the visit ends. What the page is for, and where the link comes from, a subclass knows.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Sequence
from typing import Any, ClassVar

from awsguide.core.model import BrowserPage
from awsguide.panels.components import controls, still
from awsguide.panels.components.panel import Answer, Panel
from awsguide.panels.components.state import SharedStanding
from awsguide.panels.components.still import Card


class PagePanel(Panel):
    """A panel whose work waits for a person at a page; a subclass puts `link_html` and `countdown` into its body."""

    def __init__(self, standing: SharedStanding) -> None:
        """Nobody is at a page yet."""
        super().__init__(standing.aws, standing.record)
        standing.watchers.append(self.refresh)
        self._status = ""
        self._link = ""
        self._ends = 0.0
        self.link_html = controls.html("link-to-page")
        self.countdown = controls.html("countdown")

    def link_words(self) -> str:
        """What the link to the page is called."""
        raise NotImplementedError

    def draw_link(self) -> None:
        """Draw the link, or take it away."""
        self.link_html.value = controls.page_link(self.link_words(), self._link) if self._link else ""
        for widget in (self.link_html, self.countdown):
            controls.show(widget, when=bool(self._link))

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
                left = controls.clock(self._ends - time.time())
                self.countdown.value = still.paragraph(f"Time left: {left}")
            await asyncio.sleep(1 if self._link else 0.1)


class SignInPagePanel(PagePanel):
    """A panel that signs a person in and out; the pieces made here go into the body of a subclass.

    `ways` are the ways there are, in words and by name; `anywhere` is the name of the one that works from any machine,
    and `asks` what it asks of a person.
    """

    ways: ClassVar[Sequence[tuple[str, str]]]
    anywhere: ClassVar[str]
    asks: ClassVar[str]
    # What signing out does, at the button.
    ending: ClassVar[str]

    def __init__(self, standing: SharedStanding) -> None:
        """Nobody is signed in yet."""
        super().__init__(standing)
        fitting, _reason = self.way_here()
        self.way_field = controls.choice("How", "way", list(self.ways))
        self.way_field.value = fitting
        self.way_field.observe(lambda _change: self.refresh(), names="value")
        self.why = controls.html("way-reason")
        self.sign_in_button = controls.button("Sign in", "sign-in", self.press_sign_in, tone="primary")
        self.cancel_button = controls.button("Cancel", "cancel", self.cancel)
        self.sign_out_button = controls.button(
            "Sign out", "sign-out", self.press_sign_out, tooltip=self.ending
        )
        self.buttons = controls.row(self.sign_in_button, self.cancel_button, self.sign_out_button)
        self.status_html = controls.html("status")

    def way_here(self) -> tuple[str, str]:
        """The way that fits this machine, and why."""
        raise NotImplementedError

    def fields(self) -> tuple[Any, ...]:
        """What is filled in before signing in, besides the way."""
        raise NotImplementedError

    def signed_in_words(self) -> str:
        """Who is signed in, '' when nobody is."""
        raise NotImplementedError

    def press_sign_in(self) -> None:
        """What the button does: begin, and return at once."""
        raise NotImplementedError

    def press_sign_out(self) -> None:
        """What the button does: begin, and return at once."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Draw the fields, the buttons, the link and the status."""
        super().refresh()
        if self.refused is not None:
            return
        for widget in (*self.fields(), self.way_field):
            widget.disabled = self.running or self.done
        self.why.value = still.paragraph(self._way_reason())
        self.sign_in_button.disabled = self.running or self.done
        again = (self.error or self.declined) and not self.done
        self.sign_in_button.description = "Try again" if again else "Sign in"
        self.cancel_button.disabled = not self.running
        self.sign_out_button.disabled = self.running or not self.done
        self.draw_link()
        self.status_html.value = controls.status(self.words())

    def _way_reason(self) -> str:
        fitting, reason = self.way_here()
        if self.way_field.value == fitting:
            return f"Chosen for this machine: {reason}"
        if self.way_field.value == self.anywhere:
            return f"Chosen by you. It works from any machine, and asks you to {self.asks}."
        return f"Chosen by you, though it may not find its way back: {reason}"

    def words(self) -> str:
        """How things stand, in one line."""
        if self.running:
            return self._status
        if who := self.signed_in_words():
            return who
        return "That did not work; see below." if self.error else "You are not signed in."

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
