"""Scenes in AWS: who acts in an account that was opened for one item, and how they play the steps of a row there.

Everything is an ordinary AWS call, signed by the sandbox's trainer or by the administrator of the account
(`practice.py` opens it). Nothing here judges.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from awsguide.adapters.aws import Aws
from awsguide.adapters.aws.lesson_devices import lesson_code
from awsguide.adapters.aws.lesson_issuer import lesson_token
from awsguide.adapters.practice_controls import control
from awsguide.core.errors import AwsError
from awsguide.core.model import Credentials
from awsguide.core.secret import Secret
from awsguide.core.steps import Call
from awsguide.lessons.rows import PLACE, Step

REGION = "us-east-1"
TRAINER = "trainer"
ADMIN = "admin"
_AWS_POLICY = "arn:aws:iam::aws:policy/"
# A password for people of a scene: good for nothing outside it.
PASSWORD = "Sandbox-4711!"  # noqa: S105 - published, like everybody's in the sandbox
# What an attacker may look at anyway: otherwise one would have to guess names.
LOOK = [{"Sid": "Look", "Effect": "Allow", "Action": ["iam:Get*", "iam:List*"], "Resource": "*"}]
# Codes by which AWS says that somebody may not.
REFUSED = frozenset(
    {
        "AccessDenied",
        "AccessDeniedException",
        "AuthorizationError",
        "UnauthorizedOperation",
        "403",
        "Forbidden",
        "ForbiddenException",
        "KMS.AccessDeniedException",
        "AWS.SimpleQueueService.AccessDenied",
    }
)


class StepFailed(Exception):
    """A step that AWS did not answer as hoped: the `step`, and AWS's `error`."""

    def __init__(self, step: Step, error: AwsError) -> None:
        super().__init__(f"{step.actor}: {step.call}: {error.code}")
        self.step = step
        self.error = error

    @property
    def refused(self) -> bool:
        """Whether AWS said that they may not; anything else is trouble of the scene."""
        return self.error.code in REFUSED


@dataclass
class Scene:
    """An account that was opened for one item: who acts in it, and what its texts stand for."""

    item: str
    aws: Aws
    values: dict[str, str]
    actors: dict[str, Credentials] = field(repr=False)
    tokens: dict[str, Secret | bytes] = field(default_factory=dict, repr=False)
    # The AWS services that its row uses.
    services: frozenset[str] = frozenset()

    @property
    def account_id(self) -> str:
        """The account ('12 digits') that stands for this scene."""
        return self.values["account"]

    def call(self, actor: str, operation: str, /, **params: Any) -> Mapping[str, Any]:
        """One call of an actor, with every place filled in; raises `AwsError`."""
        return self._performed(Step(actor, operation, params))

    def play(self, steps: Sequence[Step]) -> Mapping[str, Any]:
        """Play steps one after the other and return the last reply; raises `StepFailed` for the first that fails."""
        reply: Mapping[str, Any] = {}
        for step in steps:
            try:
                reply = self._performed(step)
            except AwsError as error:
                if error.code in step.ignore:
                    continue
                raise StepFailed(step, error) from error
            if step.become:
                self.become(step.become, reply)
            for name, path in step.keep.items():
                found = value_at(reply, path)
                self._keep(name, found)
        return reply

    def _keep(self, name: str, found: Any) -> None:
        if hasattr(found, "read"):
            found = found.read()
        if isinstance(found, Secret | bytes):
            self.tokens[name] = found
        else:
            self.values[name] = str(found)

    def become(self, actor: str, reply: Mapping[str, Any]) -> None:
        """Let the credentials in a reply be those of `actor`."""
        self.actors[actor] = credentials_in(reply)
        found = self.actors[actor]
        self.values[f"key:{actor}"] = found.access_key_id
        self.tokens[f"secret:{actor}"] = found.secret_access_key
        if found.session_token:
            self.tokens[f"token:{actor}"] = found.session_token

    def _performed(self, step: Step) -> Mapping[str, Any]:
        service, _, operation = step.call.partition(".")
        params = self.filled(step.params)
        if service == "sandbox":
            return _OWN[operation](self, params)
        if step.actor not in self.actors:
            raise AwsError("NoCredentials", f"there is nobody called {step.actor} in this scene")
        call = Call(service, operation, params, REGION, self.actors[step.actor])
        for wait in (0.1, 0.3, None):
            try:
                return self.aws.call(call)
            except AwsError as error:
                if wait is None or not (error.status == 429 or error.status >= 500):
                    raise
                time.sleep(wait)
        raise AssertionError("the last attempt returns or raises")

    def filled(self, value: Any) -> Any:
        """The same value with its places filled in, and lists of statements as the JSON text of a policy."""
        if isinstance(value, str):
            if value.startswith("<") and value[1:-1] in self.tokens:
                return self.tokens[value[1:-1]]
            return PLACE.sub(self._value, value)
        if isinstance(value, Mapping):
            return {name: self.filled(item) for name, item in value.items()}
        if isinstance(value, list):
            return policy(self.filled_list(value)) if is_statements(value) else self.filled_list(value)
        return value

    def filled_list(self, value: Sequence[Any]) -> list[Any]:
        """Each member with its places filled in."""
        return [self.filled(item) for item in value]

    def _value(self, place: Any) -> str:
        name = place.group(1)
        if name == "aws":
            return _AWS_POLICY
        if name.startswith("mfa:"):
            return lesson_code(self.aws, name.removeprefix("mfa:"))
        if name not in self.values:
            raise AwsError("NoValue", f"nothing is known as <{name}> in this scene")
        return self.values[name]


