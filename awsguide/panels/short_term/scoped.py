"""The session you hold, with less: keys for a script or an agent, and what they may and may not do, tried.

Keys are neither shown nor set on a widget; cells use them through `panel.scoped.session`.
"""

from __future__ import annotations

from awsguide.core.model import Credentials
from awsguide.explanations import explain
from awsguide.flows.shared.session_input import read_seconds
from awsguide.flows.short_term import scoped
from awsguide.flows.short_term.scoped import ScopedSession, Tried
from awsguide.panels.components import controls, still
from awsguide.panels.components.panel import Answer
from awsguide.panels.components.still import Card
from awsguide.panels.short_term.beginning import BeginningPanel
from awsguide.panels.short_term.session import HeldSessionPanel
from awsguide.panels.short_term.state import ShortTermState, short, who

ONLY_OBJECTS = """{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
  ]
}"""
ABOUT = (
    "Give a script, or an AI agent, less than you have. The new keys are of the same session: AWS shows the same name "
    "for them. They can do only what your session and this policy both allow, and they end with your session at the "
    "latest. Begin with temporary credentials, such as a role's: AWS does not scope down an access key."
)


_WORDS = {True: "allowed", False: "not allowed"}


class ScopedPanel(HeldSessionPanel[ScopedSession]):
    """The same session with less; `await` it to wait until there is one."""

    name = "scoped"
    title = "Give a script or an agent less than you have"
    ended = "Ended: get new ones"
    absent = "no-scoped-session"

    first_step = "Press 'Get less' above"

    def __init__(self, state: ShortTermState, source_profile: BeginningPanel) -> None:
        """Scopes the newest role's session, or who begins; sends nothing before a button is pressed."""
        super().__init__(state, source_profile)
        self.tried: tuple[Tried, ...] = ()
        self.policy_field = controls.lines("Policy", "scoped-policy", placeholder="JSON", rows=6)
        self.policy_field.value = ONLY_OBJECTS
        self.duration_field = controls.field(
            "Duration", "scoped-duration", placeholder="as long as the session"
        )
        self.get_button = self.button(
            "Get less", "get-scoped", self._get, when=lambda: self.state.beginning, tone="primary"
        )
        self.try_button = self.button(
            "Try both",
            "try-scoped",
            self._try,
            when=self.seconds_left,
            tooltip="Makes four calls that only look, with each of the two",
        )
        self.fields = (self.policy_field, self.duration_field)
        self.lay_out(
            controls.html("about", still.paragraph(ABOUT)),
            self.policy_field,
            self.duration_field,
            controls.row(self.get_button, self.try_button, self.cancel_button),
        )

    # --- what the buttons do, from code ----------------------------------------------------------------------------

    async def compare(self) -> Answer:
        """Press 'Try both'; the answer is a card that says what each of the two may do."""
        if self.seconds_left():
            self.try_button.click()
        return await self.settled(press=False)

    # --- how things stand -----------------------------------------------------------------------------------------

    def held_drawn(self, held: ScopedSession) -> str:
        """Whose session it is, and what was tried."""
        return still.facts(facts(held)) + tried_drawn(self.tried)

    def held_words(self, held: ScopedSession) -> str:
        """Whose session it is."""
        return f"You hold scoped credentials of {short(held.identity.arn)}."

    # --- work -------------------------------------------------------------------------------------------------------

    async def _get(self) -> None:
        self.tried = ()
        flow = scoped.scoped_session(
            self._whole(),
            region=self.state.region_name,
            policy=self.policy_field.value.strip(),
            seconds=read_seconds(self.duration_field.value),
        )
        await self.take(flow)

    async def _try(self) -> None:
        if self.held is None:
            raise explain("no-scoped-session")
        flow = scoped.compared(self._whole(), self.held.credentials, region=self.state.region_name)
        self.tried = await self.perform(flow)

    def _whole(self) -> Credentials:
        assumed = self.state.assumed
        return assumed.credentials if assumed is not None else self.beginning().credentials

    # --- faces ------------------------------------------------------------------------------------------------------

    def card(self, outcome: ScopedSession) -> Card:
        """Whose session it is."""
        told = tuple(
            f"{row.call}: {_WORDS[row.session]} with your session, {_WORDS[row.scoped]} with the scoped credentials."
            for row in self.tried
        )
        return Card(self.held_words(outcome), told, facts(outcome), "good")

    def picture(self) -> str:
        """The policy, whose session it is, and what was tried; neither keys nor times."""
        policy = self.policy_field.value.strip()
        held = self.held_drawn(self.held) if self.held is not None else ""
        return (
            still.paragraph(ABOUT)
            + (still.code(policy) if policy else "")
            + held
            + still.paragraph(self.words())
        )


def facts(session: ScopedSession) -> dict[str, str]:
    """A scoped session by name."""
    return who(session.identity) | {"Scope-down policies": f"{session.policies} of 3"}


def tried_drawn(tried: tuple[Tried, ...]) -> str:
    """Which of a few calls the session may make, and which the scoped credentials; '' before that was tried."""
    if not tried:
        return ""
    rows = [
        (still.text(row.call), still.text(_WORDS[row.session]), still.text(_WORDS[row.scoped]))
        for row in tried
    ]
    return still.table("What each may do, tried just now", ("Call", "Your session", "Scoped"), rows)
