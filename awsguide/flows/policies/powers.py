"""What an IAM user may do, by the names of the policies that say so: their own, their groups', and the boundary.

Names only: what is in a policy is read by AWS, not here. What may not be asked for is said.
Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html, 2026-11-26.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from awsguide.core.model import Credentials
from awsguide.core.steps import Call, Flow, Many, Outcome
from awsguide.flows.shared.answers import DENIED
from awsguide.flows.shared.missing import missed


@dataclass(frozen=True)
class Powers:
    """Policies by name: `attached` and `inline` of the user, `through_groups` as (group, policy).

    `boundary` is the policy that limits them all, empty when there is none; `missing` says what is not known.
    """

    attached: tuple[str, ...] = ()
    inline: tuple[str, ...] = ()
    through_groups: tuple[tuple[str, str], ...] = ()
    boundary: str = ""
    missing: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every policy in words, the user's own first."""
        return (
            *self.attached,
            *(f"{name} (of this user alone)" for name in self.inline),
            *(f"{policy} (through the group {group})" for group, policy in self.through_groups),
        )


def powers_of(user: str, credentials: Credentials, region: str) -> Flow[Powers]:
    """The policies of `user`; never raises over what is not allowed, and says it in `missing`."""

    def asked(operation: str, params: Mapping[str, str], why: str) -> Call:
        return Call(
            "iam", operation, params, region=region, credentials=credentials, expected=DENIED, why=why
        )

    me = {"UserName": user}
    rows = (
        ("ListAttachedUserPolicies", "the attached policies", "which policies are attached to the user?"),
        ("ListUserPolicies", "the inline policies", "which policies does the user alone have?"),
        ("ListGroupsForUser", "the groups", "which groups is the user in?"),
        ("GetUser", "the boundary", "does a boundary limit the user?"),
    )
    # One after the other, so that they are told in the same order every time.
    outcomes: list[Outcome] = []
    missing: list[str] = []
    for operation, what, why in rows:
        answered: list[Outcome] = yield Many((asked(operation, me, why),), "Asking for policies")
        outcomes += answered
        missing += missed(answered, what, operation)
    attached, inline, groups, person = (outcome.reply or {} for outcome in outcomes)
    names = [group["GroupName"] for group in groups.get("Groups", ())]
    through: list[tuple[str, str]] = []
    for operation in ("ListAttachedGroupPolicies", "ListGroupPolicies") if names else ():
        calls = tuple(asked(operation, {"GroupName": name}, "what does the group add?") for name in names)
        found: list[Outcome] = yield Many(calls, "Asking for the groups' policies")
        for name, outcome in zip(names, found, strict=True):
            through += [(name, policy) for policy in _names(outcome.reply or {})]
            missing += missed([outcome], f"the policies of the group {name}", operation)
    boundary = person.get("User", {}).get("PermissionsBoundary", {}).get("PermissionsBoundaryArn", "")
    return Powers(
        _names(attached), _names(inline), tuple(through), boundary.rpartition("/")[2], tuple(missing)
    )


def _names(reply: Mapping[str, Any]) -> tuple[str, ...]:
    """The names in an answer that lists attached policies, inline ones, or both."""
    attached = (policy["PolicyName"] for policy in reply.get("AttachedPolicies", ()))
    return (*attached, *reply.get("PolicyNames", ()))
