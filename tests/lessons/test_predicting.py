"""Questions of predict-then-reveal are the rows of refusals, and AWS says of each what the row says."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from awsguide.lessons import predicting
from awsguide.lessons.rows import Level
from awsguide.panels.lessons.board import BoardPanel
from awsguide.panels.lessons.predict import PredictPanel
from tests.lessons import questions_generator
from tests.panels.conftest import press, until

if TYPE_CHECKING:
    from awsguide.lessons.practice import Practice
    from awsguide.lessons.predicting import Question
    from tests.inside import Company

QUESTIONS = predicting.questions()


def test_the_shipped_questions_are_the_rows_of_today() -> None:
    assert questions_generator.FILE.read_text("utf-8") == questions_generator.text(), (
        "run python -m tests.lessons.questions_generator"
    )


def test_there_are_enough_of_them_and_each_can_be_told_from_the_others() -> None:
    assert len(QUESTIONS) > 140
    assert len({question.id for question in QUESTIONS}) == len(QUESTIONS)
    for question in QUESTIONS:
        assert question.answer in question.choices()
        assert len(question.choices()) >= 3


@pytest.mark.parametrize("question", QUESTIONS[::15], ids=lambda question: question.id)
def test_aws_says_what_the_row_says(question: Question, practice: Practice) -> None:
    told = predicting.reveal(question, question.answer, practice)
    assert told.answer == question.answer
    assert told.right


@pytest.mark.proofs
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_aws_says_of_every_question_what_the_row_says(question: Question, practice: Practice) -> None:
    assert predicting.reveal(question, question.answer, practice).answer == question.answer


def test_a_wrong_prediction_is_told_with_the_deciding_statement(lab: Company) -> None:
    async def played() -> PredictPanel:
        panel = PredictPanel("Permissions boundaries")
        while panel.question.allowed:
            press(panel.next_button)
        assert panel.reveal_button.disabled
        panel.choice_field.value = predicting.ALLOWED
        press(panel.reveal_button)
        await until(lambda: not panel.running)
        return panel

    panel = asyncio.run(played())
    assert panel.revealed is not None
    assert not panel.revealed.right
    assert "boundary" in panel.revealed.deciding
    assert panel.words().startswith("0 of 1 predicted.")
    assert panel.first_band == 0
    assert "AWS says something else" in panel.picture()


def test_questions_of_no_subject_go_through_all_subjects() -> None:
    mixed = predicting.chosen()
    assert sorted(one.id for one in mixed) == sorted(one.id for one in QUESTIONS)
    assert len({one.about for one in mixed[:6]}) == 6
    assert {one.about for one in predicting.chosen("Permissions boundaries")} == {"Permissions boundaries"}


@pytest.mark.parametrize(
    ("right", "asked", "band"),
    [(2, 2, 0), (0, 3, 1), (1, 3, 1), (2, 3, 2), (3, 3, 2), (3, 5, 2), (4, 5, 3), (2, 5, 1)],
)
def test_predictions_say_with_which_levels_to_begin(right: int, asked: int, band: int) -> None:
    assert predicting.first_band(right, asked) == band
    panel = PredictPanel()
    panel.score = {str(at): at < right for at in range(asked)}
    first = BoardPanel("levels", band=panel.first_band).played[0].lesson.item
    assert isinstance(first, Level)
    assert first.band == max(band, 1)
    assert (f"first level for you: {first.id}" in panel.words()) == bool(band)


def test_a_question_leaves_no_account_open(practice: Practice) -> None:
    before = practice.accounts()
    predicting.reveal(QUESTIONS[0], predicting.ALLOWED, practice)
    assert practice.accounts() == before
