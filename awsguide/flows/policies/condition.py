"""Conditions of a policy read from outside: does one hold, does it not, or can that not be known here?

AWS alone sees a whole request. This module judges what follows from values that are known, says None for the rest,
and refuses to guess: an operator or key it does not know makes a condition unknown, never true or false.

Source: 'IAM JSON policy elements: Condition operators' (IAM user guide, read 2026-11-26).
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

Test = Callable[[str, str], bool]
_VARIABLE = re.compile(r"\$\{([^}]{1,512})\}")
# What stands in a pattern for characters that came in by a variable and are no wildcards.
_ITSELF = {"*": "\ue000", "?": "\ue001"}


@dataclass(frozen=True)
class Seen:
    """What is known of a request's context. `values` is keyed in lower case; an empty tuple: it is known to be absent.

    `closed` are beginnings of keys ('aws:requesttag/') of which everything is known: what is not in `values` is absent.
    `variables` is False for a policy of the old version, where '${aws:username}' is nothing but that text.
    """

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    closed: tuple[str, ...] = ()
    variables: bool = True

    def of(self, key: str) -> tuple[str, ...] | None:
        """The values of a key, () when the request has none, None when that is not known here."""
        lower = key.lower()
        if lower in self.values:
            return self.values[lower]
        return () if lower.startswith(self.closed) and self.closed else None


def like(value: str, pattern: str, *, fold: bool = False) -> bool:
    """Match `*` (any run of characters, also none) and `?` (any one); `fold` ignores upper and lower case."""
    if fold:
        value, pattern = value.lower(), pattern.lower()
    # The expression that Python makes of it never goes back over a `*`; a bracket means something to Python alone.
    expression = fnmatch.translate(pattern.replace("[", "[[]"))
    for shown, hidden in _ITSELF.items():
        expression = expression.replace(hidden, re.escape(shown))
    return re.match(expression, value) is not None


def arn_like(value: str, pattern: str) -> bool:
    """Match two ARNs part by part: a wildcard does not reach over a colon."""
    values, patterns = value.split(":", 5), pattern.split(":", 5)
    if len(values) != 6:
        return False
    return pattern == "*" or (len(patterns) == 6 and all(map(like, values, patterns)))


def _plain(pattern: str) -> str:
    for shown, hidden in _ITSELF.items():
        pattern = pattern.replace(hidden, shown)
    return pattern


# Operator in lower case: how one value is compared, and whether it is the negation of that.
_OPERATORS: Mapping[str, tuple[Test, bool]] = {
    "stringequals": (lambda value, wanted: value == _plain(wanted), False),
    "stringnotequals": (lambda value, wanted: value == _plain(wanted), True),
    "stringequalsignorecase": (lambda value, wanted: value.casefold() == _plain(wanted).casefold(), False),
    "stringnotequalsignorecase": (lambda value, wanted: value.casefold() == _plain(wanted).casefold(), True),
    "stringlike": (like, False),
    "stringnotlike": (like, True),
    "arnequals": (arn_like, False),
    "arnlike": (arn_like, False),
    "arnnotequals": (arn_like, True),
    "arnnotlike": (arn_like, True),
    "bool": (lambda value, wanted: value.casefold() == _plain(wanted).casefold(), False),
}


def substituted(text: str, seen: Seen) -> str | None:
    """`text` with the values of its policy variables; None when one of them is not known, or not one value."""
    if not seen.variables:
        return text
    unknown = False

    def value(found: re.Match[str]) -> str:
        nonlocal unknown
        name, _, default = found[1].partition(",")
        if name in ("*", "?", "$"):
            return _ITSELF.get(name, name)
        values = seen.of(name.strip())
        if values is not None and not values and default:
            values = (default.strip().strip("'"),)
        if values is None or len(values) != 1:
            unknown = True
            return ""
        return "".join(_ITSELF.get(character, character) for character in values[0])

    result = _VARIABLE.sub(value, text)
    return None if unknown else result


def holds(operator: str, key: str, wanted: Sequence[str], seen: Seen) -> bool | None:
    """Whether one condition holds ('ForAnyValue:StringLike', 'BoolIfExists'); None when that cannot be known here.

    Policy variables mean something to the operators for strings and ARNs alone.
    """
    quantifier, _, plain = operator.lower().rpartition(":")
    values = seen.of(key)
    if values is None or quantifier not in ("", "forallvalues", "foranyvalue"):
        return None
    if plain == "null":
        return any((not values) == (want.lower() == "true") for want in wanted)
    row = _OPERATORS.get(plain.removesuffix("ifexists"))
    resolves = plain.startswith(("string", "arn"))
    resolved = [substituted(want, seen) if resolves else want for want in wanted]
    if row is None or (values and None in resolved):
        return None
    test, negated = row
    for_all = quantifier == "forallvalues" or (negated and not quantifier)
    if not values:
        # Nothing to compare: negated operators, ForAllValues and ...IfExists hold; ForAnyValue does not.
        return for_all or plain.endswith("ifexists")

    def accepted(value: str) -> bool:
        return any(test(value, want) for want in resolved if want is not None) != negated

    return all(map(accepted, values)) if for_all else any(map(accepted, values))
