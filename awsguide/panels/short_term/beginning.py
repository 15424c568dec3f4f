"""Where a role's credentials begin: a profile is chosen, and AWS says whose credentials it holds.

Every profile of the two files can be chosen, and what boto3 would find without one. Nothing is read from a profile but
what boto3 reads of it, and no key is shown.
"""

from __future__ import annotations

from awsguide.adapters.files import config_files
from awsguide.core.model import Credentials
from awsguide.flows import short_term
from awsguide.flows.shared import mfa
from awsguide.flows.shared.identity import caller_identity
from awsguide.flows.shared.source_profile import source_credentials
from awsguide.panels.components import controls, still
from awsguide.panels.components.panel import FAILED, Panel
from awsguide.panels.components.profile_list import WITHOUT_PROFILE, offer_profiles
from awsguide.panels.components.still import Card
from awsguide.panels.short_term.state import Beginning, ShortTermState, short, who

# Who the lessons are written for; on the reader's own AWS nobody is chosen beforehand.
LESSON_PROFILE = "hana"


class BeginningPanel(Panel[ShortTermState, Beginning]):
    """Whose credentials are traded; `await` it for AWS's answer to who they are."""

    name = "source-profile"
    title = "Credentials to start from"
    first_step = "Press 'Begin with these' above"
    busy = "Asking AWS whose credentials these are …"

    def __init__(self, state: ShortTermState) -> None:
        """Reads the names of the profiles; sends nothing."""
        super().__init__(state)
        self.profile_field = controls.choice("Credentials of", "source-profile", [])
        self.take_button = self.button(
            "Begin with these",
            "begin",
            lambda: self.take(self.profile_field.value),
            tone="primary",
            tooltip="Ask AWS whose they are",
        )
        self.fields = (self.profile_field,)
        self._identity = controls.html("identity")
        self.body.children = [
            self.profile_field,
            controls.row(self.take_button, self.cancel_button),
            self.status_html,
            self._identity,
        ]
        self.error = offer_profiles(
            self.profile_field, LESSON_PROFILE, find=config_files.profile_names, without=True
        )
        self.refresh()

    # --- how things stand -----------------------------------------------------------------------------------------

    @property
    def outcome(self) -> Beginning | None:
        """Whose credentials AWS says they are."""
        return self.state.beginning

    def account_id(self) -> str:
        """The account of the credentials."""
        return self.state.beginning.identity.account_id if self.state.beginning is not None else ""

    def draw(self) -> None:
        """Draw who it is."""
        beginning = self.state.beginning
        self._identity.value = still.facts(who(beginning.identity)) if beginning is not None else ""

    def words(self) -> str:
        """Who begins, and which roles can be seen."""
        beginning = self.state.beginning
        if beginning is None:
            return FAILED if self.error else "Choose whose credentials to begin with."
        seen = len(beginning.roles.roles)
        roles = f"{seen} roles can be seen" if seen else f"no roles can be listed: {beginning.roles.problem}"
        return f"You begin as {short(beginning.identity.arn)}, from {beginning.found_in}; {roles}."

    # --- work -------------------------------------------------------------------------------------------------------

    async def take(self, source: str | Credentials, found_in: str = "") -> None:
        """Take the credentials of a profile (or given ones), and look around with them. Raises `GuideError`."""
        region = self.state.region_name
        credentials = await self.perform(source_credentials(source))
        identity = await self.perform(caller_identity(credentials, region))
        roles = await self.perform(short_term.roles_one_can_see(credentials, region=region))
        devices = mfa.MfaDevices()
        if ":user/" in identity.arn and credentials.session_token is None:
            devices = await self.perform(mfa.devices(credentials, region=region))
        name = source if isinstance(source, str) else ""
        found_in = found_in or (f"profile {name}" if name else WITHOUT_PROFILE)
        self.state.began(Beginning(name, found_in, credentials, identity, roles, devices))

    # --- faces ------------------------------------------------------------------------------------------------------

    def card(self, outcome: Beginning) -> Card:
        """Who begins."""
        return Card(
            f"You begin as {short(outcome.identity.arn)}.",
            (f"The credentials are from {outcome.found_in}.",),
            who(outcome.identity),
            "good",
        )

    def picture(self) -> str:
        """Who begins, without keys."""
        beginning = self.state.beginning
        if beginning is None:
            return still.paragraph(self.words())
        names = ", ".join(role.arn.rpartition("/")[2] for role in beginning.roles.roles)
        seen = still.facts({"Roles of this account": names}) if names else ""
        return still.facts(who(beginning.identity)) + seen + still.paragraph(self.words())
