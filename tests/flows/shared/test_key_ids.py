"""What may be pasted for an access key id or a user's name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awsguide.core.errors import BadInput
from awsguide.flows.shared.key_ids import check_key_id, check_user_name, kind_of

GOOD = "AKIA" + "Q3EXAMPLE7ABCDEF"


@pytest.mark.parametrize("text", [GOOD, f"  {GOOD}\n", f'"{GOOD}"', f"' {GOOD} '"])
def test_an_id_is_taken_as_it_is_copied(text: str) -> None:
    assert check_key_id(text) == GOOD
    assert "long-term" in kind_of(GOOD)


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("", "nothing was typed"),
        (GOOD[:9] + " " + GOOD[9:], "a space or a line break"),
        (GOOD[:-1], "it has 19 characters"),
        (GOOD + "Q", "it has 21 characters"),
        (GOOD.lower(), "small letters"),
        ("AIDA" + GOOD[4:], "the id of an IAM user"),
        ("AROA" + GOOD[4:], "the id of a role"),
        ("BKIA" + GOOD[4:], "neither AKIA nor ASIA"),
        (GOOD[:-1] + "-", "neither a capital letter nor a digit"),
    ],
)
def test_what_cannot_be_an_id_is_told_before_any_call(text: str, detail: str) -> None:
    with pytest.raises(BadInput) as caught:
        check_key_id(text)
    assert (caught.value.code, detail in caught.value.what) == ("key-id", True)


@given(st.text(min_size=5))
def test_nothing_that_was_typed_is_repeated(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        check_key_id(f"~{text}~")
    assert f"~{text}~" not in str(caught.value)


def test_a_pasted_secret_is_recognised_and_not_repeated() -> None:
    secret = "wJalr/XUtnFEMI+" + "K7MDENGbPxRfiCYEXAMPLEKEY"
    with pytest.raises(BadInput) as caught:
        check_key_id(secret)
    assert caught.value.code == "key-id-is-secret"
    assert secret[:8] not in str(caught.value)


@pytest.mark.parametrize("name", ["kira", " kira ", "a" * 64, "k.i+r=a,@_-9"])
def test_a_user_name_is_taken(name: str) -> None:
    assert check_user_name(name) == name.strip()


@pytest.mark.parametrize(
    "name", ["", "a" * 65, "ki ra", "kira/x", "arn:aws:iam::123456789012:user/kira", "ä"]
)
def test_what_cannot_be_a_user_name_is_told_before_any_call(name: str) -> None:
    with pytest.raises(BadInput) as caught:
        check_user_name(name)
    assert caught.value.code == "user-name"
