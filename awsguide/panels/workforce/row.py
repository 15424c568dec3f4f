"""The workforce row as panels: sign in, choose a role, credentials, save, log of calls - each by itself, or all in one.

A notebook shows one where its prose speaks of it; they stand on the same state. From here the rest of a notebook takes
what it needs: `panel.session`, `panel.role_session`, `panel.token`, `panel.profile`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from awsguide.api.perform import boto3_session, region_here
from awsguide.core.model import Role, RoleSession, Token
from awsguide.explanations import explain
from awsguide.panels.components.panel import Answer
from awsguide.panels.components.row import RowPanel
from awsguide.panels.workforce.credentials import CredentialsPanel
from awsguide.panels.workforce.every_role import EveryRolePanel
from awsguide.panels.workforce.roles import RolesPanel
from awsguide.panels.workforce.save import SavePanel
from awsguide.panels.workforce.sign_in import SignInPanel
from awsguide.panels.workforce.state import WorkforceState

if TYPE_CHECKING:
    import boto3


class WorkforcePanel(RowPanel[WorkforceState]):
    """All panels of the workforce row under each other; its parts can be shown one by one.

    `sign_in`, `roles`, `credentials`, `save`, `every_role` and `call_log` are panels; `await` any of them, or all with
    the whole.
    """

    name = "workforce"
    title = "Workforce identity: from sign-in to credentials"

    def __init__(self) -> None:
        """Reads the config file; sends nothing."""
        super().__init__(WorkforceState())
        self.sign_in = SignInPanel(self.state)
        self.roles = RolesPanel(self.state)
        self.credentials = CredentialsPanel(self.state, self.roles)
        self.save = SavePanel(self.state)
        self.every_role = EveryRolePanel(self.state)
        # Signing in goes on to list the roles, and whoever waits for the one wants the other.
        self.sign_in.follower = self.roles
        self.compose(
            self.sign_in, self.roles, self.credentials, self.save, self.every_role, main=self.credentials
        )

    # --- what the rest of a notebook takes -------------------------------------------------------------------------

    @property
    def token(self) -> Token:
        """The token of the sign-in; raises `CouldNotTry` before it."""
        if self.state.token is None:
            raise explain("not-signed-in")
        return self.state.token

    @property
    def role_session(self) -> RoleSession:
        """The role's credentials and identity; raises `BadInput` before there are any."""
        if self.state.role_session is None:
            raise explain("no-role-chosen")
        return self.state.role_session

    @property
    def session(self) -> boto3.Session:
        """A boto3 session with the credentials of now; take it anew after Renew. Raises `BadInput` before."""
        return boto3_session(self.role_session, region_here(self.token.session.region))

    async def choose(self, account: str, role_name: str) -> Answer:
        """Get credentials as the list and its button do, from code: `account` is its name or id ('12 digits')."""
        if self.refused is not None or self.state.token is None:
            return await self.sign_in
        known = self.state.find(account, role_name)
        number = next((row.account_id for row in self.state.accounts if row.name == account), account)
        role = known or Role(number, role_name)
        self.roles.filter_field.value = ""
        if known in [role for _label, role in self.roles.role_list.options]:
            self.roles.role_list.value = known
        self.roles.start(self.roles.get(role))
        return await self.credentials

    async def sign_out(self) -> Answer:
        """Sign out as the button does, from code; a card says how it ended."""
        return await self.sign_in.sign_out()

    def hint(self) -> Answer:
        """What is to be done next."""
        return self.credentials.hint() if self.sign_in.done else self.sign_in.hint()
