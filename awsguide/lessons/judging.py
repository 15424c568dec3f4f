"""Judges by the state of AWS: right, wrong with the reason, or not tried yet.

A fix is tried in a copy of the learner's scene, so that the check changes nothing in it: the honest work first, then
every attack. Refused means AccessDenied and its like; any other answer is the scene's fault and gives no verdict.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from awsguide.core.errors import AwsError
from awsguide.explanations import explain
from awsguide.flows.policies.decision import read as explained
from awsguide.flows.policies.readings import MATCHED
from awsguide.lessons import account_state
from awsguide.lessons.building import build
from awsguide.lessons.copying import make_like
from awsguide.lessons.practice import Practice
from awsguide.lessons.rows import Course, Finding, Level
from awsguide.lessons.scenes import Scene, StepFailed, has_word, value_at

State = Literal["right", "wrong", "not tried"]


@dataclass(frozen=True)
class Verdict:
    """How an item stands: `state`, and `why` in a sentence or two; `deciding` says which statement decided, if any."""

    item: str
    state: State
    why: str
    deciding: str = ""

    @property
    def passed(self) -> bool:
        """Whether it is solved."""
        return self.state == "right"


def attack(level: Level, scene: Scene, answer: str) -> Verdict:
    """Whether `answer` is the word that only the way in shows."""
    if level.goal is not None:
        wrong = missing(level.goal, scene)
        state: State = "not tried" if wrong else "right"
        return Verdict(level.id, state, wrong or f"You are in. {level.attacks[0].says} {level.at_work}")
    given = answer.strip()
    if not given:
        return Verdict(
            level.id, "not tried", "Find the word that you should not be able to read, and give it here."
        )
    if given != scene.values["word"]:
        why = "That is not the word of this scene. It changes with every reset; the story says where it is."
        return Verdict(level.id, "wrong", why)
    return Verdict(level.id, "right", f"You are in. {level.attacks[0].says} {level.at_work}")


def fix(level: Level, scene: Scene, practice: Practice) -> Verdict:
    """Whether the level's hole is closed in the learner's scene while the honest work continues."""
    name = f"{level.id}-fix"
    copies: list[Scene] = []

    def copy() -> Scene:
        made = build(practice, level, name, "copy", traces=level.traces)
        copies.append(made)
        return made

    try:
        return _fix(level, scene, name, copy)
    except AwsError as error:
        raise explain(
            "lesson-scene-broken",
            name=name,
            what=f"{error.operation} in a copy of your scene",
            code=error.code,
            detail=error.message[:200],
        ) from None
    finally:
        for made in copies:
            _close(practice, made)


def _close(practice: Practice, scene: Scene) -> None:
    for name, value in scene.values.items():
        if name == "account" or f"admin:{name}" in scene.actors:
            practice.close_account(value)


def _fix(level: Level, scene: Scene, name: str, copy: Callable[[], Scene]) -> Verdict:
    first = copy()
    start = account_state.read(first)
    try:
        wanted = account_state.read(scene)
    except AwsError as error:
        why = (
            f"The account's own administrator may no longer look at it ({error.operation}: {error.code}): the "
            "fix has locked out everybody. Undo that, or reset the scene."
        )
        return Verdict(name, "wrong", why, told(error.decision))
    if not account_state.differences(start, wanted):
        why = f"Nothing has changed in the scene yet. What must continue to work: {level.honest.says}"
        return Verdict(name, "not tried", why)
    make_like(first, start, wanted)
    try:
        first.play(level.honest.steps)
    except StepFailed as failed:
        why = (
            f"The honest work stopped: {level.honest.says} {failed.step.actor} called {failed.step.call} and AWS "
            f"answered {failed.error.code}."
        )
        return Verdict(name, "wrong", why, told(failed.error.decision))
    deciding = ""
    for at, course in enumerate(level.attacks):
        # An attack changes what it meets, so each has a copy of its own.
        place = copy()
        make_like(place, start, wanted)
        by = refusal(level, place, course)
        if by is None:
            again = (
                "The way in still works"
                if at == 0
                else "The first way in is closed, and there is a way round it"
            )
            return Verdict(name, "wrong", f"{again}: {course.says}")
        deciding = deciding or by
    if level.traces:
        place = copy()
        make_like(place, start, wanted)
        if refusal(level, place, Course("", level.attacks[0].steps[-1:])) is None:
            why = "The hole is closed, but the intruder who was in before still has what they took. Remove that too."
            return Verdict(name, "wrong", why)
    return Verdict(
        name, "right", f"Closed, and the work continues. {level.fix.says} {level.at_work}", deciding
    )


def refusal(level: Level, scene: Scene, course: Course) -> str | None:
    """What refused an attack, as the sandbox tells it ('' when it tells nothing); None when the attack got through.

    Raises `CouldNotTry` when it failed for another reason.
    """
    try:
        reply = scene.play(course.steps)
    except StepFailed as failed:
        if failed.refused or failed.error.code in (*_OUT, *level.gone):
            return told(failed.error.decision)
        detail = failed.error.message[:200]
        raise explain(
            "lesson-scene-broken",
            name=f"{level.id}-fix",
            what=f"{failed.step.call} by {failed.step.actor}",
            code=failed.error.code,
            detail=detail,
        ) from None
    if level.goal is not None:
        return missing(level.goal, scene) or None
    return None if has_word(reply, scene.values["word"]) else "The word was not there any more."


# The attacker's own key is gone or switched off: that is out, too.
_OUT = frozenset(
    {"InvalidClientTokenId", "UnrecognizedClientException", "InvalidAccessKeyId", "NoCredentials"}
)


def missing(finding: Finding, scene: Scene) -> str:
    """Why something is not found as wished, '' when it is."""
    try:
        reply = scene.play(finding.steps)
    except StepFailed as failed:
        if finding.refused and failed.refused:
            return ""
        return f"{finding.otherwise} (AWS answered {failed.error.code} to {failed.step.call}.)"
    found = value_at(reply, finding.path) if finding.path else reply
    seen = str(len(found)) if isinstance(found, list | Mapping) else str(found)
    as_wished = (
        not finding.refused,
        not finding.equals or seen == str(scene.filled(finding.equals)),
        not finding.unlike or seen != str(scene.filled(finding.unlike)),
        not finding.pattern or fnmatch.fnmatchcase(seen, str(scene.filled(finding.pattern))),
    )
    return "" if all(as_wished) else finding.otherwise


def told(decision: str) -> str:
    """The sandbox's own account of a decision as sentences, '' where there is none."""
    found = explained(decision) if decision else None
    if found is None:
        return ""
    denied = [row for row in found.readings if row.mark == MATCHED and row.effect == "Deny"]
    near = [row for row in found.readings if row.mark != MATCHED and row.element not in ("action", "")]
    lines = (
        f"{row.kind} {row.policy}, {row.which}: {row.why or 'it matches'}." for row in (denied or near)[:2]
    )
    return " ".join((found.reason, *lines))
