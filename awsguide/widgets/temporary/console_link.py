"""A link that opens the AWS console with temporary credentials.

Whoever has AWS's link is in for as long as the session lasts, so it is shown nowhere: the panel links to this kernel's
own listener, which leads one browser on to it and then closes.
"""

from __future__ import annotations

import time

from awsguide import autopilot
from awsguide.edges import surroundings
from awsguide.explanations import explain
from awsguide.model import Identity, LocalLink
from awsguide.rows.sessions import federation
from awsguide.rows.sessions.federation import FederatedUser
from awsguide.rows.sessions.session_input import read_seconds
from awsguide.widgets import bricks, picture
from awsguide.widgets.page import PagePanel
from awsguide.widgets.picture import Card
from awsguide.widgets.temporary.federation import FederationPanel
from awsguide.widgets.temporary.standing import TemporaryStanding, short

ROLE, GUEST = "role", "guest"
RULES = (
    "AWS makes the link from a role's session or a federation token, never from a user's own session. It is good for "
    "fifteen minutes and for whoever has it. How long the console session then lasts may be chosen (15 minutes to 12 "
    "hours) for a role that was assumed with a user's own keys or a token; after a chain of roles, and for a "
    "federation token, it lasts as long as the credentials."
)


class ConsoleLinkPanel(PagePanel):
    """Open the console as the newest role, or as the guest; `await` it to wait until a browser is in."""

    name = "console-link"
    title = "Open the console with it"

    def __init__(self, standing: TemporaryStanding, guest: FederationPanel) -> None:
        """Uses the newest session of the row, or that of `guest`; sends nothing before a button is pressed."""
        super().__init__(standing)
        self.standing = standing
        self.guest = guest
        self.opened: Identity | None = None
        self.session_field = bricks.choice(
            "Open it as", "console-as", [("the newest role", ROLE), ("the guest", GUEST)]
        )
        self.page_field = bricks.field(
            "Page", "console-page", placeholder="empty: the start; or s3, or its address"
        )
        self.duration_field = bricks.field(
            "Console session", "console-duration", placeholder="empty: AWS's own length; or 15m to 12h"
        )
        self.link_button = bricks.button("Make a link", "make-link", self.press_link, tone="primary")
        self.cancel_button = bricks.button("Cancel", "cancel", self.cancel)
        self.status_html = bricks.html("status")
        self.body.children = [
            bricks.html(
                "rules", picture.details("What AWS makes such a link from", picture.paragraph(RULES))
            ),
            self.session_field,
            self.page_field,
            self.duration_field,
            bricks.row(self.link_button, self.cancel_button),
            self.link_html,
            self.countdown,
            self.status_html,
        ]
        guest.onlookers.append(self)
        self.refresh()

    # --- how things stand -----------------------------------------------------------------------------------------

    @property
    def done(self) -> bool:
        """Whether a browser was led on."""
        return self.opened is not None

    def account_id(self) -> str:
        """The account whose console it is."""
        return self.opened.account_id if self.opened else ""

    def link_words(self) -> str:
        """What the link does."""
        return "Open the console (this link works once)"

    def refresh(self) -> None:
        """Draw the fields, the link and the status."""
        super().refresh()
        if self.refused is not None:
            return
        for widget in (self.session_field, self.page_field, self.duration_field):
            widget.disabled = self.running
        nobody = self.standing.assumed is None and self.guest.federated is None
        self.link_button.disabled = self.running or nobody
        self.cancel_button.disabled = not self.running
        self.draw_link()
        self.status_html.value = bricks.status(self._words())

    def _words(self) -> str:
        if self.running:
            return self._status
        if self.error is not None:
            return "That did not work; see below."
        if self.opened is not None:
            return f"A browser is in the console as {short(self.opened.arn)}. The link is used up."
        if self._status:
            return self._status
        if self.standing.assumed is None and self.guest.federated is None:
            return "Assume a role or get a federation token first."
        return self._elsewhere()

    def _elsewhere(self) -> str:
        places = surroundings.elsewhere()
        if not places:
            return ""
        return (
            f"{places[0].reason} The link leads to the machine of this kernel, so open it in a browser there."
        )

    # --- work -------------------------------------------------------------------------------------------------------

    def press_link(self) -> None:
        """What the button does: begin, and return at once."""
        self.start(self._link_to_console())

    async def _link_to_console(self) -> None:
        session = self.guest.federated if self.session_field.value == GUEST else self.standing.assumed
        if session is None:
            raise explain("no-federation-token" if self.session_field.value == GUEST else "no-role-assumed")
        self.opened = None
        self.say("Asking AWS for a sign-in token …")
        flow = federation.console_link(
            session.credentials,
            region=self.standing.region_name,
            now=time.time,
            identity=session.identity,
            destination=self.page_field.value,
            seconds=read_seconds(self.duration_field.value),
            chained=not isinstance(session, FederatedUser) and session.chained,
        )
        async with self.at_a_page():
            followed = await self.perform(flow)
        self._status = (
            "" if followed else "Nobody opened the link within its fifteen minutes. Make a new one."
        )
        self.opened = session.identity if followed else None

    def shown(self, event: object) -> None:
        """Put the link to this machine into the panel."""
        if isinstance(event, LocalLink):
            self._link, self._ends = event.link, event.expires_at
            self.say("Waiting for you: open the link. Do not send it to anybody.")

    async def robot(self) -> None:
        """Make a link and open it."""
        if self.link_button.disabled:
            return
        await autopilot.press(self.link_button)
        await autopilot.until(lambda: self._link or not self.running, "the link")
        if self._link:
            await autopilot.visit(self._link)

    # --- faces ------------------------------------------------------------------------------------------------------

    def result(self) -> Card:
        """As whom a browser is in."""
        assert self.opened is not None  # noqa: S101 - `done` said so
        return Card("The console is open.", (self._words(),), {"As": self.opened.arn}, "good")

    def hint(self) -> Card:
        """What to press first."""
        return Card("Press 'Make a link' above and open it, then run this cell again.", tone="ask")

    def picture(self) -> str:
        """The rules, and as whom a browser is in; no link."""
        words = "A link waits to be opened." if self.running else self._words()
        return picture.paragraph(RULES) + picture.paragraph(words)
