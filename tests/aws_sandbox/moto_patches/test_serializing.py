"""Answers are written as moto and xmltodict write them, letter by letter."""

from __future__ import annotations

from typing import Any

import pytest
import xmltodict
from hypothesis import given
from hypothesis import strategies as st

from aws_sandbox.moto_patches.serializing import unparse

TEXTS = st.text(st.characters(codec="utf-8"))
NAMES = st.sampled_from(("User", "member", "@xmlns", "@xsi:type", "#text", "#comment")) | st.text(max_size=4)
LEAVES = st.none() | st.booleans() | st.integers() | TEXTS | st.floats() | st.binary(max_size=5)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=12,
)


def _said(write: Any, content: Any, **options: Any) -> str:
    try:
        return str(write(content, **options))
    except ValueError:
        return "refused"


@given(st.dictionaries(NAMES, TREES, max_size=2), st.booleans(), st.booleans())
def test_xml_is_what_xmltodict_writes(content: Any, whole: bool, short: bool) -> None:
    options = {"full_document": whole, "short_empty_elements": short}
    assert _said(unparse, content, **options) == _said(xmltodict.unparse, content, **options)


@pytest.mark.parametrize("name", ["a b", "a>", "!a", "a/b", "a'b"])
def test_a_name_that_would_break_out_of_its_tag_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        unparse({"Answer": {name: "x"}})
