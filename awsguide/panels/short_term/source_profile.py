"""Where the trade begins: a profile is chosen, and AWS says whose credentials it holds.

Every profile of the two files can be chosen, and what boto3 would find without one. Nothing is read from a profile but
what boto3 reads of it, and no key is shown.
"""

from __future__ import annotations

from awsguide.adapters.files import home
from awsguide.core.model import Credentials
from awsguide.flows import short_term
from awsguide.flows.shared import mfa
from awsguide.flows.shared.identity import caller_identity
from awsguide.flows.shared.source_profile import held
from awsguide.panels import autopilot
from awsguide.panels.components import controls, still
from awsguide.panels.components.panel import Panel
from awsguide.panels.components.profile_list import WITHOUT_PROFILE, offer_profiles
from awsguide.panels.components.still import Card
from awsguide.panels.short_term.state import Beginning, TemporaryStanding, short, who

# Who the lessons are written for; on the reader's own AWS nobody is chosen beforehand.
LESSON_PROFILE = "hana"


class BeginPanel(Panel):
    """Whose credentials are traded; `await` it for AWS's answer to who they are."""

    name = "begin"
    title = "Where the trade begins"

    def __init__(self, standing: TemporaryStanding) -> None:
        """Reads the names of the profiles; sends nothing."""
        super().__init__(standing.aws, standing.record)
        self.standing = standing
        self.profile_field = controls.choice("Credentials of", "begin-profile", [])
        self.take_button = controls.button(
            "Begin with these", "begin", self.press_take, tone="primary", tooltip="Ask AWS whose they are"
        )
        self.cancel_button = controls.button("Cancel", "cancel", self.cancel)
        self.status_html = controls.html("status")
        self._identity = controls.html("identity")
        self.body.children = [
            self.profile_field,
            controls.row(self.take_button, self.cancel_button),
            self.status_html,
            self._identity,
        ]
        standing.watchers.append(self.refresh)
        self.error = offer_profiles(self.profile_field, LESSON_PROFILE, find=home.profile_names, without=True)
        self.refresh()

    # --- how things stand -----------------------------------------------------------------------------------------

    @property
    def done(self) -> bool:
        """Whether AWS has said whose credentials they are."""
        return self.standing.beginning is not None

    def account_id(self) -> str:
        """The account of the credentials."""
        return self.standing.beginning.identity.account_id if self.standing.beginning else ""

    def refresh(self) -> None:
        """Draw the choice and who it is."""
        super().refresh()
        if self.refused is not None:
            return
        self.profile_field.disabled = self.running
        self.take_button.disabled = self.running
        self.cancel_button.disabled = not self.running
        self.status_html.value = controls.status(self._words())
        beginning = self.standing.beginning
        self._identity.value = still.facts(who(beginning.identity)) if beginning is not None else ""

    def _words(self) -> str:
        if self.running:
            return "Asking AWS whose credentials these are …"
        beginning = self.standing.beginning
        if beginning is None:
            return (
                "That did not work; see below." if self.error else "Choose whose credentials to begin with."
            )
        seen = len(beginning.roles.roles)
        roles = f"{seen} roles can be seen" if seen else f"no roles can be listed: {beginning.roles.problem}"
        return f"You begin as {short(beginning.identity.arn)}, from {beginning.found_in}; {roles}."

    # --- work -------------------------------------------------------------------------------------------------------

    def press_take(self) -> None:
        """What the button does: begin, and return at once."""
        self.start(self.take(self.profile_field.value))

    async def take(self, source: str | Credentials, found_in: str = "") -> None:
        """Take the credentials of a profile (or given ones), and look around with them. Raises `GuideError`."""
        region = self.standing.region_name
        credentials = await self.perform(held(source))
        identity = await self.perform(caller_identity(credentials, region))
        roles = await self.perform(short_term.roles_one_can_see(credentials, region=region))
        devices = mfa.MfaDevices()
        if ":user/" in identity.arn and credentials.session_token is None:
            devices = await self.perform(mfa.devices(credentials, region=region))
        name = source if isinstance(source, str) else ""
        found_in = found_in or (f"profile {name}" if name else WITHOUT_PROFILE)
        self.standing.began(Beginning(name, found_in, credentials, identity, roles, devices))

    async def robot_begins(self) -> None:
        """Begin, for a panel that needs it, unless somebody has."""
        if not self.done:
            await self.robot()
            await autopilot.until(lambda: not self.running, "the beginning")

    async def robot(self) -> None:
        """Press the button."""
        await autopilot.press(self.take_button)

    # --- faces ------------------------------------------------------------------------------------------------------

    def result(self) -> Card:
        """Who begins."""
        beginning = self.standing.beginning
        assert beginning is not None  # noqa: S101 - `done` said so
        return Card(
            f"You begin as {short(beginning.identity.arn)}.",
            (f"The credentials are from {beginning.found_in}.",),
            who(beginning.identity),
            "good",
        )

    def hint(self) -> Card:
        """What to press first."""
        return Card("Press 'Begin with these' above, then run this cell again.", tone="ask")

    def picture(self) -> str:
        """Who begins, without keys."""
        beginning = self.standing.beginning
        if beginning is None:
            return still.paragraph(self._words())
        names = ", ".join(role.arn.rpartition("/")[2] for role in beginning.roles.roles)
        seen = still.facts({"Roles of this account": names}) if names else ""
        return still.facts(who(beginning.identity)) + seen + still.paragraph(self._words())
