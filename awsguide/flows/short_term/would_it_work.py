"""Would it work? What can be known of an `AssumeRole` before it is called, or after AWS refused it without a reason.

Two sides have to agree. The role's side is its trust policy, read from `GetRole` where one may; the caller's side is
asked of IAM's own simulator (`SimulatePrincipalPolicy`). What may not be looked at is said, not guessed, and nothing
here assumes a role.

Source: 'SimulatePrincipalPolicy' (IAM API reference), 'Policy evaluation logic' (IAM user guide, read 2026-11-26).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from awsguide.core.errors import AwsError, NoAnswer
from awsguide.core.model import Credentials, Identity, RoleFacts, RoleRequest
from awsguide.core.secret import Secret
from awsguide.core.steps import Call, Flow
from awsguide.flows.policies import decision, trust
from awsguide.flows.policies.own_policies import OwnPolicies, own_policies
from awsguide.flows.policies.readings import (
    FROM_SIMULATION,
    IDENTITY,
    MATCHED,
    OPEN,
    Explained,
    Reading,
    Verdict,
    both,
    verdict_of,
)
from awsguide.flows.shared.answers import translated
from awsguide.flows.shared.identity import caller_identity, is_role_session
from awsguide.flows.short_term import role_facts
from awsguide.flows.short_term.role_input import check_request, read_role_arn

# For a forecast any code does: none is sent.
SOME_CODE = Secret("000000")
# Refusals that AWS gives without a reason; the others say what is wrong themselves.
WITHOUT_A_REASON = frozenset(
    {"role-not-trusting", "assume-not-allowed", "tag-session-refused", "source-identity-refused"}
)


def wanted(request: RoleRequest) -> tuple[str, ...]:
    """The permissions that a request takes: tags and a source identity each take one of their own."""
    actions = ["sts:AssumeRole"]
    actions += ["sts:TagSession"] if request.tags else []
    actions += ["sts:SetSourceIdentity"] if request.source_identity else []
    return tuple(actions)


@dataclass(frozen=True)
class Question:
    """Who asks for what, and what is known of the role."""

    request: RoleRequest
    credentials: Credentials
    caller: Identity
    facts: RoleFacts | None = None

    @property
    def same_account(self) -> bool:
        """Whether the role is in the caller's own account ('12 digits')."""
        return read_role_arn(self.request.role_arn).account_id == self.caller.account_id


def would_it_work(
    request: RoleRequest,
    credentials: Credentials,
    *,
    region: str,
    caller: Identity | None = None,
    facts: RoleFacts | None = None,
) -> Flow[Explained]:
    """What both sides say to a request, as far as one may look; raises `BadInput`, `Refused` and `Unreachable`.

    A yes is a forecast: AWS decides over more than can be seen here (an organization's policies, the code of a device).
    """
    arn = caller.arn if caller else ""
    check_request(request, caller_arn=arn, region=region, facts=facts, chained=is_role_session(arn))
    if caller is None:
        caller = yield from caller_identity(credentials, region)
        chained = is_role_session(caller.arn)
        check_request(request, caller_arn=caller.arn, facts=facts, chained=chained)
    question = Question(request, credentials, caller, facts)
    if question.same_account and (facts is None or not facts.trust):
        found = yield from role_facts(request.role_arn, credentials, region=region)
        question = replace(question, facts=found or facts)
    return judged(question, (yield from _simulated(question, region)))


@dataclass(frozen=True)
class OwnSide:
    """What one's own policies say to one permission; `denied` is an explicit no, `gap` says why it is not known."""

    verdict: Verdict = OPEN
    readings: tuple[Reading, ...] = ()
    denied: bool = False
    gap: str = ""


Simulated = tuple[OwnSide, ...] | str


def _simulated(question: Question, region: str) -> Flow[Simulated]:
    """For each wanted permission what the caller's own policies say, or a sentence why that is not known."""
    source = trust.Caller(question.caller).role or question.caller.arn
    if not (":user/" in source or ":role/" in source):
        return "Policies of this kind of caller cannot be simulated."
    try:
        reply = yield Call(
            "iam",
            "SimulatePrincipalPolicy",
            {
                "PolicySourceArn": source,
                "ActionNames": list(wanted(question.request)),
                "ResourceArns": [question.request.role_arn],
                "ContextEntries": _context_entries(question),
            },
            region=region,
            credentials=question.credentials,
            expected=("AccessDenied", "NoSuchEntity"),
            why="what do your own policies say to this?",
        )
    except (AwsError, NoAnswer) as error:
        return translated(error).what
    own = decision.read(reply.get(decision.MEMBER, ""))
    results: Sequence[Mapping[str, Any]] = reply["EvaluationResults"]
    if own is not None:
        return tuple(_own_side(result, _of_sandbox(result, own)) for result in results)
    # AWS tells which statements matched, and nothing of the others: those are read here.
    read = yield from own_policies(trust.Caller(question.caller), question.credentials, region=region)
    unread = f"{read.unread} of your policies, or lists of them, could not be read." if read.unread else ""
    return tuple(
        replace(_own_side(result, _statements(result, read, question)), gap=unread) for result in results
    )


def _context_entries(question: Question) -> list[dict[str, Any]]:
    """What is known of the request's context, as the simulator takes it."""
    seen = trust.context(question.request, question.credentials, question.caller)
    return [
        {
            "ContextKeyName": key,
            "ContextKeyValues": list(values),
            "ContextKeyType": "boolean" if values[0] in ("true", "false") else "string",
        }
        for key, values in seen.values.items()
        if len(values) == 1
    ]


