"""The guard in front of every signed request: who is it, is it really them, may they.

In this order, as AWS does it: the key is known and active, the signature and date are right, the session token
belongs to the key and is still good, and the policies allow every permission the call needs. What passes is handed
on with the verified account; what does not raises `Refusal`. This module refuses to answer requests itself.

Sources: 'Policy evaluation logic', 'Troubleshoot access denied error messages', 'GetSessionToken' (IAM and STS
documentation, read 2026-11-23).
"""

from __future__ import annotations

import hmac
import time
from dataclasses import dataclass, field, replace
from datetime import UTC
from types import MappingProxyType
from typing import TYPE_CHECKING

from aws_sandbox.access import (
    actions,
    authentication,
    explanation,
    permissions,
    reference,
    regions,
    reserved,
    resources,
    streaming,
)
from aws_sandbox.access.action_table import OWN_USER
from aws_sandbox.access.context_keys import Asked, about_action, about_caller, about_request, about_resource
from aws_sandbox.access.needs import needs
from aws_sandbox.access.other_grants import restricts_everybody
from aws_sandbox.access.policy import Limits, decide
from aws_sandbox.access.principals import ANONYMOUS, Credential, PrincipalKind
from aws_sandbox.access.resource_table import ROOT_USER
from aws_sandbox.access.statements import Kind, Request, read
from aws_sandbox.protocol.errors import EC2, S3, Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_sandbox.access.actions import Call
    from aws_sandbox.access.policy import Decision
    from aws_sandbox.access.post_form import Form
    from aws_sandbox.access.principals import Keys, Principal, Session
    from aws_sandbox.access.signature import Signed
    from aws_sandbox.access.statements import Caller, Policy
    from aws_sandbox.clock import Clock
    from aws_sandbox.faults import Faults
    from aws_sandbox.protocol.received import Received

# What sessions of GetSessionToken and of GetFederationToken may call of STS, as its model of 2026-11-19 says; whatever
# else there is, now or later, they may not.
_STS_OF_USER_SESSION = frozenset({"AssumeRole", "GetCallerIdentity", "GetScopedCredentials"})
_STS_OF_FEDERATED = frozenset({"GetCallerIdentity", "GetScopedCredentials"})
# What the root user of a bucket's or queue's account may do whatever the policy on it says: open what is locked.
_UNLOCKS = frozenset(
    {
        "s3:GetBucketPolicy",
        "s3:PutBucketPolicy",
        "s3:DeleteBucketPolicy",
        "sqs:GetQueueAttributes",
        "sqs:SetQueueAttributes",
    }
)
# It names an access key, and is a permission about the user whose key it is.
_ABOUT_A_KEY = "GetAccessKeyLastUsed"


@dataclass(frozen=True)
class Admitted:
    """A request that may pass: who sent it, what it calls, what was taken out of a streamed body, and the form it was.

    `decisions` are those that were made about it, in their order; each adds itself.
    """

    request: Received
    call: Call
    credential: Credential
    signed: Signed
    unpacked: tuple[bytes, dict[str, str]] | None = None
    form: Form | None = None
    decisions: list[Decision] = field(default_factory=list)

    @property
    def principal(self) -> Principal:
        """Who sent it."""
        return self.credential.principal

    @property
    def session(self) -> Session | None:
        """Their session, if they hold temporary keys."""
        return self.credential.session


