from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_sandbox.access.conditions import OPERATORS, holds, read_as, substitute
from aws_sandbox.access.wildcards import like, shown

TEXT = base64.b64encode(b"text").decode()

# operator, value in the policy, value in the request, whether it holds
ROWS = [
    ("StringEquals", "Blue", "Blue", True),
    ("StringEquals", "blue", "Blue", False),
    ("StringEquals", "B*", "Blue", False),
    ("StringNotEquals", "Red", "Blue", True),
    ("StringNotEquals", "Blue", "Blue", False),
    ("StringEqualsIgnoreCase", "blue", "BLUE", True),
    ("StringNotEqualsIgnoreCase", "blue", "BLUE", False),
    ("StringLike", "B?u*", "Blueish", True),
    ("StringLike", "b*", "Blue", False),
    ("StringNotLike", "R*", "Blue", True),
    ("ArnLike", "arn:aws:s3:::bucket*", "arn:aws:s3:::bucket-one", True),
    ("ArnLike", "arn:aws:iam::*:role/x", "arn:aws:iam::111122223333:role/x", True),
    ("ArnLike", "arn:*:role/x", "arn:aws:iam::111122223333:role/x", False),
    ("ArnEquals", "arn:aws:iam::*:user/*", "arn:aws:iam::111122223333:user/a/b", True),
    ("ArnNotEquals", "arn:aws:iam::*:user/*", "arn:aws:iam::111122223333:role/a", True),
    ("ArnNotLike", "arn:aws:iam::*:user/*", "arn:aws:iam::111122223333:user/a", False),
    ("NumericEquals", "10", "10.0", True),
    ("NumericNotEquals", "10", "11", True),
    ("NumericLessThan", "10", "9", True),
    ("NumericLessThan", "10", "10", False),
    ("NumericLessThanEquals", "10", "10", True),
    ("NumericGreaterThan", "10", "11", True),
    ("NumericGreaterThanEquals", "10", "9", False),
    ("NumericEquals", "ten", "10", False),
    ("DateLessThan", "2026-06-01T00:00:00Z", "2026-05-31T23:59:59Z", True),
    ("DateGreaterThan", "2026-06-01", "2026-06-01T00:00:01Z", True),
    ("DateEquals", "2026-06-01T02:00:00+02:00", "2026-06-01T00:00:00Z", True),
    ("DateNotEquals", "2026-06-01", "2026-06-02", True),
    ("DateLessThanEquals", "1780272000", "2026-06-01T00:00:00Z", True),
    ("DateGreaterThanEquals", "soon", "2026-06-01T00:00:00Z", False),
    ("Bool", "true", "true", True),
    ("Bool", "True", "true", True),
    ("Bool", "false", "true", False),
    ("IpAddress", "203.0.113.0/24", "203.0.113.9", True),
    ("IpAddress", "203.0.113.0/24", "203.0.114.9", False),
    ("IpAddress", "2001:db8::/32", "2001:db8::1", True),
    ("NotIpAddress", "203.0.113.0/24", "203.0.114.9", True),
    ("IpAddress", "nonsense", "203.0.113.9", False),
    ("BinaryEquals", TEXT, TEXT, True),
    ("BinaryEquals", TEXT, "eA==", False),
    ("NoSuchOperator", "x", "x", False),
    ("SomeValues:StringEquals", "x", "x", False),
]


@pytest.mark.parametrize(("name", "wanted", "value", "expected"), ROWS)
def test_an_operator_compares_as_the_user_guide_says(
    name: str, wanted: str, value: str, expected: bool
) -> None:
    assert holds(name, "aws:Key", (wanted,), {"aws:key": (value,)}) is expected


def test_every_operator_has_a_row() -> None:
    assert set(OPERATORS) <= {name.lower() for name, *_ in ROWS}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("StringEquals", False),
        ("StringNotEquals", True),
        ("NumericLessThan", False),
        ("Bool", False),
        ("BoolIfExists", True),
        ("StringEqualsIfExists", True),
        ("ForAllValues:StringEquals", True),
        ("ForAnyValue:StringEquals", False),
        ("ForAnyValue:StringNotEquals", False),
        ("NotIpAddress", True),
    ],
)
def test_a_key_that_the_request_does_not_have_decides_by_operator(name: str, expected: bool) -> None:
    assert holds(name, "aws:Missing", ("x",), {}) is expected


def test_null_asks_whether_the_key_is_there() -> None:
    assert holds("Null", "aws:Key", ("true",), {})
    assert not holds("Null", "aws:Key", ("true",), {"aws:key": ("x",)})
    assert holds("Null", "aws:Key", ("false",), {"aws:key": ("x",)})


