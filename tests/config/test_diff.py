"""The diff a person sees: exact where it may be, masked where it must be."""

from __future__ import annotations

import difflib

from hypothesis import given
from hypothesis import strategies as st

from awsguide.config import diff
from awsguide.secret import MASK

CANARY = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYcanaryKEY0"


def test_a_changed_secret_is_a_changed_line_without_either_value() -> None:
    old = f"[dev]\naws_secret_access_key = {CANARY}\nregion = a\n"
    new = old.replace("canary", "kanary")
    shown = diff.unified_diff(old, new)
    assert f"-aws_secret_access_key = {MASK}\n+aws_secret_access_key = {MASK}\n region = a\n" in shown
    assert "anary" not in shown


def test_a_secret_is_masked_wherever_it_stands() -> None:
    places = [
        f"aws_secret_access_key={CANARY}",
        f"AWS_SESSION_TOKEN : {CANARY}",
        f"# aws_secret_access_key = {CANARY}",
        f";aws_session_token={CANARY}",
        f"#{CANARY}",
        f"unknown = {CANARY}",
        f"my_password = {CANARY[:9]}",
        f"aws_session_token =\n  {CANARY[:9]}",
    ]
    for place in places:
        shown = diff.unified_diff("", f"[dev]\n{place}\n")
        assert CANARY[:9] not in shown
        assert MASK in shown


def test_what_is_no_secret_is_shown() -> None:
    text = "[dev]\nsso_start_url = https://d-1234567890.awsapps.com/start\nweb_identity_token_file = /a/b\n"
    assert MASK not in diff.unified_diff("", text)


def test_bytes_that_are_not_text_can_be_shown() -> None:
    diff.unified_diff("", b"# caf\xe9\n".decode("utf-8", "surrogateescape")).encode()


lines = st.lists(
    st.sampled_from(["[a]", "region = x", "region = y", "# note", "", "output = json"]), max_size=12
)


@given(old=lines, new=lines)
def test_a_diff_without_secrets_is_the_one_that_difflib_gives(old: list[str], new: list[str]) -> None:
    expected = difflib.unified_diff(old, new, "config", "config", lineterm="")
    shown = diff.unified_diff("".join(f"{line}\n" for line in old), "".join(f"{line}\n" for line in new))
    assert shown.splitlines() == list(expected)
