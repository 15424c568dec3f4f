"""What is asked of `AssumeRole`, told before any call where AWS's published rules allow it.

`read_request` makes a `RoleRequest` of what was typed; `check_request` goes through all of it; `check_duration` needs
to know who asks, because a role session may ask for an hour at most. Each raises `BadInput`.

Source: botocore's service model sts 2011-06-15; 'IAM identifiers', 'Role chaining' (IAM user guide); read 2026-11-26.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from awsguide.core.model import RoleFacts, RoleRequest
from awsguide.core.partitions import partition_of
from awsguide.core.secret import Secret
from awsguide.explanations import explain
from awsguide.flows.shared import session_input
from awsguide.flows.short_term import policy_input, role_options
from awsguide.flows.short_term.role_options import USUAL_NAME

LONGEST = 12 * 3600
CHAINED = 3600

_ARN = re.compile(
    r"arn:(?P<partition>aws[\w-]*):(?P<service>[\w-]*):(?P<region>[\w-]*):(?P<account>[^:]*):"
    r"(?P<kind>[\w-]+)(?P<rest>/.*)?",
    re.ASCII,
)
_ROLE_NAME = re.compile(r"/(?:[\x21-\x7e]+/)?[\w+=,.@-]{1,64}", re.ASCII)
# What people paste instead, and what it is.
_KINDS = {
    "user": "it is the ARN of a user",
    "group": "it is the ARN of a group",
    "policy": "it is the ARN of a policy",
    "instance-profile": "it is the ARN of an instance profile, which only holds a role",
    "mfa": "it is the ARN of an MFA device",
    "root": "it is the root user of an account",
}


@dataclass(frozen=True)
class RoleArn:
    """The parts of a role's ARN that matter: `account_id` has 12 digits, `name` is without the path."""

    partition: str
    account_id: str
    name: str


def read_role_arn(given: str) -> RoleArn:
    """The parts of a role's ARN; raises `BadInput` with what it is instead."""
    found = _ARN.fullmatch(given)
    detail = ""
    if not given:
        detail = "it is empty"
    elif found is None:
        detail = "it does not have the parts of one"
    elif found["service"] == "sts" and found["kind"] == "assumed-role":
        name = (found["rest"] or "//").split("/")[1]
        detail = f"it names a session of the role {name}, and what can be assumed is the role itself"
    elif found["kind"] != "role":
        detail = _KINDS.get(found["kind"], f"it is the ARN of a {found['kind']}")
    elif found["service"] != "iam" or found["region"]:
        detail = "roles belong to iam and to no Region (arn:aws:iam::...)"
    elif not re.fullmatch(r"\d{12}", found["account"], re.ASCII):
        detail = "its account ID does not have 12 digits"
    elif not _ROLE_NAME.fullmatch(found["rest"] or ""):
        detail = "its end is not the name of a role"
    if detail or found is None:
        raise explain("role-arn-shape", given=given, detail=detail)
    return RoleArn(found["partition"], found["account"], found["rest"].rpartition("/")[2])


def read_request(
    role_arn: str, session_name: str = USUAL_NAME, *, token_code: Secret | None = None, **typed: object
) -> RoleRequest:
    """A request from what was typed, by the options' argument names: a duration like '1h', tags as 'key=value'.

    What has structure already (a mapping of tags, a list of ARNs) is taken as it is. Raises `BadInput`.
    """
    texts = {name: text.strip(" \t") if isinstance(text, str) else text for name, text in typed.items()}
    return role_options.request_of(role_arn, {"session_name": session_name.strip(), **texts}, token_code)


def check_request(
    request: RoleRequest,
    *,
    caller_arn: str = "",
    region: str = "",
    facts: RoleFacts | None = None,
    chained: bool = False,
) -> RoleArn:
    """Everything about a request that can be told without asking AWS.

    `caller_arn` tells the partition, or the `region` that is asked; `facts` of the role, and whether it is `chained`,
    how long a session may be.
    """
    role = read_role_arn(request.role_arn)
    own = caller_arn.split(":")[1] if caller_arn else partition_of(region).name if region else role.partition
    if own != role.partition:
        raise explain("other-partition", partition=role.partition, own=own)
    session_input.check_session_name(request.session_name)
    check_duration(request, facts, chained=chained)
    _check_external_id(request.external_id)
    session_input.check_mfa(request.mfa_serial, request.token_code)
    session_input.check_tags(request.tags, request.transitive)
    identity = request.source_identity
    if identity and (not session_input.NAME.fullmatch(identity) or identity.lower().startswith("aws:")):
        raise explain("source-identity-shape", given=identity, detail=session_input.name_trouble(identity))
    policy_input.check_policy(request.policy)
    policy_input.check_policy_arns(request.policy_arns, role.account_id)
    return role


def _check_external_id(external_id: str) -> None:
    if not external_id or re.fullmatch(r"[\w+=,.@:/-]{2,1224}", external_id, re.ASCII):
        return
    strange = re.sub(r"[\w+=,.@:/-]", "", external_id, flags=re.ASCII)
    count = len(external_id)
    detail = f"{count:,} character{'' if count == 1 else 's'}"
    raise explain(
        "external-id-shape",
        detail="a character in it that AWS does not take (a space, perhaps)" if strange else detail,
    )


def longest(facts: RoleFacts | None, *, chained: bool) -> tuple[int, str]:
    """How long a session of this role may be, in seconds, and why: a chain's hour, the role's maximum, or AWS's."""
    if chained:
        return CHAINED, "From role to role a session lasts an hour at most."
    if facts is not None:
        return facts.longest, "That is the maximum session duration that the role's owner has set."
    return LONGEST, "No role allows more; this one's own maximum is not known here."


def check_duration(request: RoleRequest, facts: RoleFacts | None, *, chained: bool) -> None:
    """Raises `BadInput` for a duration over an hour in a chain, or over the role's own maximum where that is known."""
    if chained and request.seconds is not None and request.seconds > CHAINED:
        raise explain("chained-hour")
    most, why = longest(facts, chained=chained)
    session_input.check_seconds(request.seconds, most, why)
