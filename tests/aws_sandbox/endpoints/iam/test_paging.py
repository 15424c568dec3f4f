from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_sandbox.endpoints.iam.paging import page
from aws_sandbox.protocol.errors import Refusal

NAMES = st.sets(
    st.text(st.characters(min_codepoint=43, max_codepoint=122), min_size=1, max_size=8), max_size=30
)


def marker(more: str) -> str | None:
    found = re.search("<Marker>(.*)</Marker>", more)
    assert ("<IsTruncated>true" in more) == (found is not None)
    return found[1] if found else None


@given(NAMES, NAMES, st.integers(1, 7))
def test_pages_hold_everybody_who_stayed_once_and_in_order_whoever_comes_and_goes_meanwhile(
    before: set[str], after: set[str], size: int
) -> None:
    seen: list[str] = []
    shown, more = page(before, {"MaxItems": str(size)}, str)
    following = marker(more)
    seen += shown
    while following is not None:
        assert len(shown) == size
        shown, more = page(after, {"MaxItems": str(size), "Marker": following}, str)
        following = marker(more)
        seen += shown
    assert seen == sorted(set(seen))
    if len(before) > size:
        assert {name for name in before & after if name not in seen} == set()
    else:
        assert set(seen) == before


@pytest.mark.parametrize(
    "parameters",
    [
        {"MaxItems": "0"},
        {"MaxItems": "1001"},
        {"MaxItems": "many"},
        {"Marker": ""},
        {"Marker": "*"},
        {"Marker": "_w=="},
    ],
)
def test_a_page_that_cannot_be_is_refused(parameters: dict[str, str]) -> None:
    with pytest.raises(Refusal):
        page(["zoe"], parameters, str)
