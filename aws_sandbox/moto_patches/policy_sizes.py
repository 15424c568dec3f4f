"""How large policies may be: IAM's and Organizations' quotas, which moto does not have.

White space does not count. An inline policy counts together with the others of its user, group or role. This module
refuses to read what a policy says.

Source: 'IAM and AWS STS quotas' (IAM user guide) and 'Quotas for AWS Organizations' (read 2026-11-30).
"""

from __future__ import annotations

from functools import cache, wraps
from inspect import signature
from typing import TYPE_CHECKING, Any

from moto.iam.exceptions import LimitExceededException
from moto.iam.models import IAMBackend
from moto.organizations.exceptions import ConstraintViolationException
from moto.organizations.models import OrganizationsBackend

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

INLINE: Mapping[str, int] = {"user": 2048, "group": 5120, "role": 10240}
MANAGED, TRUST = 6144, 2048
ORGANIZATION: Mapping[str, int] = {"SERVICE_CONTROL_POLICY": 5120, "RESOURCE_CONTROL_POLICY": 5120}

# What stores a policy: the method of moto's, and the check of what it is given.
_IAM: Mapping[str, Callable[[IAMBackend, Mapping[str, Any]], None]] = {
    "put_user_policy": lambda iam, given: _check_inline("user", iam.users.get(given["user_name"]), given),
    "put_group_policy": lambda iam, given: _check_inline("group", iam.groups.get(given["group_name"]), given),
    "put_role_policy": lambda iam, given: _check_inline(
        "role",
        next((role for role in list(iam.roles.values()) if role.name == given["role_name"]), None),
        given,
    ),
    "create_policy": lambda _, given: _check("PolicySize", MANAGED, given["policy_document"]),
    "create_policy_version": lambda _, given: _check("PolicySize", MANAGED, given["policy_document"]),
    "create_role": lambda _, given: _check("ACLSizePerRole", TRUST, given["assume_role_policy_document"]),
    "update_assume_role_policy": lambda _, given: _check("ACLSizePerRole", TRUST, given["policy_document"]),
}


@cache
def teach() -> None:
    """Give moto the quotas; once for the process."""
    for name, check in _IAM.items():
        _check_before(IAMBackend, name, check)
    _check_before(
        OrganizationsBackend, "create_policy", lambda _, given: _check_organization(**given["kwargs"])
    )
    _check_before(OrganizationsBackend, "update_policy", _check_update)


def size(document: str) -> int:
    """Return how many characters of a policy count."""
    return len("".join(document.split()))


def _check_before(owner: type, name: str, check: Callable[[Any, Mapping[str, Any]], None]) -> None:
    stored = getattr(owner, name)
    parameters = signature(stored)

    @wraps(stored)
    def checked(backend: Any, *given: Any, **named: Any) -> Any:
        check(backend, parameters.bind(backend, *given, **named).arguments)
        return stored(backend, *given, **named)

    setattr(owner, name, checked)


def _check(quota: str, limit: int, document: str) -> None:
    if size(document) > limit:
        raise LimitExceededException(f"Cannot exceed quota for {quota}: {limit}")


def _check_inline(kind: str, owner: Any, given: Mapping[str, Any]) -> None:
    if owner is None:
        return
    others = [text for name, text in list(owner.policies.items()) if name != given["policy_name"]]
    limit = INLINE[kind]
    if sum(map(size, (*others, given["policy_json"]))) > limit:
        raise LimitExceededException(f"Maximum policy size of {limit} bytes exceeded for {kind} {owner.name}")


def _check_organization(Type: str = "", Content: str = "", **_: Any) -> None:  # noqa: N803 - AWS's parameters
    # What is saved by API counts with its white space, unlike what the console saves.
    if len(Content) > ORGANIZATION.get(Type, len(Content)):
        raise ConstraintViolationException(
            "POLICY_CONTENT_LIMIT_EXCEEDED: You have exceeded the maximum size of a policy document."
        )


def _check_update(organizations: Any, given: Mapping[str, Any]) -> None:
    asked = given["kwargs"]
    policy = next((row for row in list(organizations.policies) if row.id == asked.get("PolicyId")), None)
    if policy is not None:
        _check_organization(Type=policy.type, Content=asked.get("Content") or "")
