"""A call as Python with boto3."""

from __future__ import annotations

from collections.abc import Mapping

from awsguide.core.quoting import python
from awsguide.core.secret import Secret
from awsguide.core.steps import Call
from awsguide.snippets.services import PROVED, dashed, variable


def program(call: Call, profile: str = "") -> str:
    """A program that makes the call and prints the answer."""
    secrets = _has_secret(call.params) or call.operation in PROVED
    method = dashed(call.operation).replace("-", "_")
    arguments = ", ".join(f"{name}={_value(name, value)}" for name, value in call.params.items())
    session = f"boto3.Session(profile_name={python(profile)})" if profile else "boto3"
    region = f", region_name={python(call.region)}" if call.region else ""
    lines = ["import os", ""] if secrets else []
    lines += ["import boto3", "", f'client = {session}.client("{call.service}"{region})']
    if call.operation in PROVED:
        event = f"before-call.{call.service}.{call.operation}"
        lines += [
            "def prove(params, **_):",
            '    params["headers"]["DPoP"] = os.environ["DPOP_PROOF"]',
            f'client.meta.events.register("{event}", prove)',
        ]
    lines.append(f"print(client.{method}({arguments}))")
    return "\n".join(lines)


def _value(name: str, value: object) -> str:
    if isinstance(value, Mapping):
        inner = ", ".join(f"{python(key)}: {_value(key, item)}" for key, item in value.items())
        return f"{{{inner}}}"
    return f'os.environ["{variable(name)}"]' if isinstance(value, Secret) else repr(value)


def _has_secret(value: object) -> bool:
    if isinstance(value, Mapping):
        return any(_has_secret(item) for item in value.values())
    return isinstance(value, Secret)
