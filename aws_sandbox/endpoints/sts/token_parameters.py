"""What STS and IAM ask of the parameters they are given, in AWS's own words when something is wrong.

It refuses to decide who may call what. Every function here raises `Refusal`.

Source: botocore's service model sts 2011-06-15 and the AWS STS API reference (read 2026-11-23).
"""

from __future__ import annotations

import json
import re
import zlib
from typing import TYPE_CHECKING

from moto.iam.exceptions import MalformedPolicyDocument

from aws_sandbox.access import permissions
from aws_sandbox.moto_patches.policy_documents import IdentityPolicyValidator
from aws_sandbox.protocol.errors import Refusal
from aws_sandbox.protocol.parameters import number, text, unmet, validation_error

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_sandbox.protocol.parameters import Parameters

SHORTEST_SESSION = 900
LARGEST_TOKEN = 4096
LARGEST_POLICY = 2048
MOST_POLICIES = 10
# How many bytes session policies and tags may take when they are packed.
ROOM = 2048


def seconds(parameters: Parameters, default: int, longest: int) -> int:
    """Return DurationSeconds, 900 to `longest`."""
    return number(parameters, "DurationSeconds", default, SHORTEST_SESSION, longest)


def token_size(parameters: Parameters) -> int:
    """Return MinimumSessionTokenSize, 0 to 4,096 bytes."""
    name = "MinimumSessionTokenSize"
    given = text(parameters, name, 1, 9, r"\d+", required=False) or "0"
    if int(given) > LARGEST_TOKEN:
        raise unmet(f"'{given}'", name, f"Member must have value less than or equal to {LARGEST_TOKEN}")
    return int(given)


def inline_policy(parameters: Parameters) -> str:
    """Return the session policy Policy, '' if none is given."""
    document = parameters.get("Policy")
    if document is None:
        return ""
    if len(document) > LARGEST_POLICY:
        raise unmet(
            f"'{document}'", "Policy", f"Member must have length less than or equal to {LARGEST_POLICY}"
        )
    try:
        parsed = json.loads(document)
    except (ValueError, RecursionError):
        parsed = None
    if not isinstance(parsed, dict) or "Statement" not in parsed:
        raise _malformed("The policy is not in the valid JSON format.")
    try:
        IdentityPolicyValidator(document).validate()
    except MalformedPolicyDocument as error:
        raise _malformed(str(error.message)) from None
    return document


def policy_arns(parameters: Parameters) -> tuple[str, ...]:
    """Return the ARNs of PolicyArns, up to ten."""
    found = [
        value for name, value in parameters.items() if re.fullmatch(r"PolicyArns\.member\.\d+\.arn", name)
    ]
    if len(found) > MOST_POLICIES:
        said = f"Member must have length less than or equal to {MOST_POLICIES}"
        raise unmet(f"of {len(found)} members", "PolicyArns", said)
    for position, arn in enumerate(found, start=1):
        text({"arn": arn}, "arn", 20, 2048, place=f"policyArns.{position}.member.arn")
    return tuple(found)


def session_policies(
    policy: str, arns: tuple[str, ...], account_id: str
) -> tuple[tuple[str, str], ...] | None:
    """Return the session policies as names and documents, None if none is given; managed ones are the account's."""
    found = [("Policy", policy)] if policy else []
    for arn in arns:
        managed = permissions.managed(account_id, arn)
        if managed is None:
            raise validation_error(f"Policy {arn} does not exist or is not attachable.")
        found.append((arn, managed))
    return tuple(found) or None


def packed_size(policies: tuple[tuple[str, str], ...] | None, tags: Mapping[str, str]) -> int | None:
    """Return what share of the room for policies and tags is taken, 1 to 100 percent; None if there are none.

    AWS packs in a way of its own that it does not publish; here it is zlib's. Raises Refusal PackedPolicyTooLarge.
    """
    if not policies and not tags:
        return None
    parts = [document if name == "Policy" else name for name, document in policies or ()]
    parts += [part for pair in tags.items() for part in pair]
    packed = len(zlib.compress("\0".join(parts).encode(), 9))
    percent = max(1, packed * 100 // ROOM)
    if percent > 100:
        said = f"Packed policy consumes {percent}% of allotted space, please use smaller policy."
        raise Refusal(code="PackedPolicyTooLarge", message=said)
    return percent


def _malformed(message: str) -> Refusal:
    return Refusal(code="MalformedPolicyDocument", message=message)
