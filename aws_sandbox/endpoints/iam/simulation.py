"""IAM's policy simulator, from the very evaluator that guards every request: what would be allowed, and by what.

It looks at the policies of a user, group or role, at their boundary and their organization's policies, at policies
that are given as text, and at one resource-based policy if it is given. Nothing is called and nothing changed. It
refuses to look up policies on resources by itself, as AWS does: the caller gives the one that counts.

For `sts:AssumeRole` and its kin the given ResourcePolicy is taken for the role's trust policy; AWS does not simulate
those. Source: IAM API reference, SimulatePrincipalPolicy, SimulateCustomPolicy, GetContextKeysForPrincipalPolicy,
GetContextKeysForCustomPolicy (read 2026-11-26).
"""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING, Any

from moto.iam.models import iam_backends

from aws_sandbox.access import permissions, resources
from aws_sandbox.access.conditions import variable_keys
from aws_sandbox.access.context_keys import about_caller
from aws_sandbox.access.policy import Limits, decide
from aws_sandbox.access.principals import Principal, PrincipalKind, principal_of
from aws_sandbox.access.statements import Caller, Kind, Policy, Request, read
from aws_sandbox.endpoints.iam import simulation_input
from aws_sandbox.protocol import xml_answer
from aws_sandbox.protocol.errors import Refusal
from aws_sandbox.services.iam import positions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from aws_sandbox.access.guard import Admitted
    from aws_sandbox.access.policy import Decision, Verdict
    from aws_sandbox.endpoints.iam.simulation_input import Asked
    from aws_sandbox.endpoints.operations import Operations
    from aws_sandbox.state import State

_ENTITY = re.compile(r"arn:aws:iam::(\d{12}):(user|group|role)/(?:[!-~]+/)?([\w+=,.@-]+)", re.ASCII)
# A page ends early when so many statements were looked at: IAM too returns fewer results than asked for, and a marker.
_MOST_STATEMENTS = 3_000
_TRUSTED = frozenset({"sts:assumerole", "sts:tagsession", "sts:setsourceidentity", "sts:setcontext"})


def _simulate_principal(sandbox: State, admitted: Admitted) -> Any:
    asked = simulation_input.asked(admitted.request.form)
    arn = admitted.request.form.get("PolicySourceArn", "")
    kind, source, own = _source(arn)
    if asked.resource_policy is not None and not asked.caller_arn and kind != "user":
        raise simulation_input.invalid(
            "CallerArn is required when a ResourcePolicy is given and PolicySourceArn is not the ARN of a user."
        )
    # A group calls nothing: there is no user name and no tag to compare with.
    caller = _user(asked.caller_arn) if asked.caller_arn else source if kind != "group" else None
    boundary = permissions.boundary(source, None) if kind != "group" else None
    limits = Limits(
        identity=(*own, *asked.policies),
        boundary=boundary if asked.boundary is None else asked.boundary,
        organization=permissions.organization(source.account_id),
    )
    return _results(sandbox, admitted, asked, limits, caller)


def _simulate_custom(sandbox: State, admitted: Admitted) -> Any:
    asked = simulation_input.asked(admitted.request.form)
    if not asked.policies:
        raise simulation_input.invalid("PolicyInputList has to hold at least one policy.")
    if asked.resource_policy is not None and not asked.caller_arn:
        raise simulation_input.invalid("CallerArn is required when a ResourcePolicy is given.")
    caller = _user(asked.caller_arn) if asked.caller_arn else None
    limits = Limits(identity=asked.policies, boundary=asked.boundary)
    return _results(sandbox, admitted, asked, limits, caller)


