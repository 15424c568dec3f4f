"""A trainer's own company as a YAML file: people, accounts, permission sets, roles, users, keys with ages, faults.

It reads and checks a file, and calls nothing. A file holds no secret.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from awsguide.explanations import explain
from awsguide.lessons import reading
from awsguide.lessons.reading import Row

# The accounts that every sandbox has.
SEEDED_ACCOUNTS = ("management", "sandbox-dev", "staging", "production")


@dataclass(frozen=True)
class PermissionSet:
    """A permission set: AWS-managed policies by name, and how many hours its sessions last."""

    policies: list[str]
    hours: int = 1


@dataclass(frozen=True)
class Person:
    """Somebody of the company: their full name, and what they are assigned, as {account: [permission sets]}."""

    name: str
    assigned: Mapping[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Key:
    """An access key: its age in days, whether it is active, and the profile it is written into, if any."""

    age: float = 0
    active: bool = True
    profile: str = ""


@dataclass(frozen=True)
class User:
    """An IAM user of an account."""

    account: str
    policies: list[str] = field(default_factory=list)
    allow: list[Any] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)


@dataclass(frozen=True)
class Role:
    """A role of an account; `trusts` are user names of that account, account names, or ARNs."""

    account: str
    trusts: list[str]
    policies: list[str] = field(default_factory=list)
    allow: list[Any] = field(default_factory=list)


@dataclass(frozen=True)
class Company:
    """What a file says."""

    accounts: list[str] = field(default_factory=list)
    permission_sets: Mapping[str, PermissionSet] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    users: Mapping[str, User] = field(default_factory=dict)
    roles: Mapping[str, Role] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def load(path: Path) -> Company:
    """Read and check a file; raises `BadInput` with the line of what is wrong, and calls nothing."""
    row = reading.read(path)
    if not isinstance(row, Row):
        raise explain(
            "lesson-file",
            file=path.name,
            line="1",
            detail="the file must be a mapping: accounts, people, ...",
        )
    made = reading.checked(row, Company)
    kinds: tuple[tuple[str, type[Any]], ...] = (
        ("permission_sets", PermissionSet),
        ("people", Person),
        ("users", User),
        ("roles", Role),
    )
    for name, kind in kinds:
        made[name] = {key: kind(**reading.checked(value, kind)) for key, value in row.get(name, {}).items()}
    for name, user in made["users"].items():
        keys = [Key(**reading.checked(key, Key)) for key in user.keys]
        made["users"][name] = replace(user, keys=keys)
    company = Company(**made)
    _check_names(row, company)
    return company


def _check_names(row: Row, company: Company) -> None:
    """Whoever is named must be there: in the file, or in the company that every sandbox has."""
    accounts = {*company.accounts, *SEEDED_ACCOUNTS}
    sets = {*company.permission_sets, "AdministratorAccess", "PowerUserAccess", "ReadOnlyAccess"}
    for kind in ("users", "roles"):
        for name, one in getattr(company, kind).items():
            if one.account not in accounts:
                raise row[kind][name].wrong(f"{name}'s account '{one.account}' is not among the accounts")
    for name, person in company.people.items():
        for account, assigned in person.assigned.items():
            wrong = [one for one in assigned if one not in sets] if account in accounts else [account]
            if wrong:
                raise row["people"][name].wrong(f"{name} is assigned '{wrong[0]}', which is not there")
