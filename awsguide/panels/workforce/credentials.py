"""The credentials of the chosen role: whose they are, how long they last, and getting new ones.

It shows AWS's own answer to who they are. Keys are neither shown nor set on a widget; cells use them through
`panel.session`.
"""

from __future__ import annotations

from awsguide.core.errors import GuideError
from awsguide.explanations import explain
from awsguide.panels.components import controls, still
from awsguide.panels.components.expiry import ExpiringPanel, seconds_left
from awsguide.panels.components.still import Card
from awsguide.panels.workforce.roles import RolesPanel
from awsguide.panels.workforce.state import Standing

USE = 'session = panel.session\nsession.client("sts").get_caller_identity()["Arn"]'


class CredentialsPanel(ExpiringPanel):
    """Who you are now; `await` it for the identity."""

    name = "credentials"
    title = "Your short-term credentials"

    def __init__(self, standing: Standing, roles: RolesPanel) -> None:
        """Credentials are got by `roles`, and renewed here."""
        super().__init__(standing)
        self.standing = standing
        self.roles = roles
        self._identity = controls.html("identity")
        self.renew_button = controls.button(
            "Renew", "renew", self.press_renew, tooltip="New credentials, same role"
        )
        self.status_html = controls.html("status")
        self._use = controls.html("use")
        self.body.children = [self._identity, self.expiry, self.renew_button, self.status_html, self._use]
        roles.onlookers.append(self)
        self.refresh()

    # --- how things stand -----------------------------------------------------------------------------------------

    @property
    def running(self) -> bool:
        """Whether credentials are being got, here or in the list of roles."""
        return super().running or self.roles.running

    @property
    def done(self) -> bool:
        """Whether there are credentials."""
        return self.standing.role_session is not None

    def account_id(self) -> str:
        """The account of the role in use."""
        return self.standing.role_session.identity.account_id if self.standing.role_session else ""

    def seconds_left(self) -> float:
        """How long the credentials last, in seconds; 0 when they ended or there are none."""
        found = self.standing.role_session
        return seconds_left(found.credentials if found is not None else None)

    def refresh(self) -> None:
        """Draw the identity, the badge and the buttons."""
        super().refresh()
        if self.refused is not None:
            return
        self._identity.value = still.facts(self._facts())
        self.renew_button.disabled = self.running or not self.done or self.standing.token is None
        self.status_html.value = controls.status(self._words())
        self._use.value = still.paragraph("In any cell:") + still.code(USE) if self.done else ""

    def _facts(self) -> dict[str, str]:
        found = self.standing.role_session
        if found is None:
            return {}
        account = self.standing.account(found.role.account_id)
        return {
            "Account": f"{account.name} {still.account(found.identity.account_id)}".strip(),
            "Role": found.role.role_name,
            "AWS says you are": found.identity.arn,
        }

    def _words(self) -> str:
        if self.running:
            return "Asking AWS …"
        if not self.done:
            return "Choose a role in the list and press Get credentials."
        return "These credentials work: AWS itself said whose they are."

    def failure(self) -> GuideError | None:
        """What went wrong here or in the list of roles."""
        return self.error or self.roles.error

    def cancel(self) -> None:
        """Stop getting credentials, wherever that runs."""
        super().cancel()
        self.roles.cancel()

    # --- work -------------------------------------------------------------------------------------------------------

    def press_renew(self) -> None:
        """What the button does: begin, and return at once."""
        self.start(self._renew())

    async def _renew(self) -> None:
        found = self.standing.role_session
        if found is None:
            raise explain("no-role-chosen")
        await self.roles.get(found.role)

    async def robot(self) -> None:
        """Choose a role in the list beside this panel."""
        await self.roles.robot_gets_credentials()

    # --- faces ------------------------------------------------------------------------------------------------------

    def result(self) -> Card:
        """Who AWS says the credentials are."""
        return Card("The credentials work.", (), self._facts(), "good")

    def hint(self) -> Card:
        """What to press first."""
        return Card(
            "Choose a role in the list above and press Get credentials, then run this cell again.", tone="ask"
        )

    def picture(self) -> str:
        """The identity; neither keys nor times."""
        if not self.done:
            return still.paragraph(self._words())
        lasts = "They end by themselves; Renew gets new ones while your sign-in lasts."
        return still.facts(self._facts()) + still.paragraph(lasts) + still.code(USE)
