"""The workforce row as panels: sign in, choose a role, credentials, save, trail - each by itself, or all in one.

A notebook shows one where its prose speaks of it; they stand on the same state. From here the rest of a notebook takes
what it needs: `panel.session`, `panel.role_session`, `panel.token`, `panel.profile`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from awsguide import functions
from awsguide.errors import GuideError
from awsguide.explanations import explain
from awsguide.model import Role, RoleSession, Token
from awsguide.widgets import picture
from awsguide.widgets.credentials import CredentialsPanel
from awsguide.widgets.panel import Answer, Panel
from awsguide.widgets.picture import Card
from awsguide.widgets.roles import RolesPanel
from awsguide.widgets.save import SavePanel
from awsguide.widgets.sign_in import SignInPanel
from awsguide.widgets.standing import Standing
from awsguide.widgets.trail import TrailPanel

if TYPE_CHECKING:
    import boto3


class WorkforcePanel(Panel):
    """All panels of the workforce row under each other; its parts can be shown one by one.

    `sign_in`, `roles`, `credentials`, `save` and `trail` are panels; `await` any of them, or all with the whole.
    """

    name = "workforce"
    title = "Workforce identity: from sign-in to credentials"

    def __init__(self) -> None:
        """Reads the config file; sends nothing."""
        self.standing = Standing()
        super().__init__(self.standing.aws, self.standing.record)
        self.sign_in = SignInPanel(self.standing)
        self.roles = RolesPanel(self.standing)
        self.credentials = CredentialsPanel(self.standing, self.roles)
        self.save = SavePanel(self.standing)
        self.trail = TrailPanel(self.standing.trail)
        # Signing in goes on to list the roles, and whoever waits for the one wants the other.
        self.sign_in.follower = self.roles
        self.parts: tuple[Panel, ...] = (self.sign_in, self.roles, self.credentials, self.save, self.trail)
        self.standing.watchers += [self.refresh, self.trail.refresh]
        for part in self.parts:
            if part is not self.trail:
                part.onlookers.append(self.trail)
            part.view.layout.margin = "0 0 1em 0"
        self.body.children = [part.view for part in self.parts]
        self.refresh()

    # --- what the rest of a notebook takes -------------------------------------------------------------------------

    @property
    def token(self) -> Token:
        """The token of the sign-in; raises `CouldNotTry` before it."""
        if self.standing.token is None:
            raise explain("not-signed-in")
        return self.standing.token

    @property
    def role_session(self) -> RoleSession:
        """The role's credentials and identity; raises `BadInput` before there are any."""
        if self.standing.role_session is None:
            raise explain("no-role-chosen")
        return self.standing.role_session

    @property
    def session(self) -> boto3.Session:
        """A boto3 session with the credentials of now; take it anew after Renew. Raises `BadInput` before."""
        return functions.boto3_session(self.role_session, functions.region_here(self.token.session.region))

    @property
    def profile(self) -> str:
        """The name of the saved profile; raises `CouldNotTry` before it is saved."""
        if not self.standing.profile:
            raise explain("no-profile-saved")
        return self.standing.profile

    async def choose(self, account: str, role_name: str) -> Answer:
        """Get credentials as the list and its button do, from code: `account` is its name or id ('12 digits')."""
        if self.refused is not None or self.standing.token is None:
            return await self.sign_in
        known = self.standing.find(account, role_name)
        number = next((row.account_id for row in self.standing.accounts if row.name == account), account)
        role = known or Role(number, role_name)
        self.roles.filter_field.value = ""
        if known is not None:
            self.roles.role_list.value = known
        self.roles.start(self.roles.get(role))
        return await self.credentials

    async def sign_out(self) -> Answer:
        """Sign out as the button does, from code; a card says how it ended."""
        if self.refused is not None or not self.sign_in.done:
            return await self.sign_in.settled(press=False)
        self.sign_in.press_sign_out()
        ended = await self.sign_in.settled(press=False)
        return ended if self.sign_in.done or self.sign_in.error else Card("You are signed out.", tone="good")

    # --- how things stand -------------------------------------------------------------------------------------------

    @property
    def running(self) -> bool:
        """Whether any part is at work."""
        return any(part.running for part in self.parts)

    @property
    def done(self) -> bool:
        """Whether there are credentials."""
        return self.credentials.done

    def account_id(self) -> str:
        """The account of the role in use."""
        return self.credentials.account_id()

    def cancel(self) -> None:
        """Stop whatever part is running."""
        for part in self.parts:
            part.cancel()

    def failure(self) -> GuideError | None:
        """The error of the first part that has one."""
        return self.error or next((part.error for part in self.parts if part.error), None)

    async def robot(self) -> None:
        """Sign in, then get credentials for the first role."""
        await self.sign_in
        if self.sign_in.done:
            await self.credentials

    def result(self) -> Answer:
        """The identity."""
        return self.credentials.result()

    def hint(self) -> Card:
        """What is to be done next."""
        return self.credentials.hint() if self.sign_in.done else self.sign_in.hint()

    def picture(self) -> str:
        """Each part's picture."""
        return "".join(picture.strong(part.title) + part.picture() for part in self.parts)
