"""The roles Identity Center keeps in member accounts: `AWSReservedSSO_<permission set>_<16 hexadecimal digits>`.

A role is made when somebody first uses the permission set in the account, and follows the permission set at each
later use. (AWS asks the administrator to provision a changed set again; here, its next use does that.) This module
refuses to decide who may use a role, and it issues no keys.
"""

from __future__ import annotations

import json
import re
from typing import Any

from moto.iam.models import Role, iam_backends
from moto.ssoadmin.models import PermissionSet

from aws_sandbox import ids
from aws_sandbox.moto_patches import managed_policies

PATH = "/aws-reserved/sso.amazonaws.com/"
INLINE_POLICY = "AwsSSOInlinePolicy"
_DURATION = re.compile(r"PT(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?")


def session_seconds(permission_set: PermissionSet) -> int:
    """Return how long a session of this permission set lasts, 3600 to 43200 seconds.

    moto keeps `PT4H` as it was given, and the number 3600 where nothing was given.
    """
    duration = permission_set.session_duration
    matched = _DURATION.fullmatch(str(duration))
    if matched is None or not any(matched.groups()):
        return int(duration) if str(duration).isdigit() else 3600
    hours, minutes, seconds = (int(part or 0) for part in matched.groups())
    return min(max(hours * 3600 + minutes * 60 + seconds, 3600), 43200)


def role_name(account_id: str, set_name: str) -> str:
    """Return the role's name, the same run after run."""
    return f"AWSReservedSSO_{set_name}_{ids.hexadecimal(16, 'reserved role', account_id, set_name)}"


def provision(account_id: str, region: str, permission_set: PermissionSet) -> Role:
    """Return moto's role of a permission set in an account, made or brought up to date."""
    iam = iam_backends[account_id]["aws"]
    name = role_name(account_id, permission_set.name)
    role = next((role for role in iam.get_roles() if role.name == name), None)
    if role is None:
        role = iam.create_role(
            role_name=name,
            assume_role_policy_document=json.dumps(_trust(account_id)),
            path=PATH if region == "us-east-1" else f"{PATH}{region}/",
            permissions_boundary=None,
            description=permission_set.description or "",
            tags=[],
            max_session_duration="43200",
        )
        del iam.roles[role.id]
        role.id = ids.unique_id("AROA", account_id, name)
        iam.roles[role.id] = role
    _follow(account_id, role, permission_set)
    return role


def _follow(account_id: str, role: Role, permission_set: PermissionSet) -> None:
    iam = iam_backends[account_id]["aws"]
    wanted = {policy.arn for policy in permission_set.managed_policies}
    wanted |= {
        f"arn:aws:iam::{account_id}:policy{policy.path}{policy.name}"
        for policy in permission_set.customer_managed_policies
    }
    for arn in set(role.managed_policies) - wanted:
        role.managed_policies[arn].detach_from(role)
    for arn in sorted(wanted - set(role.managed_policies)):
        policy = managed_policies.load(account_id, arn) or iam.managed_policies.get(arn)
        # A customer-managed policy that the account does not have grants nothing.
        if policy is not None:
            policy.attach_to(role)
    role.policies.pop(INLINE_POLICY, None)
    if permission_set.inline_policy:
        role.put_policy(INLINE_POLICY, permission_set.inline_policy)


def _trust(account_id: str) -> dict[str, Any]:
    share = ids.hexadecimal(16, "saml provider", account_id)
    provider = f"arn:aws:iam::{account_id}:saml-provider/AWSSSO_{share}_DO_NOT_DELETE"
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Federated": provider},
                "Action": ["sts:AssumeRoleWithSAML", "sts:TagSession"],
                "Condition": {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}},
            }
        ],
    }
