"""What may be typed as a name, a region, an account id, a value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awsguide.config import names, sections
from awsguide.config.sections import Kind
from awsguide.core.errors import BadInput
from tests.config.test_editing import with_section

if TYPE_CHECKING:
    from collections.abc import Callable

REGIONS = ("us-east-1", "us-west-2", "eu-west-1", "us-gov-west-1", "eusc-de-east-1")


@pytest.mark.parametrize("name", ["dev", "my-company.prod", "a@b", "default", "_x", "1234"])
def test_a_plain_profile_name_is_taken_as_it_is(name: str) -> None:
    assert names.check_profile_name(name) == name
    assert sections.read_profile(with_section("", "profile", name, {"region": "us-east-1"}), name)


@pytest.mark.parametrize(
    "name", ["", "my dev", "a]b", "Default", "DEFAULT", "-x", "a\nb", '"q"', "a#b", "x" * 200, "é"]
)
def test_a_name_that_some_tool_misreads_is_refused(name: str) -> None:
    with pytest.raises(BadInput) as refused:
        names.check_profile_name(name)
    assert refused.value.next_step
    assert len(refused.value.what) < 120


def test_a_session_cannot_be_called_default() -> None:
    with pytest.raises(BadInput):
        names.check_session_name("default")


@pytest.mark.parametrize("region", REGIONS)
def test_a_region_is_taken_as_it_is(region: str) -> None:
    assert names.check_region(region) == names.check_region(region, REGIONS) == region


@pytest.mark.parametrize(
    ("region", "known", "hint"),
    [
        ("us-est-1", REGIONS, "us-east-1"),
        ("US-EAST-1", REGIONS, "us-east-1"),
        ("us-east-1a", (), "Check"),
        ("ap-nowhere-1", REGIONS, "no Region of that name"),
        ("", (), "No Region was given"),
        (" ", REGIONS, "No Region was given"),
    ],
)
def test_a_mistyped_region_is_refused_with_the_nearest_ones(
    region: str, known: tuple[str, ...], hint: str
) -> None:
    with pytest.raises(BadInput, match=hint):
        names.check_region(region, known)


def test_an_account_id_is_twelve_digits_however_it_is_grouped() -> None:
    assert names.check_account_id(" 1234-5678-9012 ") == "123456789012"
    for wrong in ("12345678901", "1234567890123", "12345678901x", "", "١٢٣٤٥٦٧٨٩٠١٢"):
        with pytest.raises(BadInput):
            names.check_account_id(wrong)


@pytest.mark.parametrize(
    "value",
    ["", " canary", "canary ", "canary\nb", "canary\x0cb", "canary # b", "#canary", "a ;canary", "canaré"],
)
def test_a_value_that_would_not_read_back_alike_is_refused_and_not_repeated(value: str) -> None:
    with pytest.raises(BadInput) as refused:
        names.check_value("aws_secret_access_key", value)
    assert "canar" not in str(refused.value)


@given(value=st.text(max_size=20))
def test_a_value_that_is_taken_reads_back_exactly(value: str) -> None:
    check: Callable[[str, str], str] = names.check_value
    try:
        check("region", value)
    except BadInput:
        return
    text = with_section("", "profile", "x", {"region": value})
    assert sections.read_profile(text, "x") == {"region": value}


@given(name=st.text(max_size=12), kind=st.sampled_from(["profile", "sso-session", "services", "credentials"]))
def test_a_section_that_can_be_written_is_found_again(name: str, kind: Kind) -> None:
    try:
        text = with_section("", kind, name, {"region": "us-east-1"})
    except BadInput:
        return
    assert sections.read_section(text, kind, name) == {"region": "us-east-1"}


@pytest.mark.parametrize(("typed", "first"), [("us-esat-1", "us-east-1"), ("eu-cenrtal-1", "eu-central-1")])
def test_the_region_that_a_slip_of_the_hand_makes_is_suggested_first(typed: str, first: str) -> None:
    with pytest.raises(BadInput) as refused:
        names.check_region(typed, ("us-east-1", "us-east-2", "us-west-1", "us-west-2", "eu-central-1"))
    assert refused.value.next_step.startswith(f"Did you mean {first}")
