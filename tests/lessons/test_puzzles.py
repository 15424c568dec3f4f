"""Every puzzle fails at the start with the error it names, and is mended by its solution and by nothing less."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from awsguide.lessons import account_state, catalogue, lesson, tasks
from awsguide.lessons.rows import FileEdit, Repair, Step

if TYPE_CHECKING:
    from awsguide.lessons.rows import Task
    from tests.inside import Company

PUZZLES = catalogue.tasks("Z")


def prove(task: Task, lab: Company) -> None:
    """Untouched, each wrong attempt, and the solution, each from the start; and what is written goes away again."""
    before = _files(lab)
    begun = lesson.start(task.id)
    told = ("AWS_PROFILE=", "the variables in ~/.awsguide/programs/")
    assert begun.program.startswith(told) if task.program else not begun.program
    assert "<" not in begun.program
    one = lesson.Lesson(task.id)
    first = one.scene()
    if task.says:
        assert tasks.broken(task, first) == task.says
    untouched = lesson.check(task.id)
    assert untouched.state == "not tried"
    assert task.says in untouched.why, "the first check says the program's error"
    start = account_state.read(first, strict=False)
    for wrong in attempts(task):
        scene = one.scene()
        tasks.perform(scene, wrong)
        verdict = lesson.check(task.id, scene.filled(wrong.answer))
        assert verdict.state == "wrong", f"{wrong.says} {verdict}"
        lesson.reset(task.id)
        assert account_state.read(one.scene(), strict=False) == start
        assert lesson.check(task.id).state == "not tried"
    lesson.solution(task.id, run=True)
    verdict = lesson.check(task.id, one.scene().filled(task.right.answer))
    assert verdict.passed, verdict
    one.end()
    assert _files(lab) == before


def attempts(task: Task) -> tuple[Repair, ...]:
    """What must not count: the row's own attempts and, for a program, the laziest one there is."""
    return (*task.wrong, lent_key(task.id)) if task.program else task.wrong


def lent_key(name: str) -> Repair:
    """The key of an administrator for the program: a key in its environment wins over every profile."""
    who = {"UserName": "lender"}
    admin = {**who, "PolicyArn": "<aws>AdministratorAccess"}
    key = {"AWS_ACCESS_KEY_ID": "<key:lender>", "AWS_SECRET_ACCESS_KEY": "<secret:lender>"}
    steps = (
        Step("admin", "iam.CreateUser", who),
        Step("admin", "iam.AttachUserPolicy", admin),
        Step("admin", "iam.CreateAccessKey", who, become="lender"),
    )
    return Repair("Lend the program a key.", steps, (FileEdit("environment", name, key),))


def _files(lab: Company) -> dict[str, bytes]:
    """The two files; backups of them come on top, and are the clean-up's business."""
    return {name: (lab.home / ".aws" / name).read_bytes() for name in ("config", "credentials")}


@pytest.mark.proofs
@pytest.mark.parametrize("task", PUZZLES, ids=lambda task: task.id)
def test_a_puzzle_is_broken_as_it_says_and_mended_by_its_solution_alone(task: Task, lab: Company) -> None:
    prove(task, lab)


@pytest.mark.parametrize("task", PUZZLES[::5], ids=lambda task: task.id)
def test_some_puzzles_are_played_to_their_end(task: Task, lab: Company) -> None:
    prove(task, lab)


@pytest.mark.parametrize("task", PUZZLES, ids=lambda task: task.id)
def test_a_puzzle_fails_with_the_error_it_names_and_says_it_once(
    task: Task, lab: Company, caplog: pytest.LogCaptureFixture
) -> None:
    lesson.start(task.id)
    assert tasks.broken(task, lesson.Lesson(task.id).scene()) == task.says
    # A traceback in a log is one in the notebook.
    assert [record for record in caplog.records if record.exc_info] == []
    lesson.Lesson(task.id).end()
