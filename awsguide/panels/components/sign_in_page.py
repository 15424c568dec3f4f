"""What panels share that send a person to a page: the link, how long it is good for, what is happening, signing out.

The link is taken away when the visit ends. What the page is for, and where the link comes from, a subclass knows.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Sequence
from typing import ClassVar

from awsguide.core.model import BrowserPage
from awsguide.panels.components import controls, still
from awsguide.panels.components.panel import FAILED, Answer, Panel, S, T
from awsguide.panels.components.still import Card


class PagePanel(Panel[S, T]):
    """A panel whose work waits for a person at a page; a subclass puts `link_html` and `countdown` into its body."""

    def __init__(self, state: S) -> None:
        """Nobody is at a page yet."""
        super().__init__(state)
        self.link = ""
        self._ends = 0.0
        self.link_html = controls.html("link-to-page")
        self.countdown = controls.html("countdown")

    def link_words(self) -> str:
        """What the link to the page is called."""
        raise NotImplementedError

    def draw(self) -> None:
        """Draw the link, or take it away."""
        self.link_html.value = controls.page_link(self.link_words(), self.link) if self.link else ""
        for widget in (self.link_html, self.countdown):
            controls.show(widget, when=bool(self.link))

    def lead_to(self, page: BrowserPage) -> None:
        """Link to this kernel's own listener, which sends the browser on: the page's address is shown nowhere."""
        callback = self.world.callback
        assert callback is not None  # noqa: S101 - the flow listens before it shows the page
        self.link, self._ends = callback.lead_to(page.address), page.expires_at

    def take_away(self) -> None:
        """The page is no longer waited for."""
        self.link, self._ends = "", 0.0
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
            if self.link:
                left = controls.clock(self._ends - time.time())
                self.countdown.value = still.paragraph(f"Time left: {left}")
            await asyncio.sleep(1 if self.link else 0.1)


class SignInPagePanel(PagePanel[S, T]):
    """A panel that signs a person in and out; the pieces made here go into the body of a subclass.

    `ways` are the ways there are, in words and by name; `anywhere` is the name of the one that works from any machine,
    and `asks` what it asks of a person.
    """

    ways: ClassVar[Sequence[tuple[str, str]]]
    anywhere: ClassVar[str]
    asks: ClassVar[str]
    # What signing out does, at the button.
    ending: ClassVar[str]

    first_step = "Press Sign in above"

    def __init__(self, state: S) -> None:
        """Nobody is signed in yet."""
        super().__init__(state)
        fitting, _reason = self.way_here()
        self.way_field = controls.choice("How", "way", list(self.ways))
        self.way_field.value = fitting
        self.way_field.observe(lambda _change: self.refresh(), names="value")
        self.why = controls.html("way-reason")
        self.sign_in_button = self.button(
            "Sign in", "sign-in", self.signing_in, when=lambda: not self.done, tone="primary"
        )
        self.sign_out_button = self.button(
            "Sign out", "sign-out", self.signing_out, when=lambda: self.done, tooltip=self.ending
        )
        self.buttons = controls.row(self.sign_in_button, self.cancel_button, self.sign_out_button)

    def way_here(self) -> tuple[str, str]:
        """The way that fits this machine, and why."""
        raise NotImplementedError

    def signed_in_words(self) -> str:
        """Who is signed in, '' when nobody is."""
        raise NotImplementedError

    async def signing_in(self) -> None:
        """Sign a person in."""
        raise NotImplementedError

    async def signing_out(self) -> None:
        """Sign the person out."""
        raise NotImplementedError

    def resting(self) -> bool:
        """Somebody who is signed in does not choose where."""
        return not self.running and not self.done

    def draw(self) -> None:
        """Draw the way, the buttons and the link."""
        super().draw()
        self.why.value = still.paragraph(self._way_reason())
        again = (self.error or self.declined) and not self.done
        self.sign_in_button.description = "Try again" if again else "Sign in"

    def _way_reason(self) -> str:
        fitting, reason = self.way_here()
        if self.way_field.value == fitting:
            return f"Chosen for this machine: {reason}"
        if self.way_field.value == self.anywhere:
            return f"Chosen by you. It works from any machine, and asks you to {self.asks}."
        return f"Chosen by you, though it may not find its way back: {reason}"

    def words(self) -> str:
        """How things stand, in one line."""
        return self.signed_in_words() or (FAILED if self.error else "You are not signed in.")

    async def sign_out(self) -> Answer:
        """Sign out as the button does, from code; a card says how it ended."""
        if self.refused is not None or not self.done:
            return await self.settled(press=False)
        self.start(self.signing_out())
        ended = await self.settled(press=False)
        return ended if self.done or self.error else Card("You are signed out.", tone="good")
