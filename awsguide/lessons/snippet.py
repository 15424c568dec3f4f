"""A solution as Python that a learner can run: boto3 calls with the profiles of the item, and the lines of files.

Text only: nothing here runs, and no secret gets in. What a call's reply holds is a variable in the calls after it;
names in angle brackets that stay stand for what a scene fills in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from awsguide.lessons.rows import PLACE, Course, FileEdit, Repair, Step
from awsguide.lessons.scenes import is_statements

# Where the text is in the replies of calls that read something.
_READ: Mapping[str, str] = {
    "s3.GetObject": '["Body"].read().decode()',
    "secretsmanager.GetSecretValue": '["SecretString"]',
    "sqs.ReceiveMessage": '["Messages"]',
    "kms.Decrypt": '["Plaintext"].decode()',
}
# What the sandbox alone has, as the guide's own function.
_OWN: Mapping[str, tuple[str, str]] = {
    "token": ("awsguide", "awsguide.lesson_token({}).reveal()"),
    "now": ("datetime", 'datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")'),
}


def of(ways: Course | Repair, name: str, values: Mapping[str, str]) -> str:
    """The steps, then the edits of files, after a line that says what it is about; `values` fill in what is known."""
    written = _Writer(name)
    lines = [line for step in ways.steps for line in written.step(step)]
    if isinstance(ways, Repair):
        lines += [line for edit in ways.files for line in _edit(edit)]
        if ways.answer:
            written.imports.add("awsguide")
            lines.append(f'awsguide.check("{name}", "{ways.answer}")')
    head = [f"import {', '.join(sorted(written.imports))}", ""] if written.imports else []
    parts = [f"# {ways.says}", *head, *lines]
    known = {"aws": "arn:aws:iam::aws:policy/", **values}
    return PLACE.sub(lambda place: known.get(place.group(1), place.group()), "\n".join(parts))


@dataclass
class _Writer:
    """Writes steps one after the other, and remembers which sessions and values have a variable already."""

    name: str
    imports: set[str] = field(default_factory=set)
    # Sessions and values by the name that a row gives them, as the expressions that stand for them.
    sessions: dict[str, str] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)

    def step(self, step: Step) -> list[str]:
        """The lines of one step."""
        service, _, operation = step.call.partition(".")
        if service == "sandbox":
            return self._own(step, operation)
        lines = self._session(step.actor)
        client = f'{self.sessions[step.actor]}.client("{service}"{self._config(step)})'
        call = f"{client}.{snake(operation)}({self._arguments(step.params)})"
        if step.become:
            return [*lines, *self._become(step.become, call, operation)]
        if step.keep:
            return [*lines, f"reply = {call}", *(self._keep(*pair) for pair in step.keep.items())]
        if step.call in _READ:
            return [*lines, f"print({call}{_READ[step.call]})"]
        return [*lines, call]

    def _config(self, step: Step) -> str:
        if not step.agent:
            return ""
        self.imports.add("botocore.config")
        return f', config=botocore.config.Config(user_agent_extra="{step.agent}")'

    def _own(self, step: Step, operation: str) -> list[str]:
        module, expression = _OWN[operation]
        self.imports.add(module)
        (variable,) = step.keep
        self.kept[variable] = variable
        return [f"{variable} = {expression.format(self._arguments(step.params))}"]

    def _session(self, actor: str) -> list[str]:
        if actor in self.sessions:
            return []
        self.imports.add("boto3")
        self.sessions[actor] = _variable(actor)
        return [f'{_variable(actor)} = boto3.Session(profile_name="{f"{self.name}-{actor}".lower()}")']

    def _become(self, actor: str, call: str, operation: str) -> list[str]:
        key = operation == "CreateAccessKey"
        member, token = ("AccessKey", "") if key else ("Credentials", ', keys["SessionToken"]')
        variable = _variable(actor)
        self.imports.add("boto3")
        self.sessions[actor] = variable
        self.kept |= {
            f"key:{actor}": 'keys["AccessKeyId"]',
            f"secret:{actor}": 'keys["SecretAccessKey"]',
        }
        session = f'boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"]{token})'
        return [f'keys = {call}["{member}"]', f"{variable} = {session}"]

    def _keep(self, name: str, path: str) -> str:
        self.kept[name] = _variable(name)
        where = "".join(
            f"[{part}]" if part.lstrip("-").isdigit() else f'["{part}"]' for part in path.split(".")
        )
        return f"{self.kept[name]} = reply{where}" + (".read()" if path == "Body" else "")

    # --- values ---------------------------------------------------------------------------------------------------

    def _arguments(self, params: Mapping[str, Any]) -> str:
        return ", ".join(f"{name}={self._value(value)}" for name, value in params.items())

    def _value(self, value: Any) -> str:
        """A parameter, a list of statements in it as the JSON text of a policy."""
        if isinstance(value, list) and is_statements(value):
            self.imports.add("json")
            document = {"Version": "2012-10-17", "Statement": [plain(one) for one in value]}
            return f"json.dumps({self._data(document, self._data)})"
        return self._data(value, self._value)

    def _data(self, value: Any, member: Callable[[Any], str] | None = None) -> str:
        each = member or self._data
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, Mapping):
            return f"{{{', '.join(f'{json.dumps(name)}: {each(item)}' for name, item in value.items())}}}"
        if isinstance(value, list):
            return f"[{', '.join(map(each, value))}]"
        return repr(value)

    def _text(self, value: str) -> str:
        """A text, with the variables it takes in."""
        places = [place for place in PLACE.findall(value) if place in self.kept]
        if not places:
            return json.dumps(value, ensure_ascii=False)
        if value == f"<{places[0]}>":
            return self.kept[places[0]]
        parts = PLACE.sub(
            lambda place: f"{{{self.kept[place[1]]}}}" if place[1] in self.kept else place[0],
            value.replace("{", "{{").replace("}", "}}"),
        )
        return f"f'{parts}'"


def _variable(name: str) -> str:
    return re.sub(r"\W", "_", name)


def snake(operation: str) -> str:
    """An operation as boto3 spells it: 'CreateOpenIDConnectProvider' becomes 'create_open_id_connect_provider'."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", operation)
    return words.lower()


