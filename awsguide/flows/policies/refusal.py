"""A refusal of AWS, read the same way on the sandbox and on the reader's own AWS: by its words, then by its id.

AWS names who, which action, on what, which kind of policy refused and, since January 2026, the ARN of a managed policy
that denied. Since November 2026 refusals of IAM carry an authorization id, and `GetRequestAuthorizationDetails` opens
it: every policy that was asked is told, statement by statement. Nothing here reads files, sends, sleeps or prints.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied-authorization-id.html, 2026-11-30.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from awsguide.core.errors import AwsError, NoAnswer
from awsguide.core.model import Credentials
from awsguide.core.outside_text import harmless
from awsguide.core.steps import Call, Flow
from awsguide.flows.policies import decision
from awsguide.flows.policies.readings import MATCHED, Explained, Reading

FROM_DETAILS = "GetRequestAuthorizationDetails"
FROM_WORDS = "the refusal's own words"
# AWS's messages are short; what is longer is not one of them.
_LONGEST = 4000
_SENTENCE = re.compile(
    r"User: (?P<who>\S+) is not authorized to perform: (?P<action>[\w-]+:\w+)"
    r"(?: on resource: (?P<resource>\"[^\"]*\"|.*?))?"
    r"(?: (?:with an explicit deny in an? (?P<denied>[a-z -]+?)(?:: (?P<arn>arn:\S+?))?"
    r"|because no (?P<missing>[a-z -]+?) allows the \S+ action))?"
    r"\.?$",
    re.ASCII,
)
_KINDS = {
    "IDENTITY_BASED_POLICY": "identity-based policy",
    "RESOURCE_BASED_POLICY": "resource-based policy",
    "PERMISSIONS_BOUNDARY": "permissions boundary",
    "SESSION_POLICY": "session policy",
    "SERVICE_CONTROL_POLICY": "service control policy",
    "RESOURCE_CONTROL_POLICY": "resource control policy",
    "VPC_ENDPOINT_POLICY": "VPC endpoint policy",
}


@dataclass(frozen=True)
class Refusal:
    """What a refusal's sentence says; '' for what it leaves out.

    `kind` is the kind of policy ('session policy'); `explicit` says that one of them denies, and otherwise none allows.
    `policy` is the ARN of the policy that denies.
    """

    who: str
    action: str
    resource: str
    kind: str = ""
    explicit: bool = False
    policy: str = ""

    @property
    def reason(self) -> str:
        """Why, in one sentence."""
        if not self.kind:
            return "AWS does not say which policy refused."
        if not self.explicit:
            return f"No {self.kind} allows {self.action}."
        article = "an" if self.kind[0] in "aeiou" else "a"
        named = f": {self.policy}" if self.policy else ""
        return f"A statement of {article} {self.kind} denies {self.action}{named}."


def read(message: str) -> Refusal | None:
    """What AWS's sentence says; None for a message that is no refusal for want of a permission."""
    if len(message) > _LONGEST:
        return None
    found = _SENTENCE.search(message)
    if found is None:
        return None
    denied = found["denied"]
    return Refusal(
        found["who"],
        found["action"],
        (found["resource"] or "").strip('"'),
        denied or found["missing"] or "",
        denied is not None,
        found["arn"] or "",
    )


def facts(error: AwsError) -> Mapping[str, str]:
    """What a refusal names besides its sentence: the policy that denies, and the id behind which the details are."""
    found = read(error.message)
    told = {
        "The policy that denies": found.policy if found is not None else "",
        "Authorization ID": error.authorization_id,
    }
    return {name: harmless(words) for name, words in told.items() if words}


def explained(error: AwsError, credentials: Credentials, *, region: str) -> Flow[Explained | None]:
    """Where a refusal comes from: its details if it names an id and one may see them, and else what its words say.

    On the sandbox, what that tells beside the answer is taken where there are no details. None for another error.
    """
    found = read(error.message)
    own = decision.read(error.decision) if error.decision else None
    if found is None:
        return own
    if error.authorization_id:
        details = yield from _details(error.authorization_id, credentials, region)
        if details is not None:
            return of_details(found, details)
    return own or _of_words(found)


def _details(identifier: str, credentials: Credentials, region: str) -> Flow[Mapping[str, Any] | None]:
    try:
        reply: Mapping[str, Any] = yield Call(
            "iam-toolbox",
            "GetRequestAuthorizationDetails",
            {"authorizationId": identifier},
            region=region,
            credentials=credentials,
            expected=("AccessDeniedException", "ResourceNotFoundException"),
            why="which policies were asked, and what did each say?",
        )
    except (AwsError, NoAnswer):
        # Not everybody may look, and AWS keeps no details of some refusals.
        return None
    return reply


def of_details(found: Refusal, details: Mapping[str, Any]) -> Explained:
    """What the details of a refusal come to: every statement that matched, check by check."""
    evaluations: Sequence[Mapping[str, Any]] = details["evaluations"]
    told = next((row for row in evaluations if row["evaluatedEffect"] != "ALLOW"), evaluations[0])
    policies = {row["uri"]: row for row in details["policies"] if "uri" in row}
    readings = tuple(
        _reading(policies.get(policy["uri"], {}), policy["uri"], statement)
        for check in told.get("checks", ())
        for policy in check.get("matchedPolicies", ())
        for statement in policy.get("matchedStatements", ())
    )
    missing = [
        f"No {_WORDS[check['checkType']]} allows it."
        for check in told.get("checks", ())
        if check["evaluatedEffect"] == "IMPLICIT_DENY" and check["checkType"] in _WORDS
    ]
    return Explained(
        told["action"], told["resource"], "no", found.reason, readings, by_aws=True, also=tuple(missing)
    )


_WORDS = {
    "SERVICE_CONTROL_POLICY": "service control policy of one level of the organization",
    "RESOURCE_CONTROL_POLICY": "resource control policy of one level of the organization",
    "VPC_ENDPOINT": "VPC endpoint policy",
    "RESOURCE": "policy on the resource",
    "PRINCIPAL": "identity-based policy of the caller",
    "PERMISSIONS_BOUNDARY": "permissions boundary",
    "SESSION": "session policy",
}


def _reading(policy: Mapping[str, Any], uri: str, statement: Mapping[str, Any]) -> Reading:
    attached = [row.get("arn", "") for row in policy.get("attachedTo", ())]
    name = uri if uri.startswith("arn:") else "inline"
    where = f"{name} of {attached[0]}" if attached and attached[0] else name
    effect = "Deny" if statement.get("evaluatedEffect") == "DENY" else "Allow"
    kind = _KINDS.get(str(policy.get("type", "")), "policy")
    return Reading(kind, where, str(statement.get("sid", "")), effect, MATCHED, source=FROM_DETAILS)


def _of_words(found: Refusal) -> Explained:
    readings = (
        (Reading(found.kind, found.policy, "one statement", "Deny", MATCHED, source=FROM_WORDS),)
        if found.explicit
        else ()
    )
    return Explained(found.action, found.resource, "no", found.reason, readings, by_aws=True)
