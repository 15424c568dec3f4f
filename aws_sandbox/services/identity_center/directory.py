"""Who exists and what they are assigned, read live from moto's Organizations, Identity Store and SSO Admin.

What a trainer changes with boto3 is seen by the next request. moto may be changing it right now on another thread, so
everything that is gone through is copied first. This module refuses to change anything and to decide
whether a request may be made.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from moto.identitystore.models import IdentityStoreData, identitystore_backends
from moto.organizations.models import organizations_backends
from moto.ssoadmin.models import PermissionSet, ssoadmin_backends

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aws_sandbox.seed.company import Company


@dataclass(frozen=True)
class Person:
    """Somebody in the identity store."""

    user_id: str
    user_name: str
    display_name: str


@dataclass(frozen=True)
class Assignment:
    """One role a person may use in one account; `permission_set` is moto's own object."""

    account_id: str
    account_name: str
    email: str
    role_name: str
    permission_set: PermissionSet


_PORTALS = (
    ".awsapps.com", ".awsapps.cn", ".app.aws", ".portal.amazonaws.com", ".portal.amazonaws.com.cn",
    ".portal.amazonaws.eu", ".app.amazonwebservices.com.cn", ".api.amazonwebservices.eu",
)  # fmt: skip
# The shapes of a start page's address in all partitions, and the issuer URL. Sources: 'AWS IAM Identity Center in AWS
# GovCloud (US)', and what the AWS CLI 2.35 and the AWS SDK for .NET take for AWS's own; read 2026-11-30.
_START_PAGES = tuple(
    re.compile(shape)
    for shape in (
        r"(?P<name>[\w-]+)\.awsapps\.com/start",
        r"start\.(?:(?P<region>[\w-]+)\.)?us-gov-home\.awsapps\.com/directory/(?P<name>[\w-]+)",
        r"start\.(?:(?P<region>[\w-]+)\.)?home\.awsapps\.cn/directory/(?P<name>[\w-]+)",
        r"(?P<name>[\w-]+)\.portal\.(?P<region>[\w-]+)\.(?:app\.aws|app\.amazonwebservices\.com\.cn)",
        r"(?P<name>[\w-]+)\.portal\.(?P<region>[\w-]+)\.api\.amazonwebservices\.eu",
        r"(?P<name>[\w-]+)\.(?P<region>[\w-]+)\.portal\.amazonaws\.(?:com|com\.cn|eu)",
        r"identitycenter\.(?:us-gov\.)?amazonaws\.(?:com|com\.cn|eu)/(?P<name>[\w-]+)",
    )
)


def region_of(company: Company, start_url: str) -> str | None:
    """Return the region in which the Identity Center instance of this start URL lives, None if there is none.

    Understood are the start pages of every partition, the instance's own portal address and its issuer URL; a trailing
    slash and a fragment change nothing.
    """
    name, named_region = _instance_name(start_url)
    for region, backend in list(ssoadmin_backends[company.management_account_id].items()):
        for instance in backend.instances:
            if name and name in (instance.identity_store_id, instance.instance_arn.rpartition("/")[2]):
                return str(region) if named_region in ("", region) else None
    return None


def is_start_page(start_url: str) -> bool:
    """Whether an address is under one of the domains that AWS has for start pages."""
    try:
        host = (urlsplit(start_url).hostname or "").lower()
    except ValueError:
        return False
    return host.endswith(_PORTALS)


def _instance_name(start_url: str) -> tuple[str, str]:
    """Return the name in a start URL, and the region if it has one there."""
    try:
        parts = urlsplit(start_url)
        place = f"{parts.hostname or ''}{parts.path.rstrip('/')}".lower()
    except ValueError:
        return "", ""
    if parts.scheme != "https":
        return "", ""
    found = next((match for shape in _START_PAGES if (match := shape.fullmatch(place))), None)
    return (found["name"], found.groupdict().get("region") or "") if found else ("", "")


def people(company: Company) -> list[Person]:
    """Return everybody in the company's identity store, by user name."""
    users = list(_store(company).users.values())
    found = [Person(user.UserId, user.UserName, user.DisplayName or user.UserName) for user in users]
    return sorted(found, key=lambda person: person.user_name)


def person_named(company: Company, user_name: str) -> Person | None:
    """Find a person by user name; upper and lower case are the same, as at Identity Center's sign-in."""
    wanted = user_name.strip().casefold()
    return next((person for person in people(company) if person.user_name.casefold() == wanted), None)


def person_with(company: Company, user_id: str) -> Person | None:
    """Find a person by id; None if they were deleted meanwhile."""
    user = _store(company).users.get(user_id)
    return None if user is None else Person(user.UserId, user.UserName, user.DisplayName or user.UserName)


def assignments(company: Company, user_id: str) -> list[Assignment]:
    """Return what a person may use, themselves or through a group, by account name and role name, each once."""
    found = {(row.account_id, row.role_name): row for row in _assigned(company, user_id)}
    return sorted(found.values(), key=lambda row: (row.account_name, row.account_id, row.role_name))


def _assigned(company: Company, user_id: str) -> Iterator[Assignment]:
    backend = ssoadmin_backends[company.management_account_id][company.region]
    principals = {("USER", user_id), *(("GROUP", group_id) for group_id in _groups(company, user_id))}
    sets = {row.permission_set_arn: row for row in list(backend.permission_sets)}
    organizations = organizations_backends[company.management_account_id]["aws"]
    accounts = {account.id: account for account in list(organizations.accounts) if account.status == "ACTIVE"}
    for row in list(backend.account_assignments):
        account = accounts.get(row.target_id)
        permission_set = sets.get(row.permission_set_arn)
        if (row.principal_type, row.principal_id) in principals and account and permission_set:
            yield Assignment(account.id, account.name, account.email, permission_set.name, permission_set)


def _groups(company: Company, user_id: str) -> set[str]:
    store = _store(company)
    return {
        membership["GroupId"]
        for membership in list(store.group_memberships.values())
        if membership["MemberId"]["UserId"] == user_id and membership["GroupId"] in store.groups
    }


def _store(company: Company) -> IdentityStoreData:
    instance = ssoadmin_backends[company.management_account_id][company.region].instances[0]
    identity_store = identitystore_backends[company.management_account_id][company.region]
    # Naming a store is what makes moto create it.
    identity_store.list_groups(identity_store_id=instance.identity_store_id, filters=[])
    return identity_store.identity_stores[instance.identity_store_id]
