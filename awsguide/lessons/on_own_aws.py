"""Exercises on the reader's own AWS: those that only read, judged by AWS's answer to whose the credentials are.

There is no scene here, no account is opened, and no file is written but the learner's progress. Which exercises these
are is a property of their rows; every other one, and each level and puzzle, is refused with the reason.
"""

from __future__ import annotations

from awsguide.adapters import surroundings
from awsguide.api.long_term import who_am_i
from awsguide.core.errors import GuideError
from awsguide.explanations import explain
from awsguide.lessons import catalogue
from awsguide.lessons.judging import Verdict
from awsguide.lessons.rows import PLACE, Item, OwnAws, Task


def asked_here(item: Item) -> OwnAws | None:
    """How an item is asked if this kernel's AWS is the reader's own and the item only reads, None otherwise."""
    return item.own if surroundings.target() == "aws" and isinstance(item, Task) else None


def refusal(name: str, item: Item) -> GuideError:
    """Why an item does not work on this kernel's AWS, and which ones do."""
    exercise = isinstance(item, Task) and not item.says
    return explain(
        "exercise-needs-sandbox" if exercise else "lesson-needs-sandbox",
        name=name,
        known=", ".join(task.id for task in catalogue.tasks() if task.own is not None),
    )


def judge(task: Task, own: OwnAws, answer: str, profile: str = "") -> Verdict:
    """How an exercise stands for the credentials of `profile`, or '' for what boto3 finds. Raises `GuideError`."""
    given = answer.strip().lower()
    if not given:
        return Verdict(task.id, "not tried", f"Nothing was answered yet. The goal: {own.goal}")
    caller = who_am_i(profile)
    arn = caller.identity.arn
    if own.kind and caller.kind != own.kind:
        return Verdict(task.id, "wrong", f"{own.otherwise} AWS says that you are {arn}.")
    known = {
        "arn": arn,
        "account": caller.identity.account_id,
        "partition": arn.split(":")[1],
        "name": caller.name,
        "session": arn.rpartition("/")[2],
    }

    def is_given(text: str) -> bool:
        return given == PLACE.sub(lambda place: known.get(place[1], place[0]), text).lower()

    if is_given(own.answer):
        return Verdict(task.id, "right", " ".join(part for part in (own.says, task.at_work) if part))
    reasons = (why for one, why in own.answers.items() if is_given(one))
    return Verdict(task.id, "wrong", next(reasons, _NOT_THAT))


_NOT_THAT = "That is not the answer. Ask AWS with the same profile who it is, and look again."
