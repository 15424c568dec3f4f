"""Every error has a row, every row is used, and every row can be said."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest

import awsguide
from awsguide.core import errors
from awsguide.explanations import BY_CODE, EXPLANATIONS, Explanation, explain
from awsguide.flows.shared.answers import MEANINGS

PACKAGE = Path(awsguide.__file__).parent
# Whoever makes the errors, and the sandbox, which knows nothing of them.
EXEMPT = {PACKAGE / "errors.py", *(PACKAGE / "explanations").glob("*.py")}
SOURCES = [
    path
    for path in sorted(PACKAGE.rglob("*.py"))
    if path not in EXEMPT and PACKAGE / "sandbox" not in path.parents and "node_modules" not in path.parts
]
KINDS = {
    name
    for name, value in vars(errors).items()
    if isinstance(value, type) and issubclass(value, errors.GuideError)
}


def trees() -> list[tuple[Path, ast.Module]]:
    return [(path, ast.parse(path.read_text(encoding="utf-8"))) for path in SOURCES]


def calls(tree: ast.Module) -> list[tuple[str, ast.Call]]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            function = node.func
            found.append((getattr(function, "id", getattr(function, "attr", "")), node))
    return found


def test_every_code_that_is_explained_has_a_row() -> None:
    missing = [
        f"{path.relative_to(PACKAGE)}:{call.lineno}: {call.args[0].value}"
        for path, tree in trees()
        for name, call in calls(tree)
        if name == "explain"
        and call.args
        and isinstance(call.args[0], ast.Constant)
        and call.args[0].value not in BY_CODE
    ]
    assert not missing, "\n".join(missing)


def test_every_error_is_made_from_a_row() -> None:
    made_by_hand = [
        f"{path.relative_to(PACKAGE)}:{call.lineno}: {name}"
        for path, tree in trees()
        for name, call in calls(tree)
        if name in KINDS
    ]
    assert not made_by_hand, "\n".join(made_by_hand)


def test_every_row_is_used_somewhere() -> None:
    used = {
        node.value
        for _, tree in trees()
        if any(name == "explain" for name, _ in calls(tree))
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert not [row.code for row in EXPLANATIONS if row.code not in used]


def test_every_meaning_of_an_answer_leads_to_a_row() -> None:
    assert {meaning.explanation for meaning in MEANINGS} <= set(BY_CODE)


def test_codes_are_unique_and_fit_into_an_address() -> None:
    codes = [row.code for row in EXPLANATIONS]
    assert len(codes) == len(set(codes))
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", code) for code in codes)


@pytest.mark.parametrize("row", EXPLANATIONS, ids=lambda row: row.code)
def test_every_row_can_be_said(row: Explanation) -> None:
    texts = (row.what, row.why, row.next_step)
    names = {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}
    error = explain(row.code, **{name: f"<{name}>" for name in names})
    assert isinstance(error, row.kind)
    assert error.code == row.code
    assert all(part.strip() for part in (row.title, error.what, error.why, error.next_step))
    assert not row.title.endswith(".")
    for name in names:
        assert f"<{name}>" in str(error)
    assert not row.source or row.source.startswith("https://")
    assert all(re.fullmatch(r"[\w.-]+/[\w.-]+#\d+", where) for where in row.seen)
