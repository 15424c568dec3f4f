"""Condition operators of IAM policies, and policy variables.

Pure functions from strings to answers. An operator that AWS does not have matches nothing; it is never taken for
granted.

Sources: 'IAM JSON policy elements: Condition operators', '... Variables and tags', 'Set operators for multi-valued
context keys' (IAM user guide, read 2026-11-23).
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import operator
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from aws_sandbox.access.wildcards import HIDE, like, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    Context = Mapping[str, tuple[str, ...]]
    Test = Callable[[str, str], bool]

# Each part has a longest length, and nothing can be read in two ways: otherwise blanks alone would take for ever.
_VARIABLE = re.compile(r"\$\{(?P<key>[^},]{1,256})(?:,\s{0,9}'(?P<default>[^']{0,256})'\s{0,9})?\}")
_SHORT_DATE = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2}))?", re.ASCII)
# ${*}, ${?} and ${$} stand for the characters themselves.
_LITERALS = {"*": "*", "?": "?", "$": "$"}


def variable_keys(text: str) -> tuple[str, ...]:
    """Return the condition keys that a text's variables name."""
    keys = (found["key"].strip() for found in _VARIABLE.finditer(text))
    return tuple(key for key in keys if key and key not in _LITERALS)


def substitute(text: str, context: Context) -> str | None:
    """Put the request's values in place of `${key}`; None if one has no value and no default.

    What a variable brings in is compared as it is: a `*` in it is no wildcard.
    """
    if "${" not in text:
        return text
    unresolved = False

    def resolve(found: re.Match[str]) -> str:
        nonlocal unresolved
        key, value = found["key"].strip(), found["default"]
        if key in _LITERALS:
            value = _LITERALS[key]
        else:
            values = context.get(key.lower(), ())
            value = values[0] if len(values) == 1 else value
        if value is None:
            unresolved = True
            return ""
        return "".join(HIDE.get(character, character) for character in value)

    result = _VARIABLE.sub(resolve, text)
    return None if unresolved else result


def read_as(text: str, context: Context, hidden: Collection[str] = ()) -> str:
    """Return a text of a policy and, if it has variables, what they made of it; `hidden` keys are not shown."""
    lowered = text.lower()
    if "${" not in text or any(key in lowered for key in hidden):
        return text
    resolved = substitute(text, context)
    stands = "which the request does not have" if resolved is None else f"here {shown(resolved)}"
    return f"{text} ({stands})"


def _exactly(compare: Test) -> Test:
    return lambda value, wanted: compare(value, shown(wanted))


def _arn_like(value: str, pattern: str) -> bool:
    """Compare the six parts of an ARN one by one: a wildcard does not reach over a colon."""
    values, patterns = value.split(":", 5), pattern.split(":", 5)
    if len(patterns) != 6:
        return pattern == "*" and len(values) == 6
    return len(values) == 6 and all(map(like, values, patterns))


def _numeric(compare: Callable[[float, float], bool]) -> Test:
    def test(value: str, wanted: str) -> bool:
        try:
            return compare(float(value), float(wanted))
        except ValueError:
            return False

    return test


def seconds(text: str) -> float:
    """Read a date of the W3C profile of ISO 8601 (a year alone, and a month, too), or seconds since 1970.

    Raises ValueError.
    """
    shortened = _SHORT_DATE.fullmatch(text)
    try:
        if shortened is None:
            return float(text)
        moment = datetime(int(shortened["year"]), int(shortened["month"] or 1), 1, tzinfo=UTC)
        return moment.timestamp()
    except ValueError:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _date(compare: Callable[[float, float], bool]) -> Test:
    def test(value: str, wanted: str) -> bool:
        try:
            return compare(seconds(value), seconds(wanted))
        except ValueError:
            return False

    return test


def _in_network(value: str, network: str) -> bool:
    try:
        return ipaddress.ip_address(value) in ipaddress.ip_network(network, strict=False)
    except ValueError:
        return False


def _binary(value: str, wanted: str) -> bool:
    try:
        return base64.b64decode(value, validate=True) == base64.b64decode(wanted, validate=True)
    except (binascii.Error, ValueError):
        return False


_STRING_EQUALS = _exactly(operator.eq)
_FOLDED_EQUALS = _exactly(lambda value, wanted: value.casefold() == wanted.casefold())

# Operator in lower case: how a value is compared, and whether the condition holds when nothing matches.
OPERATORS: Mapping[str, tuple[Test, bool]] = {
    "stringequals": (_STRING_EQUALS, False),
    "stringnotequals": (_STRING_EQUALS, True),
    "stringequalsignorecase": (_FOLDED_EQUALS, False),
    "stringnotequalsignorecase": (_FOLDED_EQUALS, True),
    "stringlike": (like, False),
    "stringnotlike": (like, True),
    "arnequals": (_arn_like, False),
    "arnnotequals": (_arn_like, True),
    "arnlike": (_arn_like, False),
    "arnnotlike": (_arn_like, True),
    "numericequals": (_numeric(operator.eq), False),
    "numericnotequals": (_numeric(operator.eq), True),
    "numericlessthan": (_numeric(operator.lt), False),
    "numericlessthanequals": (_numeric(operator.le), False),
    "numericgreaterthan": (_numeric(operator.gt), False),
    "numericgreaterthanequals": (_numeric(operator.ge), False),
    "dateequals": (_date(operator.eq), False),
    "datenotequals": (_date(operator.eq), True),
    "datelessthan": (_date(operator.lt), False),
    "datelessthanequals": (_date(operator.le), False),
    "dategreaterthan": (_date(operator.gt), False),
    "dategreaterthanequals": (_date(operator.ge), False),
    "bool": (_FOLDED_EQUALS, False),
    "ipaddress": (_in_network, False),
    "notipaddress": (_in_network, True),
    "binaryequals": (_binary, False),
}


def holds(name: str, key: str, wanted: Sequence[str], context: Context, *, variables: bool = True) -> bool:
    """Say whether one condition holds: `name` as in the policy ('ForAllValues:StringLike', 'BoolIfExists').

    `context` is keyed in lower case; a key that the request does not have is missing from it. Policy variables mean
    something to the operators for strings, ARNs and booleans alone, and to none without `variables`.
    """
    quantifier, _, plain = name.lower().rpartition(":")
    values = context.get(key.lower())
    if plain == "null":
        return any((values is None) == (want.lower() == "true") for want in wanted)
    if_exists = plain.endswith("ifexists")
    row = OPERATORS.get(plain.removesuffix("ifexists"))
    if row is None or quantifier not in ("", "forallvalues", "foranyvalue"):
        return False
    test, negated = row
    if quantifier and values is not None and not any(values):
        # For the set operators, a key whose values are all empty is one without values.
        values = None
    if values is None:
        # Nothing to compare: negated operators, ForAllValues and ...IfExists hold; ForAnyValue does not.
        return if_exists or quantifier == "forallvalues" or (negated and not quantifier)
    resolved = list(wanted)
    if variables and plain.startswith(("string", "arn", "bool")):
        resolved = [text for text in (substitute(want, context) for want in wanted) if text is not None]

    def accepted(value: str) -> bool:
        return any(test(value, want) for want in resolved) != negated

    if quantifier == "forallvalues" or (negated and not quantifier):
        return all(accepted(value) for value in values)
    return any(accepted(value) for value in values)
