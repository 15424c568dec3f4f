"""How things stand in one row, shared by its panels; for a workforce: where they sign in, token, accounts, role.

Plain state and a list of those who want to know when it changes. Nothing of it is a synced trait: tokens and keys stay
in this kernel's memory.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from awsguide.edges import surroundings
from awsguide.edges.aws import Aws
from awsguide.model import Account, Role, RoleSession, SsoSession, Token, TrailEntry
from awsguide.widgets.trail import Trail


@dataclass
class SharedStanding:
    """What the panels of any row know together; `change` it, and each of them is told."""

    profile: str = ""
    trail: Trail = field(default_factory=Trail)
    aws: Aws = field(default_factory=lambda: Aws(surroundings.target()))
    watchers: list[Callable[[], None]] = field(default_factory=list, repr=False)

    def region(self) -> str:
        """The Region of the sign-in, '' before there is one."""
        return ""

    def change(self, **values: Any) -> None:
        """Set some of the fields and tell everybody."""
        for name, value in values.items():
            setattr(self, name, value)
        self.trail.region = self.region() or self.trail.region
        self.tell()

    def tell(self) -> None:
        """Tell everybody that something changed."""
        for watcher in self.watchers:
            watcher()

    def record(self, entry: TrailEntry) -> None:
        """Take a call into the trail; comes from worker threads, so it only remembers."""
        self.trail.entries.append(entry)


@dataclass
class Standing(SharedStanding):
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
