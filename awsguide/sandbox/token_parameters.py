"""What STS and IAM ask of the parameters they are given, in AWS's own words when something is wrong.

It refuses to decide who may call what. Every function here raises `Refusal`.

Source: botocore's service models sts 2011-06-15 and iam 2010-05-08, and the API references (read 2026-11-23).
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from awsguide.sandbox import permissions
from awsguide.sandbox.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    Parameters = Mapping[str, str]

SHORTEST_SESSION = 900
LARGEST_POLICY = 2048
MOST_POLICIES = 10


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
) -> str:
    """Return a parameter of `shortest` to `longest` characters that `pattern` covers; '' if it may be missing."""
    value = parameters.get(name)
    if value is None:
        if required:
            raise _unmet("null", name, "Member must not be null")
        return ""
    if len(value) < shortest:
        raise _unmet(f"'{value}'", name, f"Member must have length greater than or equal to {shortest}")
    if len(value) > longest:
        raise _unmet(f"'{value}'", name, f"Member must have length less than or equal to {longest}")
    if pattern and not re.fullmatch(pattern, value, re.ASCII):
        raise _unmet(f"'{value}'", name, f"Member must satisfy regular expression pattern: {pattern}")
    return value


def one_of(parameters: Parameters, name: str, values: tuple[str, ...]) -> str:
    """Return a parameter that is one of `values`."""
    value = text(parameters, name, 0, 128)
    if value not in values:
        raise _unmet(f"'{value}'", name, f"Member must satisfy enum value set: [{', '.join(values)}]")
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
        raise _unmet(f"'{given}'", name, f"Member must have value greater than or equal to {smallest}")
    if int(given) > largest:
        raise _unmet(f"'{given}'", name, f"Member must have value less than or equal to {largest}")
    return int(given)


def session_policies(parameters: Parameters, account_id: str) -> tuple[tuple[str, str], ...] | None:
    """Return the session policies as names and documents, None if none is given; managed ones are the account's."""
    found: list[tuple[str, str]] = []
    document = parameters.get("Policy")
    if document is not None:
        found.append(("Policy", _policy(document)))
    for number in range(1, MOST_POLICIES + 1):
        arn = parameters.get(f"PolicyArns.member.{number}.arn")
        if arn is None:
            break
        managed = permissions.managed(account_id, arn)
        if managed is None:
            raise validation_error(f"Policy {arn} does not exist or is not attachable.")
        found.append((arn, managed))
    return tuple(found) or None


def packed_size(policies: tuple[tuple[str, str], ...]) -> int:
    """Return what share of the room for session policies is taken, 1 to 100 percent; AWS packs in its own way."""
    size = sum(len(document) for name, document in policies if name == "Policy")
    return max(1, size * 100 // LARGEST_POLICY)


def _policy(document: str) -> str:
    if len(document) > LARGEST_POLICY:
        raise _unmet(
            f"'{document}'", "Policy", f"Member must have length less than or equal to {LARGEST_POLICY}"
        )
    try:
        parsed = json.loads(document)
    except (ValueError, RecursionError):
        parsed = None
    if not isinstance(parsed, dict) or "Statement" not in parsed:
        raise Refusal(code="MalformedPolicyDocument", message="The policy is not in the valid JSON format.")
    return document


def _unmet(value: str, name: str, constraint: str) -> Refusal:
    member = name[0].lower() + name[1:]
    return validation_error(
        f"1 validation error detected: Value {value} at '{member}' failed to satisfy constraint: {constraint}"
    )
