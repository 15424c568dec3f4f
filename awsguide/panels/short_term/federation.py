"""A federation token: a session for somebody who is not a user of the account, and what it can never do.

Keys are neither shown nor set on a widget; cells use them through `panel.federation.session`.
"""

from __future__ import annotations

from awsguide.flows.shared import limits
from awsguide.flows.shared.session_input import read_seconds
from awsguide.flows.short_term import federation
from awsguide.flows.short_term.federation import FederatedUser
from awsguide.panels.components import controls, still
from awsguide.panels.components.still import Card
from awsguide.panels.short_term.beginning import BeginningPanel
from awsguide.panels.short_term.session import HeldSessionPanel
from awsguide.panels.short_term.state import ShortTermState, short, who

READ_S3 = """{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": ["s3:Get*", "s3:List*"], "Resource": "*"}
  ]
}"""
BOTH = (
    "The session may do what this policy and the policies of the user who asks both allow. Without any policy it may "
    "do nothing, unless a bucket's (or another resource's) own policy names it."
)


class FederationPanel(HeldSessionPanel[FederatedUser]):
    """A session for a guest; `await` it to wait until there is one."""

    name = "federation"
    title = "A federation token for somebody else"
    ended = "Ended: get a new one"
    absent = "no-federation-token"

    first_step = "Press 'Get the token' above"

    def __init__(self, state: ShortTermState, source_profile: BeginningPanel) -> None:
        """Begins with the credentials of `source_profile`; sends nothing before a button is pressed."""
        super().__init__(state, source_profile)
        self.name_field = controls.field("Name of the guest", "guest-name", "guest")
        self.policy_field = controls.lines("Policy", "guest-policy", placeholder="JSON", rows=6)
        self.policy_field.value = READ_S3
        self.duration_field = controls.field(
            "Duration", "guest-duration", placeholder="12 hours; or 15m to 36h"
        )
        self.get_button = self.button(
            "Get the token", "get-federation", self._get, when=lambda: self.state.beginning, tone="primary"
        )
        self.fields = (self.name_field, self.policy_field, self.duration_field)
        self.lay_out(
            controls.html("limits", limits_drawn()),
            self.name_field,
            self.policy_field,
            controls.html("both", still.paragraph(BOTH)),
            self.duration_field,
            controls.row(self.get_button, self.cancel_button),
        )

    @property
    def federated(self) -> FederatedUser | None:
        """The federated user, None before there is one."""
        return self.held

    # --- how things stand -----------------------------------------------------------------------------------------

    def held_drawn(self, held: FederatedUser) -> str:
        """Who the federated user is."""
        return still.facts(facts(held))

    def held_words(self, held: FederatedUser) -> str:
        """For whom the session is."""
        return f"There is a session for {short(held.identity.arn)}."

    # --- work -------------------------------------------------------------------------------------------------------

    async def _get(self) -> None:
        flow = federation.federation_token(
            self.beginning().credentials,
            self.name_field.value.strip(),
            region=self.state.region_name,
            seconds=read_seconds(self.duration_field.value),
            policy=self.policy_field.value.strip(),
        )
        await self.take(flow)

    # --- faces ------------------------------------------------------------------------------------------------------

    def card(self, outcome: FederatedUser) -> Card:
        """For whom the session is."""
        closed = tuple(f"{limit.words()}: never." for limit in limits.limits_of("federation-token"))
        return Card(self.held_words(outcome), closed, facts(outcome), "good")

    def picture(self) -> str:
        """What such a session may never do, its policy, and for whom it is; neither keys nor times."""
        policy = self.policy_field.value.strip()
        held = self.held_drawn(self.held) if self.held is not None else ""
        return (
            limits_drawn()
            + (still.code(policy) if policy else "")
            + still.paragraph(BOTH)
            + held
            + still.paragraph(self.words())
        )


def facts(federated: FederatedUser) -> dict[str, str]:
    """A federated user by name."""
    packed = (
        {"Token space used by the policy": f"{federated.packed_percent} %"}
        if federated.packed_percent
        else {}
    )
    return who(federated.identity) | packed


def limits_drawn() -> str:
    """What a federated user's session may never do, each with its reason."""
    rows = [
        (still.text(limit.words()), still.text(limit.why)) for limit in limits.limits_of("federation-token")
    ]
    return still.table(
        "What a federation token may never do, whatever its policies say", ("What", "Why"), rows
    )
