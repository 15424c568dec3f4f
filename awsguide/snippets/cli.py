"""A call as a command of the AWS CLI."""

from __future__ import annotations

import json
from collections.abc import Mapping

from awsguide.core.quoting import shell
from awsguide.core.secret import Secret
from awsguide.core.steps import Call
from awsguide.snippets.services import PROVED, dashed, variable


def command(call: Call, profile: str = "") -> str:
    """The command, over several lines where it is long."""
    if call.operation in PROVED:
        region = f" --region {shell(call.region, plain=True)}" if call.region else ""
        return f"# Only this command makes the proof that has to go along:\naws login{region}"
    parts = [f"aws {call.service} {dashed(call.operation)}"]
    for name, value in call.params.items():
        parts.append(f"--{dashed(name)} {_shell_value(name, value)}")
    if call.region:
        parts.append(f"--region {shell(call.region, plain=True)}")
    if profile:
        parts.append(f"--profile {shell(profile, plain=True)}")
    return " \\\n    ".join(parts) if len(parts) > 3 else " ".join(parts)


def _shell_value(name: str, value: object) -> str:
    if isinstance(value, Secret):
        return f'"${variable(name)}"'
    if isinstance(value, list | tuple) and not any(isinstance(item, Mapping) for item in value):
        return " ".join(shell(str(item)) for item in value)
    # Structures as JSON: the CLI's own shorthand has trouble with commas and equals signs in values.
    return shell(value if isinstance(value, str) else json.dumps(value))
