"""The shell of the course, from one source each: what a notebook teaches, its quiz, the glossary, reading orders.

Notebooks, slides, handouts and the trainer's page take their words from here. It reads data, and looks whether what a
notebook needs is there, by calls that only look; outside the sandbox it sends none.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import as_file, files
from typing import Any

from awsguide.adapters import surroundings
from awsguide.adapters.aws import Aws
from awsguide.adapters.files import config_files
from awsguide.core.errors import AwsError, GuideError, NoAnswer
from awsguide.core.steps import Call
from awsguide.explanations import explain
from awsguide.lessons import catalogue, reading
from awsguide.lessons.practice import Practice
from awsguide.lessons.rows import WORDS_A_MINUTE


@dataclass(frozen=True)
class Chapter:
    """One notebook: its objectives, minutes, what must be true before, take-aways and the next step."""

    number: str
    title: str
    minutes: int
    before: tuple[str, ...]
    objectives: tuple[str, ...]
    takeaways: tuple[str, ...]
    next: str


@dataclass(frozen=True)
class Answer:
    """One answer of a quiz, and why it is right or wrong."""

    text: str
    why: str
    right: bool = False


@dataclass(frozen=True)
class Question:
    """One question of a quiz."""

    ask: str
    answers: tuple[Answer, ...]


# Reading a cell, running it and looking at what it shows; what the machine takes is a part of it.
MINUTES_A_CELL = 0.5
# Reading a question of the quiz, choosing, and reading the reason.
MINUTES_A_QUESTION = 0.5
# What a chapter's minutes count besides its own exercises: the level or puzzle that its text plays.
PLAYED: Mapping[str, tuple[str, ...]] = {"70": ("C09", "C09"), "80": ("Z04",)}


def reckoned(number: str, words: int, cells: int) -> float:
    """The minutes of a notebook with so many words of text and so many code cells, its exercises and quiz included.

    A level counts twice: the way in and the fix.
    """
    asked = len(quizzes()[number]) * MINUTES_A_QUESTION
    items = [*catalogue.tasks(f"{number}-"), *(catalogue.find(name)[0] for name in PLAYED.get(number, ()))]
    return words / WORDS_A_MINUTE + cells * MINUTES_A_CELL + asked + sum(item.minutes for item in items)


def promised(minutes: float) -> int:
    """What a notebook says for reckoned minutes: the next five minutes, of which one may be missing."""
    return 5 * math.ceil((minutes - 1) / 5)


def _read(name: str) -> Any:
    with as_file(files("awsguide.lessons") / "data" / name) as path:
        return reading.read(path)


@cache
def chapters() -> dict[str, Chapter]:
    """Every notebook's chapter by its number ('10')."""
    found = {}
    for number, row in _read("course.yaml").items():
        lists = {name: tuple(row[name]) for name in ("before", "objectives", "takeaways")}
        found[number] = Chapter(number=number, **{**row, **lists})
    return found


@cache
def quizzes() -> dict[str, tuple[Question, ...]]:
    """The quiz of each notebook by its number."""
    return {
        number: tuple(
            Question(row["ask"], tuple(Answer(**answer) for answer in row["answers"])) for row in rows
        )
        for number, rows in _read("quizzes.yaml").items()
    }


@cache
def words() -> dict[str, str]:
    """The glossary: what each word means."""
    return {row["word"]: row["means"] for row in _read("glossary.yaml")}


def chapter(number: str) -> Chapter:
    """A notebook's chapter; raises `BadInput`."""
    found = chapters()
    if number not in found:
        raise explain("lesson-unknown", name=number[:60], known=", ".join(found))
    return found[number]


# --- what must be true before -------------------------------------------------------------------------------------


def _kernel(_named: str) -> str:
    return "" if surroundings.target() != "unknown" else "This kernel is not one of awsguide's."


def _aws(_named: str) -> str:
    if surroundings.target() != "sandbox":
        return ""
    try:
        Aws("sandbox").call(
            Call("sso-oidc", "RegisterClient", {"clientName": "awsguide", "clientType": "public"})
        )
    except (AwsError, NoAnswer, GuideError) as error:
        return f"The sandbox does not answer ({type(error).__name__}). Restart the kernel."
    return ""


def _profile(named: str) -> str:
    if surroundings.target() != "sandbox":
        return ""
    if config_files.load_profile(named):
        return ""
    return f"The profile '{named}' is missing. {_AGAIN}"


_AGAIN = "awsguide.start_over(really=True) brings the sandbox back to its start; your progress stays."


def _as_seeded(named: str) -> str:
    """Whether an old key of ACCOUNT/USER is still there, for a notebook that retires it; 'root' is the root user."""
    account, _, user = named.partition("/")
    if surroundings.target() != "sandbox":
        return ""
    try:
        practice = Practice.here()
        administrator = practice.administrator(account)
        if user == "root":
            summary = practice.call_as(administrator, "iam", "GetAccountSummary")["SummaryMap"]
            there = bool(summary["AccountAccessKeysPresent"])
        else:
            keys = practice.call_as(administrator, "iam", "ListAccessKeys", UserName=user)[
                "AccessKeyMetadata"
            ]
            there = any(key["CreateDate"] < datetime.now(UTC) - OLD for key in keys)
    except (AwsError, NoAnswer, GuideError):
        # A company of a trainer's own may have no such account; what does not answer at all is another check's.
        return ""
    if there:
        return ""
    whose = f"the root user of {account}" if user == "root" else user
    return (
        f"The old key of {whose} is gone, because this notebook was played in this sandbox before. {_AGAIN}"
    )


# A key that a notebook rotates is older than this; one that it has made is younger.
OLD = timedelta(days=90)
_CHECKS: Mapping[str, Callable[[str], str]] = {
    "kernel": _kernel,
    "aws": _aws,
    "profile": _profile,
    "old-key": _as_seeded,
}


def missing(number: str) -> tuple[str, ...]:
    """What a notebook needs and does not find, as sentences; none when all is there."""
    found = []
    for wish in chapter(number).before:
        kind, _, named = wish.partition(":")
        if sentence := _CHECKS[kind](named):
            found.append(sentence)
    return tuple(found)
