"""The credentials of a console sign-in: whose they are, the two clocks that run, and renewing.

Keys are neither shown nor set on a widget; cells use them through `panel.session`, which renews itself.
"""

from __future__ import annotations

import contextlib
import time

from awsguide.adapters.files import sign_in_caches
from awsguide.adapters.proof import ProofKey
from awsguide.core.errors import GuideError
from awsguide.explanations import explain
from awsguide.flows import console
from awsguide.panels.components import controls, still
from awsguide.panels.components.expiry import ExpiringPanel, badge, seconds_left
from awsguide.panels.components.still import Card
from awsguide.panels.console.sign_in import ConsoleSignInPanel
from awsguide.panels.console.state import ConsoleState, facts, warned

USE = 'sts = panel.session.client("sts")\nsts.get_caller_identity()["Arn"]'
LASTS = (
    "The credentials end after fifteen minutes and are renewed by whatever uses them; the sign-in ends after twelve "
    "hours, and then only you can go on."
)
# Codes after which the stored sign-in is worth nothing.
OVER = frozenset({"console-session-ended", "console-password-changed", "console-not-stored"})


class ConsoleCredentialsPanel(ExpiringPanel[ConsoleState, console.SignedIn]):
    """Who you are now, and for how long; `await` it for the identity."""

    name = "console-credentials"
    title = "Your credentials, and their two clocks"
    first_step = "Press Sign in above"
    busy = "Renewing …"
    near_end = console.NEAR_END

    def __init__(self, state: ConsoleState, sign_in: ConsoleSignInPanel) -> None:
        """Credentials come with the sign-in, and are renewed here."""
        super().__init__(state)
        self.sign_in = sign_in
        self._identity = controls.html("identity")
        self.renew_button = self.button(
            "Renew",
            "renew",
            lambda: self.renew(always=True),
            when=lambda: self.done,
            tooltip="New credentials from the same sign-in, without a browser",
        )
        self._use = controls.html("use")
        self.body.children = [self._identity, self.expiry, self.renew_button, self.status_html, self._use]
        self.count_in(sign_in)
        self.refresh()

    # --- how things stand -----------------------------------------------------------------------------------------

    @property
    def outcome(self) -> console.SignedIn | None:
        """Whose the credentials are, when there are any."""
        return self.state.about if self.state.session is not None else None

    def tick(self) -> None:
        """Whatever renewed the sign-in meanwhile - a cell, the CLI - left the new credentials in the cache."""
        session = self.state.session
        if session is None or self.at_work or self.seconds_left() >= console.NEAR_END:
            return
        with contextlib.suppress(GuideError):
            found = sign_in_caches.load_console_session(session.arn, session.region)
            if found is not None and found.refresh_token != session.refresh_token:
                self.state.change(session=found)

    def seconds_left(self) -> float:
        """How long the credentials last, in seconds; 0 when they ended or there are none."""
        session = self.state.session
        return seconds_left(session.credentials if session is not None else None)

    def _sign_in_left(self) -> float | None:
        return None if self.state.ends_at is None else max(0.0, self.state.ends_at - time.time())

    def draw(self) -> None:
        """Draw the identity and the badges."""
        super().draw()
        about = self.state.about
        self._identity.value = warned(about) + still.facts(facts(about)) if about is not None else ""
        self._use.value = still.paragraph("In any cell:") + controls.snippet(USE) if self.done else ""

    def badges(self) -> list[str]:
        """When the credentials end, and when the sign-in does."""
        left, sign_in_left = self.seconds_left(), self._sign_in_left()
        words = f"Credentials end in {controls.rounded(left)}" if left else "Credentials ended: press Renew"
        badges = [badge(words, left)]
        if sign_in_left is not None:
            words = f"Sign-in ends in {controls.rounded(sign_in_left)}" if sign_in_left else "Sign-in ended"
            badges.append(badge(words, sign_in_left))
        return badges

    def words(self) -> str:
        """Whether there are any."""
        return "These credentials work: AWS itself said whose they are." if self.done else "Sign in first."

    # --- work -------------------------------------------------------------------------------------------------------

    async def renew(self, *, always: bool) -> None:
        """Take over what is stored, renewed where its end is near (`always`: in any case). Raises `GuideError`."""
        session = self.state.session
        if session is None:
            raise explain("console-not-stored")
        try:
            flow = console.renewed(session, now=time.time, signer_of=ProofKey.read, always=always)
            self.state.change(session=await self.perform(flow))
        except GuideError as error:
            if error.code in OVER:
                self.state.change(session=None, about=None, ends_at=None)
            raise

    # --- faces ------------------------------------------------------------------------------------------------------

    def card(self, outcome: console.SignedIn) -> Card:
        """Who AWS says the credentials are."""
        return Card("The credentials work.", (), facts(outcome), "bad" if outcome.is_root else "good")

    def picture(self) -> str:
        """The identity; neither keys nor times."""
        about = self.state.about
        if about is None:
            return still.paragraph(self.words())
        return warned(about) + still.facts(facts(about)) + still.paragraph(LASTS) + still.code(USE)
