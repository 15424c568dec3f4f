"""A solution as Python that a learner can run: boto3 calls with the profiles of the item, and the lines of files.

Text only: nothing here runs, and no secret gets in; names in angle brackets stand for what a scene fills in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pprint import pformat
from typing import Any

from awsguide.lessons.rows import PLACE, Course, FileEdit, Repair, Step
from awsguide.lessons.scenes import is_statements


def of(ways: Course | Repair, name: str, values: Mapping[str, str]) -> str:
    """The steps, then the edits of files, after a line that says what it is about; `values` fill in what is known."""
    parts = [f"# {ways.says}"]
    if ways.steps:
        parts += ["import boto3, json", ""]
        parts += _steps(ways.steps, name)
    if isinstance(ways, Repair):
        parts += [line for edit in ways.files for line in _edit(edit)]
        if ways.answer:
            parts.append(f"awsguide.check({name!r}, {ways.answer!r})")
    known = {"aws": "arn:aws:iam::aws:policy/", **values}
    return PLACE.sub(lambda place: known.get(place.group(1), place.group()), "\n".join(parts))


def _steps(steps: Sequence[Step], name: str) -> list[str]:
    lines: list[str] = []
    became: dict[str, str] = {}
    for step in steps:
        service, _, operation = step.call.partition(".")
        if service == "sandbox":
            lines.append(f"token = awsguide.lesson_token({_arguments(step.params)})")
            continue
        session = became.get(step.actor) or f"boto3.Session(profile_name={f'{name}-{step.actor}'.lower()!r})"
        call = f"{session}.client({service!r}).{snake(operation)}({_arguments(step.params)})"
        if step.become:
            lines.append(f"found = {call}")
            became[step.actor if step.become == step.actor else step.become] = (
                f"session_of({step.become!r}, found)"
            )
        else:
            lines.append(call)
    if became:
        helper = [
            "def session_of(who, reply):",
            '    keys = reply.get("AccessKey") or reply["Credentials"]',
            '    return boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"], keys.get("SessionToken"))',
            "",
        ]
        return [*helper, *lines]
    return lines


def snake(operation: str) -> str:
    """An operation as boto3 spells it: 'CreateOpenIDConnectProvider' becomes 'create_open_id_connect_provider'."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", operation)
    return words.lower()


def _arguments(params: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={_value(value)}" for name, value in params.items())


def _value(value: Any) -> str:
    if isinstance(value, list) and is_statements(value):
        document = {"Version": "2012-10-17", "Statement": [_plain(one) for one in value]}
        return f"json.dumps({pformat(document, sort_dicts=False, width=100)})"
    return pformat(_plain(value), sort_dicts=False, width=100)


def _plain(value: Any) -> Any:
    """The same without the subclasses of the file's reader, a statement with the Allow that it leaves out."""
    if isinstance(value, Mapping):
        plain = {name: _plain(item) for name, item in value.items()}
        if {"Action", "NotAction"} & plain.keys():
            plain = {"Effect": "Allow", **plain}
            if not {"Resource", "NotResource", "Principal", "NotPrincipal"} & plain.keys():
                plain["Resource"] = "*"
        return plain
    return [_plain(item) for item in value] if isinstance(value, list) else value


def _edit(edit: FileEdit) -> list[str]:
    if edit.file == "environment":
        where = f"# In the program's environment file (~/.awsguide/programs/{edit.section}.env)"
    else:
        where = f"# In ~/.aws/{edit.file}, section {edit.section}"
    if edit.remove:
        return [f"{where}: take the section out"]
    return [
        f"{where}:",
        *(
            f"#   take out {key}" if value is None else f"#   {key} = {value}"
            for key, value in edit.values.items()
        ),
    ]
