"""The rows in which lessons say who there is in IAM, and the functions that play them into moto's state.

A row is data: a user with policies, keys and an MFA device, a role with whom it trusts, a managed policy, an identity
provider. In documents `<sandbox-dev>` stands for the id of the account of that name. Ids derive from names; access
key ids and secrets are new each time. This module refuses to know any lesson, to answer requests and to write files.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from moto.iam.models import AccessKeyLastUsed, VirtualMfaDevice, iam_backends

from aws_sandbox import ids
from aws_sandbox.key_material import moment, new_access_key
from aws_sandbox.moto_patches import managed_policies

if TYPE_CHECKING:
    from collections.abc import Mapping

    from moto.iam.models import AccessKey, ManagedPolicy, Role, User

    from aws_sandbox.access.root_users import RootUsers

    Statement = Mapping[str, Any]
    Accounts = Mapping[str, str]

_DAY = 86400
_REGION = "us-east-1"
# moto reckons in UTC without saying so.
FOUNDED = datetime(2024, 1, 15, 9, 0, tzinfo=UTC).replace(tzinfo=None)


@dataclass(frozen=True)
class PolicyRow:
    """An inline policy."""

    name: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class Use:
    """When, where and by what a key was used last: days before the seed, 'eu-west-1', 's3'."""

    days_ago: float
    region: str
    service: str


@dataclass(frozen=True)
class KeyRow:
    """An access key: the profiles of the sandbox's home that it stands in, its age, whether it is active, its use."""

    profiles: tuple[str, ...] = ()
    days_old: float = 0
    active: bool = True
    used: Use | None = None


@dataclass(frozen=True)
class UserRow:
    """An IAM user; `policies` are names of AWS-managed ones, `mfa_seed` is a virtual device's in base32.

    `days_old` is how many days before the seed they came; None: when the company was founded.
    """

    user_name: str
    account: str
    policies: tuple[str, ...] = ()
    inline: tuple[PolicyRow, ...] = ()
    keys: tuple[KeyRow, ...] = ()
    mfa_seed: str = field(default="", repr=False)
    days_old: float | None = None


@dataclass(frozen=True)
class RoleRow:
    """A role; `boundary` is the name of a managed policy of its account, `longest` its MaxSessionDuration (seconds)."""

    name: str
    account: str
    description: str
    trust: tuple[Statement, ...]
    policies: tuple[str, ...] = ()
    inline: tuple[PolicyRow, ...] = ()
    boundary: str = ""
    longest: int = 3600


@dataclass(frozen=True)
class ManagedPolicyRow:
    """A managed policy of an account's own."""

    name: str
    account: str
    description: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class ProviderRow:
    """An OpenID Connect identity provider: its issuer ('https://...') and the audiences that are accepted."""

    url: str
    account: str
    audiences: tuple[str, ...]


@dataclass(frozen=True)
class Profile:
    """A profile of the sandbox's home that holds a long-term key."""

    name: str
    access_key_id: str
    secret_access_key: str = field(repr=False)


def create_user(row: UserRow, accounts: Accounts, now: float, *, password: str | None) -> list[Profile]:
    """Make a user with all that is theirs; returns the profiles their keys stand in. `now` in seconds, UTC."""
    account_id = accounts[row.account]
    iam = iam_backends[account_id]["aws"]
    user = iam.create_user(_REGION, row.user_name)
    user.id = ids.unique_id("AIDA", account_id, row.user_name)
    user.create_date = FOUNDED if row.days_old is None else moment(now - row.days_old * _DAY)
    user.password = password
    attach(account_id, row.policies, user)
    for policy in row.inline:
        user.policies[policy.name] = document(policy.statements, accounts)
    if row.mfa_seed:
        _enable_mfa(user, row.mfa_seed)
    return [profile for key in row.keys for profile in create_key(user, key, now)]