def plain(value: Any) -> Any:
    """The same without the subclasses of the file's reader, a statement with the Allow that it leaves out."""
    if isinstance(value, Mapping):
        found = {name: plain(item) for name, item in value.items()}
        if {"Action", "NotAction"} & found.keys():
            found = {"Effect": "Allow", **found}
            if not {"Resource", "NotResource", "Principal", "NotPrincipal"} & found.keys():
                found["Resource"] = "*"
        return found
    return [plain(item) for item in value] if isinstance(value, list) else value


def _edit(edit: FileEdit) -> list[str]:
    where = _WHERE.get(edit.file, f"~/.aws/{edit.file}, section {{}}").format(edit.section)
    if edit.remove:
        return [f"# In {where}: take the section out"]
    return [
        f"# In {where}:",
        *(
            f"#   take out {key}" if value is None else f"#   {key} = {_told(value)}"
            for key, value in edit.values.items()
        ),
    ]


_WHERE: Mapping[str, str] = {
    "environment": "the program's environment file (~/.awsguide/programs/{}.env)",
    "token": "the program's token file (~/.awsguide/programs/{}.token)",
    "process": "what the program's helper prints (~/.awsguide/programs/{}.json)",
}
_PLACES: Mapping[str, str] = {
    "key": "the access key ID",
    "secret": "the secret access key",
    "token": "the session token",
}


def _told(value: str) -> str:
    """A setting's value; whose key it is, where it is not known before."""
    kind, _, whose = value[1:-1].partition(":")
    if value.startswith("<from:"):
        profile, _, setting = whose.rpartition(":")
        return f"the {setting} of the profile {profile}"
    return f"{_PLACES[kind]} of '{whose}'" if value.startswith("<") and kind in _PLACES else value
