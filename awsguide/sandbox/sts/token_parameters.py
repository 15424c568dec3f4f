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

from awsguide.sandbox.access import permissions
from awsguide.sandbox.errors import Refusal
from awsguide.sandbox.iam.policy_documents import IdentityPolicyValidator

if TYPE_CHECKING:
    from collections.abc import Mapping

    Parameters = Mapping[str, str]

SHORTEST_SESSION = 900
LARGEST_TOKEN = 4096
LARGEST_POLICY = 2048
MOST_POLICIES = 10
# How many bytes session policies and tags may take when they are packed.
ROOM = 2048


def validation_error(message: str) -> Refusal:
    """Return the ValidationError (400) of STS and IAM."""
    return Refusal(code="ValidationError", message=message)


def text(
    parameters: Parameters,
    name: str,
    shortest: int,
    longest: int,
    pattern: str = "",
    *,
    required: bool = True,
    place: str = "",
) -> str:
    """Return a parameter of `shortest` to `longest` characters that `pattern` covers; '' if it may be missing.

    `place` is what a refusal calls it, if not by its name.
    """
    value = parameters.get(name)
    name = place or name
    if value is None:
        if required:
            raise unmet("null", name, "Member must not be null")
        return ""
    if len(value) < shortest:
        raise unmet(f"'{value}'", name, f"Member must have length greater than or equal to {shortest}")
    if len(value) > longest:
        raise unmet(f"'{value}'", name, f"Member must have length less than or equal to {longest}")
    if pattern and not re.fullmatch(pattern, value, re.ASCII):
        raise unmet(f"'{value}'", name, f"Member must satisfy regular expression pattern: {pattern}")
    return value


def one_of(parameters: Parameters, name: str, values: tuple[str, ...]) -> str:
    """Return a parameter that is one of `values`."""
    value = text(parameters, name, 0, 128)
    if value not in values:
        raise unmet(f"'{value}'", name, f"Member must satisfy enum value set: [{', '.join(values)}]")
    return value


def seconds(parameters: Parameters, default: int, longest: int) -> int:
    """Return DurationSeconds, 900 to `longest`."""
    return number(parameters, "DurationSeconds", default, SHORTEST_SESSION, longest)


def number(parameters: Parameters, name: str, default: int, smallest: int, largest: int) -> int:
    """Return a parameter that is a whole number from `smallest` to `largest`."""
    given = parameters.get(name)
    if given is None:
        return default
    if not re.fullmatch(r"-?\d{1,9}", given, re.ASCII):
        raise Refusal(code="MalformedInput", message=f"{name} is not a number.")
    if int(given) < smallest:
        raise unmet(f"'{given}'", name, f"Member must have value greater than or equal to {smallest}")
    if int(given) > largest:
        raise unmet(f"'{given}'", name, f"Member must have value less than or equal to {largest}")
    return int(given)


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
    for number, arn in enumerate(found, start=1):
        text({"arn": arn}, "arn", 20, 2048, place=f"policyArns.{number}.member.arn")
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


def unmet(value: str, name: str, constraint: str) -> Refusal:
    """Return the refusal of a member that does not meet a constraint of the service's model."""
    member = name[0].lower() + name[1:]
    return validation_error(
        f"1 validation error detected: Value {value} at '{member}' failed to satisfy constraint: {constraint}"
    )
