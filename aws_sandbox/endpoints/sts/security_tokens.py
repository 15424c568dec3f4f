"""Our own STS: who am I, and keys that end.

moto's gives keys to anybody for roles that need not exist; this one asks the role's trust policy and the caller's own
permissions, and keeps to STS's limits. Roles are in `role_sessions` and `web_identity`. It refuses SAML assertions,
whatever is in them, and everything a session may not do.

Source: AWS Security Token Service API reference and botocore's service model sts 2011-06-15 (read 2026-11-26).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aws_sandbox.access import permissions
from aws_sandbox.access.guard import denied
from aws_sandbox.access.principals import Principal, PrincipalKind, role_session
from aws_sandbox.endpoints.iam import root_access
from aws_sandbox.endpoints.sts import mfa_parameters, session_answer, token_parameters, web_identity
from aws_sandbox.endpoints.sts.role_sessions import assume_role
from aws_sandbox.endpoints.sts.scoped import get_scoped_credentials
from aws_sandbox.key_material import account_of
from aws_sandbox.protocol import xml_answer
from aws_sandbox.protocol.errors import Refusal
from aws_sandbox.protocol.parameters import text, validation_error
from aws_sandbox.protocol.xml_answer import STS, elements
from aws_sandbox.services.sts import session_tags

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from moto.iam.models import Role

    from aws_sandbox.access.guard import Admitted
    from aws_sandbox.access.policy import Decision
    from aws_sandbox.access.principals import Session
    from aws_sandbox.protocol.errors import Answer
    from aws_sandbox.protocol.received import Received
    from aws_sandbox.state import State

_LONGEST_USER, _ROOT = 129600, 3600
_ACCOUNT_SECONDS = {PrincipalKind.ROOT: _ROOT}


@dataclass(frozen=True)
class Issued:
    """Temporary keys as they are handed out; `expiration` in seconds since 1970, UTC, of the sandbox's clock."""

    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str = field(repr=False)
    expiration: float


def issue(sandbox: State, *, role: Role, session_name: str, duration_seconds: int) -> Issued:
    """Give keys of a role session without asking anybody: for services that have decided already."""
    principal = role_session(role, session_name)
    session = sandbox.keys.issue(principal, sandbox.clock.now(), duration_seconds)
    return _issued(session)


def issue_at_console(sandbox: State, principal: Principal, duration_seconds: int) -> Issued:
    """Give keys to a user, root or role session that has signed in at the console, without asking anybody."""
    return _issued(sandbox.keys.issue(principal, sandbox.clock.now(), duration_seconds, console=True))


def answer(sandbox: State, admitted: Admitted) -> Answer:
    """Answer a signed call of STS; raises `Refusal`."""
    operation = _OPERATIONS.get(admitted.call.operation)
    if operation is None:
        raise unknown(admitted.call.operation)
    return xml_answer.answer(STS, admitted.call.operation, operation(sandbox, admitted))


def answer_unsigned(sandbox: State, request: Received, decisions: list[Decision]) -> Answer:
    """Answer the two calls that carry a token of an identity provider instead of a signature; raises `Refusal`."""
    if request.form["Action"] == WEB_IDENTITY:
        result = web_identity.assume_role(sandbox, request, sandbox.company.region, decisions)
        return xml_answer.answer(STS, WEB_IDENTITY, result)
    # To check a signed assertion takes an XML signature library that nothing else here needs.
    text = "The sandbox has no SAML provider that could have signed this."
    raise Refusal(code="InvalidIdentityToken", message=text)


WEB_IDENTITY = "AssumeRoleWithWebIdentity"
UNSIGNED_OPERATIONS = frozenset({WEB_IDENTITY, "AssumeRoleWithSAML"})


def unknown(operation: str) -> Refusal:
    """Return the refusal of an operation that there is not."""
    return Refusal("not implemented", f"Could not find operation {operation} for version 2011-06-15")


def _get_caller_identity(_sandbox: State, admitted: Admitted) -> str:
    principal = admitted.principal
    return elements({"Arn": principal.arn, "UserId": principal.user_id, "Account": principal.account_id})


def _get_access_key_info(sandbox: State, admitted: Admitted) -> str:
    _allow(sandbox, admitted, "sts:GetAccessKeyInfo", "*")
    access_key_id = text(admitted.call.parameters, "AccessKeyId", 16, 128, r"[\w]*")
    account_id = account_of(access_key_id)
    if account_id is None:
        raise validation_error(f"{access_key_id} is not an access key ID")
    return elements({"Account": account_id})


