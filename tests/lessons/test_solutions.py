"""A solution that is shown is Python that a learner can run as it stands, and running it solves the item."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from awsguide.lessons import catalogue, lesson
from awsguide.lessons.rows import Level

if TYPE_CHECKING:
    from tests.inside import Company

HALVES = [name for level in catalogue.levels() for name in (level.id, f"{level.id}{catalogue.FIX}")]
# What is left to do in files is told in comments, for people.
IN_CODE = [task.id for task in catalogue.tasks() if not task.right.files]
# A token, a value of a reply, a header, and a time.
QUICK = ("C02", "P14", "C14", "P13-fix")


def typed(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What a learner does who copies the solution into a cell, and then what it printed into the answer."""
    lesson.start(name)
    text = lesson.solution(name)
    capsys.readouterr()
    exec(compile(text, name, "exec"), {})
    one = lesson.Lesson(name)
    word = one.scene().values["word"]
    item, fixing = catalogue.find(name)
    answer = str(one.scene().filled("" if isinstance(item, Level) else item.right.answer))
    if isinstance(item, Level) and not fixing and item.goal is None:
        assert word in capsys.readouterr().out
        answer = word
    assert lesson.check(name, answer).passed
    one.end()


@pytest.mark.parametrize("name", QUICK)
def test_some_shown_solutions_run_as_they_stand(
    name: str, lab: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(name, capsys)


@pytest.mark.proofs
@pytest.mark.parametrize("name", [*HALVES, *IN_CODE])
def test_every_shown_solution_runs_as_it_stands(
    name: str, lab: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(name, capsys)


@pytest.mark.parametrize("name", [*HALVES, *(task.id for task in catalogue.tasks())])
def test_a_shown_solution_is_python(name: str) -> None:
    one = lesson.Lesson(name)
    compile(lesson.snippet.of(one.ways, one.name, {}), name, "exec")
