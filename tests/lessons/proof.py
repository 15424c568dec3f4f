"""Proves one level: its ways in work, and its fix, its half fixes and its lazy one are judged as they should be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from awsguide.lessons import judging
from awsguide.lessons.building import build
from awsguide.lessons.scenes import StepFailed

if TYPE_CHECKING:
    from awsguide.lessons.practice import Practice
    from awsguide.lessons.rows import Course, Level
    from awsguide.lessons.scenes import Scene


def prove(level: Level, practice: Practice) -> None:
    """Everything a level promises, each on a fresh scene."""
    prove_open(level, practice)
    prove_fix(level, practice)


def prove_open(level: Level, practice: Practice) -> None:
    """The honest work goes on in the scene as it is, and each attack finds the word."""
    _scene(level, practice).play(level.honest.steps)
    for attack in level.attacks:
        assert judging.refusal(level, _scene(level, practice), attack) is None, attack.says


def prove_fix(level: Level, practice: Practice) -> None:
    """Untouched is not tried; half and lazy fixes are wrong, each with its reason; the shipped fix is right."""
    assert _judged(level, practice, None).state == "not tried"
    for half in level.half:
        verdict = _judged(level, practice, half)
        assert verdict.state == "wrong", half.says
        assert "honest work" not in verdict.why, f"{half.says} is lazy, and not half: {verdict.why}"
    lazy = _judged(level, practice, level.lazy)
    assert lazy.state == "wrong"
    assert "honest work stopped" in lazy.why or "locked out" in lazy.why, lazy.why
    fixed = _judged(level, practice, level.fix)
    assert fixed.state == "right", fixed.why


def _scene(level: Level, practice: Practice, *, traces: bool = False) -> Scene:
    return build(practice, level, level.id, "copy", traces=traces)


def _judged(level: Level, practice: Practice, done: Course | None) -> judging.Verdict:
    scene = _scene(level, practice, traces=level.traces)
    try:
        scene.play(done.steps if done else ())
    except StepFailed as failed:
        raise AssertionError(f"{failed.step}: {failed.error}") from failed
    return judging.fix(level, scene, practice)
