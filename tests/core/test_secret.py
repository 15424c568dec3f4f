"""A secret is not seen, stored or guessed."""

from __future__ import annotations

import copy
import json
import logging
import pickle
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awsguide.core.secret import MASK, Secret, mask_all, mask_key_id

CANARY = "canary-7f3a9c"


@pytest.mark.parametrize(
    "show", [repr, str, format, "{}".format, "{:>40}".format, lambda secret: f"{secret!r:>40}"]
)
def test_no_way_of_showing_a_secret_shows_it(show: object) -> None:
    shown = show(Secret(CANARY))  # type: ignore[operator]
    assert CANARY not in shown
    assert MASK in shown


@pytest.mark.parametrize("store", [pickle.dumps, copy.copy, copy.deepcopy, json.dumps, hash, iter, len])
def test_no_way_of_storing_a_secret_stores_it(store: object) -> None:
    with pytest.raises(TypeError) as caught:
        store(Secret(CANARY))  # type: ignore[operator]
    assert CANARY not in "".join(traceback.format_exception(caught.value))


def test_a_secret_in_a_log_line_is_masked(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("test").warning("token %s %r", Secret(CANARY), Secret(CANARY))
    assert CANARY not in caplog.text


@given(st.text(min_size=1), st.text(min_size=1))
def test_equality_is_that_of_the_values(left: str, right: str) -> None:
    assert (Secret(left) == Secret(right)) is (left == right)
    assert Secret(left) != left


def test_an_empty_secret_is_noticed() -> None:
    with pytest.raises(ValueError, match="empty"):
        Secret("")


def test_masking_reaches_every_depth() -> None:
    masked = mask_all({"a": [Secret(CANARY), {"b": (Secret(CANARY), 1)}], "c": "plain"})
    assert masked == {"a": [MASK, {"b": [MASK, 1]}], "c": "plain"}


@given(st.from_regex(r"A[KS]IA[A-Z2-7]{16}", fullmatch=True))
def test_a_key_id_is_recognised_and_not_copied(key_id: str) -> None:
    assert mask_key_id(key_id) == f"{key_id[:4]}…{key_id[-4:]}"
    assert mask_all({"AccessKeyId": key_id}) == {"AccessKeyId": mask_key_id(key_id)}
