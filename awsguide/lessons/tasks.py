"""Puzzles and exercises: sets their files and accounts up, runs their program, and judges how it went.

A task is right when everything it looks at is so, and its program gets through as whom it should be. It edits only
profiles and environment files that carry the task's own name.
"""

from __future__ import annotations

import fnmatch
import hashlib
import json
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from awsguide.adapters.aws import program
from awsguide.adapters.files import config_files, home, program_files
from awsguide.config import sections
from awsguide.config.changes import Change, Placeholder, RemoveSection, SetSection, StoreKeys
from awsguide.config.sections import Kind
from awsguide.core.errors import AwsError, GuideError
from awsguide.core.secret import Secret
from awsguide.explanations import explain
from awsguide.lessons import account_state
from awsguide.lessons.judging import Verdict, missing
from awsguide.lessons.practice import Practice
from awsguide.lessons.rows import FileEdit, Repair, Task
from awsguide.lessons.scenes import ADMIN, Scene


def edit(scene: Scene, edits: Sequence[FileEdit]) -> None:
    """Perform edits of the AWS files, and of the program's environment file; raises `CouldNotTry`."""
    for one in edits:
        values = {name: _value(scene, value) for name, value in one.values.items()}
        if one.file not in {"config", "credentials"}:
            program_files.write(one.section, values, one.file)
            continue
        kind, name = _section(one)
        hidden = {key: value for key, value in values.items() if isinstance(value, Secret)}
        plain = {
            key: Placeholder(key) if isinstance(value, Secret) else value for key, value in values.items()
        }
        change = RemoveSection(kind, name) if one.remove else SetSection(kind, name, plain)
        home.save(StoreKeys(Change(one.file, (change,)), hidden))


def _value(scene: Scene, value: str | None) -> str | Secret | None:
    """A setting with its places filled in; <from:PROFILE:SETTING> is what another profile has."""
    if value is not None and value.startswith("<from:"):
        profile, _, setting = value[len("<from:") : -1].rpartition(":")
        return Secret(str((config_files.load_profile(profile) or {}).get(setting) or "-"))
    if value is not None:
        # Where this machine keeps them is nothing that a scene would know.
        value = value.replace("<programs>", program_files.folder().as_posix())
        value = value.replace("<python>", shlex.quote(Path(sys.executable).as_posix()))
    filled: str | Secret | None = scene.filled(value)
    return filled


def _section(edit_: FileEdit) -> tuple[Kind, str]:
    if edit_.file == "credentials":
        return "credentials", edit_.section
    kind, _, name = edit_.section.partition(" ")
    return ("sso-session", name) if kind == "sso-session" else ("profile", edit_.section)


def sections_of(task: Task) -> list[FileEdit]:
    """Every section that a task or its solution writes, as what takes it away again."""
    found: dict[tuple[str, str], FileEdit] = {}
    for one in (*task.files, *task.right.files, *(part for wrong in task.wrong for part in wrong.files)):
        if one.file in ("config", "credentials"):
            found[one.file, one.section] = FileEdit(one.file, one.section, remove=True)
    return list(found.values())


def keys_of(task: Task) -> dict[str, str]:
    """Whose keys the task's own profiles hold at the start, by actor."""
    wanted = (one for one in task.files if one.file == "credentials" and not one.remove)
    found = {(one.values.get("aws_access_key_id") or ""): one.section for one in wanted}
    return {key[len("<key:") : -1]: section for key, section in found.items() if key.startswith("<key:")}


def remove(task: Task, scene: Scene) -> None:
    """Take away every section and file that the task wrote."""
    edit(scene, sections_of(task))
    program_files.remove(task.id)


def perform(scene: Scene, repair: Repair) -> None:
    """Do what a repair describes; raises `StepFailed` and `GuideError`."""
    scene.play(repair.steps)
    edit(scene, repair.files)


def fingerprint(task: Task, scene: Scene) -> str:
    """A digest of everything a learner may change for this task: the account, the profiles, the environment file."""
    read = [
        sections.read_section(config_files.read_text(one.file), *_section(one))
        for one in sections_of(task)
        if one.file in {"config", "credentials"}
    ]
    told = json.dumps([account_state.read(scene, strict=False), read], sort_keys=True, default=str)
    return hashlib.sha256(told.encode() + program_files.content(task.id)).hexdigest()


