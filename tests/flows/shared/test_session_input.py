"""What is told about durations, names, MFA, tags and policies before anything is sent."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awsguide.core.errors import BadInput
from awsguide.core.secret import Secret
from awsguide.explanations import EXPLANATIONS
from awsguide.flows.shared import session_input
from awsguide.flows.short_term import policy_input

DEVICE = "arn:aws:iam::111122223333:mfa/hana"


def refused(check: Callable[[], object]) -> BadInput:
    with pytest.raises(BadInput) as caught:
        check()
    return caught.value


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [
        ("", None),
        ("3600", 3600),
        (" 900 ", 900),
        ("1h", 3600),
        ("1 h", 3600),
        ("1 hour", 3600),
        ("2 hours", 7200),
        ("90m", 5400),
        ("45 min", 2700),
        ("1h30m", 5400),
        ("1 h 30 min", 5400),
        ("900s", 900),
        ("PT1H", 3600),
    ],
)
def test_a_duration_is_understood_as_people_write_it(typed: str, seconds: int | None) -> None:
    assert session_input.read_seconds(typed) == seconds


@pytest.mark.parametrize("typed", ["soon", "an hour", "1d", "1.5h", "-1", "h", "1h soon", "\u00b2h"])
def test_what_is_no_duration_is_quoted(typed: str) -> None:
    error = refused(lambda: session_input.read_seconds(typed))
    assert (error.code, typed in error.what) == ("duration-unclear", True)


@given(st.integers(min_value=0, max_value=200_000))
def test_what_is_spoken_is_understood_again(seconds: int) -> None:
    assert session_input.read_seconds(session_input.spoken(seconds)) == seconds


@pytest.mark.parametrize("seconds", [0, 899, 3601])
def test_a_duration_outside_the_limits_names_both(seconds: int) -> None:
    error = refused(lambda: session_input.check_seconds(seconds, 3600, "The role says so."))
    assert "15 minutes and 1 hour" in error.next_step
    assert error.why == ("The role says so." if seconds > 900 else error.why)
    session_input.check_seconds(900, 3600, "")
    session_input.check_seconds(3600, 3600, "")


@pytest.mark.parametrize(
    ("name", "words"),
    [("", "empty"), ("x", "1 character"), ("a b", "a space"), ("x" * 65, "65 characters"), ("a/b", "'/'")],
)
def test_a_session_name_is_told_what_is_wrong_with_it(name: str, words: str) -> None:
    assert words in refused(lambda: session_input.check_session_name(name)).what


@pytest.mark.parametrize(
    ("serial", "code", "words"),
    [
        (DEVICE, None, "no code"),
        ("", "123456", "no device"),
        (DEVICE, "1234567", "7 digits"),
        (DEVICE, "12345", "5 digits"),
        (DEVICE, "123 456", "something else"),
        (DEVICE, "\u0661\u0662\u0663\u0664\u0665\u0666", "6 digits"),
        ("arn:aws:iam::111122223333:u2f/user/hana/key-A", "123456", "security key"),
        ("arn:aws:iam::111122223333:user/hana", "123456", "a user"),
        ("hana", "123456", "neither"),
    ],
)
def test_device_and_code_are_looked_at_before_a_code_is_used_up(
    serial: str, code: str | None, words: str
) -> None:
    error = refused(lambda: session_input.check_mfa(serial, Secret(code) if code else None))
    assert words in error.what
    assert code is None or code not in str(error)


@pytest.mark.parametrize("serial", [DEVICE, "GAHT12345678", "arn:aws-cn:iam::111122223333:mfa/a/b"])
def test_virtual_and_hardware_devices_are_both_taken(serial: str) -> None:
    session_input.check_mfa(serial, Secret("000000"))
    session_input.check_mfa("", None)


def test_tags_are_read_line_by_line_or_between_commas() -> None:
    found = session_input.read_tags("project=apollo, stage = a=b\n\nempty=\n")
    assert found == (("project", "apollo"), ("stage", "a=b"), ("empty", ""))
    assert "'stage'" in refused(lambda: session_input.read_tags("stage")).what


@pytest.mark.parametrize(
    ("tags", "words"),
    [
        ([(str(number), "") for number in range(51)], "51 session tags"),
        ([("", "x")], "0 characters"),
        ([("k" * 129, "x")], "129 characters"),
        ([("k", "x" * 257)], "257 characters"),
        ([("aws:k", "x")], "aws:"),
        ([("Team", "x"), ("team", "y")], "twice"),
        ([("a;b", "x")], "';'"),
        ([("k", "x*")], "'*'"),
    ],
)
def test_tags_that_aws_does_not_take_are_named(tags: list[tuple[str, str]], words: str) -> None:
    assert words in refused(lambda: session_input.check_tags(tags)).what


def test_fifty_tags_are_taken_and_a_transitive_key_is_one_of_them() -> None:
    fifty = [(f"key {number}", "Gr\u00f6\u00dfe +=@") for number in range(50)]
    session_input.check_tags(fifty, ["KEY 7"])
    assert refused(lambda: session_input.check_tags(fifty, ["other"])).code == "transitive-unknown"


def test_the_line_of_a_comma_too_many_is_named() -> None:
    policy = '{\n  "Version": "2012-10-17",\n  "Statement": [\n    {"Effect": "Allow"},\n  ]\n}'
    error = refused(lambda: policy_input.check_policy(policy))
    assert error.what == "The policy has a mistake in line 4: there is a comma too many."


POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Action": ["s3:Get*", "s3:List*"], "Resource": "*"},
        {"Effect": "Deny", "Action": "s3:*", "Resource": ["a", "b"]},
    ],
}


@given(st.data(), st.integers(min_value=1, max_value=4))
def test_a_comma_put_before_any_closing_bracket_is_found_in_its_line(
    data: st.DataObject, indent: int
) -> None:
    lines = json.dumps(POLICY, indent=indent).split("\n")
    places = [at for at, line in enumerate(lines[1:]) if line.strip()[0] in "]}"]
    at = data.draw(st.sampled_from(places))
    lines[at] += ","
    assert (
        f"in line {at + 1}: there is a comma too many"
        in refused(lambda: policy_input.check_policy("\n".join(lines))).what
    )


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        ('{"Statement": [}', "in line 1: a value is missing before '}'"),
        ("{\n'Statement': []}", "in line 2: ' stands where"),
        ("{\n\u201cStatement\u201d: []}", "in line 2: \u201c stands where"),
        ('{"Statement": [', "in line 1: the text ends"),
        ('{"Statement": []\n"Version": ""}', "in line 2: a comma or a closing bracket is missing"),
        ('{"Statement": []}\n{}', "in line 2: something follows"),
        ("{,}", "comma too many"),
        ('{"Statement" []}', "a colon is missing"),
        ("[]", "no 'Statement'"),
        ("{}", "no 'Statement'"),
        ('{"Statement": "' + "x" * 2048 + '"}', "2,065 characters"),
    ],
)
def test_what_is_no_policy_is_told_with_its_line(policy: str, words: str) -> None:
    assert words in refused(lambda: policy_input.check_policy(policy)).what


def test_a_policy_that_is_nested_without_end_is_refused() -> None:
    # How deep json reads depends on Python's version: past that it is nested too deeply, before it ends too early.
    assert refused(lambda: policy_input.check_policy("[" * 2_000)).code in ("policy-shape", "policy-json")


@pytest.mark.parametrize(
    ("arns", "words"),
    [
        (["arn:aws:iam::aws:policy/A"] * 11, "11"),
        (["ReadOnlyAccess"], "'ReadOnlyAccess'"),
        (["arn:aws:iam::444455556666:policy/A"], "another account"),
    ],
)
def test_managed_policies_that_no_session_can_have_are_named(arns: list[str], words: str) -> None:
    assert words in refused(lambda: policy_input.check_policy_arns(arns, "111122223333")).what
    policy_input.check_policy_arns(
        ["arn:aws:iam::aws:policy/A", "arn:aws:iam::111122223333:policy/x/B"], "111122223333"
    )


def test_nothing_that_is_told_quotes_a_code() -> None:
    rows = [row for row in EXPLANATIONS if row.code.startswith("mfa-code")]
    assert rows
    assert all("{given}" not in row.what + row.why + row.next_step for row in rows)
