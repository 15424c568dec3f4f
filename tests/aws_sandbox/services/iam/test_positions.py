from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_sandbox.services.iam.positions import Position, of_statements

STATEMENTS = st.lists(
    st.fixed_dictionaries(
        {"Effect": st.just("Allow"), "Sid": st.text(max_size=8), "Action": st.just(["*", "]"])}
    ),
    max_size=5,
)


def offset(document: str, position: Position) -> int:
    lines = document.split("\n")
    return sum(len(line) + 1 for line in lines[: position.line - 1]) + position.column - 1


@given(STATEMENTS, st.sampled_from([None, 0, 2, 4]), st.booleans())
def test_what_stands_between_start_and_end_is_the_statement(
    statements: Any, indent: int | None, after: bool
) -> None:
    members = {"Version": "2012-10-17", "Statement": statements}
    if after:
        members = {"Statement": statements, "Version": "2012-10-17"}
    document = json.dumps(members, indent=indent)
    found = of_statements(document)
    cut = [json.loads(document[offset(document, start) : offset(document, end)]) for start, end in found]
    assert cut == statements


def test_a_single_statement_needs_no_list() -> None:
    assert of_statements('{"Statement": {"Effect": "Deny"}}') == ((Position(1, 15), Position(1, 33)),)


@pytest.mark.parametrize(
    "document", ["", "{", "[]", "nonsense", '{"Statement"', '{"Version": 1}', '{"Statement": [{}']
)
def test_what_is_no_policy_has_no_statements(document: str) -> None:
    assert of_statements(document) == ()
