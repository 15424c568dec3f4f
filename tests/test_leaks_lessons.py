"""No lesson shows a secret: not its panels, its solutions, the progress, the exports, the ledger or the clean-up."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import ipywidgets

from awsguide.lessons import catalogue, ledger, lesson, trainer
from awsguide.panels.lessons.board import BoardPanel
from awsguide.panels.lessons.clean_up import CleanUpPanel
from awsguide.panels.lessons.course import progress_view
from awsguide.panels.lessons.lesson import LessonPanel
from awsguide.panels.lessons.predict import PredictPanel
from tests.panels.conftest import press, until
from tests.test_leaks import Run, run, told  # noqa: F401 - the fixture

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

# A stolen key, a key in an environment, a token in a file, a helper's output, and somebody else's session.
ITEMS = ("P04", "Z02", "Z17", "Z18", "40-3")
# Where the files of a lesson's programs are: what a learner repairs there holds keys on purpose.
PROGRAMS = ".awsguide/programs"


async def played(panel: LessonPanel, run: Run) -> None:  # noqa: F811
    """Every button of a lesson's panel, and its faces when all is in sight."""
    buttons = (
        panel.start_button,
        panel.check_button,
        panel.hint_button,
        panel.solution_button,
        panel.run_button,
        panel.check_button,
        panel.reset_button,
    )
    for button in buttons:
        press(button)
        await until(lambda: not panel.running)
        assert panel.error is None, panel.error
        run.places.add("pictures", panel.picture())
        if button is panel.run_button:
            run.places.add_faces(panel)
    ipywidgets.Widget.close_all()


def test_lessons_show_no_secret(
    run: Run,  # noqa: F811
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    async def whole() -> None:
        for name in ITEMS:
            await played(LessonPanel(name), run)
        predict = PredictPanel()
        predict.choice_field.value = predict.question.choices()[0]
        press(predict.reveal_button)
        await until(lambda: not predict.running)
        clean_up = CleanUpPanel()
        press(clean_up.look_button)
        await until(lambda: not clean_up.running)
        run.places.add_faces(predict, clean_up, BoardPanel("puzzles"))

    asyncio.run(whole())
    for name in ITEMS:
        one = lesson.Lesson(name)
        run.places.add("solutions", lesson.solution(name))
        for thing in (one.start(), one.check(), catalogue.find(name)[0]):
            run.places.add_object(thing)
        run.places.add("scenes", repr(one.scene()))
    told(run, lambda: lesson.check("P05"))
    view: Any = progress_view()
    run.places.add("progress", f"{view!r} {view._repr_mimebundle_()}")
    run.places.add(
        "exports", trainer.export_progress("grace", tmp_path).read_text() + trainer.class_text(tmp_path)
    )
    kept = (run.home / ".aws", run.home / ".awsguide" / "secret", run.home / PROGRAMS)
    run.places.add_files("files in the home", run.home, kept)
    assert any("ledger" in text for text in run.places.seen["files in the home"])
    assert any("progress" in text for text in run.places.seen["files in the home"])
    run.places.add("ledger", repr(ledger.clean_up("trainer")))
    run.places.add("ledger", repr(ledger.clean_up("trainer", really=True)))
    for stream in capfd.readouterr():
        run.places.add("standard output and error", stream)
    assert {"secret access key", "session token", "web identity token"} <= run.wire.canaries.kinds
    assert run.leaks() == {}
