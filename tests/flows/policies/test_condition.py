"""Conditions are judged as the sandbox judges them where everything is known, and not at all where it is not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aws_sandbox.access import conditions
from awsguide.flows.policies.condition import Seen, holds, substituted

COMPARED = ("StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnEquals", "ArnLike")
OPERATORS = [*COMPARED, *(name.replace("String", "StringNot").replace("Arn", "ArnNot") for name in COMPARED)]
OPERATORS += ["Bool", "Null"]
WORDS = st.sampled_from(
    ["true", "false", "a", "A", "ab", "a*", "?", "*", "", "${aws:username}", "arn:aws:iam::1:user/*", "${*}"]
    + [f"arn:aws:iam::1:user/{name}" for name in ("hana", "h*", "${aws:username}")]
)
VALUES = st.lists(st.sampled_from(["true", "a", "ab", "*", "arn:aws:iam::1:user/hana"]), max_size=2)


NAMES = st.tuples(
    st.sampled_from(["", "ForAnyValue:", "ForAllValues:"]),
    st.sampled_from(OPERATORS),
    st.sampled_from(["", "IfExists"]),
)


@given(
    NAMES,
    st.lists(WORDS, min_size=1, max_size=3),
    VALUES,
    st.booleans(),
)
@settings(max_examples=400, deadline=None)
def test_what_is_known_is_judged_as_the_sandbox_judges_it(
    parts: tuple[str, str, str], wanted: list[str], values: list[str], variables: bool
) -> None:
    quantifier, operator, suffix = parts
    name = quantifier + operator + (suffix if operator != "Null" else "")
    context = {"aws:username": ("hana",)} | ({"key": tuple(values)} if values else {})
    seen = Seen({"aws:username": ("hana",), "key": tuple(values)}, variables=variables)
    expected = conditions.holds(name, "Key", tuple(wanted), context, variables=variables)
    if operator == "Null" and quantifier:
        expected = any((not values) == (want.lower() == "true") for want in wanted)
    assert holds(name, "Key", wanted, seen) is expected


@pytest.mark.parametrize(
    ("operator", "key", "wanted"),
    [
        ("StringEquals", "aws:SourceIp", ["192.0.2.1"]),
        ("IpAddress", "known", ["192.0.2.0/24"]),
        ("NumericLessThan", "known", ["3"]),
        ("DateGreaterThan", "known", ["2026-01-01"]),
        ("StringAlmostEquals", "known", ["a"]),
        ("ForNoValue:StringEquals", "known", ["a"]),
        ("StringEquals", "known", ["${aws:PrincipalTag/team}"]),
        ("Null", "aws:SourceIp", ["true"]),
    ],
)
def test_what_is_not_known_is_neither_yes_nor_no(operator: str, key: str, wanted: list[str]) -> None:
    assert holds(operator, key, wanted, Seen({"known": ("a",)})) is None


def test_a_beginning_of_which_all_is_known_makes_what_is_not_there_absent() -> None:
    seen = Seen({"aws:requesttag/project": ("apollo",)}, ("aws:requesttag/",))
    assert holds("StringEquals", "aws:RequestTag/Project", ["apollo"], seen) is True
    assert holds("StringEquals", "aws:RequestTag/stage", ["test"], seen) is False
    assert holds("Null", "aws:RequestTag/stage", ["true"], seen) is True


def test_a_variable_without_a_value_takes_its_default() -> None:
    assert substituted("x-${aws:PrincipalTag/team, 'none'}", Seen({"aws:principaltag/team": ()})) == "x-none"
    assert substituted("x-${aws:PrincipalTag/team}", Seen({"aws:principaltag/team": ()})) is None
