"""Our own STS: who am I, and keys that end.

moto's gives keys to anybody for roles that need not exist; this one asks the role's trust policy and the caller's own
permissions, and keeps to STS's limits. It refuses web identities and SAML until there is an issuer to ask, and
everything a session may not do.

Source: AWS Security Token Service API reference and botocore's service model sts 2011-06-15 (read 2026-11-23).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from moto.iam.models import iam_backends

from awsguide.sandbox import query_answer, root_access
from awsguide.sandbox.errors import Refusal
from awsguide.sandbox.guard import denied
from awsguide.sandbox.key_material import account_of
from awsguide.sandbox.principals import Principal, PrincipalKind, role_session
from awsguide.sandbox.query_answer import STS, credentials, elements, given
from awsguide.sandbox.statements import ABSENT_ROLE, Kind, read
from awsguide.sandbox.token_parameters import packed_size, seconds, session_policies, text, validation_error

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from moto.iam.models import Role

    from awsguide.sandbox.application import Sandbox
    from awsguide.sandbox.errors import Answer
    from awsguide.sandbox.guard import Admitted
    from awsguide.sandbox.policy import Decision
    from awsguide.sandbox.principals import Session

_ROLE_ARN = re.compile(r"arn:aws:iam::(?P<account>\d{12}):role/(?P<name>[\w+=,.@/-]+)", re.ASCII)
_LONGEST_ROLE, _LONGEST_USER, _CHAINED, _ROOT = 43200, 129600, 3600, 3600
MFA_SHOWN = {"aws:multifactorauthpresent": ("true",), "aws:multifactorauthage": ("0",)}
_ACCOUNT_SECONDS = {PrincipalKind.ROOT: _ROOT}


@dataclass(frozen=True)
class Issued:
    """Temporary keys as they are handed out; `expiration` in seconds since 1970, UTC, of the sandbox's clock."""

    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str = field(repr=False)
    expiration: float


def issue(sandbox: Sandbox, *, role: Role, session_name: str, duration_seconds: int) -> Issued:
    """Give keys of a role session without asking anybody: for services that have decided already."""
    principal = role_session(role, session_name)
    session = sandbox.keys.issue(principal, sandbox.clock.now(), duration_seconds)
    return _issued(session)


def issue_at_console(sandbox: Sandbox, principal: Principal, duration_seconds: int) -> Issued:
    """Give keys to a user, root or role session that has signed in at the console, without asking anybody."""
    return _issued(sandbox.keys.issue(principal, sandbox.clock.now(), duration_seconds, console=True))


def answer(sandbox: Sandbox, admitted: Admitted) -> Answer:
    """Answer a signed call of STS; raises `Refusal`."""
    operation = _OPERATIONS.get(admitted.call.operation)
    if operation is None:
        raise unknown(admitted.call.operation)
    return query_answer.answer(STS, admitted.call.operation, operation(sandbox, admitted))


def answer_unsigned(operation: str) -> Answer:
    """Answer the two calls that carry a token of an identity provider instead of a signature; raises `Refusal`."""
    if operation == "AssumeRoleWithWebIdentity":
        raise Refusal(
            code="InvalidIdentityToken",
            message="No OpenIDConnect provider found in your account for the issuer of this token",
        )
    raise Refusal(
        code="InvalidIdentityToken", message="The sandbox has no SAML provider that could have signed this."
    )


UNSIGNED_OPERATIONS = frozenset({"AssumeRoleWithWebIdentity", "AssumeRoleWithSAML"})


def unknown(operation: str) -> Refusal:
    """Return the refusal of an operation that there is not."""
    return Refusal("not implemented", f"Could not find operation {operation} for version 2011-06-15")


def _get_caller_identity(_sandbox: Sandbox, admitted: Admitted) -> str:
    principal = admitted.principal
    return elements({"Arn": principal.arn, "UserId": principal.user_id, "Account": principal.account_id})


def _get_access_key_info(sandbox: Sandbox, admitted: Admitted) -> str:
    _allow(sandbox, admitted, "sts:GetAccessKeyInfo", "*")
    access_key_id = text(admitted.call.parameters, "AccessKeyId", 16, 128, r"[\w]*")
    account_id = account_of(access_key_id)
    if account_id is None:
        raise validation_error(f"{access_key_id} is not an access key ID")
    return elements({"Account": account_id})


def _assume_role(sandbox: Sandbox, admitted: Admitted) -> str:
    parameters = admitted.call.parameters
    role_arn = text(parameters, "RoleArn", 20, 2048)
    session_name = text(parameters, "RoleSessionName", 2, 64, r"[\w+=,.@-]*")
    # The trust policy looks at it, as the condition key sts:ExternalId.
    text(parameters, "ExternalId", 2, 1224, r"[\w+=,.@:\/-]*", required=False)
    duration = seconds(parameters, 3600, _LONGEST_ROLE)
    if not _ROLE_ARN.fullmatch(role_arn):
        raise validation_error(f"{role_arn} is invalid")
    if admitted.principal.kind is PrincipalKind.ROOT:
        raise Refusal("denied", "Roles may not be assumed by root accounts.")
    shown = MFA_SHOWN if _shows_mfa(sandbox, admitted) else {}
    role = _role(role_arn)
    if role is None:
        sandbox.guard.decide(admitted, "sts:AssumeRole", role_arn, trust=(ABSENT_ROLE,))
        raise _not_trusted(admitted, "sts:AssumeRole", role_arn)
    trust = (read("trust policy", Kind.TRUST, role.assume_role_policy_document, owner=f"role {role.name}"),)
    wanted = ["sts:AssumeRole"]
    wanted += ["sts:TagSession"] if admitted.call.tags else []
    wanted += ["sts:SetSourceIdentity"] if "SourceIdentity" in parameters else []
    for action in wanted:
        decision = sandbox.guard.decide(admitted, action, role_arn, trust=trust, shown=shown)
        if not decision.allowed:
            raise _not_trusted(admitted, action, role_arn, decision)
    _check_duration(admitted, role, duration)
    policies = session_policies(parameters, role.account_id)
    principal = role_session(role, session_name)
    session = sandbox.keys.issue(
        principal,
        sandbox.clock.now(),
        duration,
        policies=policies,
        tags=dict(admitted.call.tags),
        source_identity=parameters.get("SourceIdentity", ""),
    )
    user = elements({"AssumedRoleId": principal.user_id, "Arn": principal.arn})
    return (
        f"<AssumedRoleUser>{user}</AssumedRoleUser>{credentials(session)}"
        f"{_packed(policies)}{elements(given(SourceIdentity=session.source_identity))}"
    )


