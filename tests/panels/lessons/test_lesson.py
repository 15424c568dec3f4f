"""The panel of an exercise, level or puzzle: a hint, a failure, a reset and a pass, by the buttons a person presses."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from awsguide.core.errors import BadInput
from awsguide.lessons import account_state, catalogue
from awsguide.lessons.rows import Level
from awsguide.lessons.scenes import has_word
from awsguide.panels.lessons.lesson import LessonPanel
from tests.panels.conftest import press, synced, until

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from tests.inside import Company


async def pressed(panel: LessonPanel, button: Any) -> None:
    """Press a button and wait until its work is done."""
    press(button)
    await until(lambda: not panel.running)
    assert panel.error is None, panel.error


async def way_in(panel: LessonPanel) -> str:
    """What a player does who knows the way, with the keys in the learner's profiles; returns the word they find."""
    level = panel.lesson.item
    assert isinstance(level, Level)
    scene = panel.lesson.scene()
    reply = await asyncio.to_thread(scene.play, level.attacks[0].steps)
    return "" if level.goal else next(text for text in [scene.values["word"]] if has_word(reply, text))


async def finished(name: str) -> None:
    """A level, first as its attacker and then as its defender, through two panels."""
    attack = LessonPanel(name)
    await pressed(attack, attack.start_button)
    attack.answer_field.value = await way_in(attack)
    await pressed(attack, attack.check_button)
    assert attack.verdict is not None
    assert attack.verdict.passed, attack.verdict
    fix = LessonPanel(f"{name}-fix")
    assert "You are the administrator now." in fix.story_html.value
    await pressed(fix, fix.start_button)
    start = await asyncio.to_thread(lambda: account_state.read(fix.lesson.scene()))
    await pressed(fix, fix.check_button)
    assert fix.verdict is not None
    assert fix.verdict.state == "not tried"
    await pressed(fix, fix.solution_button)
    await pressed(fix, fix.run_button)
    await pressed(fix, fix.check_button)
    assert fix.verdict.passed, fix.verdict
    await pressed(fix, fix.reset_button)
    assert await asyncio.to_thread(lambda: account_state.read(fix.lesson.scene())) == start


@pytest.mark.proofs
@pytest.mark.parametrize("name", [level.id for level in catalogue.levels()])
def test_a_robot_finishes_every_level_through_its_panels(lab: Company, name: str) -> None:
    asyncio.run(finished(name))


def test_a_robot_finishes_a_level_through_its_panels(lab: Company) -> None:
    asyncio.run(finished("P11"))


async def _learn(closed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    panel = LessonPanel("20-2")
    assert "Who is this program?" in panel.view.children[1].value
    await pressed(panel, panel.start_button)
    assert panel.hint_button.description == "Hint: where to look"
    press(panel.hint_button)
    assert "20-2.env" in panel.told_html.value
    panel.answer_field.value = "ada"
    await pressed(panel, panel.check_button)
    assert (await panel).tone == "bad"
    assert "comes first" in panel.told_html.value
    await pressed(panel, panel.reset_button)
    assert panel.verdict is None
    assert panel.answer_field.value == ""
    assert "20-2.env" not in panel.told_html.value
    panel.answer_field.value = "cleo"
    await pressed(panel, panel.check_button)
    assert panel.verdict is not None
    assert panel.verdict.passed
    assert "not kept" not in panel.told_html.value
    monkeypatch.setenv("AWSGUIDE_PROGRESS", str(closed / "progress.json"))
    await pressed(panel, panel.check_button)
    assert panel.verdict.passed
    assert "What you solve is not kept." in panel.told_html.value
    assert str(closed) in panel.told_html.value


def test_a_hint_a_failure_a_reset_a_pass_and_a_pass_that_cannot_be_kept(
    lab: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A file stands where a folder should be: nothing can be written there, also by root.
    (tmp_path / "closed").write_text("")
    asyncio.run(_learn(tmp_path / "closed", monkeypatch))


@pytest.mark.parametrize("name", ["C09", "20-2"])
def test_a_solution_that_was_run_gives_what_it_found_to_the_check(lab: Company, name: str) -> None:
    async def scene() -> None:
        panel = LessonPanel(name)
        await pressed(panel, panel.start_button)
        await pressed(panel, panel.solution_button)
        await pressed(panel, panel.run_button)
        assert panel.answer_field.value in panel.status_html.value
        await pressed(panel, panel.check_button)
        assert panel.verdict is not None
        assert panel.verdict.passed, panel.verdict

    asyncio.run(scene())


async def _pictured() -> str:
    panel = LessonPanel("30-1")
    await pressed(panel, panel.start_button)
    account = panel.briefing.account_id if panel.briefing else ""
    assert account in panel.story_html.value
    assert "AWS_PROFILE=30-1-deploy" in panel.story_html.value
    await pressed(panel, panel.check_button)
    bundle = panel._repr_mimebundle_()
    html = str(bundle["text/html"])
    assert account not in html
    assert "Not tried yet" in html
    assert "AKIA" not in synced()
    return html


def test_a_picture_is_the_same_in_every_run(lab: Company) -> None:
    assert asyncio.run(_pictured()) == asyncio.run(_pictured())


def test_an_unknown_name_is_told_with_what_there_is() -> None:
    with pytest.raises(BadInput, match=r"called 'Q99'"):
        LessonPanel("Q99")


def test_your_own_aws_gets_no_scene(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWSGUIDE_TARGET", "aws")

    async def tried() -> str:
        panel = LessonPanel("P01")
        press(panel.start_button)
        await until(lambda: not panel.running)
        return panel.error.code if panel.error else ""

    assert asyncio.run(tried()) == "lesson-needs-sandbox"
