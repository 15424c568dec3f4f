"""What every operation asks of its parameters: lengths, patterns, numbers, in AWS's own words when one does not fit.

It knows no operation. Every function here raises `Refusal`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aws_sandbox.protocol.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    Parameters = Mapping[str, str]


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


def unmet(value: str, name: str, constraint: str) -> Refusal:
    """Return the refusal of a member that does not meet a constraint of the service's model."""
    member = name[0].lower() + name[1:]
    return validation_error(
        f"1 validation error detected: Value {value} at '{member}' failed to satisfy constraint: {constraint}"
    )
