"""How things stand for one workforce, shared by its panels: where they sign in, token, accounts, role."""

from __future__ import annotations

from dataclasses import dataclass

from awsguide.core.model import Account, Role, RoleSession, SsoSession, Token
from awsguide.panels.components.state import SharedState


@dataclass
class WorkforceState(SharedState):
    """What the panels of one workforce know together."""

    session: SsoSession | None = None
    token: Token | None = None
    accounts: tuple[Account, ...] = ()
    role_session: RoleSession | None = None
    # The stored token was refused by AWS: the next sign-in must not use it again.
    fresh: bool = False

    def region(self) -> str:
        """The Region of the Identity Center."""
        return self.session.region if self.session is not None else ""

    def account_id(self) -> str:
        """The account of the role in use."""
        return self.role_session.identity.account_id if self.role_session is not None else ""

    def account(self, account_id: str) -> Account:
        """The account of this id, with its name when it is known."""
        found = (account for account in self.accounts if account.account_id == account_id)
        return next(found, Account(account_id))

    def find(self, account: str, role_name: str) -> Role | None:
        """The assigned role by the account's name or id ('sandbox-dev') and the role's name; None for none."""
        return next(
            (
                role
                for row in self.accounts
                if account in (row.name, row.account_id)
                for role in row.roles
                if role.role_name == role_name
            ),
            None,
        )
