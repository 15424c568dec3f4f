"""Wildcards: what they match, and that no pattern of a stranger's takes longer than its own length."""

from __future__ import annotations

import fnmatch
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_sandbox.access.conditions import substitute, variable_keys
from aws_sandbox.access.wildcards import like

LETTERS = st.text(alphabet="ab:?*", max_size=12)


@given(value=st.text(alphabet="ab:", max_size=14), pattern=LETTERS)
def test_it_agrees_with_pythons_own_matcher(value: str, pattern: str) -> None:
    assert like(value, pattern) == (re.match(fnmatch.translate(pattern), value) is not None)


@given(value=LETTERS, pattern=LETTERS)
def test_folded_letters_are_the_same_letter(value: str, pattern: str) -> None:
    assert like(value.upper(), pattern, fold=True) == like(value, pattern.upper(), fold=True)


@given(mark=st.sampled_from("*?"), value=LETTERS)
def test_what_a_variable_brings_in_is_no_wildcard(mark: str, value: str) -> None:
    resolved = substitute("a${key}?", {"key": (mark,)})
    assert resolved is not None
    assert like(f"a{mark}x", resolved)
    assert like(f"a{value}x", resolved) == (value == mark)


@pytest.mark.parametrize(
    ("pattern", "value"),
    [
        ("*a" * 8 + "*b", "a" * 60),
        ("*a" * 1000 + "*b", "a" * 2000),
        ("*?a" * 1000 + "*b", "a" * 4000),
        ("?" * 1000 + "*" + "?" * 999 + "b*", "a" * 4000),
        ("*" * 6000, "a" * 6000),
        ("*" + "a" * 3000 + "*c", "a" * 30_000 + "b"),
    ],
)
def test_a_pattern_made_to_be_slow_is_answered_at_once(pattern: str, value: str) -> None:
    began = time.process_time()
    like(value, pattern)
    # Going back over every `*` would take longer than anybody waits; time of the processor, not of the clock.
    assert time.process_time() - began < 1


@pytest.mark.parametrize("text", ["${" + " " * 10_000, "${ " * 3000, "${a,'" * 2000, "${a, " + " " * 9000])
def test_a_variable_that_is_never_closed_is_passed_over_at_once(text: str) -> None:
    began = time.process_time()
    assert substitute(text, {}) == text
    assert variable_keys(text) == ()
    assert time.process_time() - began < 1
