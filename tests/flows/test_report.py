"""A report that can be sent: calls by name, codes and versions; whatever else an error or a call holds stays out."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from awsguide.core.errors import GuideError
from awsguide.core.model import LoggedCall
from awsguide.explanations import explain
from awsguide.flows.report import report

VERSIONS = {"awsguide": "0.1.0", "Python": "3.11.7"}


def made(error: GuideError, *calls: LoggedCall, **more: str) -> str:
    return report(error, calls, VERSIONS, target="aws", **more)


def test_it_names_calls_codes_versions_and_the_partition() -> None:
    error = explain(
        "access-denied", operation="ListUsers", detail="User: arn:aws:iam::111122223333:user/dana may not"
    )
    calls = (
        LoggedCall("sso", "GetRoleCredentials", {"accountId": "111122223333"}, "ok", 30, True, "why"),
        LoggedCall("iam", "ListUsers", {}, "AccessDenied", 4000, False, ""),
    )
    text = made(error, *calls, region="us-gov-west-1", where="sign-in")
    for line in (
        "Error: Refused, access-denied",
        "Where: sign-in",
        "AWS: your own",
        "Partition: aws-us-gov",
        "awsguide: 0.1.0",
        "1. sso GetRoleCredentials: ok, under 100 ms",
        "2. iam ListUsers: AccessDenied, under 10000 ms",
    ):
        assert line in text.splitlines()
    for word in ("111122223333", "dana", "us-gov-west-1", "why"):
        assert word not in text


@given(
    words=st.text(),
    result=st.one_of(st.text(), st.from_regex(r"\d{12}", fullmatch=True), st.just("AKIAIOSFODNN7EXAMPLE")),
    seconds=st.integers(0, 10**6),
)
def test_whatever_a_call_or_an_error_says_no_more_than_names_gets_in(
    words: str, result: str, seconds: int
) -> None:
    error = GuideError(words, words, words, words, words)
    call = LoggedCall(words, words, {"Name": words}, result, seconds, False, words)
    text = made(error, call, where=words)
    allowed = re.compile(r"[A-Za-z0-9_.,:() -]*")
    assert all(allowed.fullmatch(line) for line in text.splitlines())
    assert not re.search(r"\d{6}", text)
    assert "AKIA" not in text


def test_of_very_many_calls_the_first_and_the_last_are_told() -> None:
    calls = [LoggedCall("sso", "ListAccountRoles", {}, "ok", 10, True, "")] * 5000
    text = made(explain("too-many-requests"), *calls)
    assert "(4800 more)" in text
    assert "5000. sso ListAccountRoles" in text
    assert len(text.splitlines()) < 230
