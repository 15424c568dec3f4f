"""The credentials of the chosen role: whose they are, how long they last, and getting new ones.

It shows AWS's own answer to who they are. Keys are neither shown nor set on a widget; cells use them through
`panel.session`.
"""

from __future__ import annotations

from awsguide.core.model import RoleSession
from awsguide.explanations import explain
from awsguide.panels.components import controls, still
from awsguide.panels.components.expiry import ExpiringPanel, seconds_left
from awsguide.panels.components.still import Card
from awsguide.panels.workforce.roles import RolesPanel
from awsguide.panels.workforce.state import WorkforceState

USE = 'session = panel.session\nsession.client("sts").get_caller_identity()["Arn"]'


class CredentialsPanel(ExpiringPanel[WorkforceState, RoleSession]):
    """Who you are now; `await` it for the identity."""

    name = "credentials"
    title = "Your short-term credentials"
    first_step = "Choose a role in the list above and press Get credentials"

    def __init__(self, state: WorkforceState, roles: RolesPanel) -> None:
        """Credentials are got by `roles`, and renewed here."""
        super().__init__(state)
        self.roles = roles
        self._identity = controls.html("identity")
        self.renew_button = self.button(
            "Renew",
            "renew",
            self._renew,
            when=lambda: self.done and self.state.token is not None,
            tooltip="New credentials, same role",
        )
        self._use = controls.html("use")
        self.body.children = [self._identity, self.expiry, self.renew_button, self.status_html, self._use]
        self.count_in(roles)
        self.refresh()

    # --- how things stand -----------------------------------------------------------------------------------------

    @property
    def outcome(self) -> RoleSession | None:
        """The credentials, and whose they are."""
        return self.state.role_session

    def seconds_left(self) -> float:
        """How long the credentials last, in seconds; 0 when they ended or there are none."""
        found = self.state.role_session
        return seconds_left(found.credentials if found is not None else None)

    def draw(self) -> None:
        """Draw the identity and the badge."""
        super().draw()
        self._identity.value = still.facts(self._facts())
        self._use.value = still.paragraph("In any cell:") + controls.snippet(USE) if self.done else ""

    def _facts(self) -> dict[str, str]:
        found = self.state.role_session
        if found is None:
            return {}
        account = self.state.account(found.role.account_id)
        return {
            "Account": f"{account.name} {still.account(found.identity.account_id)}".strip(),
            "Role": found.role.role_name,
            "AWS says you are": found.identity.arn,
        }

    def words(self) -> str:
        """Whether there are any."""
        if self.running:
            return self.busy
        if not self.done:
            return "Choose a role in the list and press Get credentials."
        return "These credentials work: AWS itself said whose they are."

    # --- work -------------------------------------------------------------------------------------------------------

    async def _renew(self) -> None:
        found = self.state.role_session
        if found is None:
            raise explain("no-role-chosen")
        await self.roles.get(found.role)

    # --- faces ------------------------------------------------------------------------------------------------------

    def card(self, outcome: RoleSession) -> Card:  # noqa: ARG002 - the facts are drawn from it too
        """Who AWS says the credentials are."""
        return Card("The credentials work.", (), self._facts(), "good")

    def picture(self) -> str:
        """The identity; neither keys nor times."""
        if not self.done:
            return still.paragraph(self.words())
        lasts = "They end by themselves; Renew gets new ones while your sign-in lasts."
        return still.facts(self._facts()) + still.paragraph(lasts) + still.code(USE)