class Guard:
    """Authentication and authorization over one table of keys."""

    def __init__(self, keys: Keys, clock: Clock, faults: Faults) -> None:
        self._keys = keys
        self._clock = clock
        self._faults = faults

    def permit(self, admitted: Admitted) -> None:
        """Let an authenticated request pass or raise `Refusal`; STS decides about its own permissions."""
        self._check_session_limits(admitted)
        if admitted.call.service != "sts":
            self.authorize(admitted)
            reserved.check(admitted.call, admitted.principal)

    def authenticate(self, request: Received) -> Admitted:
        """Find out who signed the request; raises `Refusal`."""
        proof = authentication.find(request)
        if proof is None:
            return self._anonymous(request)
        signed, request = proof.signed, proof.request
        regions.check(signed)
        call = actions.identify(request, signed.service, signed.region)
        credential = self._keys.find(signed.access_key_id)
        if credential is None or self._is_too_new(credential, call.operation):
            raise Refusal("unknown key")
        session = credential.session
        if session is not None and not signed.session_token:
            raise Refusal("unknown key")
        proof.verify(credential.secret_access_key, self._signing_time(call.operation))
        if session is not None:
            if not hmac.compare_digest(session.session_token.encode(), (signed.session_token or "").encode()):
                raise Refusal("wrong token")
            if self._clock.now() >= session.expires_at:
                raise Refusal("expired session")
        elif signed.session_token:
            raise Refusal("wrong token")
        call = self._with_subject(call, credential.principal)
        unpacked = None
        if signed.is_s3 and streaming.is_streamed(request):
            unpacked = streaming.unpack(request, signed, credential.secret_access_key)
        if credential.key is not None:
            self._keys.note_use(credential.key, self._clock.now(), signed.service, call.region)
        return Admitted(request, call, credential, signed, unpacked, proof.form)

    def _anonymous(self, request: Received) -> Admitted:
        """Take a request to S3 without a signature as anybody's; raises `Refusal` for every other service."""
        if actions.protocol(request, "") != S3:
            raise Refusal("no signature")
        proof = authentication.nobody(request)
        call = actions.identify(proof.request, "s3", proof.signed.region)
        return Admitted(proof.request, call, Credential("anonymous", "", ANONYMOUS), proof.signed)

    def authorize(self, admitted: Admitted) -> None:
        """Check every permission the call needs; raises `Refusal` with AWS's sentence."""
        principal = admitted.principal
        for action, resource in needs(admitted.call, admitted.request, principal.account_id):
            decision = self.decide(admitted, action, resource)
            if not decision.allowed:
                raise denied(admitted, decision)

    def decide(
        self,
        admitted: Admitted,
        action: str,
        resource: str,
        *,
        trust: tuple[Policy, ...] = (),
        shown: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
    ) -> Decision:
        """Decide about one permission; `trust` is the trust policy of the role that is to be assumed.

        `shown` are condition keys, in lower case, that the call itself has proved, as an MFA code does.
        """
        applied = limits(admitted.principal, admitted.session, action, resource, trust)
        # Without the decisions, of which this will be one: in a circle, a body would outlive the answer to it.
        asking = replace(admitted, decisions=[])

        def context() -> dict[str, tuple[str, ...]]:
            found = {
                **self.context(asking),
                **about_resource(resource, applied),
                **about_action(action, resource, asking.call),
                **shown,
            }
            return {key: values for key, values in found.items() if reference.has_key(action, key)}

        decision = decide(Request(action, resource, Asked(context), admitted.principal.caller), applied)
        admitted.decisions.append(decision)
        return decision

    def context(self, admitted: Admitted) -> dict[str, tuple[str, ...]]:
        """Return the condition keys that caller, moment and request bring, in lower case."""
        found = about_caller(admitted.principal, admitted.session, self._clock.now())
        found.update(about_request(admitted.request, admitted.call.region))
        found.update(actions.context(admitted.call, admitted.request))
        if admitted.signed.is_s3:
            found.update(authentication.context(admitted.signed, admitted.form))
        return found

    def _with_subject(self, call: Call, principal: Principal) -> Call:
        """Say whom a call of IAM is about where it does not: the caller, or whose access key it names."""
        if call.service != "iam":
            return call
        # Whoever sends these where they are no parameters may not say so whom the permission is about.
        invented = {ROOT_USER, "UserName"} if call.operation == _ABOUT_A_KEY else {ROOT_USER}
        parameters = {name: value for name, value in call.parameters.items() if name not in invented}
        about: Principal | None = None
        if call.operation == _ABOUT_A_KEY:
            found = self._keys.owner(parameters.get("AccessKeyId", ""))
            about = found[0] if found is not None and found[0].account_id == principal.account_id else None
        elif call.operation in OWN_USER and not parameters.get("UserName"):
            about = principal
        if about is not None and about.kind is PrincipalKind.USER:
            parameters["UserName"] = about.name
        elif about is not None and about.kind is PrincipalKind.ROOT:
            parameters[ROOT_USER] = about.arn
        return call if parameters == call.parameters else replace(call, parameters=parameters)

    def _is_too_new(self, credential: Credential, operation: str) -> bool:
        """Say whether an armed fault lets a key be unknown because it is too new."""
        fault = self._faults.find("propagation", operation)
        if fault is None or credential.key is None:
            return False
        created = credential.key.create_date.replace(tzinfo=UTC).timestamp()
        if self._clock.now() >= created + (fault.value or 0):
            return False
        return self._faults.take("propagation", operation) is not None

    def _signing_time(self, operation: str) -> float:
        skew = self._faults.take("clock_skew", operation)
        return time.time() + (skew.value or 0 if skew is not None else 0)

    def _check_session_limits(self, admitted: Admitted) -> None:
        session, call = admitted.session, admitted.call
        if (
            session is None
            or session.console
            or session.task
            or admitted.principal.kind is PrincipalKind.ROLE
        ):
            return
        federated = session.issuer is not None
        if call.service == "iam" and (federated or session.mfa_at is None):
            raise Refusal("unknown key")
        allowed = _STS_OF_FEDERATED if federated else _STS_OF_USER_SESSION
        if call.service == "sts" and call.operation not in allowed:
            raise Refusal("denied", f"Cannot call {call.operation} with session credentials")