def run(task: Task, scene: Scene, code: str = "") -> str:
    """Run the task's program, with an MFA code for its question; returns the ARN it has.

    Raises `AwsError` and `GuideError`.
    """
    assert task.program is not None  # noqa: S101 - the caller has looked
    given = {name: scene.filled(value) for name, value in task.program.environment.items()}
    region = {"AWS_DEFAULT_REGION": task.program.region} if task.program.region else {}
    variables = {**region, **given, **program_files.read(task.id)}
    calls = []
    for step in task.program.calls:
        service, _, operation = step.call.partition(".")
        calls.append((service, operation, scene.filled(step.params)))
    return program.run(variables, calls, code=code)


def judge(task: Task, scene: Scene, practice: Practice, answer: str) -> Verdict:
    """How a task stands."""
    wrong = _wrong(task, scene, answer)
    if not wrong:
        return Verdict(task.id, "right", " ".join(part for part in (task.right.says, task.at_work) if part))
    untouched = practice.tags(scene.account_id).get("start", "") == fingerprint(task, scene)
    if untouched and not answer.strip():
        # A puzzle begins with its program's error, so the first check says that and not what a repair must bring.
        error = _wrong_program(task, scene, "") if task.program is not None else ""
        return Verdict(task.id, "not tried", f"Nothing has changed yet. {error or f'The goal: {task.goal}'}")
    return Verdict(task.id, "wrong", f"{wrong} {_gone(task, scene)}".strip())


def _gone(task: Task, scene: Scene) -> str:
    """Which of the scene's users and roles are not there any more, as a sentence, '' where all are."""
    lacking = []
    for kind in ("User", "Role"):
        for name, row in task.scene.get(f"{kind.lower()}s", {}).items():
            who = f"{ADMIN}:{row['account']}" if row and row.get("account") else ADMIN
            try:
                scene.call(who, f"iam.Get{kind}", **{f"{kind}Name": name})
            except AwsError as error:
                if error.code == "NoSuchEntity":
                    lacking.append(f"the {kind.lower()} {name}")
    if not lacking:
        return ""
    return (
        f"It cannot be solved like this: {' and '.join(lacking)} of the scene was deleted. "
        f"awsguide.reset('{task.id}') brings back the start."
    )


def _wrong(task: Task, scene: Scene, answer: str) -> str:
    """Why a task is not solved, '' when it is."""
    for finding in task.findings:
        if wrong := missing(finding, scene):
            return wrong
    if task.answer and (wrong := _wrong_answer(task, scene, answer)):
        return wrong
    return _wrong_program(task, scene, answer.strip()) if task.program is not None else ""


def _wrong_answer(task: Task, scene: Scene, answer: str) -> str:
    given = answer.strip().lower()
    if not given:
        return f"The task asks for an answer: awsguide.check('{task.id}', 'your answer')."
    if given == str(scene.filled(task.answer)).lower():
        return ""
    for name, why in task.answers.items():
        if given == str(scene.filled(name)).lower():
            return why
    return "That is not the answer. Ask AWS rather than the files, and look again."


def _wrong_program(task: Task, scene: Scene, answer: str) -> str:
    assert task.program is not None  # noqa: S101 - the caller has looked
    try:
        arn = run(task, scene, answer if task.program.code else "")
    except AwsError as error:
        what = f" to {error.operation}" if error.operation else ""
        return f"The program still does not get through: {error.code}{what}. {error.message[:200]}".strip()
    except GuideError as error:
        return f"The program still does not get through. {error}"
    wished = str(scene.filled(task.program.identity))
    if wished and not fnmatch.fnmatchcase(arn, wished):
        return f"The program gets through with the wrong identity: {arn} instead of {wished}."
    return ""


def broken(task: Task, scene: Scene) -> str:
    """The code with which a puzzle's program fails; raises `CouldNotTry` when it does not."""
    try:
        run(task, scene)
    except AwsError as error:
        return error.code
    raise explain(
        "lesson-scene-broken",
        name=task.id,
        what="the program",
        code="no error",
        detail="It works at the start.",
    )
