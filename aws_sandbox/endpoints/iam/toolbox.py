"""IAM Toolbox: GetRequestAuthorizationDetails opens a refusal, GetRequestAuthorizationPolicy one of its policies.

Both are asked with the id that the refusal named, in the Region in which it came, by somebody of the account or the
organization of whoever was refused. Everything comes from the decision that refused. This module refuses to evaluate.

Sources: 'GetRequestAuthorizationDetails' (IAM Toolbox API reference), 'Troubleshoot access denied error messages with
authorization ID' (IAM user guide) and botocore's service model iam-toolbox 2018-05-10, read 2026-11-30.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from aws_sandbox.access import permissions
from aws_sandbox.access.context_keys import proper_name
from aws_sandbox.access.statements import Kind
from aws_sandbox.protocol.errors import Answer, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from aws_sandbox.access.guard import Admitted
    from aws_sandbox.access.policy import Decision, Verdict
    from aws_sandbox.access.statements import Policy
    from aws_sandbox.services.iam.authorizations import Authorization
    from aws_sandbox.state import State

_LONGEST_ID = 256
_TYPES: Mapping[Kind, str] = {
    Kind.IDENTITY: "IDENTITY_BASED_POLICY",
    Kind.RESOURCE: "RESOURCE_BASED_POLICY",
    Kind.TRUST: "RESOURCE_BASED_POLICY",
    Kind.BOUNDARY: "PERMISSIONS_BOUNDARY",
    Kind.SESSION: "SESSION_POLICY",
    Kind.ORGANIZATION: "SERVICE_CONTROL_POLICY",
    Kind.RESOURCE_CONTROL: "RESOURCE_CONTROL_POLICY",
}
_EFFECTS = {"allowed": "ALLOW", "explicitDeny": "EXPLICIT_DENY", "implicitDeny": "IMPLICIT_DENY"}
_NOT_FOUND = (
    "The requested policy or authorization details do not exist in this region or have expired. Verify that the "
    "authorization ID from the access denied error message is correct and the call is made in the region where the "
    "denial occurred."
)


def answer(sandbox: State, admitted: Admitted) -> Answer:
    """Answer one of the two calls; raises `Refusal`."""
    body = json.dumps(OPERATIONS[admitted.call.operation](sandbox, admitted)).encode()
    return Answer(200, (("Content-Type", "application/json"), ("x-amzn-RequestId", str(uuid4()))), body)


def _details(sandbox: State, admitted: Admitted) -> dict[str, Any]:
    found = _found(sandbox, admitted)
    return {
        "requestContext": _context(found.context),
        "evaluations": [_evaluation(found, decision) for decision in found.decisions],
        "policies": [_policy_row(policy) for policy in _policies(found).values()],
    }


def _policy(sandbox: State, admitted: Admitted) -> dict[str, Any]:
    found = _found(sandbox, admitted)
    policy = _policies(found).get(admitted.call.parameters.get("policyUri", ""))
    if policy is None:
        raise _refusal("ResourceNotFoundException", 404, _NOT_FOUND)
    return {"policyDocument": json.loads(policy.document)}


OPERATIONS: Mapping[str, Callable[[State, Admitted], dict[str, Any]]] = {
    "GetRequestAuthorizationDetails": _details,
    "GetRequestAuthorizationPolicy": _policy,
}


def _found(sandbox: State, admitted: Admitted) -> Authorization:
    identifier = admitted.call.parameters.get("authorizationId", "")
    if (
        not (identifier.isascii() and identifier.isalnum() and identifier.islower())
        or len(identifier) > _LONGEST_ID
    ):
        said = "authorizationId has to be the lower-case letters and digits that the refusal named."
        raise _refusal("ValidationException", 400, said)
    found = sandbox.authorizations.find(identifier, admitted.call.region, sandbox.clock.now())
    if found is None or not _may_see(admitted, found):
        raise _refusal("ResourceNotFoundException", 404, _NOT_FOUND)
    return found


def _may_see(admitted: Admitted, found: Authorization) -> bool:
    mine, theirs = admitted.principal.account_id, found.principal.account_id
    organization = permissions.organization_id(theirs)
    return mine == theirs or (organization is not None and permissions.organization_id(mine) == organization)


def _refusal(code: str, status: int, message: str) -> Refusal:
    return Refusal(code=code, status=status, message=message)


def _context(keys: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    return {proper_name(key): list(values) if len(values) != 1 else values[0] for key, values in keys.items()}


def _evaluation(found: Authorization, decision: Decision) -> dict[str, Any]:
    own = {
        key: values
        for key, values in decision.request.context.items()
        if found.context.get(key) != values and key != "sts:externalid"
    }
    resource = decision.request.resource
    matched = [verdict for verdict in decision.verdicts if verdict.mismatch is None]
    return {
        "action": decision.request.action,
        "resource": "" if resource == "*" else resource,
        "context": _context(own),
        "evaluatedEffect": _EFFECTS[decision.word],
        "matchedPolicies": _matched(matched),
        "checks": list(_checks(decision, matched)),
    }


def _checks(decision: Decision, matched: Sequence[Verdict]) -> Iterator[dict[str, Any]]:
    """Yield the requirements in the order in which AWS tells them."""
    limits = decision.limits
    controlled: dict[str, list[Policy]] = {}
    for policy in limits.resource_control:
        controlled.setdefault(policy.attached_to, []).append(policy)
    for target, policies in controlled.items():
        yield _check("RESOURCE_CONTROL_POLICY", policies, matched, target=target, needed=False)
    for level in limits.organization:
        target = next((policy.attached_to for policy in level), "")
        yield _check("SERVICE_CONTROL_POLICY", level, matched, target=target)
    about = (*limits.resource, *limits.trust)
    granted = any(verdict.statement.allows and verdict.policy in about for verdict in matched)
    needed = bool(limits.trust) or limits.resource_decides or not limits.same_account
    if about or needed:
        yield _check("RESOURCE", about, matched, needed=needed)
    # A policy on the resource that lets the caller in by name needs nobody else's leave.
    alone = granted and limits.same_account and decision.granted_alone
    yield _check("PRINCIPAL", limits.identity, matched, needed=not alone)
    if limits.boundary is not None:
        yield _check("PERMISSIONS_BOUNDARY", limits.boundary, matched, needed=not alone)
    if limits.session is not None:
        yield _check("SESSION", limits.session, matched, needed=not alone)
    for layer in limits.scoped:
        yield _check("SESSION", layer, matched)


def _check(
    kind: str,
    policies: Sequence[Policy],
    matched: Sequence[Verdict],
    *,
    target: str = "",
    needed: bool = True,
) -> dict[str, Any]:
    mine = [verdict for verdict in matched if verdict.policy in policies]
    if any(not verdict.statement.allows for verdict in mine):
        effect = "EXPLICIT_DENY"
    elif mine:
        effect = "ALLOW"
    else:
        effect = "IMPLICIT_DENY" if needed else "NO_IMPACT"
    return {
        "checkType": kind,
        "evaluatedEffect": effect,
        **({"targetArn": target} if target else {}),
        "relevantPolicyTypes": sorted({_TYPES[policy.kind] for policy in policies}),
        "matchedPolicies": _matched(mine),
    }


def _matched(verdicts: Sequence[Verdict]) -> list[dict[str, Any]]:
    rows: dict[str, list[dict[str, str]]] = {}
    for verdict in verdicts:
        statement = verdict.statement
        told = {
            "sid": statement.sid or f"statement-{statement.index + 1}",
            "evaluatedEffect": "ALLOW" if statement.allows else "DENY",
        }
        rows.setdefault(_uri(verdict.policy), []).append(told)
    return [{"uri": uri, "matchedStatements": statements} for uri, statements in rows.items()]


def _policies(found: Authorization) -> dict[str, Policy]:
    return {
        _uri(policy): policy
        for decision in found.decisions
        for policy in decision.limits.every
        if policy.document
    }


def _policy_row(policy: Policy) -> dict[str, Any]:
    return {
        "type": _TYPES[policy.kind],
        "inline": not policy.arn,
        "uri": _uri(policy),
        "attachedTo": [{"arn": policy.attached_to}] if policy.attached_to else [],
    }


def _uri(policy: Policy) -> str:
    """Return a managed policy's ARN; for others, what nobody can read anything out of."""
    if policy.arn:
        return policy.arn
    told = "\0".join((policy.kind.value, policy.attached_to, policy.owner, policy.name))
    return f"inline-{hashlib.sha256(told.encode()).hexdigest()[:40]}"