def _get_session_token(sandbox: State, admitted: Admitted) -> str:
    if admitted.session is not None:
        raise Refusal("denied", "Cannot call GetSessionToken with session credentials")
    duration, size = _user_seconds(admitted), token_parameters.token_size(admitted.call.parameters)
    now = sandbox.clock.now()
    mfa_at = now if mfa_parameters.shown(sandbox, admitted) else None
    session = sandbox.keys.issue(admitted.principal, now, duration, token_size=size, mfa_at=mfa_at)
    return session_answer.credentials(session) + session_answer.sizes(session, None)


def _get_federation_token(sandbox: State, admitted: Admitted) -> str:
    if admitted.session is not None:
        raise Refusal("denied", "Cannot call GetFederationToken with session credentials")
    parameters, account_id = admitted.call.parameters, admitted.principal.account_id
    name = text(parameters, "Name", 2, 32, r"[\w+=,.@-]*")
    duration, size = _user_seconds(admitted), token_parameters.token_size(parameters)
    policy, arns = token_parameters.inline_policy(parameters), token_parameters.policy_arns(parameters)
    tags = session_tags.read(parameters)
    arn = f"arn:aws:sts::{account_id}:federated-user/{name}"
    _allow(sandbox, admitted, "sts:GetFederationToken", arn)
    if tags.tags:
        _allow(sandbox, admitted, "sts:TagSession", arn)
    policies = token_parameters.session_policies(policy, arns, account_id)
    packed = token_parameters.packed_size(policies, tags.tags)
    session = sandbox.keys.issue(
        _federated(admitted.principal, arn, name),
        sandbox.clock.now(),
        duration,
        token_size=size,
        # Without a policy a federated user may do nothing: an empty limit, not none.
        policies=policies or (),
        tags={**permissions.tags(admitted.principal, None), **tags.tags},
        issuer=admitted.principal,
    )
    user = elements({"FederatedUserId": session.principal.user_id, "Arn": arn})
    return (
        session_answer.credentials(session)
        + f"<FederatedUser>{user}</FederatedUser>"
        + session_answer.sizes(session, packed)
    )


def _decode_authorization_message(sandbox: State, admitted: Admitted) -> str:
    _allow(sandbox, admitted, "sts:DecodeAuthorizationMessage", "*")
    text(admitted.call.parameters, "EncodedMessage", 1, 10240)
    # The sandbox's services say why in plain words: none of them has ever encoded a message.
    raise Refusal(code="InvalidAuthorizationMessageException", message="The message is not valid.")


def _get_web_identity_token(sandbox: State, admitted: Admitted) -> str:
    _allow(sandbox, admitted, "sts:GetWebIdentityToken", "*")
    raise Refusal(
        code="OutboundWebIdentityFederationDisabledException",
        message="Outbound web identity federation is not enabled for this account.",
        status=403,
    )


def _federated(issuer: Principal, arn: str, name: str) -> Principal:
    account_id = issuer.account_id
    return Principal(
        PrincipalKind.FEDERATED, account_id, arn, f"{account_id}:{name}", name, issuer_arn=issuer.arn
    )


def _user_seconds(admitted: Admitted) -> int:
    duration = token_parameters.seconds(admitted.call.parameters, 43200, _LONGEST_USER)
    # AWS shortens a root user's session to an hour without saying so.
    return min(duration, _ACCOUNT_SECONDS.get(admitted.principal.kind, duration))


_OPERATIONS: Mapping[str, Callable[[State, Admitted], str]] = {
    "GetCallerIdentity": _get_caller_identity,
    "GetAccessKeyInfo": _get_access_key_info,
    "AssumeRole": assume_role,
    "GetSessionToken": _get_session_token,
    "GetFederationToken": _get_federation_token,
    "AssumeRoot": root_access.assume_root,
    "DecodeAuthorizationMessage": _decode_authorization_message,
    "GetScopedCredentials": get_scoped_credentials,
    "GetWebIdentityToken": _get_web_identity_token,
}


def _allow(sandbox: State, admitted: Admitted, action: str, resource: str) -> None:
    decision = sandbox.guard.decide(admitted, action, resource)
    if not decision.allowed:
        raise denied(admitted, decision)


def _issued(session: Session) -> Issued:
    return Issued(session.access_key_id, session.secret_access_key, session.session_token, session.expires_at)
