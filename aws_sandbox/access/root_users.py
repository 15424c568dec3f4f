"""The root user of each account: access keys, and whether there is a password to sign in with.

moto knows none of it. The seeded accounts' root users have a password; one of an account that is opened later has none
until it may choose one, as AWS does it where root access is centralized. None has an MFA device: IAM's API cannot give
one, only the console of AWS can. This module refuses to decide who may do what.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aws_sandbox.key_material import new_access_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from moto.iam.models import AccessKey


@dataclass
class RootUser:
    """What is known of one; `password_used` is when it was last signed in with, in seconds since 1970, UTC."""

    keys: dict[str, AccessKey] = field(default_factory=dict, repr=False)
    has_password: bool = False
    password_used: float | None = None


class RootUsers:
    """The root users by their accounts (12 digits)."""

    def __init__(self) -> None:
        self._users: dict[str, RootUser] = {}

    def of(self, account_id: str) -> RootUser:
        """Return an account's root user; every account has one."""
        return self._users.setdefault(account_id, RootUser())

    def give_passwords(self, account_ids: Iterable[str]) -> None:
        """Let the root users of these accounts sign in."""
        for account_id in account_ids:
            self.of(account_id).has_password = True

    def create_key(self, account_id: str, created: float) -> AccessKey:
        """Give a root user an access key; `created` in seconds since 1970, UTC."""
        key = new_access_key(account_id, None, created)
        self.of(account_id).keys[key.access_key_id] = key
        return key

    def find_key(self, access_key_id: str) -> tuple[str, AccessKey] | None:
        """Return the account of a root user's key and the key, active or not; None if no root user has it."""
        for account_id, user in list(self._users.items()):
            if access_key_id in user.keys:
                return account_id, user.keys[access_key_id]
        return None