def is_statements(value: Sequence[Any]) -> bool:
    """Whether a list of a file is the statements of a policy."""
    return bool(value) and isinstance(value[0], Mapping) and bool({"Action", "NotAction"} & set(value[0]))


def policy(statements: Sequence[Mapping[str, Any]]) -> str:
    """The JSON text of a policy; what a statement leaves out is Allow, and every resource where nobody is named."""
    whole = []
    for at, given in enumerate(statements, start=1):
        statement = {"Sid": f"Statement{at}", "Effect": "Allow", **given}
        if not {"Resource", "NotResource", "Principal", "NotPrincipal"} & set(statement):
            statement["Resource"] = "*"
        whole.append(statement)
    return json.dumps({"Version": "2012-10-17", "Statement": whole})


def credentials_in(reply: Mapping[str, Any]) -> Credentials:
    """The credentials in the reply of whatever call gives some."""
    found = reply.get("AccessKey") or reply.get("Credentials") or reply.get("roleCredentials") or {}
    by_name = {name[:1].upper() + name[1:]: value for name, value in found.items()}
    return Credentials(by_name["AccessKeyId"], by_name["SecretAccessKey"], by_name.get("SessionToken"))


def value_at(reply: Any, path: str) -> Any:
    """The value at 'Role.Arn' or 'Versions.0.VersionId'; None where there is none."""
    for name in filter(None, path.split(".")):
        if isinstance(reply, Mapping):
            reply = reply.get(name)
        elif isinstance(reply, list) and name.lstrip("-").isdigit() and reply:
            at = int(name)
            reply = reply[at] if -len(reply) <= at < len(reply) else None
        else:
            return None
    return reply


def leaves(reply: Any) -> Iterator[Any]:
    """Every text in a reply, secrets as `Secret`; what is streamed is read."""
    if isinstance(reply, Mapping):
        for item in reply.values():
            yield from leaves(item)
    elif isinstance(reply, list):
        for item in reply:
            yield from leaves(item)
    elif hasattr(reply, "read"):
        yield reply.read().decode("utf-8", "replace")
    elif isinstance(reply, bytes):
        yield reply.decode("utf-8", "replace")
    elif isinstance(reply, str | Secret):
        yield reply


def has_word(reply: Any, word: str) -> bool:
    """Whether the scene's word is in a reply."""
    return any(
        leaf == Secret(word) if isinstance(leaf, Secret) else leaf.strip() == word for leaf in leaves(reply)
    )


# --- what the sandbox alone has -----------------------------------------------------------------------------------


def _token(scene: Scene, wishes: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"Token": lesson_token(scene.aws, wishes)}


def _now(scene: Scene, _wishes: Mapping[str, Any]) -> Mapping[str, Any]:
    now = datetime.fromtimestamp(control(scene.aws, "clock")["now"], UTC)
    return {"Now": now.strftime("%Y-%m-%dT%H:%M:%SZ")}


def _earlier(scene: Scene, wishes: Mapping[str, Any]) -> Mapping[str, Any]:
    """The reply to a call that was made `seconds` ago, by the sandbox's clock; then it is now again."""
    seconds = wishes["seconds"]
    control(scene.aws, "clock", move=-seconds)
    try:
        return scene.call(wishes["actor"], wishes["call"], **wishes["params"])
    finally:
        control(scene.aws, "clock", move=seconds)


_OWN: Mapping[str, Callable[[Scene, Mapping[str, Any]], Mapping[str, Any]]] = {
    "token": _token,
    "now": _now,
    "earlier": _earlier,
}
