"""Predict, then reveal: a call and the policies that have a say, first without the answer; then AWS is asked.

The questions are data, made from the rows that the sandbox itself is tested with. A reveal builds the scene in an
account of its own, makes the call, and tells the deciding statement; the account is closed again.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from awsguide.core.errors import AwsError
from awsguide.explanations import explain
from awsguide.lessons.judging import told
from awsguide.lessons.practice import Practice
from awsguide.lessons.reading import Row
from awsguide.lessons.rows import step
from awsguide.lessons.scenes import REFUSED, StepFailed

ALLOWED = "It is allowed."
_NOTHING = "nothing allows it: "
_DENY = "explicit deny: "


@dataclass(frozen=True)
class Question:
    """One question: who makes which call, and every policy that has a say."""

    id: str
    title: str
    about: str
    source: str
    caller: str
    policies: tuple[Mapping[str, Any], ...]
    accounts: tuple[str, ...]
    steps: tuple[Any, ...]
    call: str
    params: Mapping[str, Any]
    allowed: bool
    by: str

    @property
    def answer(self) -> str:
        """What AWS says, as one of the choices."""
        return ALLOWED if self.allowed else _sentence(self.by)

    def choices(self) -> tuple[str, ...]:
        """What one may predict: yes, and no for each reason that this question's policies could give."""
        kinds = [row["kind"].partition(" of ")[0] for row in self.policies]
        kinds += ["identity-based policy"]
        kinds += [self.by.partition(": ")[2]] if self.by else []
        reasons = []
        for kind in dict.fromkeys(kinds):
            reasons += [_sentence(_NOTHING + kind), _sentence(_DENY + kind)]
        return (ALLOWED, *dict.fromkeys(reasons))


def _sentence(by: str) -> str:
    how, _, kind = by.partition(": ")
    article = "an" if kind[:1] in "aeiou" else "a"
    if how == "explicit deny":
        return f"It is refused: {article} {kind} denies it."
    return f"It is refused: no {kind} allows it."


@dataclass(frozen=True)
class Revealed:
    """What AWS said: the `answer` among the choices, whether the prediction was `right`, and the deciding statement."""

    answer: str
    right: bool
    deciding: str


# After so many predictions they say with which kind of level to begin, and after so many with the hardest.
ENOUGH = 3
SURE = 5


def first_band(right: int, asked: int) -> int:
    """The band of levels (1 to 3) to begin with, by how many predictions were right; 0 before there are enough."""
    if asked < ENOUGH:
        return 0
    if right * 5 < asked * 3:
        return 1
    return 3 if asked >= SURE and right * 5 >= asked * 4 else 2


@cache
def questions() -> tuple[Question, ...]:
    """Every question that ships with the guide."""
    text = (files("awsguide.lessons") / "data" / "questions.json").read_text("utf-8")
    made = []
    for row in json.loads(text):
        lists = {name: tuple(row[name]) for name in ("policies", "accounts", "steps")}
        made.append(Question(**{**row, **lists}))
    return tuple(made)


def about() -> tuple[str, ...]:
    """What there are questions about, in the order of the documentation."""
    return tuple(dict.fromkeys(question.about for question in questions()))


def chosen(subject: str = "") -> tuple[Question, ...]:
    """The questions about one subject; without one, or for one that is not there, of each subject in turn."""
    if found := tuple(one for one in questions() if one.about == subject):
        return found
    # One that shows no policy tells little about who can read them.
    groups = [[one for one in questions() if one.about == name and one.policies] for name in about()]
    mixed = [one for row in itertools.zip_longest(*groups) for one in row if one is not None]
    return (*mixed, *(one for one in questions() if not one.policies))


def find(name: str) -> Question:
    """The question of this id; raises `BadInput`."""
    for question in questions():
        if question.id == name:
            return question
    raise explain("lesson-unknown", name=name[:60], known=", ".join(one.id for one in questions()[:6]))


def reveal(question: Question, prediction: str, practice: Practice | None = None) -> Revealed:
    """Ask AWS, and compare; raises `CouldNotTry` where the scene cannot be built."""
    trainer = practice or Practice.here()
    scene = trainer.open(question.id, "question")
    accounts = [scene.account_id]
    try:
        for name in question.accounts:
            other = trainer.open(question.id, "neighbour")
            accounts.append(other.account_id)
            scene.values[name] = other.account_id
            scene.actors[f"admin:{name}"] = other.actors["admin"]
        try:
            scene.play([step(row, Row()) for row in question.steps])
        except StepFailed as failed:
            raise explain(
                "lesson-scene-broken",
                name=question.title,
                what=failed.step.call,
                code=failed.error.code,
                detail=failed.error.message[:200],
            ) from None
        answer, deciding = ALLOWED, ""
        try:
            scene.call("caller", question.call, **question.params)
        except AwsError as error:
            if error.code not in REFUSED:
                raise explain(
                    "lesson-scene-broken",
                    name=question.title,
                    what=question.call,
                    code=error.code,
                    detail=error.message[:200],
                ) from None
            answer, deciding = _said(question, error), told(error.decision)
        return Revealed(answer, prediction == answer, deciding)
    finally:
        for account_id in accounts:
            trainer.close_account(account_id)


def _said(question: Question, error: AwsError) -> str:
    """Which choice AWS's own words are."""
    words = error.message.replace("explicit deny in an ", "denies ").replace("explicit deny in a ", "denies ")
    for choice in question.choices()[1:]:
        said = choice.removeprefix("It is refused: ").rstrip(".")
        if said.startswith("no "):
            if f"because {said.removesuffix(' allows it')} allows" in words:
                return choice
        elif f"denies {said.split(' ', 1)[1].removesuffix(' denies it')}" in words:
            return choice
    return question.answer