def _results(
    sandbox: State, admitted: Admitted, asked: Asked, limits: Limits, caller: Principal | None
) -> Any:
    """Evaluate every action with every resource; what the header will tell is what was simulated."""
    context = about_caller(caller, None, sandbox.clock.now()) if caller is not None else {}
    context = {**context, **asked.context}
    combinations = list(product(asked.actions, asked.resources or ("*",)))
    decisions: list[Decision] = []
    looked_at = 0
    for action, resource in combinations[asked.first : asked.first + asked.items]:
        if looked_at >= _MOST_STATEMENTS:
            break
        applied = _applied(asked, limits, action, resource, caller)
        who = None if caller is None else Caller(caller.account_id, frozenset({caller.arn}))
        decisions.append(decide(Request(action, resource, context, who), applied))
        looked_at += len(decisions[-1].verdicts)
    admitted.decisions[:] = decisions
    rest = asked.first + len(decisions)
    more = rest < len(combinations)
    return {
        "EvaluationResults": [_result(decision, specific=bool(asked.resources)) for decision in decisions],
        "IsTruncated": more,
        **({"Marker": str(rest)} if more else {}),
    }


def _applied(asked: Asked, limits: Limits, action: str, resource: str, caller: Principal | None) -> Limits:
    """Add the given resource-based policy, as the trust policy of a role where the action asks for one."""
    if asked.resource_policy is None or caller is None:
        return limits
    found = resources.thing(resource)
    owner = (found.account_id if found is not None else "") or asked.owner or caller.account_id
    trust = action.lower() in _TRUSTED
    policy = read(
        "ResourcePolicy", Kind.TRUST if trust else Kind.RESOURCE, asked.resource_policy, owner="input"
    )
    return Limits(
        identity=limits.identity,
        boundary=limits.boundary,
        organization=limits.organization,
        trust=(policy,) if trust else (),
        resource=() if trust else (policy,),
        same_account=owner == caller.account_id,
    )


def _source(arn: str) -> tuple[str, Principal, tuple[Policy, ...]]:
    """Return the kind of an entity, the entity as a caller, and its policies; raises `Refusal` if there is none."""
    found = _ENTITY.fullmatch(arn)
    if found is None:
        raise simulation_input.invalid(
            f"Invalid Entity Arn: {arn} does not clearly define entity type and name."
        )
    account_id, kind, name = found.groups()
    iam = iam_backends[account_id]["aws"] if account_id in iam_backends else None
    if iam is None:
        raise _absent(kind, name)
    if kind == "user":
        user = _user(arn)
        return kind, user, permissions.identity(user, None)
    if kind == "role":
        role = next((role for role in list(iam.roles.values()) if role.arn == arn), None)
        if role is None:
            raise _absent(kind, name)
        principal = Principal(PrincipalKind.ROLE, account_id, arn, role.id, name, arn)
        return kind, principal, permissions.identity(principal, None)
    group = iam.groups.get(name)
    if group is None:
        raise _absent(kind, name)
    return kind, Principal(PrincipalKind.USER, account_id, arn, group.id, name), permissions.attached(group)


def _user(arn: str) -> Principal:
    account_id, name = simulation_input.user_of(arn) or ("", "")
    user = iam_backends[account_id]["aws"].users.get(name) if account_id in iam_backends else None
    if user is None or user.arn != arn:
        raise _absent("user", name)
    return principal_of(user)


def _absent(kind: str, name: str) -> Refusal:
    return Refusal(code="NoSuchEntity", status=404, message=f"The {kind} with name {name} cannot be found.")


# The shape of the answer


def _result(decision: Decision, *, specific: bool) -> dict[str, Any]:
    request, limits = decision.request, decision.limits
    common: dict[str, Any] = {
        "MatchedStatements": [_matched(verdict) for verdict in _decisive(decision)],
        "MissingContextValues": _missing(decision),
    }
    sides = xml_answer.Entries()
    if not limits.same_account:
        sides["IAM Policy"] = _side(decision, limits.identity)
        sides["Resource Policy"] = _side(decision, (*limits.resource, *limits.trust))
    if specific:
        common["EvalDecisionDetails"] = sides
    if limits.boundary is not None:
        granted = _side(decision, limits.boundary) == "allowed"
        common["PermissionsBoundaryDecisionDetail"] = {"AllowedByPermissionsBoundary": granted}
    result = {
        "EvalActionName": request.action,
        "EvalResourceName": request.resource,
        "EvalDecision": decision.word,
        **common,
    }
    if limits.organization:
        granted = all(_side(decision, level) == "allowed" for level in limits.organization)
        result["OrganizationsDecisionDetail"] = {"AllowedByOrganizations": granted}
    if specific:
        result["ResourceSpecificResults"] = [
            {"EvalResourceName": request.resource, "EvalResourceDecision": decision.word, **common}
        ]
    return result


