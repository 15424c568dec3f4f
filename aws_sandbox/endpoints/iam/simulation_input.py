"""What a caller of the policy simulator asks: its parameters, read and checked, in AWS's own words when one is wrong.

This module refuses to simulate.

Source: IAM API reference, SimulatePrincipalPolicy and SimulateCustomPolicy, and botocore's service model iam
2010-05-08 (read 2026-11-26).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aws_sandbox.access.statements import Kind, Policy, read
from aws_sandbox.protocol.errors import Refusal
from aws_sandbox.protocol.parameters import validation_error

if TYPE_CHECKING:
    from collections.abc import Mapping

    Form = Mapping[str, str]

_ACTION = re.compile(r"[\w-]+:[\w*?-]+|\*", re.ASCII)
_USER_ARN = re.compile(r"arn:aws:iam::(\d{12}):user/(?:[!-~]+/)?([\w+=,.@-]+)", re.ASCII)
_DEFAULT_ITEMS, _MOST_ITEMS = 100, 1000
KEY_TYPES = frozenset(
    f"{name}{many}"
    for name in ("string", "numeric", "boolean", "ip", "binary", "date")
    for many in ("", "List")
)


@dataclass(frozen=True)
class Asked:
    """A simulation as it was asked for; `boundary` None means the principal's own, if any.

    `resource_policy` is evaluated for every resource, with `caller_arn` as the principal; `owner` is whose resources
    are that do not say so themselves (12 digits, '' for the caller's account).
    """

    actions: tuple[str, ...]
    resources: tuple[str, ...]
    policies: tuple[Policy, ...]
    boundary: tuple[Policy, ...] | None
    resource_policy: str | None
    caller_arn: str
    owner: str
    context: Mapping[str, tuple[str, ...]]
    first: int
    items: int


def asked(form: Form) -> Asked:
    """Read the parameters of a simulation; raises `Refusal`."""
    actions = listed(form, "ActionNames")
    if not actions:
        raise validation_error(
            "1 validation error detected: Value at 'actionNames' failed to satisfy constraint: Member must not be null"
        )
    for action in actions:
        if not _ACTION.fullmatch(action):
            raise invalid(f"Invalid action: {action} has to be a service prefix, a colon and an operation.")
    caller_arn = form.get("CallerArn", "")
    if caller_arn and not _USER_ARN.fullmatch(caller_arn):
        raise invalid(f"Invalid caller ARN: {caller_arn} is not the ARN of an IAM user.")
    resource_policy = form.get("ResourcePolicy")
    limits = inputs(form, "PermissionsBoundaryPolicyInputList", Kind.BOUNDARY)
    first, items = _page(form)
    return Asked(
        actions=actions,
        resources=listed(form, "ResourceArns"),
        policies=inputs(form, "PolicyInputList", Kind.IDENTITY),
        boundary=limits or None,
        resource_policy=None if resource_policy is None else document(resource_policy, "ResourcePolicy"),
        caller_arn=caller_arn,
        owner=_owner(form.get("ResourceOwner", "")),
        context=_context(form),
        first=first,
        items=items,
    )


def listed(form: Form, name: str) -> tuple[str, ...]:
    """Return a list of texts among the parameters."""
    found: list[str] = []
    while (value := form.get(f"{name}.member.{len(found) + 1}")) is not None:
        found.append(value)
    return tuple(found)


def inputs(form: Form, name: str, kind: Kind) -> tuple[Policy, ...]:
    """Return the policies that are given as texts, named as AWS names them: 'PolicyInputList.1'."""
    return tuple(
        read(f"{name}.{number}", kind, document(text, f"{name}.{number}"), owner="input")
        for number, text in enumerate(listed(form, name), start=1)
    )


def document(text: str, name: str) -> str:
    """Return a policy document that is one; raises `Refusal` with the line where it is none."""
    try:
        parsed = json.loads(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}: {error.msg}"
        raise invalid(f"Invalid policy document in {name}: {where}") from None
    except RecursionError:
        parsed = None
    if not isinstance(parsed, dict) or not isinstance(parsed.get("Statement"), (dict, list)):
        raise invalid(f"Invalid policy document in {name}: it has no statements.")
    return text


def invalid(message: str) -> Refusal:
    """Return IAM's InvalidInput (400)."""
    return Refusal(code="InvalidInput", message=message)


def user_of(arn: str) -> tuple[str, str] | None:
    """Return account and name of a user's ARN, None if it is none."""
    found = _USER_ARN.fullmatch(arn)
    return None if found is None else (found[1], found[2])


def _owner(given: str) -> str:
    found = re.fullmatch(r"(?:arn:aws:iam::)?(\d{12})(?::root)?", given, re.ASCII)
    if given and found is None:
        raise invalid(f"Invalid resource owner: {given} is neither an account nor its ARN.")
    return "" if found is None else found[1]


def _context(form: Form) -> Mapping[str, tuple[str, ...]]:
    """Return the context entries, keyed in lower case."""
    found: dict[str, tuple[str, ...]] = {}
    number = 1
    while (name := form.get(f"ContextEntries.member.{number}.ContextKeyName")) is not None:
        start = f"ContextEntries.member.{number}"
        kind = form.get(f"{start}.ContextKeyType", "string")
        if kind not in KEY_TYPES:
            raise validation_error(
                f"1 validation error detected: Value '{kind}' at 'contextEntries.{number}.member.contextKeyType' "
                "failed to satisfy constraint: Member must satisfy enum value set"
            )
        values = listed(form, f"{start}.ContextKeyValues")
        if len(values) != 1 and not kind.endswith("List"):
            raise invalid(f"Invalid context entry: {name} of the type {kind} needs exactly one value.")
        found[name.lower()] = values
        number += 1
    return found


def _page(form: Form) -> tuple[int, int]:
    items, marker = form.get("MaxItems", str(_DEFAULT_ITEMS)), form.get("Marker", "0")
    if not re.fullmatch(r"\d{1,4}", items, re.ASCII) or not 1 <= int(items) <= _MOST_ITEMS:
        raise validation_error(
            f"1 validation error detected: Value '{items}' at 'maxItems' failed to satisfy constraint: "
            f"Member must have value between 1 and {_MOST_ITEMS}"
        )
    if not re.fullmatch(r"\d{1,9}", marker, re.ASCII):
        raise invalid("Invalid Marker.")
    return int(marker), int(items)
