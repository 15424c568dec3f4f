"""What is advised about a key, and in which words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awsguide.core.access_keys import ROOT, AccessKey, LastUse, Status
from awsguide.flows.shared.verdicts import DAY, RULES, ago, verdict

NOW = 1_000 * DAY


def key(
    age: float | None, used: float | str | None, status: Status = "Active", user: str = "kira"
) -> AccessKey:
    created = None if age is None else NOW - age * DAY
    use = (
        None
        if used == "unknown"
        else LastUse(None)
        if used is None
        else LastUse(NOW - float(used) * DAY, "eu-west-1", "s3")
    )
    return AccessKey(user, "AKIA" + "A" * 16, status, created, use)


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (key(412, 3), "created 412 days ago, last used 3 days ago from eu-west-1 by s3: rotate"),
        (key(12, 0), "created 12 days ago, last used today from eu-west-1 by s3: keep"),
        (key(230, None), "created 230 days ago, never used: deactivate"),
        (key(230, 45), "created 230 days ago, last used 45 days ago from eu-west-1 by s3: deactivate"),
        (key(230, 44), "created 230 days ago, last used 44 days ago from eu-west-1 by s3: rotate"),
        (key(90, 1), "created 90 days ago, last used yesterday from eu-west-1 by s3: rotate"),
        (key(89.9, 1), "created 89 days ago, last used yesterday from eu-west-1 by s3: keep"),
        (key(44, None), "created 44 days ago, never used: keep"),
        (key(45, None), "created 45 days ago, never used: deactivate"),
        (key(1, "unknown"), "created yesterday, last use unknown: look closer"),
        (key(200, "unknown"), "created 200 days ago, last use unknown: rotate"),
        (
            key(400, 300, "Inactive"),
            "created 400 days ago, inactive, last used 300 days ago from eu-west-1 by s3: delete",
        ),
        (key(2, 0, user=ROOT), "created 2 days ago, last used today from eu-west-1 by s3: delete"),
        (key(None, None), "created at an unknown time, never used: keep"),
    ],
)
def test_a_verdict_says_what_it_saw_and_what_to_do(found: AccessKey, text: str) -> None:
    assert verdict(found, NOW).text == text


@given(
    st.floats(-5, 5000) | st.none(),
    st.floats(-5, 5000) | st.none() | st.just("unknown"),
    st.sampled_from(["Active", "Inactive"]),
    st.sampled_from(["kira", ROOT]),
)
def test_every_key_gets_one_verdict_and_no_age_is_negative(
    age: float | None, used: float | str | None, status: Status, user: str
) -> None:
    found = verdict(key(age, used, status, user), NOW)
    assert found.advice in {rule.advice for rule in RULES}
    assert "-" not in found.facts.replace("eu-west-1", "")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "today"), (DAY - 1, "today"), (DAY, "yesterday"), (2 * DAY, "2 days ago"), (-600, "today")],
)
def test_ages_are_counted_in_whole_days(seconds: float, words: str) -> None:
    assert ago(NOW - seconds, NOW) == words
