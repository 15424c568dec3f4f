"""What a level, a puzzle and an exercise are made of: data, and how it is read from a file's rows.

Nothing here calls AWS. What a row of a file leaves out is filled in, and what it has too much is refused with its line.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from awsguide.lessons.reading import Row, checked, refuse_unknown

# Where a text takes in something that is only known once the scene is built: <account>, <word>, <key:maya>.
PLACE = re.compile(r"<([a-z][a-z0-9_.:-]*)>")
# How long something takes is reckoned, the same way everywhere: a text is read at this speed, ...
WORDS_A_MINUTE = 200
# ... and finding, writing and trying one call, or one edit of a file, takes a learner about this long.
MINUTES_A_CALL = 2
_OPERATION = re.compile(r"[a-z][a-z0-9-]*\.[A-Z][A-Za-z0-9]*|sandbox\.[a-z-]+")


@dataclass(frozen=True)
class Step:
    """One call: `actor` makes `call` ('iam.CreateUser', in AWS's words) with `params`.

    `become` names the actor that the credentials in the reply belong to; `keep` stores values of the reply under names,
    by their path ('Role.Arn'). Error codes to `ignore` say that it was so already. `agent` is what the caller's program
    has to call itself in the header User-Agent; the guide's own calls say 'awsguide' there.
    """

    actor: str
    call: str
    params: Mapping[str, Any] = field(default_factory=dict)
    become: str = ""
    keep: Mapping[str, str] = field(default_factory=dict)
    ignore: tuple[str, ...] = ()
    agent: str = ""


@dataclass(frozen=True)
class Course:
    """Steps that belong together, and a sentence that `says` what they do."""

    says: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Finding:
    """One thing that is looked at: after `steps`, the value at `path` of the last reply is as wished.

    `equals` and `pattern` (with *) are compared with the value as text (of a list: how many there are), and it must not
    be as `unlike`; `refused` wishes that the last call is refused.
    `otherwise` is the sentence for a learner where it is not so.
    """

    otherwise: str
    steps: tuple[Step, ...]
    path: str = ""
    equals: str = ""
    pattern: str = ""
    unlike: str = ""
    refused: bool = False


@dataclass(frozen=True)
class Level:
    """A scene that is open on purpose: a way in, and what closes it while the honest work continues.

    `you` are the actors whose keys the attacker holds. `attacks` are the way in and ways round it; each ends in the
    reply that has the scene's word in it. After `fix` every attack is refused and `honest` works; after `lazy` the
    honest work fails, and after each of `half` an attack still works. With `traces` the first attack has already
    happened in the defender's scene. `gone` are error codes that also mean that the way in is not there any more.
    Where there is no word to find, `goal` says how one sees that somebody got in.
    """

    id: str
    title: str
    band: int
    story: str
    you: tuple[str, ...]
    scene: Mapping[str, Any]
    attacks: tuple[Course, ...]
    honest: Course
    fix: Course
    lazy: Course
    hints: tuple[str, ...]
    at_work: str
    source: str
    half: tuple[Course, ...] = ()
    traces: bool = False
    gone: tuple[str, ...] = ()
    goal: Finding | None = None

    @property
    def minutes(self) -> int:
        """How long one half of it takes, in whole minutes: reading, and the calls of the longer half."""
        calls = max(len(self.attacks[0].steps), len(self.fix.steps)) if self.attacks else 1
        return reckoned((self.story, *self.hints, self.honest.says, self.at_work), calls)


@dataclass(frozen=True)
class Program:
    """A program that signs in by what it finds: `environment` variables and the files, then makes `calls`.

    `identity` is the ARN it should have, as a pattern in which * stands for anything. `region` '' leaves the Region to
    the profile. With `code` it asks for an MFA code, which the learner gives as the answer.
    """

    calls: tuple[Step, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    identity: str = ""
    region: str = "us-east-1"
    code: bool = False


@dataclass(frozen=True)
class FileEdit:
    """A section of one of the two AWS files: `values` by name, None takes a setting out; `remove` the whole section.

    Or a file of the program's own: its 'environment', its web identity 'token', or what its credential 'process'
    prints.
    """

    file: Literal["config", "credentials", "environment", "token", "process"]
    section: str
    values: Mapping[str, str | None] = field(default_factory=dict)
    remove: bool = False


@dataclass(frozen=True)
class Repair:
    """What somebody does to a puzzle or an exercise: calls to AWS, edits of files, controls of the sandbox."""

    says: str
    steps: tuple[Step, ...] = ()
    files: tuple[FileEdit, ...] = ()
    answer: str = ""


@dataclass(frozen=True)
class OwnAws:
    """How an exercise that only reads is asked on the reader's own AWS: without a scene, a file or a change.

    AWS is asked one thing, whose the reader's credentials are, and its reply fills in `answer` and `answers`: <arn>,
    <account>, <partition>, <name> of the user or role, and <session>. The credentials have to be of a `kind`
    ('assumed-role', '' for any); `otherwise` says which to choose instead. `says` is told with the right answer.
    """

    story: str
    goal: str
    answer: str
    says: str
    answers: Mapping[str, str] = field(default_factory=dict)
    kind: str = ""
    otherwise: str = ""


@dataclass(frozen=True)
class Task:
    """A puzzle or an exercise: something that does not work yet, or is not done yet.

    What counts is, in this order: the `findings`, the `answer`, and the `program`, which has to get through as whom it
    should be. `says` is the error that the program meets at the start. `right` is the shipped solution, `wrong` are
    attempts that must not count. With `own` it also works on the reader's own AWS.
    """

    id: str
    title: str
    story: str
    goal: str
    hints: tuple[str, ...]
    right: Repair
    wrong: tuple[Repair, ...]
    source: str
    you: tuple[str, ...] = ()
    scene: Mapping[str, Any] = field(default_factory=dict)
    files: tuple[FileEdit, ...] = ()
    program: Program | None = None
    says: str = ""
    findings: tuple[Finding, ...] = ()
    answer: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    at_work: str = ""
    own: OwnAws | None = None

    @property
    def minutes(self) -> int:
        """How long it takes, in whole minutes: reading, and the calls and edits of its solution."""
        calls = len(self.right.steps) + len(self.right.files) + bool(self.answer)
        return reckoned((self.story, self.goal, *self.hints, self.at_work), calls)


Item = Level | Task


def reckoned(texts: Iterable[str], calls: int) -> int:
    """Minutes for reading texts, finding where to look, and making calls."""
    words = sum(len(text.split()) for text in texts)
    return math.ceil(words / WORDS_A_MINUTE + MINUTES_A_CALL * (1 + calls))


def step(row: object, where: Row) -> Step:
    """A step as a file writes it: [actor, call, parameters, {become, keep, ...}], the last two may be missing."""
    if (
        not isinstance(row, list)
        or not 2 <= len(row) <= 4
        or not all(isinstance(part, str) for part in row[:2])
    ):
        raise where.wrong("a step is a list: [who, service.Operation, {parameters}, {become: name}]")
    if row[1] != "crown" and not _OPERATION.fullmatch(row[1]):
        raise where.wrong(f"'{row[1]}' is not a call such as iam.CreateUser")
    params, extra = ([*row[2:], {}, {}])[:2]
    for unknown in set(extra) - _EXTRA:
        raise where.wrong(f"'{unknown}' is unknown in a step; known are {', '.join(sorted(_EXTRA))}")
    if row[1] == "crown":
        return Step(row[0], "s3.GetObject", {"Bucket": "crown-<account>", "Key": "crown.txt"})
    return Step(row[0], row[1], params, **{**extra, "ignore": tuple(extra.get("ignore", ()))})


_EXTRA = frozenset({"agent", "become", "ignore", "keep"})


def _steps(row: Row, name: str = "steps") -> tuple[Step, ...]:
    given = row.get(name, [])
    if not isinstance(given, list):
        raise row.wrong(f"'{name}' must be a list of steps")
    return tuple(step(one, row) for one in given)


def _course(row: Row) -> Course:
    if "deny" in row:
        refuse_unknown(row, ("deny", "role", "only", "says"))
        # The laziest fix there is: nobody gets in any more, and nobody gets on with their work either. Or, with
        # `only`, one call that the attack can do without.
        statement = [{"Effect": "Deny", "Action": row.get("only", "*")}]
        noun = "Role" if row.get("role") else "User"
        params = {f"{noun}Name": row["deny"], "PolicyName": "deny", "PolicyDocument": statement}
        says = row.get("says") or f"Deny {row['deny']} everything."
        return Course(says, (Step("admin", f"iam.Put{noun}Policy", params),))
    return Course(**checked(row, Course, {"steps": _steps(row)}))


def _edit(row: Row) -> FileEdit:
    return FileEdit(**checked(row, FileEdit))


def _repair(row: Row) -> Repair:
    files = tuple(map(_edit, row.get("files", ())))
    return Repair(**checked(row, Repair, {"steps": _steps(row), "files": files}))


def _finding(row: Row) -> Finding:
    return Finding(**checked(row, Finding, {"steps": _steps(row)}))


def _own(row: Row) -> OwnAws:
    return OwnAws(**checked(row, OwnAws))


def _program(row: Row) -> Program:
    return Program(**checked(row, Program, {"calls": _steps(row, "calls")}))


def _names(row: Row, name: str) -> tuple[str, ...]:
    given = row.get(name, ())
    return (given,) if isinstance(given, str) else tuple(given)


def level(row: Row) -> Level:
    """A level from its row; raises `BadInput` with the line."""
    made = checked(row, Level)
    made |= {name: _course(row[name]) for name in ("honest", "fix", "lazy")}
    made |= {name: tuple(map(_course, row.get(name, ()))) for name in ("attacks", "half")}
    made |= {name: _names(row, name) for name in ("you", "hints", "gone")}
    made["goal"] = _finding(row["goal"]) if "goal" in row else None
    return Level(**made)


def task(row: Row) -> Task:
    """A puzzle or an exercise from its row; raises `BadInput` with the line."""
    made = checked(row, Task)
    made |= {"right": _repair(row["right"]), "wrong": tuple(map(_repair, row["wrong"]))}
    made |= {name: _names(row, name) for name in ("you", "hints")}
    made["files"] = tuple(map(_edit, row.get("files", ())))
    made["findings"] = tuple(map(_finding, row.get("findings", ())))
    made["program"] = _program(row["program"]) if "program" in row else None
    made["own"] = _own(row["own"]) if "own" in row else None
    return Task(**made)
