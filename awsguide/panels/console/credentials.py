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
from awsguide.panels import autopilot
from awsguide.panels.components import controls, still
from awsguide.panels.components.expiry import ExpiringPanel, badge, seconds_left
from awsguide.panels.components.still import Card
from awsguide.panels.console.sign_in import ConsoleSignInPanel
from awsguide.panels.console.state import ConsoleStanding, facts, warned

USE = 'sts = panel.session.client("sts")\nsts.get_caller_identity()["Arn"]'
LASTS = (
    "The credentials end after fifteen minutes and are renewed by whatever uses them; the sign-in ends after twelve "
    "hours, and then only you can go on."
)
# Codes after which the stored sign-in is worth nothing.
OVER = frozenset({"console-session-ended", "console-password-changed", "console-not-stored"})


class ConsoleCredentialsPanel(ExpiringPanel):
    """Who you are now, and for how long; `await` it for the identity."""

    name = "console-credentials"
    title = "Your credentials, and their two clocks"
    near_end = console.NEAR_END

    def __init__(self, standing: ConsoleStanding, sign_in: ConsoleSignInPanel) -> None:
        """Credentials come with the sign-in, and are renewed here."""
        super().__init__(standing)
        self.standing = standing
        self.sign_in = sign_in
        self._identity = controls.html("identity")
        self.renew_button = controls.button(
            "Renew",
            "renew",
            self.press_renew,
            tooltip="New credentials from the same sign-in, without a browser",
        )
        self.status_html = controls.html("status")
        self._use = controls.html("use")
        self.body.children = [self._identity, self.expiry, self.renew_button, self.status_html, self._use]
        sign_in.onlookers.append(self)
        self.refresh()

    # --- how things stand -----------------------------------------------------------------------------------------

    @property
    def running(self) -> bool:
        """Whether credentials are being renewed, or somebody is signing in."""
        return super().running or self.sign_in.running

    @property
    def done(self) -> bool:
        """Whether there are credentials."""
        return self.standing.session is not None

    def account_id(self) -> str:
        """The account that was signed in to."""
        return self.standing.account_id()

    def failure(self) -> GuideError | None:
        """What went wrong here or at the sign-in."""
        return self.error or self.sign_in.error

    def cancel(self) -> None:
        """Stop renewing, and a sign-in that is under way."""
        super().cancel()
        self.sign_in.cancel()

    def tick(self) -> None:
        """Whatever renewed the sign-in meanwhile - a cell, the CLI - left the new credentials in the cache."""
        session = self.standing.session
        if session is None or super().running or self.seconds_left() >= console.NEAR_END:
            return
        with contextlib.suppress(GuideError):
            found = sign_in_caches.load_console_session(session.arn, session.region)
            if found is not None and found.refresh_token != session.refresh_token:
                self.standing.change(session=found)

    def seconds_left(self) -> float:
        """How long the credentials last, in seconds; 0 when they ended or there are none."""
        session = self.standing.session
        return seconds_left(session.credentials if session is not None else None)

    def _sign_in_left(self) -> float | None:
        return None if self.standing.ends_at is None else max(0.0, self.standing.ends_at - time.time())

    def refresh(self) -> None:
        """Draw the identity, the badges and the button."""
        super().refresh()
        if self.refused is not None:
            return
        about = self.standing.about
        self._identity.value = warned(about) + still.facts(facts(about)) if about is not None else ""
        self.renew_button.disabled = self.running or not self.done
        self.status_html.value = controls.status(self._words())
        self._use.value = still.paragraph("In any cell:") + still.code(USE) if self.done else ""

    def badges(self) -> list[str]:
        """When the credentials end, and when the sign-in does."""
        left, sign_in_left = self.seconds_left(), self._sign_in_left()
        words = f"Credentials end in {controls.rounded(left)}" if left else "Credentials ended: press Renew"
        badges = [badge(words, left)]
        if sign_in_left is not None:
            words = f"Sign-in ends in {controls.rounded(sign_in_left)}" if sign_in_left else "Sign-in ended"
            badges.append(badge(words, sign_in_left))
        return badges

    def _words(self) -> str:
        if super().running:
            return "Renewing …"
        if not self.done:
            return "Sign in first."
        return "These credentials work: AWS itself said whose they are."

    # --- work -------------------------------------------------------------------------------------------------------

    def press_renew(self) -> None:
        """What the button does: begin, and return at once."""
        self.start(self.renew(always=True))

    async def renew(self, *, always: bool) -> None:
        """Take over what is stored, renewed where its end is near (`always`: in any case). Raises `GuideError`."""
        session = self.standing.session
        if session is None:
            raise explain("console-not-stored")
        try:
            flow = console.renewed(session, now=time.time, signer_of=ProofKey.read, always=always)
            self.standing.change(session=await self.perform(flow))
        except GuideError as error:
            if error.code in OVER:
                self.standing.change(session=None, about=None, ends_at=None)
            raise

    async def robot(self) -> None:
        """Sign in beside this panel."""
        await self.sign_in.robot()
        await autopilot.until(lambda: not self.running, "the sign-in")

    # --- faces ------------------------------------------------------------------------------------------------------

    def result(self) -> Card:
        """Who AWS says the credentials are."""
        about = self.standing.about
        assert about is not None  # noqa: S101 - `done` said so
        return Card("The credentials work.", (), facts(about), "bad" if about.is_root else "good")

    def hint(self) -> Card:
        """What to press first."""
        return Card("Press Sign in above, then run this cell again.", tone="ask")

    def picture(self) -> str:
        """The identity; neither keys nor times."""
        about = self.standing.about
        if about is None:
            return still.paragraph(self._words())
        return warned(about) + still.facts(facts(about)) + still.paragraph(LASTS) + still.code(USE)
