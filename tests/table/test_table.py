"""The decision table: every path of answers ends in one row, with a reason for it and against the others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest

from awsguide.table import AWS_ROWS, BY_NAME, ROWS, choose
from awsguide.table.questions import QUESTIONS, next_question


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
            nothing = answers.get("holds") == "nothing" or answers.get("needs") == "neither"
            assert answers.get("tool") == "no" or nothing


def test_code_without_a_person_is_never_sent_to_a_sign_in_for_people() -> None:
    alone = [answers for answers in ALL if answers.get("runs") in ("aws", "elsewhere")]
    assert {answers["who"] for answers in alone} == {"workforce", "iam", "federated", "unsure"}
    for answers in alone:
        assert choose(answers).row.name in ("iam-short-term", "iam-long-term")
        if answers["runs"] == "aws":
            assert choose(answers).row.name == "iam-short-term"


def test_an_iam_user_who_can_open_the_console_still_gets_to_roles_and_mfa() -> None:
    answers = {"who": "iam", "runs": "person", "tool": "yes", "needs": "role"}
    assert choose(answers).row.name == "iam-short-term"
    assert choose(answers | {"needs": "console"}).row.name == "console-credentials"


def test_whoever_has_a_tool_of_two_fields_is_asked_and_gets_the_only_row_that_fits_it() -> None:
    people = [answers for answers in ALL if answers.get("runs") == "person"]
    assert {answers["who"] for answers in people} == {"workforce", "iam", "federated", "unsure"}
    for answers in people:
        assert (choose(answers).row.name == "iam-long-term") == (
            answers["tool"] == "no" or answers.get("needs") == "neither"
        )
    of_identity_center = choose({"who": "workforce", "runs": "person", "tool": "no"})
    assert "IAM user made for this tool alone" in of_identity_center.reason
    assert "session token" in of_identity_center.not_these["workforce-identity"]


def test_whoever_does_not_know_can_say_so_and_goes_on() -> None:
    for question in QUESTIONS:
        if question.name != "runs":
            assert "unsure" in question.answers
    unsure = [answers for answers in ALL if set(answers.values()) <= {"unsure", "person", "elsewhere"}]
    assert len(unsure) == 2
    assert all(choose(answers).row.recommended for answers in unsure)


def test_the_reasons_against_a_row_agree_with_what_was_answered() -> None:
    for answers in ALL:
        against = choose(answers).not_these.get("workforce-identity", "")
        if answers["who"] in ("workforce", "unsure"):
            assert "does not sign you in through Identity Center" not in against


def test_a_question_is_asked_of_those_alone_whom_it_concerns() -> None:
    for question in QUESTIONS:
        for answers in ALL:
            if question.name in answers:
                assert question.when.items() <= answers.items()


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


def test_awss_own_rows_are_shown_in_awss_order_with_its_marks() -> None:
    assert [(row.row, row.mark) for row in AWS_ROWS] == [
        ("console-credentials", "(Recommended)"),
        ("workforce-identity", ""),
        ("iam-short-term", ""),
        ("iam-long-term", "(Not recommended)"),
    ]
    assert {row.row for row in AWS_ROWS} <= BY_NAME.keys()
    assert not any("short-term" in row.to for row in AWS_ROWS)