_SIMULATED: Mapping[str, Verdict] = {"allowed": "yes", "explicitDeny": "no", "implicitDeny": "no"}


def _own_side(result: Mapping[str, Any], readings: tuple[Reading, ...]) -> OwnSide:
    verdict = _SIMULATED.get(result["EvalDecision"], OPEN)
    # The simulator knows no more of the request than it is told.
    open_ = bool(result.get("MissingContextValues")) and verdict == "no"
    return OwnSide(OPEN if open_ else verdict, readings, result["EvalDecision"] == "explicitDeny")


def _of_sandbox(result: Mapping[str, Any], own: Explained) -> tuple[Reading, ...]:
    if own.action.lower() == result["EvalActionName"].lower():
        return own.readings
    return _matched(result)


def _statements(result: Mapping[str, Any], read: OwnPolicies, question: Question) -> tuple[Reading, ...]:
    """Every statement of one's own policies as this guide reads it; the simulator's matches where none can be read."""
    seen = trust.context(question.request, question.credentials, question.caller)
    action, resource = result["EvalActionName"], question.request.role_arn
    found = [
        reading
        for name, document in read.documents
        for reading in trust.read_identity(document, action, resource, seen, policy=name)
    ]
    return tuple(found) or _matched(result)


def _matched(result: Mapping[str, Any]) -> tuple[Reading, ...]:
    effect = "Deny" if result["EvalDecision"] == "explicitDeny" else "Allow"
    return tuple(
        Reading(
            IDENTITY,
            statement.get("SourcePolicyId", ""),
            _where(statement),
            effect,
            MATCHED,
            source=FROM_SIMULATION,
        )
        for statement in result.get("MatchedStatements", [])
    )


def _where(statement: Mapping[str, Any]) -> str:
    first, last = (statement.get(name, {}).get("Line") for name in ("StartPosition", "EndPosition"))
    return f"lines {first} to {last}" if first and last else "one statement"


def judged(question: Question, simulated: Simulated) -> Explained:
    """What the two sides come to, permission by permission; the first that is not a yes is the one that is told."""
    found = [
        _permission(action, question, _side(simulated, number))
        for number, action in enumerate(wanted(question.request))
    ]
    order: tuple[Verdict, ...] = ("no", OPEN, "yes")
    told = min(found, key=lambda each: order.index(each.verdict))
    also = tuple(f"{each.action}: {each.reason}" for each in found if each is not told)
    return replace(told, also=also)


def _side(simulated: Simulated, number: int) -> OwnSide:
    if isinstance(simulated, str):
        return OwnSide(gap=f"Your own policies could not be asked: {simulated}")
    if number >= len(simulated):
        return OwnSide(gap="The simulator did not answer for this permission.")
    return simulated[number]


def _permission(action: str, question: Question, own: OwnSide) -> Explained:
    facts, same_account = question.facts, question.same_account
    who = trust.Caller(question.caller)
    left_out = [own.gap] if own.gap else []
    if facts is None or not facts.trust:
        role: Verdict = OPEN
        role_readings: tuple[Reading, ...] = ()
        left_out.append(
            "The role's trust policy could not be read: there is no such role, or you may not look (iam:GetRole)."
            if same_account
            else "The role is in another account, so its trust policy cannot be read with these credentials."
        )
    else:
        name = facts.arn.rpartition("/")[2]
        seen = trust.context(question.request, question.credentials, question.caller)
        role_readings = trust.read_trust(facts.trust, action, who, seen, policy=f"of role {name}")
        role = verdict_of(role_readings)
    verdict = both(role, own.verdict)
    by_name = same_account and any(
        reading.by_name and reading.mark == MATCHED and reading.effect == "Allow" for reading in role_readings
    )
    if by_name and own.verdict == "no" and not own.denied:
        # Within the account a role that names its caller needs nobody else's leave; a role's boundary still limits it.
        verdict = both(role, OPEN if who.role else "yes")
    return Explained(
        action,
        question.request.role_arn,
        verdict,
        _reason(role, own.verdict, enough=verdict == "yes"),
        (*role_readings, *own.readings),
        left_out=tuple(left_out),
    )


_ROLE_SIDE = {
    "yes": "The role's trust policy lets you in",
    "no": "The role's trust policy does not let you in",
    OPEN: "What the role's trust policy says to you is not known here",
}
_OWN_SIDE = {
    "yes": "your own policies allow it",
    "no": "your own policies do not allow it",
    OPEN: "what your own policies say is not known here",
}


def _reason(role: Verdict, own: Verdict, *, enough: bool) -> str:
    if enough and own == "no":
        return f"{_ROLE_SIDE[role]} by name; within one account that is enough, though {_OWN_SIDE[own]}."
    joined = "and" if (role == "yes") == (own == "yes") else "but"
    return f"{_ROLE_SIDE[role]}, {joined} {_OWN_SIDE[own]}."


def after_a_no(explained: Explained, words: str) -> Explained:
    """A forecast that AWS's no has overtaken: the statements as they were read, the answer and the words AWS's own."""
    doubt = (
        "Everything that can be seen here says yes, so the no comes from what cannot be seen: an organization's "
        "policy, or a condition whose value is not known here."
        if explained.verdict == "yes"
        else explained.reason
    )
    return replace(explained, verdict="no", reason=f"{words} What can be seen: {doubt}", by_aws=True)