def _role(role_arn: str) -> Role | None:
    found = _ROLE_ARN.fullmatch(role_arn)
    if found is None or found["account"] not in iam_backends:
        return None
    roles = list(iam_backends[found["account"]]["aws"].roles.values())
    return next((role for role in roles if role.arn == role_arn), None)


def _not_trusted(admitted: Admitted, action: str, role_arn: str, decision: Decision | None = None) -> Refusal:
    """AWS tells callers about their own policies, but neither whether a role exists nor whom it trusts."""
    said = f"User: {admitted.principal.arn} is not authorized to perform: {action} on resource: {role_arn}"
    if decision is not None and decision.kind is not Kind.TRUST:
        said = f"{said} {decision.because}"
    return Refusal("denied", said)


def _check_duration(admitted: Admitted, role: Role, duration: int) -> None:
    if admitted.principal.kind is PrincipalKind.ROLE and duration > _CHAINED:
        raise validation_error(
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."
        )
    if duration > int(role.max_session_duration or 3600):
        raise validation_error(
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
        )


def _get_session_token(sandbox: Sandbox, admitted: Admitted) -> str:
    if admitted.session is not None:
        raise Refusal("denied", "Cannot call GetSessionToken with session credentials")
    duration = _user_seconds(admitted)
    now = sandbox.clock.now()
    mfa_at = now if _shows_mfa(sandbox, admitted) else None
    return credentials(sandbox.keys.issue(admitted.principal, now, duration, mfa_at=mfa_at))


def _get_federation_token(sandbox: Sandbox, admitted: Admitted) -> str:
    if admitted.session is not None:
        raise Refusal("denied", "Cannot call GetFederationToken with session credentials")
    name = text(admitted.call.parameters, "Name", 2, 32, r"[\w+=,.@-]*")
    account_id = admitted.principal.account_id
    arn = f"arn:aws:sts::{account_id}:federated-user/{name}"
    _allow(sandbox, admitted, "sts:GetFederationToken", arn)
    if admitted.call.tags:
        _allow(sandbox, admitted, "sts:TagSession", arn)
    duration = _user_seconds(admitted)
    policies = session_policies(admitted.call.parameters, account_id)
    principal = Principal(PrincipalKind.FEDERATED, account_id, arn, f"{account_id}:{name}", name)
    session = sandbox.keys.issue(
        principal,
        sandbox.clock.now(),
        duration,
        # Without a policy a federated user may do nothing: an empty limit, not none.
        policies=policies or (),
        tags=dict(admitted.call.tags),
        issuer=admitted.principal,
    )
    user = elements({"FederatedUserId": principal.user_id, "Arn": arn})
    return f"{credentials(session)}<FederatedUser>{user}</FederatedUser>{_packed(policies)}"


def _user_seconds(admitted: Admitted) -> int:
    duration = seconds(admitted.call.parameters, 43200, _LONGEST_USER)
    # AWS shortens a root user's session to an hour without saying so.
    return min(duration, _ACCOUNT_SECONDS.get(admitted.principal.kind, duration))


_OPERATIONS: Mapping[str, Callable[[Sandbox, Admitted], str]] = {
    "GetCallerIdentity": _get_caller_identity,
    "GetAccessKeyInfo": _get_access_key_info,
    "AssumeRole": _assume_role,
    "GetSessionToken": _get_session_token,
    "GetFederationToken": _get_federation_token,
    "AssumeRoot": root_access.assume_root,
}


def _allow(sandbox: Sandbox, admitted: Admitted, action: str, resource: str) -> None:
    decision = sandbox.guard.decide(admitted, action, resource)
    if not decision.allowed:
        raise denied(admitted, decision)


def _shows_mfa(sandbox: Sandbox, admitted: Admitted) -> bool:
    """Say whether the call shows an MFA device's code; raises Refusal if what it shows is not good."""
    parameters = admitted.call.parameters
    serial_number = text(parameters, "SerialNumber", 9, 256, r"[\w+=/:,.@-]*", required=False)
    code = text(parameters, "TokenCode", 6, 6, r"[\d]*", required=False)
    if not serial_number and not code:
        return False
    sandbox.authenticators.show(admitted.principal, serial_number, code)
    return True


# Answers


def _issued(session: Session) -> Issued:
    return Issued(session.access_key_id, session.secret_access_key, session.session_token, session.expires_at)


def _packed(policies: tuple[tuple[str, str], ...] | None) -> str:
    return elements({"PackedPolicySize": str(packed_size(policies))}) if policies else ""
