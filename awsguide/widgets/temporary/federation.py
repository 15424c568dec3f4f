"""A federation token: a session for somebody who is no user of the account, and what it can never do.

Keys are neither shown nor set on a widget; cells use them through `panel.federation.session`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from awsguide import autopilot, functions
from awsguide.explanations import explain
from awsguide.rows.sessions import federation, limits
from awsguide.rows.sessions.federation import FederatedUser
from awsguide.rows.sessions.session_input import read_seconds
from awsguide.widgets import bricks, picture
from awsguide.widgets.expiry import ExpiringPanel, seconds_left
from awsguide.widgets.picture import Card
from awsguide.widgets.temporary.begin import BeginPanel
from awsguide.widgets.temporary.standing import TemporaryStanding, short, who

if TYPE_CHECKING:
    import boto3

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


class FederationPanel(ExpiringPanel):
    """A session for a guest; `await` it to wait until there is one."""

    name = "federation"
    title = "A federation token for somebody else"
    ended = "Ended: get a new one"

    def __init__(self, standing: TemporaryStanding, begin: BeginPanel) -> None:
        """Begins with the credentials of `begin`; sends nothing before a button is pressed."""
        super().__init__(standing)
        self.standing = standing
        self.begin = begin
        self.federated: FederatedUser | None = None
        self.name_field = bricks.field("Name of the guest", "guest-name", "guest")
        self.policy_field = bricks.lines("Policy", "guest-policy", placeholder="JSON", rows=6)
        self.policy_field.value = READ_S3
        self.duration_field = bricks.field(
            "Duration", "guest-duration", placeholder="12 hours; or 15m to 36h"
        )
        self.get_button = bricks.button("Get the token", "get-federation", self.press_get, tone="primary")
        self.cancel_button = bricks.button("Cancel", "cancel", self.cancel)
        self.status_html = bricks.html("status")
        self._identity = bricks.html("identity")
        self.body.children = [
            bricks.html("limits", limits_drawn()),
            self.name_field,
            self.policy_field,
            bricks.html("both", picture.paragraph(BOTH)),
            self.duration_field,
            bricks.row(self.get_button, self.cancel_button),
            self.status_html,
            self._identity,
            self.expiry,
        ]
        begin.onlookers.append(self)
        self.refresh()

    @property
    def session(self) -> boto3.Session:
        """A boto3 session of the federated user; raises `CouldNotTry` before there is one."""
        if self.federated is None:
            raise explain("no-federation-token")
        return functions.boto3_session(self.federated, self.standing.region_name)

    # --- how things stand -----------------------------------------------------------------------------------------

    @property
    def done(self) -> bool:
        """Whether there is a session."""
        return self.federated is not None

    def account_id(self) -> str:
        """The account of the session, or of who begins."""
        return self.federated.identity.account_id if self.federated else self.begin.account_id()

    def seconds_left(self) -> float:
        """How long the session lasts, in seconds; 0 when it ended or there is none."""
        return seconds_left(self.federated.credentials if self.federated else None)

    def refresh(self) -> None:
        """Draw the fields, the button and the session."""
        super().refresh()
        if self.refused is not None:
            return
        busy = self.running or self.begin.running
        for widget in (self.name_field, self.policy_field, self.duration_field):
            widget.disabled = busy
        self.get_button.disabled = busy or self.standing.beginning is None
        self.cancel_button.disabled = not self.running
        self.status_html.value = bricks.status(self._words())
        self._identity.value = picture.facts(facts(self.federated)) if self.federated else ""

    def _words(self) -> str:
        if self.running:
            return "Asking AWS …"
        if self.error is not None:
            return "That did not work; see below."
        if self.federated is not None:
            return f"There is a session for {short(self.federated.identity.arn)}."
        return "" if self.standing.beginning is not None else "Begin with somebody's credentials first."

    # --- work -------------------------------------------------------------------------------------------------------

    def press_get(self) -> None:
        """What the button does: begin, and return at once."""
        self.start(self._get())

    async def _get(self) -> None:
        beginning = self.standing.beginning
        if beginning is None:
            raise explain("nobody-begins")
        flow = federation.federation_token(
            beginning.credentials,
            self.name_field.value.strip(),
            region=self.standing.region_name,
            seconds=read_seconds(self.duration_field.value),
            policy=self.policy_field.value.strip(),
        )
        self.federated = await self.perform(flow)
        self.standing.tell()

    async def robot(self) -> None:
        """Begin, and press the button."""
        await self.begin.robot_begins()
        if self.standing.beginning is not None:
            await autopilot.press(self.get_button)

    # --- faces ------------------------------------------------------------------------------------------------------

    def result(self) -> Card:
        """For whom the session is."""
        assert self.federated is not None  # noqa: S101 - `done` said so
        closed = tuple(f"{limit.words()}: closed." for limit in limits.limits_of("federation-token"))
        return Card(
            f"There is a session for {short(self.federated.identity.arn)}.",
            closed,
            facts(self.federated),
            "good",
        )

    def hint(self) -> Card:
        """What to press first."""
        return Card("Press 'Get the token' above, then run this cell again.", tone="ask")

    def picture(self) -> str:
        """What such a session may never do, its policy, and for whom it is; neither keys nor times."""
        policy = self.policy_field.value.strip()
        held = picture.facts(facts(self.federated)) if self.federated else ""
        return (
            limits_drawn()
            + (picture.code(policy) if policy else "")
            + picture.paragraph(BOTH)
            + held
            + picture.paragraph(self._words())
        )


def facts(federated: FederatedUser) -> dict[str, str]:
    """A federated user by name."""
    packed = {"Room taken by the policy": f"{federated.packed_percent} %"} if federated.packed_percent else {}
    return who(federated.identity) | packed


def limits_drawn() -> str:
    """What a federated user's session may never do, each with its reason."""
    rows = [
        (picture.text(limit.words()), picture.text(limit.why))
        for limit in limits.limits_of("federation-token")
    ]
    return picture.table(
        "What a federation token may never do, whatever its policies say", ("What", "Why"), rows
    )
