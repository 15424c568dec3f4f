"""The diff a person sees: exact where it may be, masked where it must be."""

from __future__ import annotations

import difflib
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awsguide.config import diff
from awsguide.core.secret import MASK

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


def patched(old: list[str], shown: str) -> list[str]:
    """What a diff makes of a text, each line that it names being there."""
    new, at = [], 0
    for line in shown.splitlines()[2:]:
        if found := re.match(r"@@ -(\d+)(?:,(\d+))? ", line):
            begins = int(found[1]) - (found[2] != "0")
            new += old[at:begins]
            at = begins
        elif line.startswith("+"):
            new.append(line[1:])
        else:
            assert old[at] == line[1:]
            new += [line[1:]] * line.startswith(" ")
            at += 1
    return new + old[at:]


@given(old=lines, new=lines)
def test_a_diff_without_secrets_makes_the_new_text_of_the_old_one(old: list[str], new: list[str]) -> None:
    shown = diff.unified_diff("".join(f"{line}\n" for line in old), "".join(f"{line}\n" for line in new))
    assert patched(old, shown) == new
    assert bool(shown) == (old != new)


def test_the_diff_of_a_long_file_looks_as_difflib_writes_that_of_its_beginning() -> None:
    old = [line for number in range(8000) for line in (f"[profile p{number}]", "region = x", "")]
    new = [*old[:5], "output = json", *old[5:]]
    expected = list(difflib.unified_diff(old[:40], new[:41], "config", "config", lineterm=""))
    shown = diff.unified_diff("\n".join(old), "\n".join(new))
    assert shown.splitlines() == expected


@pytest.mark.parametrize(
    "line",
    [
        "credential_process = /opt/tool --password hunter2-hunter2 --user ann",
        "credential_process = sh -c 'AWS_SECRET=hunter2-hunter2 tool'",
        "endpoint_url = https://ann:hunter2-hunter2@proxy.example/",
        "# password: hunter2-hunter2",
    ],
)
def test_a_secret_in_a_command_or_an_address_is_masked_and_the_rest_is_seen(line: str) -> None:
    shown = diff.unified_diff("[default]\n", f"[default]\n{line}\n")
    assert "hunter2" not in shown
    assert line.split(maxsplit=1)[0] in shown


profiles = st.lists(
    st.tuples(st.integers(0, 9), st.sampled_from(["x", "y"]), st.booleans()), min_size=60, max_size=90
)


@settings(max_examples=15)
@given(old=profiles, new=profiles)
def test_the_diff_of_a_long_text_makes_the_new_text_of_the_old_one(
    old: list[tuple[int, str, bool]], new: list[tuple[int, str, bool]]
) -> None:
    def lines_of(found: list[tuple[int, str, bool]], repeated: int) -> list[str]:
        return [
            line
            for at, (number, region, more) in enumerate(found)
            for line in (
                f"[profile p{at if at % 7 else number}]",
                f"region = {region}",
                *(["output = json"] * more),
                "",
            )
        ] + ["same"] * repeated

    before, after = lines_of(old, 300), lines_of(new, 250)
    shown = diff.unified_diff("".join(f"{line}\n" for line in before), "".join(f"{line}\n" for line in after))
    assert patched(before, shown) == after


def test_a_change_in_each_of_thousands_of_profiles_is_shown_line_for_line() -> None:
    old = [line for number in range(2000) for line in (f"[profile p{number}]", "region = x", "")]
    new = ["region = y" if line == "region = x" else line for line in old]
    shown = diff.unified_diff("\n".join(old), "\n".join(new))
    assert patched(old, shown) == new
    assert (shown.count("\n-"), shown.count("\n+")) == (2000, 2000 + 1)