def _decisive(decision: Decision) -> Iterable[Verdict]:
    """The statements that made the decision: those that deny, else those that allow, else none."""
    if not decision.explicit:
        return ()
    return (
        verdict
        for verdict in decision.verdicts
        if verdict.mismatch is None and verdict.statement.allows is decision.allowed
    )


def _side(decision: Decision, policies: tuple[Policy, ...]) -> str:
    """What some of the policies say by themselves."""
    said = {
        verdict.statement.allows
        for verdict in decision.verdicts
        if verdict.mismatch is None and any(verdict.policy is policy for policy in policies)
    }
    return "explicitDeny" if False in said else "allowed" if True in said else "implicitDeny"


def _matched(verdict: Verdict) -> dict[str, Any]:
    policy = verdict.policy
    matched: dict[str, Any] = {"SourcePolicyId": _policy_id(policy), "SourcePolicyType": _policy_type(policy)}
    places = positions.of_statements(policy.document)
    if verdict.statement.index < len(places):
        start, end = places[verdict.statement.index]
        matched["StartPosition"] = {"Line": start.line, "Column": start.column}
        matched["EndPosition"] = {"Line": end.line, "Column": end.column}
    return matched


def _policy_id(policy: Policy) -> str:
    inline = policy.kind is Kind.IDENTITY and not policy.arn and policy.owner != "input"
    return f"{policy.owner.replace(' ', '_')}_{policy.name}" if inline else policy.name


def _policy_type(policy: Policy) -> str:
    if policy.kind in (Kind.RESOURCE, Kind.TRUST):
        return "resource"
    if policy.arn:
        return "aws-managed" if policy.arn.startswith("arn:aws:iam::aws:") else "user-managed"
    kind = policy.owner.partition(" ")[0]
    return kind if kind in ("user", "group", "role") else "none"


def _missing(decision: Decision) -> list[str]:
    """The condition keys that policies ask for and that the simulation was not given."""
    keys = context_keys(decision.limits.every)
    return [key for key in keys if key.lower() not in decision.request.context]


def context_keys(policies: Iterable[Policy]) -> list[str]:
    """Return every condition key and policy variable that policies name, each once, sorted."""
    found: dict[str, str] = {}
    for policy in policies:
        for statement in policy.statements:
            texts = [*(statement.resources or ()), *(statement.not_resources or ())]
            for _, key, wanted in statement.conditions:
                found.setdefault(key.lower(), key)
                texts += wanted
            for text in texts if statement.variables else ():
                for variable in variable_keys(text):
                    found.setdefault(variable.lower(), variable)
    return sorted(found.values())


def _keys_of_principal(_sandbox: State, admitted: Admitted) -> Any:
    form = admitted.request.form
    _, _, own = _source(form.get("PolicySourceArn", ""))
    given = simulation_input.inputs(form, "PolicyInputList", Kind.IDENTITY)
    return {"ContextKeyNames": context_keys((*own, *given))}


def _keys_of_texts(_sandbox: State, admitted: Admitted) -> Any:
    return {
        "ContextKeyNames": context_keys(
            simulation_input.inputs(admitted.request.form, "PolicyInputList", Kind.IDENTITY)
        )
    }


def _told(simulate: Callable[[State, Admitted], Any]) -> Callable[[State, Admitted], str]:
    return lambda sandbox, admitted: xml_answer.nested(simulate(sandbox, admitted))


OPERATIONS: Operations = {
    operation: _told(simulate)
    for operation, simulate in {
        "SimulatePrincipalPolicy": _simulate_principal,
        "SimulateCustomPolicy": _simulate_custom,
        "GetContextKeysForPrincipalPolicy": _keys_of_principal,
        "GetContextKeysForCustomPolicy": _keys_of_texts,
    }.items()
}
