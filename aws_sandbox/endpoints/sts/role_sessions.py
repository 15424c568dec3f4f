"""AssumeRole, with every option: what is asked is read first, then the role's trust policy decides.

A refusal for want of trust reads the same whether the role exists or not, as AWS's does. This module refuses callers
without a signature: those show a token of an identity provider, in `web_identity`.

Source: 'AssumeRole' (AWS STS API reference), 'Roles terms and concepts: role chaining' (IAM user guide) and botocore's
service model sts 2011-06-15 (read 2026-11-26).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from moto.iam.models import iam_backends

from aws_sandbox.access.guard import because
from aws_sandbox.access.principals import PrincipalKind, role_session
from aws_sandbox.access.statements import ABSENT_ROLE, Kind, read
from aws_sandbox.endpoints.sts import mfa_parameters, session_answer, token_parameters
from aws_sandbox.protocol.errors import Refusal
from aws_sandbox.protocol.parameters import text, validation_error
from aws_sandbox.protocol.xml_answer import elements, given
from aws_sandbox.services.sts import session_tags

if TYPE_CHECKING:
    from collections.abc import Mapping

    from moto.iam.models import Role

    from aws_sandbox.access.guard import Admitted
    from aws_sandbox.access.policy import Decision
    from aws_sandbox.access.principals import Session
    from aws_sandbox.access.statements import Policy
    from aws_sandbox.services.sts.session_tags import SessionTags
    from aws_sandbox.state import State

ASSUME, TAG, SET_SOURCE_IDENTITY = "sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"
SESSION_NAME = r"[\w+=,.@-]*"
_ROLE_ARN = re.compile(r"arn:aws:iam::(?P<account>\d{12}):role/(?P<name>[\w+=,.@/-]+)", re.ASCII)
_LONGEST, _CHAINED, _USUAL = 43200, 3600, 3600


@dataclass(frozen=True)
class Asked:
    """What every way to a role session asks for: the role, a name, how long (seconds), and what limits the session."""

    role_arn: str
    session_name: str
    duration: int
    policy: str
    policy_arns: tuple[str, ...]
    token_size: int


def read_asked(parameters: Mapping[str, str]) -> Asked:
    """Read the parameters that every way to a role session shares; raises Refusal."""
    asked = Asked(
        role_arn=text(parameters, "RoleArn", 20, 2048),
        session_name=text(parameters, "RoleSessionName", 2, 64, SESSION_NAME),
        duration=token_parameters.seconds(parameters, _USUAL, _LONGEST),
        policy=token_parameters.inline_policy(parameters),
        policy_arns=token_parameters.policy_arns(parameters),
        token_size=token_parameters.token_size(parameters),
    )
    if not _ROLE_ARN.fullmatch(asked.role_arn):
        raise validation_error(f"{asked.role_arn} is invalid")
    return asked


def assume_role(sandbox: State, admitted: Admitted) -> str:
    """Open a session of a role for a caller with a signature; raises Refusal."""
    parameters, session = admitted.call.parameters, admitted.session
    asked, tags = read_asked(parameters), session_tags.read(parameters)
    # The trust policy looks at it, as the condition key sts:ExternalId.
    text(parameters, "ExternalId", 2, 1224, r"[\w+=,.@:\/-]*", required=False)
    source_identity = _source_identity(parameters, session)
    if any(name.startswith("ProvidedContexts.") for name in parameters):
        raise validation_error("The sandbox has no context provider whose assertion could be passed on.")
    if admitted.principal.kind is PrincipalKind.ROOT:
        raise Refusal("denied", "Roles may not be assumed by root accounts.")
    tags = session_tags.inherited(tags, session)
    shown = mfa_parameters.shown(sandbox, admitted)
    if tags.transitive:
        shown["sts:transitivetagkeys"] = tuple(sorted(tags.transitive))
    if source_identity:
        shown["sts:sourceidentity"] = (source_identity,)
    role = _let_in(sandbox, admitted, asked.role_arn, wanted(ASSUME, tags, source_identity), shown)
    chained = admitted.principal.kind is PrincipalKind.ROLE
    if chained and asked.duration > _CHAINED:
        raise validation_error(
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."
        )
    opened, packed = open_session(sandbox, role, asked, tags, source_identity, chained=chained)
    return (
        session_answer.assumed_role_user(opened)
        + session_answer.credentials(opened)
        + session_answer.sizes(opened, packed)
        + elements(given(SourceIdentity=source_identity))
    )


def open_session(
    sandbox: State,
    role: Role,
    asked: Asked,
    tags: SessionTags,
    source_identity: str,
    *,
    chained: bool = False,
    provided: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
) -> tuple[Session, int | None]:
    """Open a session of a role that has let the caller in; returns it and its packed size. Raises Refusal.

    `provided` are the condition keys (in lower case) that an identity provider gives it as long as it lasts.
    """
    if asked.duration > int(role.max_session_duration or _USUAL):
        raise validation_error(
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
        )
    policies = token_parameters.session_policies(asked.policy, asked.policy_arns, role.account_id)
    packed = token_parameters.packed_size(policies, tags.tags)
    # What MFA a caller showed is no part of the role's session.
    session = sandbox.keys.issue(
        role_session(role, asked.session_name),
        sandbox.clock.now(),
        asked.duration,
        token_size=asked.token_size,
        policies=policies,
        tags=dict(tags.tags),
        transitive=tags.transitive,
        source_identity=source_identity,
        chained=chained,
        provided=provided,
    )
    return session, packed


def wanted(action: str, tags: SessionTags, source_identity: str) -> list[str]:
    """Return every permission that the role has to give; tags and source identity that are passed on count too."""
    return [action, *([TAG] if tags.tags else []), *([SET_SOURCE_IDENTITY] if source_identity else [])]


def role_of(role_arn: str) -> Role | None:
    """Return the role of this ARN, None if there is none."""
    found = _ROLE_ARN.fullmatch(role_arn)
    if found is None or found["account"] not in iam_backends:
        return None
    roles = list(iam_backends[found["account"]]["aws"].roles.values())
    return next((role for role in roles if role.arn == role_arn), None)


def trust_of(role: Role | None) -> tuple[Policy, ...]:
    """Return whom a role trusts; a role that is not there trusts nobody."""
    if role is None:
        return (ABSENT_ROLE,)
    document, owner = role.assume_role_policy_document, f"role {role.name}"
    return (read("trust policy", Kind.TRUST, document, owner=owner, attached_to=role.arn),)


def _source_identity(parameters: Mapping[str, str], session: Session | None) -> str:
    """Return the source identity of the session that is asked for: given now, or passed on by the caller's own."""
    asked = text(parameters, "SourceIdentity", 2, 64, SESSION_NAME, required=False)
    passed = session.source_identity if session is not None else ""
    if asked and passed and asked != passed:
        raise Refusal("denied", "The source identity of a session cannot be changed in a chain of roles.")
    return passed or asked


def _let_in(
    sandbox: State, admitted: Admitted, role_arn: str, actions: list[str], shown: dict[str, tuple[str, ...]]
) -> Role:
    """Return the role if it and the caller's own policies allow every action; raises Refusal."""
    role = role_of(role_arn)
    trust = trust_of(role)
    if role is None:
        decision = sandbox.guard.decide(admitted, actions[0], role_arn, trust=trust, shown=shown)
        raise _not_trusted(admitted, role_arn, decision)
    for action in actions:
        decision = sandbox.guard.decide(admitted, action, role_arn, trust=trust, shown=shown)
        if not decision.allowed:
            raise _not_trusted(admitted, role_arn, decision)
    return role


def _not_trusted(admitted: Admitted, role_arn: str, decision: Decision) -> Refusal:
    """AWS tells callers about their own policies, but neither whether a role exists nor whom it trusts."""
    asked = f"{decision.request.action} on resource: {role_arn}"
    said = f"User: {admitted.principal.arn} is not authorized to perform: {asked}"
    if decision.kind is not Kind.TRUST:
        said = f"{said} {because(decision, admitted.principal)}"
    return Refusal("denied", said)