def decide_for(
    principal: Principal, action: str, resource: str, context: Mapping[str, tuple[str, ...]]
) -> Decision:
    """Decide about one permission of somebody who has no keys yet; `context` is keyed in lower case."""
    question = Request(action, resource, context, principal.caller)
    return decide(question, limits(principal, None, action, resource))


def decide_with_trust(
    caller: Caller,
    action: str,
    resource: str,
    context: Mapping[str, tuple[str, ...]],
    trust: tuple[Policy, ...],
) -> Decision:
    """Decide about a role for somebody whom an identity provider names: they have no policies of their own.

    What the organization of the role's account denies (resource control policies) counts for them too.
    """
    found = resources.thing(resource)
    owner = found.account_id if found is not None else ""
    applied = Limits(resource_control=permissions.resource_control(action, owner), trust=trust)
    known = {**about_resource(resource, applied), **context}
    return decide(Request(action, resource, known, caller), applied)


def limits(
    principal: Principal, session: Session | None, action: str, resource: str, trust: tuple[Policy, ...] = ()
) -> Limits:
    """Return the policies that apply when a caller does `action` to a resource (an ARN, or '*')."""
    found = resources.thing(resource)
    owner = found.account_id if found is not None else ""
    unlocks = principal.kind is PrincipalKind.ROOT and action in _UNLOCKS and owner == principal.account_id
    blocked = (
        principal.kind is PrincipalKind.ANONYMOUS
        and found is not None
        and bool(owner)
        and restricts_everybody(found)
    )
    return Limits(
        identity=permissions.identity(principal, session),
        boundary=permissions.boundary(principal, session),
        session=session_policies(session),
        scoped=_scoped(session),
        organization=permissions.organization(principal.account_id),
        resource_control=permissions.resource_control(action, owner or principal.account_id),
        resource=() if trust or unlocks or blocked else resources.policies(found),
        trust=trust,
        resource_decides=resources.decides(found),
        same_account=not owner or owner == principal.account_id,
    )


def session_policies(session: Session | None) -> tuple[Policy, ...] | None:
    """Return a session's policies as they were read; None if it has none."""
    if session is None or session.policies is None:
        return None
    return tuple(
        read(
            name,
            Kind.SESSION,
            document,
            owner="session",
            arn=name if name.startswith("arn:") else "",
            attached_to=session.principal.arn,
        )
        for name, document in session.policies
    )


def _scoped(session: Session | None) -> tuple[tuple[Policy, ...], ...]:
    documents = session.scoped if session is not None else ()
    return tuple(
        (
            read(
                f"scope-down policy {number}",
                Kind.SESSION,
                document,
                owner="session",
                attached_to=session.principal.arn if session is not None else "",
            ),
        )
        for number, document in enumerate(documents, start=1)
    )


def because(decision: Decision, principal: Principal) -> str:
    """Return why a call was refused, in AWS's words, with the ARN of the managed policy that denied it.

    The ARN of an organization's policy is told to its own accounts alone.
    """
    policy = decision.policy
    arn = policy.arn if decision.explicit and policy is not None else ""
    if arn.startswith("arn:aws:organizations::"):
        arn = arn if arn.split(":")[4] == permissions.management_account(principal.account_id) else ""
    return f"{decision.because}: {arn}" if arn else decision.because


def denied(admitted: Admitted, decision: Decision) -> Refusal:
    """Return AccessDenied in AWS's words: who, what, on which resource, and for want of which policy.

    Somebody who did not sign is told nothing.
    """
    if admitted.principal.kind is PrincipalKind.ANONYMOUS:
        return Refusal("no signature")
    request = decision.request
    text = f"User: {admitted.principal.arn} is not authorized to perform: {request.action}"
    if request.resource != "*":
        resource = request.resource
        # S3 quotes the resource, the others do not.
        text += f' on resource: "{resource}"' if admitted.call.protocol == S3 else f" on resource: {resource}"
    if decision.because:
        text += f" {because(decision, admitted.principal)}"
    if admitted.call.protocol == EC2:
        text = f"You are not authorized to perform this operation. {text}"
    refusal = Refusal("denied", text)
    refusal.headers = explanation.headers(admitted.decisions)
    return refusal
