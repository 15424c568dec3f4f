"""Every exercise of a notebook is not tried at the start, is judged by what was done, and goes back to its start."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from awsguide.lessons import catalogue, lesson
from tests.lessons.test_puzzles import prove

if TYPE_CHECKING:
    from awsguide.lessons.rows import Task
    from tests.inside import Company

NOTEBOOKS = ("10", "20", "30", "40", "50")
EXERCISES = [task for name in NOTEBOOKS for task in catalogue.tasks(f"{name}-")]


@pytest.mark.proofs
@pytest.mark.parametrize("task", EXERCISES, ids=lambda task: task.id)
def test_an_exercise_is_solved_by_its_solution_and_by_nothing_less(task: Task, lab: Company) -> None:
    prove(task, lab)


@pytest.mark.parametrize("task", EXERCISES, ids=lambda task: task.id)
def test_an_exercise_can_be_solved(task: Task, lab: Company) -> None:
    lesson.start(task.id)
    assert lesson.check(task.id).state == "not tried"
    lesson.solution(task.id, run=True)
    answer = lesson.Lesson(task.id).scene().filled(task.right.answer)
    assert lesson.check(task.id, answer).passed
    lesson.Lesson(task.id).end()
