"""A link that opens the AWS console with temporary credentials.

Whoever has AWS's link is in for as long as the session lasts, so it is shown nowhere: the panel links to this kernel's
own listener, which leads one browser on to it and then closes.
"""

from __future__ import annotations

import time

from awsguide.adapters.browser import jupyter_pages
from awsguide.core.model import Identity, LocalLink
from awsguide.explanations import explain
from awsguide.flows.shared.session_input import read_seconds
from awsguide.flows.short_term import federation
from awsguide.flows.short_term.federation import FederatedUser
from awsguide.panels.components import controls, still
from awsguide.panels.components.panel import FAILED
from awsguide.panels.components.sign_in_page import PagePanel
from awsguide.panels.components.still import Card
from awsguide.panels.short_term.federation import FederationPanel
from awsguide.panels.short_term.state import ShortTermState, short

ROLE, GUEST = "role", "guest"
RULES = (
    "AWS makes the link from a role's session or a federation token, never from a user's own session. It is good for "
    "fifteen minutes and for whoever has it. How long the console session then lasts may be chosen (15 minutes to 12 "
    "hours) for a role that was assumed with a user's own keys or a token; after a chain of roles, and for a "
    "federation token, it lasts as long as the credentials."
)


class ConsoleLinkPanel(PagePanel[ShortTermState, Identity]):
    """Open the console as the newest role, or as the guest; `await` it to wait until a browser is in."""

    name = "console-link"
    title = "Open the console with it"

    first_step = "Press 'Make a link' above and open it"

    # The link works once, so a person opens it.
    opens_here = False

    def __init__(self, state: ShortTermState, guest: FederationPanel) -> None:
        """Uses the newest session of the row, or that of `guest`; sends nothing before a button is pressed."""
        super().__init__(state)
        self.guest = guest
        self.opened: Identity | None = None
        self.session_field = controls.choice(
            "Open it as", "console-as", [("the newest role", ROLE), ("the guest", GUEST)]
        )
        self.page_field = controls.field(
            "Page", "console-page", placeholder="empty: the start; or s3, or its address"
        )
        self.duration_field = controls.field(
            "Console session", "console-duration", placeholder="empty: AWS's own length; or 15m to 12h"
        )
        self.link_button = self.button(
            "Make a link",
            "make-link",
            self._link_to_console,
            when=lambda: self.state.assumed is not None or self.guest.federated is not None,
            tone="primary",
        )
        self.fields = (self.session_field, self.page_field, self.duration_field)
        self.body.children = [
            controls.html("rules", still.details("What AWS makes such a link from", still.paragraph(RULES))),
            self.session_field,
            self.page_field,
            self.duration_field,
            controls.row(self.link_button, self.cancel_button),
            self.link_html,
            self.countdown,
            self.status_html,
        ]
        guest.onlookers.append(self)
        self.refresh()

    # --- how things stand -----------------------------------------------------------------------------------------

    @property
    def outcome(self) -> Identity | None:
        """As whom a browser was led on."""
        return self.opened

    def account_id(self) -> str:
        """The account whose console it is."""
        return self.opened.account_id if self.opened else ""

    def link_words(self) -> str:
        """What the link does."""
        return "Open the console (this link works once)"

    def words(self) -> str:
        """Whether a browser is in, or where the link can be opened."""
        return self._so_far() or self._elsewhere()

    def _so_far(self) -> str:
        """What has happened; the same on every machine."""
        if self.error is not None:
            return FAILED
        if self.opened is not None:
            return f"A browser is in the console as {short(self.opened.arn)}. The link is used up."
        if self.news:
            return self.news
        if self.state.assumed is None and self.guest.federated is None:
            return "Assume a role or get a federation token first."
        return ""

    def _elsewhere(self) -> str:
        place = jupyter_pages.out_of_reach()
        if place is None:
            return ""
        return f"{place.reason} The link leads to the machine of this kernel, so open it in a browser there."

    # --- work -------------------------------------------------------------------------------------------------------

    async def _link_to_console(self) -> None:
        session = self.guest.federated if self.session_field.value == GUEST else self.state.assumed
        if session is None:
            raise explain("no-federation-token" if self.session_field.value == GUEST else "no-role-assumed")
        self.opened = None
        self.say("Asking AWS for a sign-in token …")
        flow = federation.console_link(
            session.credentials,
            region=self.state.region_name,
            now=time.time,
            identity=session.identity,
            destination=self.page_field.value,
            seconds=read_seconds(self.duration_field.value),
            chained=not isinstance(session, FederatedUser) and session.chained,
        )
        async with self.at_a_page():
            followed = await self.perform(flow)
        self.news = "" if followed else "Nobody opened the link within its fifteen minutes. Make a new one."
        self.opened = session.identity if followed else None

    def shown(self, event: object) -> None:
        """Put the link to this machine into the panel."""
        if isinstance(event, LocalLink):
            self.link, self._ends = event.link, event.expires_at
            self.say("Waiting for you: open the link. Do not send it to anybody.")

    # --- faces ------------------------------------------------------------------------------------------------------

    def card(self, outcome: Identity) -> Card:
        """As whom a browser is in."""
        return Card("The console is open.", (self.words(),), {"As": outcome.arn}, "good")

    def picture(self) -> str:
        """The rules, and as whom a browser is in; no link."""
        words = "A link waits to be opened." if self.running else self._so_far()
        return still.paragraph(RULES) + still.paragraph(words)
