"""What panels share that send a person to a page: the link, how long it is good for, what is happening, signing out.

The link is taken away when the visit ends. What the page is for, and where the link comes from, a subclass knows.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Sequence
from typing import Any, ClassVar

from awsguide.adapters import surroundings
from awsguide.adapters.browser import in_page, jupyter_pages
from awsguide.core.model import BrowserPage
from awsguide.core.secret import Secret
from awsguide.panels.components import controls, still
from awsguide.panels.components.embedded_page import EmbeddedPage
from awsguide.panels.components.panel import FAILED, Answer, Panel, S, T
from awsguide.panels.components.still import Card

UNREACHABLE = (
    "Your browser cannot reach the page under Jupyter's address: something in front of Jupyter keeps it away, or this "
    "notebook is open in another tool than Jupyter's own page. Press 'Show the page here', or open the notebook in "
    "JupyterLab's own page."
)
ELSEWHERE = "If your browser cannot open the link, press 'Show the page here'."
# Places where nothing leads a browser to this machine unless Jupyter does; in the others a port may be passed on.
WITHOUT_WAY = {"binder", "colab", "databricks", "jupyterhub", "sagemaker"}
# The button stays out of the way until the browser has found that it cannot reach the page, and the countdown until it
# has found that it can.
_RULES = (
    "<style>.awsguide-show-here.awsguide-if-needed{display:none}"
    ".awsguide-unreachable .awsguide-show-here.awsguide-if-needed{display:inline-block}"
    ".awsguide-countdown.awsguide-if-reached{display:none}"
    ".awsguide-reachable .awsguide-countdown.awsguide-if-reached{display:flex}</style>"
)


class PagePanel(Panel[S, T]):
    """A panel whose work waits for a person at a page; a subclass puts `link_html` and `countdown` into its body."""

    # Whether the page may open by itself inside the panel, where nothing leads a browser to it.
    opens_here: ClassVar[bool] = True

    def __init__(self, state: S) -> None:
        """Nobody is at a page yet."""
        super().__init__(state)
        self.link = ""
        self._ends = 0.0
        self.link_html = controls.html("link-to-page")
        self.countdown = controls.html("countdown")
        # What there is where the browser cannot open the sandbox's page: the page itself, by itself or by this button.
        self.here = EmbeddedPage(self.page_shows)
        self.here_button = controls.button(
            "Show the page here",
            "show-here",
            self._show_here,
            tooltip="For a browser that cannot open the link",
        )
        # A panel that is refused is never drawn.
        controls.show(self.here_button, when=False)
        above = list(self.view.children)
        above.insert(
            above.index(self.body) + 1, controls.column(self._rules(), self.here_button, self.here.frame)
        )
        self.view.children = above

    def _rules(self) -> Any:
        made = controls.html("rules-of-page", _RULES)
        made.layout.display = "none"
        if jupyter_pages.through_jupyter():
            self.here_button.add_class("awsguide-if-needed")
        return made

    def link_words(self) -> str:
        """What the link to the page is called."""
        raise NotImplementedError

    @property
    def waits_for_reader(self) -> bool:
        """Whether a question or a page waits for the reader."""
        return bool(self.link) or super().waits_for_reader

    def draw(self) -> None:
        """Draw the link, or the page where no browser can open it, or take both away."""
        sandbox = bool(self.link) and surroundings.target() == "sandbox"
        place = jupyter_pages.out_of_reach() if sandbox else None
        by_itself = self.opens_here and place is not None and place.name in WITHOUT_WAY
        linked = bool(self.link) and not by_itself
        # Whether a port is passed on nobody knows before the link is pressed.
        doubt = (
            still.paragraph(f"{place.reason} {ELSEWHERE}") if place is not None and self.opens_here else ""
        )
        self.link_html.value = (
            controls.page_link(self.link_words(), self.link, UNREACHABLE) + doubt if linked else ""
        )
        controls.show(self.link_html, when=linked)
        controls.show(self.countdown, when=bool(self.link))
        tried = linked and controls.tried_first(self.link)
        (self.countdown.add_class if tried else self.countdown.remove_class)("awsguide-if-reached")
        controls.show(
            self.here_button, when=sandbox and linked and not (self.here.open or in_page.IN_BROWSER)
        )
        if by_itself:
            self.here.show(self.link)
        elif not self.link:
            self.here.close()

    def _show_here(self) -> None:
        self.here.show(self.link)
        self.refresh()

    def page_shows(self, code: Secret) -> None:
        """Take a code that the page in this panel shows to be pasted."""

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
    one_at_a_time = True

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
