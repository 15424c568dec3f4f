"""The chooser asks the table's questions one at a time, and tells the row and why it is not another."""

from __future__ import annotations

import asyncio

import pytest

from awsguide.launch import lab
from awsguide.panels.chooser import Chooser, DecisionTable
from awsguide.table import ROWS
from awsguide.table.questions import QUESTIONS


@pytest.fixture(autouse=True)
def _sandbox_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWSGUIDE_TARGET", "sandbox")
    monkeypatch.delenv("AWSGUIDE_AUTOPILOT", raising=False)


def asked(chooser: Chooser) -> list[str]:
    return [question.name for question, _radio in chooser.asked]


def at_work(chooser: Chooser) -> None:
    """Answer as somebody who works at a machine, in a company with a start page."""
    chooser.answer("who", "workforce")
    chooser.answer("runs", "person")
    chooser.answer("tool", "yes")


def test_it_starts_with_one_question_and_nothing_chosen() -> None:
    chooser = Chooser()
    assert asked(chooser) == ["who"]
    assert chooser.asked[0][1].value is None
    assert not chooser.done


def test_it_goes_on_to_the_row_in_four_questions_at_most() -> None:
    chooser = Chooser()
    for answer in ("iam", "person", "unsure", "role"):
        assert not chooser.done
        chooser.answer(asked(chooser)[-1], answer)
    assert chooser.outcome is not None
    assert chooser.outcome.row.name == "iam-short-term"
    assert asked(chooser) == ["who", "runs", "tool", "needs"]


def test_another_answer_to_an_earlier_question_drops_the_later_ones() -> None:
    chooser = Chooser()
    chooser.answer("who", "unsure")
    chooser.answer("runs", "elsewhere")
    chooser.answer("tool", "yes")
    assert asked(chooser) == ["who", "runs", "tool", "holds"]
    chooser.answer("runs", "aws")
    assert asked(chooser) == ["who", "runs"]
    assert chooser.answers == {"who": "unsure", "runs": "aws"}
    assert chooser.outcome is not None


def test_a_question_that_is_asked_again_is_the_same_piece_without_its_answer() -> None:
    chooser = Chooser()
    at_work(chooser)
    radios = {question.name: radio for question, radio in chooser.asked}
    chooser.answer("who", "iam")
    assert asked(chooser) == ["who", "runs"]
    # A press that was under way while the first answer changed still counts.
    assert chooser.asked[1][1] is radios["runs"]
    assert radios["runs"].value is None
    radios["runs"].value = "person"
    assert asked(chooser) == ["who", "runs", "tool"]
    # One that is no longer asked counts for nothing.
    radios["runs"].value = "aws"
    radios["tool"].value = "no"
    assert chooser.answers == {"who": "iam", "runs": "aws"}


def test_starting_over_forgets_everything() -> None:
    chooser = Chooser()
    at_work(chooser)
    first = chooser.asked[0][1]
    chooser.over_button.click()
    assert asked(chooser) == ["who"]
    assert chooser.answers == {}
    assert first.value is None
    # Kept, not made anew: the browser puts the keyboard on it.
    assert chooser.asked[0][1] is first
    assert "Your row" not in chooser.outcome_html.value


def test_the_row_is_told_with_its_reason_and_each_other_with_why_not() -> None:
    chooser = Chooser()
    at_work(chooser)
    choice = chooser.outcome
    assert choice is not None
    shown = chooser.outcome_html.value
    assert 'role="status"' in shown
    for by in choice.row.by:
        assert by.link in shown
    assert len(choice.not_these) == len(ROWS) - 1
    assert shown.count("<tr>") == len(ROWS)
    for row in ROWS:
        assert row.title in shown


def test_every_row_leads_to_its_notebook() -> None:
    chooser = Chooser()
    at_work(chooser)
    drawn = chooser.picture()
    for row in ROWS:
        assert f'href="{row.notebook}.ipynb"' in drawn


def test_awaiting_it_gives_the_row_or_asks_for_an_answer() -> None:
    chooser = Chooser()

    async def answer() -> object:
        return await chooser

    assert "Answer the question above" in repr(asyncio.run(answer()))
    at_work(chooser)
    assert "10-workforce-identity.ipynb" in repr(asyncio.run(answer()))


def test_the_robot_reader_answers_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWSGUIDE_AUTOPILOT", "1")

    async def answer() -> object:
        return await Chooser()

    assert "Workforce identity" in repr(asyncio.run(answer()))


def test_its_picture_shows_the_open_question_with_every_answer() -> None:
    html = Chooser().picture()
    assert html.count("<li>") == len(QUESTIONS[0].answers)


def test_the_whole_table_can_be_shown() -> None:
    faces = DecisionTable()._repr_mimebundle_()
    for row in ROWS:
        assert row.source.startswith("https://")
        assert all(by.link in faces["text/html"] for by in row.by)
        assert row.notebook in faces["text/plain"]


def test_the_rows_stand_in_the_order_of_their_notebooks_and_have_their_names() -> None:
    assert [row.notebook for row in ROWS] == sorted(row.notebook for row in ROWS)
    for row in ROWS:
        lines = (lab.notebooks() / f"{row.notebook}.ipynb").read_text(encoding="utf-8")
        assert f'"# {row.title}\\n"' in lines
