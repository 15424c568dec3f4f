"""Keys and roles that the lessons have in the seeded company."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_sandbox.seed.lessons_temporary import ROLES

if TYPE_CHECKING:
    from tests.aws_sandbox.conftest import Reached


def keys_of(reached: Reached, name: str) -> tuple[str, str]:
    """The long-term key that stands in the profile of this name."""
    (profile,) = (row for row in reached.sandbox.company.profiles if row.name == name)
    return profile.access_key_id, profile.secret_access_key


def arn_of(reached: Reached, name: str) -> str:
    """The ARN of a role of the lessons."""
    account = next(row.account for row in ROLES if row.name == name)
    return f"arn:aws:iam::{reached.sandbox.company.accounts[account]}:role/{name}"
