"""Every row has all that it is judged by: a row without a half fix, a lazy one or a wrong attempt fails here.

That each of them is judged as it should be is played in test_levels.py, test_puzzles.py and test_exercises.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from awsguide.lessons import catalogue
from tests.lessons.test_puzzles import attempts

if TYPE_CHECKING:
    from awsguide.lessons.rows import Level, Task


@pytest.mark.parametrize("level", catalogue.levels(), ids=lambda level: level.id)
def test_a_level_has_a_way_in_honest_work_a_fix_a_half_one_and_a_lazy_one(level: Level) -> None:
    for course in (*level.attacks, level.honest, level.fix, level.lazy, *level.half):
        assert course.steps
        assert course.says.endswith("."), course.says
    assert level.attacks
    assert level.half
    assert all(course.steps != level.fix.steps for course in (*level.half, level.lazy))
    assert len(level.story) < 260
    assert len(level.hints) >= 2
    assert level.at_work.endswith(".")
    assert level.source.startswith("https://")
    assert level.minutes > 0


@pytest.mark.parametrize("task", catalogue.tasks(), ids=lambda task: task.id)
def test_a_puzzle_or_an_exercise_has_a_solution_and_two_attempts_that_do_not_count(task: Task) -> None:
    right = task.right
    assert right.steps or right.files or right.answer
    assert len(attempts(task)) >= 2
    for attempt in attempts(task):
        assert attempt.says.endswith("."), attempt.says
        assert (attempt.steps, attempt.files, attempt.answer) != (right.steps, right.files, right.answer)
    assert task.findings or task.answer or task.program
    assert bool(task.says) == task.id.startswith("Z")
    assert len(task.hints) >= 2
    assert task.source.startswith("https://")
    assert task.minutes > 0


def test_there_is_as_much_as_a_course_needs() -> None:
    assert len(catalogue.levels()) >= 30
    assert len(catalogue.tasks("Z")) >= 15
    for notebook in ("10", "20", "30", "40", "50"):
        assert len(catalogue.tasks(f"{notebook}-")) >= 2
