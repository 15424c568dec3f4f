"""The decision table: every path of answers ends in one row, with a reason for it and against the others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest

from awsguide.table import BY_NAME, QUESTIONS, ROWS, choose, next_question


def paths(answers: dict[str, str] | None = None) -> Iterator[dict[str, str]]:
    """Every sequence of answers a person can give until no question is left."""
    answers = answers or {}
    question = next_question(answers)
    if question is None:
        yield answers
        return
    for answer in question.answers:
        yield from paths(answers | {question.name: answer})


ALL = list(paths())


def test_every_path_ends_after_at_most_four_questions_in_one_row() -> None:
    assert len(ALL) > 8
    for answers in ALL:
        assert 1 <= len(answers) <= 4
        assert choose(answers).row in ROWS


def test_every_row_can_be_reached() -> None:
    assert {choose(answers).row.name for answers in ALL} == set(BY_NAME)


@pytest.mark.parametrize("answers", ALL, ids=lambda answers: " ".join(f"{k}={v}" for k, v in answers.items()))
def test_a_choice_says_why_and_why_not_the_others(answers: dict[str, str]) -> None:
    choice = choose(answers)
    assert choice.reason
    assert set(choice.not_these) == set(BY_NAME) - {choice.row.name}
    assert all(choice.not_these.values())
    if answers["who"] == "root":
        assert "not the root user" not in " ".join(choice.not_these.values())


def test_a_row_that_is_not_recommended_is_only_chosen_when_nothing_else_serves() -> None:
    for answers in ALL:
        if choose(answers).row.name == "iam-long-term":
            assert answers.get("tool") == "no" or answers.get("holds") == "nothing"


@pytest.mark.parametrize("answers", [{"who": "nobody"}, {"colour": "blue"}, {}, {"who": "iam"}])
def test_answers_that_do_not_decide_are_refused_in_words(answers: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"offers the answer|not enough answers"):
        choose(answers)


def test_every_row_has_its_page_its_date_and_links_to_aws() -> None:
    for row in ROWS:
        assert row.source.startswith("https://docs.aws.amazon.com/")
        assert date.fromisoformat(row.read) <= date.today()  # noqa: DTZ011
        assert row.by
        assert all(by.link.startswith("https://docs.aws.amazon.com/") for by in row.by)
        assert re.fullmatch(r"\d\d-[a-z-]+", row.notebook)


def test_the_questions_are_at_most_four() -> None:
    assert len(QUESTIONS) <= 4
