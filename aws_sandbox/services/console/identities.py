"""Who may sign in at the console: IAM users with a password, root users, and people from the company's own page.

All of them are read live from moto and from the company's rows, so a password that a trainer changes with boto3 counts
at once. This module refuses to keep sessions and to decide what anybody may do.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from moto.iam.models import iam_backends
from moto.organizations.models import organizations_backends

from aws_sandbox.access import permissions
from aws_sandbox.access.principals import Principal, PrincipalKind, principal_of, role_session, root
from aws_sandbox.key_material import moment
from aws_sandbox.seed.company import FEDERATED_PEOPLE, PASSWORD

if TYPE_CHECKING:
    from moto.organizations.models import FakeAccount

    from aws_sandbox.seed.company import Company


@dataclass(frozen=True)
class Identity:
    """Somebody at the console; `description` says who in a few words, `password` is the one they signed in with."""

    principal: Principal
    account_name: str
    description: str
    password: str = field(repr=False)


def user(company: Company, account: str, user_name: str, password: str) -> Identity | None:
    """Find an IAM user of an account (12 digits with or without dashes, or its alias) by name and password."""
    account_id = _account_id(account)
    found = iam_backends[account_id]["aws"].users.get(user_name.strip()) if account_id else None
    if found is None:
        return None
    return _signed_in(company, principal_of(found), f"IAM user {found.name}", password)


def root_user(company: Company, email: str, password: str) -> Identity | None:
    """Find an account's root user by the account's e-mail address and password."""
    wanted = email.strip().casefold()
    for account in _accounts(company):
        if account.email.casefold() == wanted:
            return _signed_in(company, root(account.id), "root user", password)
    return None


def federated(company: Company, user_name: str, password: str) -> Identity | None:
    """Find a person of the company's own sign-in page, as the role that the page lets them act as."""
    wanted = user_name.strip().casefold()
    row = next((row for row in FEDERATED_PEOPLE if row.user_name == wanted), None)
    if row is None:
        return None
    roles = iam_backends[company.accounts[row.account]]["aws"].get_roles()
    role = next((role for role in roles if role.name == row.role), None)
    if role is None:
        return None
    principal = role_session(role, row.user_name)
    return _signed_in(company, principal, f"{row.user_name} in the role {role.name}", password)


def unchanged(company: Company, identity: Identity) -> bool:
    """Say whether somebody could still sign in as they did: they are there, with the same password."""
    return _same(_password_of(company, identity.principal), identity.password)


def note_sign_in(company: Company, principal: Principal, now: float) -> None:
    """Note when a password was used; `now` in seconds since 1970, UTC."""
    if principal.kind is PrincipalKind.ROOT:
        company.roots.of(principal.account_id).password_used = now
    found = permissions.user_of(principal) if principal.kind is PrincipalKind.USER else None
    if found is not None:
        found.password_last_used = moment(now)  # type: ignore[assignment]  # moto starts it as None


def _signed_in(company: Company, principal: Principal, description: str, password: str) -> Identity | None:
    if not _same(_password_of(company, principal), password):
        return None
    names = {account.id: account.name for account in _accounts(company)}
    account_name = names.get(principal.account_id, principal.account_id)
    return Identity(principal, account_name, description, password)


def _password_of(company: Company, principal: Principal) -> str | None:
    """Return somebody's console password now; None if they are gone, have none, or their account is closed."""
    if principal.account_id not in {account.id for account in _accounts(company)}:
        return None
    if principal.kind is PrincipalKind.USER:
        found = permissions.user_of(principal)
        return None if found is None else found.password
    if principal.kind is PrincipalKind.ROOT and not company.roots.of(principal.account_id).has_password:
        return None
    if principal.kind is PrincipalKind.ROLE and permissions.role_of(principal) is None:
        return None
    return PASSWORD


def _same(password: str | None, given: str) -> bool:
    if not password:
        return False
    return hmac.compare_digest(password.encode(errors="replace"), given.encode(errors="replace"))


def _accounts(company: Company) -> list[FakeAccount]:
    organization = organizations_backends[company.management_account_id]["aws"]
    return [account for account in list(organization.accounts) if account.status == "ACTIVE"]


def _account_id(typed: str) -> str | None:
    """Return the id of the account that is meant; looking an account up in moto would create it, so none is."""
    wanted = typed.strip().casefold()
    digits = wanted.replace("-", "").replace(" ", "")
    accounts = list(iam_backends)
    if digits in accounts:
        return digits
    return next((id_ for id_ in accounts if wanted in iam_backends[id_]["aws"].account_aliases), None)
