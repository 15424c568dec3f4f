from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_sandbox.access.principals import Session, root
from aws_sandbox.protocol.errors import Refusal
from aws_sandbox.services.sts import session_tags
from aws_sandbox.services.sts.session_tags import SessionTags

KEYS = st.text(string.ascii_letters + string.digits + " _.:/=+-@", min_size=1, max_size=128).filter(
    lambda key: not key.lower().startswith("aws:")
)
VALUES = st.text(st.characters(categories=["L", "N", "Zs"]), max_size=256)
PAIRS = st.lists(st.tuples(KEYS, VALUES), max_size=50, unique_by=lambda pair: pair[0].lower())


def form(pairs: list[tuple[str, str]], transitive: list[str]) -> dict[str, str]:
    """Tags as the query protocol writes them."""
    members = {}
    for number, (key, value) in enumerate(pairs, start=1):
        members |= {f"Tags.member.{number}.Key": key, f"Tags.member.{number}.Value": value}
    return members | {
        f"TransitiveTagKeys.member.{number}": key for number, key in enumerate(transitive, start=1)
    }


def session(tags: SessionTags) -> Session:
    return Session(
        "ASIA", "secret", "token", root("111122223333"), 0, 0, tags=tags.tags, transitive=tags.transitive
    )


@given(PAIRS, st.randoms())
def test_tags_are_read_as_they_were_written(pairs: list[tuple[str, str]], random: object) -> None:
    keys = [key for key, _ in pairs][::2]
    found = session_tags.read(form(pairs, keys))
    assert dict(found.tags) == dict(pairs)
    assert found.transitive == set(keys)


@given(PAIRS)
def test_the_transitive_ones_and_no_others_go_along(pairs: list[tuple[str, str]]) -> None:
    keys = [key.swapcase() for key, _ in pairs][::2]
    passed = session_tags.inherited(SessionTags(), session(session_tags.checked(pairs, keys)))
    assert dict(passed.tags) == dict(pairs[::2])
    again = session_tags.inherited(SessionTags(), session(passed))
    assert again == passed


@given(PAIRS.filter(bool), VALUES)
def test_what_came_along_is_never_given_another_value(pairs: list[tuple[str, str]], value: str) -> None:
    caller = session(session_tags.checked(pairs, [key for key, _ in pairs]))
    with pytest.raises(Refusal, match="InvalidParameterValue"):
        session_tags.inherited(SessionTags({pairs[0][0].swapcase(): value}), caller)


@given(PAIRS.filter(bool))
def test_a_key_given_twice_is_refused_in_whatever_case(pairs: list[tuple[str, str]]) -> None:
    key = pairs[0][0]
    with pytest.raises(Refusal) as caught:
        session_tags.checked([*pairs[:49], (key.swapcase(), "other")], [])
    assert "Duplicate tag keys" in caught.value.message
