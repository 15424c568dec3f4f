"""Centralized root access: the management account deals with its members' root users, without their passwords.

IAM's calls switch its two features on and off for the organization, and AssumeRoot of STS gives a root session that
may do one task for at most fifteen minutes. This module refuses the management account as a target, as AWS does, and
cannot tell STS's global endpoint, which AWS refuses, from its regional ones: the sandbox has one address.

Sources: 'Centrally manage root access for member accounts' (IAM user guide), API references of IAM and STS, botocore's
service models (read 2026-11-26).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moto.organizations.models import organizations_backends

from aws_sandbox.access import permissions
from aws_sandbox.access.guard import because
from aws_sandbox.access.principals import PrincipalKind, root
from aws_sandbox.access.root_features import CREDENTIALS, SERVICE, SESSIONS
from aws_sandbox.access.statements import Kind, read
from aws_sandbox.endpoints.sts import session_answer
from aws_sandbox.endpoints.sts.token_parameters import token_size
from aws_sandbox.protocol.errors import Refusal
from aws_sandbox.protocol.parameters import number, text, validation_error
from aws_sandbox.protocol.xml_answer import elements, listed

if TYPE_CHECKING:
    from collections.abc import Callable

    from moto.organizations.models import OrganizationsBackend

    from aws_sandbox.access.guard import Admitted
    from aws_sandbox.endpoints.operations import Operations
    from aws_sandbox.state import State

LONGEST_SESSION = 900
TASKS = tuple(
    f"arn:aws:iam::aws:policy/root-task/{name}"
    for name in (
        "IAMAuditRootUserCredentials",
        "IAMCreateRootUserPassword",
        "IAMDeleteRootUserCredentials",
        "S3UnlockBucketPolicy",
        "SQSUnlockQueuePolicy",
    )
)
_TARGET = re.compile(r"(\d{12})|arn:aws:iam::(\d{12}):root", re.ASCII)


def trusted(organization: OrganizationsBackend) -> bool:
    """Say whether the organization lets IAM in (trusted access)."""
    return any(row["ServicePrincipal"] == SERVICE for row in list(organization.services))


def _switch(feature: str, *, on: bool) -> Callable[[State, Admitted], str]:
    def switch(sandbox: State, admitted: Admitted) -> str:
        management = _manages(admitted)
        features = sandbox.root_access.enabled(management)
        (features.add if on else features.discard)(feature)
        return _features(sandbox, management)

    return switch


def _list(sandbox: State, admitted: Admitted) -> str:
    return _features(sandbox, _manages(admitted))


OPERATIONS: Operations = {
    "EnableOrganizationsRootCredentialsManagement": _switch(CREDENTIALS, on=True),
    "EnableOrganizationsRootSessions": _switch(SESSIONS, on=True),
    "DisableOrganizationsRootCredentialsManagement": _switch(CREDENTIALS, on=False),
    "DisableOrganizationsRootSessions": _switch(SESSIONS, on=False),
    "ListOrganizationsFeatures": _list,
}


def assume_root(sandbox: State, admitted: Admitted) -> str:
    """Answer sts:AssumeRoot: keys of a member's root user, for one task; raises Refusal."""
    parameters = admitted.call.parameters
    target = _TARGET.fullmatch(text(parameters, "TargetPrincipal", 12, 2048))
    task = text(parameters, "TaskPolicyArn.arn", 20, 2048)
    duration = number(parameters, "DurationSeconds", LONGEST_SESSION, 0, LONGEST_SESSION)
    if target is None:
        raise validation_error("TargetPrincipal is neither an account ID nor the ARN of a root user.")
    if task not in TASKS:
        raise validation_error(f"{task} is not a task policy that AssumeRoot accepts.")
    principal = root(target[1] or target[2])
    refusal = f"User: {admitted.principal.arn} is not authorized to perform: sts:AssumeRoot"
    refusal += f" on resource: {principal.arn}"
    if not _may_reach(sandbox, admitted, principal.account_id):
        raise Refusal("denied", refusal)
    trust = read("centralized root access", Kind.TRUST, _trusting(admitted.principal.account_id))
    decision = sandbox.guard.decide(admitted, "sts:AssumeRoot", principal.arn, trust=(trust,))
    if not decision.allowed:
        raise Refusal("denied", f"{refusal} {because(decision, admitted.principal)}")
    size = token_size(parameters)
    session = sandbox.keys.issue(principal, sandbox.clock.now(), duration, token_size=size, task=task)
    return session_answer.credentials(session) + session_answer.sizes(session, None)


def _trusting(account_id: str) -> str:
    """Return what a member's root user is said to trust: the account that deals with it, whoever may there."""
    return (
        '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRoot", '
        f'"Principal": {{"AWS": "arn:aws:iam::{account_id}:root"}}}}}}'
    )


def _may_reach(sandbox: State, admitted: Admitted, target: str) -> bool:
    caller = admitted.principal
    management = permissions.management_account(caller.account_id)
    return (
        caller.kind is not PrincipalKind.ROOT
        and _deals(caller.account_id)
        and SESSIONS in sandbox.root_access.enabled(management)
        and target != management
        and permissions.management_account(target) == management
    )


def _deals(account_id: str) -> bool:
    """Say whether an account is the organization's management account or its delegated administrator for IAM."""
    management = permissions.management_account(account_id)
    if management not in organizations_backends:
        return False
    admins = list(organizations_backends[management]["aws"].admins)
    return account_id == management or any(
        admin.account.id == account_id and SERVICE in admin.services for admin in admins
    )


def _manages(admitted: Admitted) -> str:
    """Return the management account on whose organization the caller may switch features; raises Refusal."""
    account_id = admitted.principal.account_id
    management = permissions.management_account(account_id)
    organization = organizations_backends[management]["aws"] if management in organizations_backends else None
    if organization is None or organization.org is None:
        raise _refusal("OrganizationNotFoundException", "Your account is not a member of an organization.")
    if not _deals(account_id):
        raise _refusal(
            "AccountNotManagementOrDelegatedAdministratorException",
            "Your account is neither the organization's management account nor a delegated administrator for IAM.",
        )
    if organization.org.feature_set != "ALL":
        raise _refusal(
            "OrganizationNotInAllFeaturesModeException",
            "Your organization does not have all features enabled.",
        )
    if not trusted(organization):
        raise _refusal(
            "ServiceAccessNotEnabledException",
            "Trusted access for IAM (iam.amazonaws.com) is not enabled in AWS Organizations.",
        )
    return management


def _features(sandbox: State, management: str) -> str:
    organization = elements({"OrganizationId": permissions.organization_id(management) or ""})
    enabled = listed(sorted(sandbox.root_access.enabled(management)))
    return f"{organization}<EnabledFeatures>{enabled}</EnabledFeatures>"


def _refusal(code: str, message: str) -> Refusal:
    return Refusal(code=code, message=message)