def create_role(row: RoleRow, accounts: Accounts) -> None:
    """Make a role; a managed policy that is its boundary has to be there already."""
    account_id = accounts[row.account]
    iam = iam_backends[account_id]["aws"]
    role = iam.create_role(
        role_name=row.name,
        assume_role_policy_document=document(row.trust, accounts),
        path="/",
        permissions_boundary=f"arn:aws:iam::{account_id}:policy/{row.boundary}" if row.boundary else None,
        description=row.description,
        tags=[],
        max_session_duration=str(row.longest),
    )
    del iam.roles[role.id]
    role.id = ids.unique_id("AROA", account_id, row.name)
    role.create_date = FOUNDED
    iam.roles[role.id] = role
    attach(account_id, row.policies, role)
    for policy in row.inline:
        role.policies[policy.name] = document(policy.statements, accounts)


def create_managed_policy(row: ManagedPolicyRow, accounts: Accounts) -> None:
    """Make a managed policy of the account's own."""
    account_id = accounts[row.account]
    iam = iam_backends[account_id]["aws"]
    policy = iam.create_policy(row.description, "/", document(row.statements, accounts), row.name, [])
    policy.id = ids.unique_id("ANPA", account_id, row.name)
    policy.create_date = policy.update_date = FOUNDED


def create_provider(row: ProviderRow, accounts: Accounts) -> None:
    """Tell an account's IAM about an OpenID Connect identity provider."""
    iam = iam_backends[accounts[row.account]]["aws"]
    thumbprint = ids.hexadecimal(40, "thumbprint", row.url)
    provider = iam.create_open_id_connect_provider(row.url, [thumbprint], list(row.audiences), [])
    provider.create_date = FOUNDED


def attach(account_id: str, policies: tuple[str, ...], owner: User | Role) -> None:
    """Attach AWS-managed policies by name; raises LookupError if AWS has none of that name."""
    for name in policies:
        arn = f"arn:aws:iam::aws:policy/{name}"
        policy: ManagedPolicy | None = managed_policies.load(account_id, arn)
        if policy is None:
            raise LookupError(f"There is no AWS-managed policy {arn}.")
        policy.attach_to(owner)


def document(statements: tuple[Statement, ...], accounts: Accounts) -> str:
    """Return a policy document (JSON) with the accounts' ids in place of `<name>`."""
    text = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
    for name, account_id in accounts.items():
        text = text.replace(f"<{name}>", account_id)
    return text


def _enable_mfa(user: User, seed: str) -> None:
    iam = iam_backends[user.account_id]["aws"]
    device = VirtualMfaDevice(user.account_id, _REGION, f"/{user.name}")
    device.base32_string_seed = seed
    iam.virtual_mfa_devices[device.serial_number] = device
    iam.enable_mfa_device(user.name, device.serial_number, "", "")
    device.enable_date = user.mfa_devices[device.serial_number].enable_date = user.create_date


def create_key(user: User, row: KeyRow, now: float) -> list[Profile]:
    """Give a user an access key; returns the profiles it stands in. `now` in seconds, UTC."""
    key = new_access_key(user.account_id, user.name, now - row.days_old * _DAY)
    user.access_keys.append(key)
    iam_backends[user.account_id]["aws"].access_keys[key.access_key_id] = key
    return _as_told(key, row, now)


def create_root_key(roots: RootUsers, account_id: str, row: KeyRow, now: float) -> list[Profile]:
    """Give an account's root user an access key; returns the profiles it stands in. `now` in seconds, UTC."""
    return _as_told(roots.create_key(account_id, now - row.days_old * _DAY), row, now)


def _as_told(key: AccessKey, row: KeyRow, now: float) -> list[Profile]:
    key.status = "Active" if row.active else "Inactive"
    if row.used is not None:
        used = moment(now - row.used.days_ago * _DAY)
        key.last_used = AccessKeyLastUsed(used, row.used.service, row.used.region)
    return [Profile(name, key.access_key_id, key.secret_access_key) for name in row.profiles]