def test_one_of_several_wanted_values_is_enough_and_a_negated_operator_wants_none_of_them() -> None:
    assert holds("StringEquals", "k", ("a", "b"), {"k": ("b",)})
    assert not holds("StringNotEquals", "k", ("a", "b"), {"k": ("b",)})
    assert holds("StringNotEquals", "k", ("a", "b"), {"k": ("c",)})


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("ForAllValues:StringEquals", ("a", "b"), True),
        ("ForAllValues:StringEquals", ("a", "c"), False),
        ("ForAnyValue:StringEquals", ("a", "c"), True),
        ("ForAnyValue:StringEquals", ("c", "d"), False),
        ("ForAllValues:StringNotEquals", ("c", "d"), True),
        ("ForAllValues:StringNotEquals", ("a", "d"), False),
        ("ForAnyValue:StringNotEquals", ("a", "d"), True),
        ("ForAnyValue:StringNotEquals", ("a", "b"), False),
    ],
)
def test_sets_of_values_are_compared_as_a_whole(name: str, values: tuple[str, ...], expected: bool) -> None:
    assert holds(name, "aws:TagKeys", ("a", "b"), {"aws:tagkeys": values}) is expected


def test_a_variable_brings_in_the_requests_value_as_it_is() -> None:
    context = {"aws:username": ("ali*",)}
    text = substitute("home/${aws:UserName}/*", context)
    assert text is not None
    assert shown(text) == "home/ali*/*"
    assert like("home/ali*/x", text)
    assert not like("home/alice/x", text)


def test_a_variable_without_value_has_its_default_or_makes_the_text_match_nothing() -> None:
    assert substitute("${aws:PrincipalTag/team, 'all'}", {}) == "all"
    assert substitute("${aws:username}", {}) is None
    assert not holds("StringLike", "k", ("${aws:username}*",), {"k": ("*",)})


def test_the_three_literal_variables_are_no_wildcards() -> None:
    text = substitute("a${*}${?}${$}", {})
    assert text is not None
    assert shown(text) == "a*?$"
    assert not like("abc$", text)


@given(st.text(alphabet="ab/:.*?\n", max_size=8))
def test_a_text_without_wildcards_is_like_itself_alone(text: str) -> None:
    plain = text.replace("*", "").replace("?", "")
    assert like(plain, plain)
    assert like(plain, "*")
    assert not like(plain + "x", plain)


@given(st.text(alphabet="ab*?", max_size=6), st.text(alphabet="ab", max_size=6))
def test_like_agrees_with_a_matcher_written_as_a_recursion(pattern: str, value: str) -> None:
    def matches(pattern: str, value: str) -> bool:
        if not pattern:
            return not value
        if pattern[0] == "*":
            return any(matches(pattern[1:], value[at:]) for at in range(len(value) + 1))
        return bool(value) and pattern[0] in ("?", value[0]) and matches(pattern[1:], value[1:])

    assert like(value, pattern) == matches(pattern, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [("NumericEquals", "7"), ("DateEquals", "7"), ("IpAddress", "7.7.7.7")],
)
def test_variables_mean_nothing_to_operators_for_numbers_dates_and_addresses(name: str, value: str) -> None:
    assert holds(name, "k", (value,), {"k": (value,)})
    assert not holds(name, "k", ("${k}",), {"k": (value,)})


def test_a_boolean_is_compared_with_what_a_variable_stands_for() -> None:
    assert holds("Bool", "k", ("${other}",), {"k": ("true",), "other": ("true",)})
    assert not holds("Bool", "k", ("${other}",), {"k": ("true",), "other": ("false",)})


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("ForAllValues:StringEquals", ("",), True),
        ("ForAllValues:StringEquals", ("", ""), True),
        ("ForAllValues:StringEquals", ("", "no"), False),
        ("ForAnyValue:StringEquals", ("",), False),
        ("ForAnyValue:StringNotEquals", ("",), False),
        ("StringEquals", ("",), False),
        ("StringNotEquals", ("",), True),
    ],
)
def test_for_the_set_operators_a_key_whose_values_are_empty_has_none(
    name: str, values: tuple[str, ...], expected: bool
) -> None:
    assert holds(name, "k", ("yes",), {"k": values}) is expected


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("2026", "2026-01-01T00:00:00Z"),
        ("2026-03", "2026-03-01T00:00:00Z"),
        ("2026-03-04", "2026-03-04T00:00:00Z"),
        ("1798761600", "2027-01-01T00:00:00Z"),
    ],
)
def test_a_date_may_end_after_year_month_or_day(written: str, means: str) -> None:
    assert holds("DateEquals", "k", (written,), {"k": (means,)})


def test_the_agreed_value_that_a_variable_stands_for_is_not_told() -> None:
    context = {"sts:externalid": ("agreed",), "aws:username": ("hana",)}
    assert read_as("${aws:username}", context, {"sts:externalid"}) == "${aws:username} (here hana)"
    assert read_as("${sts:ExternalId}", context, {"sts:externalid"}) == "${sts:ExternalId}"
