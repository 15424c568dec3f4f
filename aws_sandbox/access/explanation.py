"""A decision told statement by statement, for people who want to see where the yes or no came from.

The sandbox sends it in a header of its own, `x-awsguide-decision`, with what it answers itself in STS and IAM where
policies were asked (`SimulatePrincipalPolicy` and `SimulateCustomPolicy`: what was simulated), and with every refusal
for want of a permission.
AWS sends nothing of the kind. The value is base64url (with padding) of one JSON object in ASCII:

    {"version": 1,
     "decision": "allowed" | "explicitDeny" | "implicitDeny",
     "reason": a sentence,
     "checks": [{"action": "sts:AssumeRole", "resource": an ARN or "*",
                 "decision": as above, "reason": a sentence,
                 "statements": [{"kind": "role trust policy", "policy": its name, "owner": "role Deployer", "arn": "",
                                 "sid": "", "index": 0, "effect": "Allow" | "Deny", "matched": false,
                                 "element": "principal" | "action" | "resource" | "condition" | "",
                                 "why": "its condition ... does not hold: ... is ..."}]}],
     "truncated": true, only where statements had to be left out}

`kind` is one of 'identity-based policy', 'resource-based policy', 'permissions boundary', 'session policy', 'service
control policy', 'resource control policy', 'role trust policy'. `index` counts the statements of a policy from 0.
`element` and `why` are '' for a statement that matched. One request may need several permissions: each is a check,
in the order in which they were asked, and the decision of the whole is that of the first that was not allowed, of the
first of all where every one was.

No secret is in it: policies hold none, and of an external id it is said only that it is missing or another one. This
module refuses to decide.
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from aws_sandbox.access.statements import ABSENT_ROLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_sandbox.access.policy import Decision, Verdict

HEADER = "x-awsguide-decision"
# Clients and servers on the way take a header of 8 KB; this leaves room for the others.
LONGEST = 6000
LONGEST_REASON = 400


def headers(decisions: Sequence[Decision]) -> tuple[tuple[str, str], ...]:
    """Return the header as a row, none if no policy was asked."""
    return ((HEADER, encoded(told(decisions))),) if decisions else ()


def told(decisions: Sequence[Decision]) -> dict[str, Any]:
    """Return the JSON object for the decisions about one request; there is at least one."""
    final = next((decision for decision in decisions if not decision.allowed), decisions[0])
    return {
        "version": 1,
        "decision": final.word,
        "reason": reason(final),
        "checks": [_check(decision) for decision in decisions],
    }


def encoded(explained: dict[str, Any]) -> str:
    """Return it as the header's value; what is too long loses statements, those that did not match first."""
    value = _encoded(explained)
    if len(value) <= LONGEST:
        return value
    room = LONGEST * 3 // 4 - len(_compact({**explained, "checks": [], "truncated": True}))
    checks: list[dict[str, Any]] = []
    for check in explained["checks"]:
        bare = {**check, "statements": []}
        room -= len(_compact(bare)) + 1
        if room < 0 and checks:
            break
        checks.append(bare)
    pairs = [
        (bare, row)
        for bare, check in zip(checks, explained["checks"], strict=False)
        for row in check["statements"]
    ]
    kept = set()
    for place in sorted(range(len(pairs)), key=lambda place: (not pairs[place][1]["matched"], place)):
        room -= len(_compact(pairs[place][1])) + 1
        if room < 0:
            break
        kept.add(place)
    for place in sorted(kept):
        bare, row = pairs[place]
        bare["statements"].append(row)
    return _encoded({**explained, "checks": checks, "truncated": True})


def _compact(explained: dict[str, Any]) -> bytes:
    return json.dumps(explained, separators=(",", ":")).encode("ascii")


def _encoded(explained: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(_compact(explained)).decode("ascii")


def reason(decision: Decision) -> str:
    """Return a sentence: which statement of which policy decided, or which kind of policy did not allow."""
    action, policy, statement = decision.request.action, decision.policy, decision.statement
    if policy is None or statement is None:
        if ABSENT_ROLE in decision.limits.trust:
            return f"There is no role {decision.request.resource}."
        return f"No {decision.kind.value} allows the {action} action."
    which = f"Statement {statement.index + 1}" + (f" ('{statement.sid}')" if statement.sid else "")
    name = f"'{policy.name}'" + (f" of the {policy.owner}" if policy.owner else "")
    verb = "allows" if decision.allowed else "explicitly denies"
    return _shortened(f"{which} of the {policy.kind.value} {name} {verb} the {action} action.")


def _check(decision: Decision) -> dict[str, Any]:
    return {
        "action": decision.request.action,
        "resource": decision.request.resource,
        "decision": decision.word,
        "reason": reason(decision),
        "statements": [_row(verdict) for verdict in decision.verdicts],
    }


def _row(verdict: Verdict) -> dict[str, Any]:
    policy, statement, mismatch = verdict.policy, verdict.statement, verdict.mismatch
    return {
        "kind": policy.kind.value,
        "policy": policy.name,
        "owner": policy.owner,
        "arn": policy.arn,
        "sid": statement.sid,
        "index": statement.index,
        "effect": "Allow" if statement.allows else "Deny",
        "matched": mismatch is None,
        "element": mismatch.element.value if mismatch else "",
        "why": _shortened(mismatch.words) if mismatch else "",
    }


def _shortened(words: str) -> str:
    return words if len(words) <= LONGEST_REASON else f"{words[: LONGEST_REASON - 3]}..."
