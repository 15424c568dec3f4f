"""Everybody who reads a profile: who am I with it, by each one's own way to find credentials?"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from awsguide.api import console as functions_console
from awsguide.core.errors import GuideError
from tests.clients import command_line
from tests.clients.conftest import HERE, Running
from tests.clients.packages import why_missing


def by_boto3(running: Running, profile: str) -> Any:
    return running.run([sys.executable, str(HERE / "credentials.py"), profile])


def by_javascript(running: Running, profile: str) -> Any:
    return running.run(["node", str(HERE / "credentials.mjs"), "fromNodeProviderChain", profile])


def by_the_cli(running: Running, profile: str) -> Any:
    words = ["sts", "get-caller-identity", "--profile", profile, "--query", "{arn: Arn}", "--output", "json"]
    done = subprocess.run(
        [str(command_line.program()), *words],
        env=running.environment(),
        capture_output=True,
        text=True,
        timeout=command_line.SECONDS,
        check=False,
    )
    return json.loads(done.stdout) if done.returncode == 0 else {"error": done.stderr}


def by_the_guide(_running: Running, profile: str) -> Any:
    """In this process, which has to be inside the sandbox."""
    try:
        session = functions_console.stored_console_session(profile)
        return {"arn": functions_console.console_session(session).client("sts").get_caller_identity()["Arn"]}
    except GuideError as error:
        return {"error": error.what}


READERS: dict[str, Callable[[Running, str], Any]] = {
    "boto3": by_boto3,
    "JavaScript": by_javascript,
    "the CLI": by_the_cli,
    "the guide": by_the_guide,
}


def readers() -> dict[str, Callable[[Running, str], Any]]:
    """Those of them that are on this machine."""
    missing = {
        "JavaScript": why_missing(HERE, "the AWS SDK for JavaScript"),
        "the CLI": command_line.why_left_out(),
    }
    return {name: reader for name, reader in READERS.items() if not missing.get(name)}
