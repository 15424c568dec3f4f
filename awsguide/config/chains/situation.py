"""What decides which credentials a client uses, and how an answer about it is told.

A `Situation` is handed in whole: variables, how files are read, which programs are there, and the time. Nothing here
reads, starts or sends anything, and no secret is in an `Answer`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from awsguide.core.outside_text import harmless

Outcome = Literal["found", "none", "fails", "cannot-tell"]
State = Literal["found", "skipped", "shadowed", "fails", "cannot-tell"]

LONGEST_NAME = 80


@dataclass(frozen=True)
class Situation:
    """One machine at one moment.

    `read` gives the text of a file (None where there is none, or it may not be read), bytes that are not UTF-8 as
    surrogates; `expand` fills in variables and '~' as Python does; `runs` says whether a program can be started by
    that name or path; `shown` is a path as people read it. `on_ec2` is None where this machine does not say. `now` is
    in seconds since 1970; `profile` is the name given on the command line, None for none.
    """

    variables: Mapping[str, str]
    home: str
    read: Callable[[str], str | None]
    expand: Callable[[str], str]
    runs: Callable[[str], bool]
    shown: Callable[[str], str]
    now: float
    on_ec2: bool | None = False
    windows: bool = False
    profile: str | None = None


@dataclass(frozen=True)
class Step:
    """One provider of a chain: what became of it, where its settings are, and a sentence.

    `provider` is botocore's name for it; `place` is a variable, or a file and a line; `expires_at` is in seconds since
    1970. `late` says that it fails only once the credentials are needed.
    """

    provider: str
    state: State
    why: str
    place: str = ""
    key_id: str = ""
    expires_at: float | None = None
    late: bool = False


@dataclass(frozen=True)
class Answer:
    """What one client would use: the outcome, who provides it, the profile and Region, and the whole chain."""

    client: str
    outcome: Outcome
    provider: str | None
    key_id_ends: str | None
    profile: str
    region: str | None
    region_from: str
    why: str
    steps: tuple[Step, ...]

    def document(self) -> dict[str, str | None]:
        """The answer as `awsguide which --json` prints it."""
        return {
            "outcome": self.outcome,
            "provider": self.provider,
            "key_id_ends": self.key_id_ends,
            "profile": self.profile,
            "region": self.region,
            "why": self.why,
        }


def documents(answers: Mapping[str, Answer]) -> str:
    """All answers as one line of JSON."""
    return json.dumps({"clients": {name: answer.document() for name, answer in answers.items()}})


def skipped(provider: str, why: str, place: str = "") -> Step:
    """A provider that has nothing to say here."""
    return Step(provider, "skipped", why, place)


def fails(provider: str, why: str, place: str = "", *, late: bool = False) -> Step:
    """A provider at which the client stops with an error; `late` when that shows only once keys are needed."""
    return Step(provider, "fails", why, place, late=late)


def found(
    provider: str, why: str, place: str = "", *, key_id: str = "", expires_at: float | None = None
) -> Step:
    """A provider whose credentials the client uses; `key_id` where it is written down in plain."""
    return Step(provider, "found", why, place, key_id, expires_at)


def judged(
    client: str, steps: list[Step], profile: str, region: tuple[str | None, str], nothing: str
) -> Answer:
    """The answer that a chain gives: the first step that is not skipped decides, what follows it is shadowed."""
    region = region[0] or None, region[1]
    deciding = next((at for at, step in enumerate(steps) if step.state != "skipped"), None)
    if deciding is None:
        return Answer(client, "none", None, None, profile, *region, nothing, tuple(steps))
    winner = steps[deciding]
    later = [
        step if step.state == "skipped" else replace(step, state="shadowed") for step in steps[deciding + 1 :]
    ]
    outcome: Outcome = "fails" if winner.state == "fails" else winner.state  # type: ignore[assignment]
    ends = winner.key_id[-4:] if winner.state == "found" and winner.key_id else None
    return Answer(
        client,
        outcome,
        winner.provider if winner.state in ("found", "cannot-tell") else None,
        ends,
        profile,
        *region,
        winner.why,
        (*steps[: deciding + 1], *later),
    )


def stopped(client: str, why: str, profile: str, region: tuple[str | None, str], place: str = "") -> Answer:
    """The answer of a client that stops before it looks for credentials."""
    return Answer(client, "fails", None, None, profile, *region, why, (Step("session", "fails", why, place),))


def quoted(name: str) -> str:
    """A name from outside in a sentence: shortened, in quotes, on one line, without what steers a terminal."""
    return f"'{harmless(' '.join(name.split()), LONGEST_NAME)}'"


def day_and_time(seconds: float) -> str:
    """A moment in a sentence."""
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")
    except (OverflowError, ValueError, OSError):
        return "a time that no calendar has"
