"""The real clients, each in a process of its own: whose credentials do they find here, and who is that?

Unlike the rules in `config/chains/`, this starts programs (a helper of `credential_process` too) and sends requests,
with what the environment says. It prints and keeps no secret: a key id comes back as its last four characters.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
SECONDS = 60
_ROW = re.compile(r"(?P<name>access_key|region)\s*:\s(?P<value>.*?)\s*:\s(?P<type>\S*)\s*:")


@dataclass(frozen=True)
class Real:
    """What one real client said; the names are those of `awsguide which --json`. `error` is in the client's words."""

    outcome: str
    provider: str | None = None
    key_id_ends: str | None = None
    region: str | None = None
    arn: str = ""
    error: str = ""


def _run(
    command: Sequence[str], environment: Mapping[str, str], seconds: float = SECONDS
) -> tuple[int, str, str]:
    """Run a client without a terminal, so that none can wait for an MFA code."""
    process = subprocess.Popen(
        command,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
        start_new_session=os.name == "posix",
    )
    try:
        output, trouble = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        return 124, "", f"it did not end within {seconds:g} seconds"
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()
    return process.returncode, output, trouble


def ask_boto3(
    environment: Mapping[str, str], profile: str | None = None, *, who: bool = False, python: str = ""
) -> Real:
    """Ask boto3, in the Python of this process unless another is named."""
    command = [python or sys.executable, str(_HERE / "boto3_child.py"), *_arguments(profile, who=who)]
    return _told(*_run(command, environment))


def ask_javascript(
    environment: Mapping[str, str], profile: str | None = None, *, who: bool = False, beside: str = ""
) -> Real:
    """Ask the SDK for JavaScript that is installed for the folder of the file `beside`."""
    node = shutil.which("node") or "node"
    command = [node, str(_HERE / "javascript_child.mjs"), beside or str(Path.cwd() / "here.js")]
    return _told(*_run([*command, *_arguments(profile, who=who)], environment))


def ask_cli(
    environment: Mapping[str, str], profile: str | None = None, *, who: bool = False, program: str = ""
) -> Real:
    """Ask the AWS CLI, by `aws configure list` and, with `who`, `aws sts get-caller-identity`."""
    aws = program or shutil.which("aws") or "aws"
    options = [] if profile is None else ["--profile", profile]
    environment = {**environment, "AWS_PAGER": "", "AWS_CLI_AUTO_PROMPT": "off"}
    code, output, trouble = _run([aws, "configure", "list", *options], environment)
    rows = {found["name"]: found for line in output.splitlines() if (found := _ROW.match(line))}
    region = rows["region"]["value"] if "region" in rows else None
    region = None if region in ("", "<not set>", "None") else region
    if code != 0:
        # The refusals of AWS itself name the call; a code is what a person at a terminal would type.
        answered = ") when calling the " in trouble or "Enter MFA code for" in trouble
        return Real("found" if answered else "fails", None, None, region, error=_bounded(trouble))
    key = rows.get("access_key")
    if key is None or key["value"] == "<not set>":
        return Real("none", region=region)
    arn = ""
    if who:
        asked = ["sts", "get-caller-identity", "--query", "Arn", "--output", "text"]
        code, output, trouble = _run([aws, *asked, *options], environment)
        arn = output.strip() if code == 0 else ""
    return Real("found", key["type"], key["value"][-4:], region, arn, _bounded(trouble) if code else "")


def _arguments(profile: str | None, *, who: bool) -> list[str]:
    return [*(["--who"] if who else []), *([] if profile is None else [profile])]


def _told(code: int, output: str, trouble: str) -> Real:
    try:
        told: dict[str, Any] = json.loads(output.strip().splitlines()[-1])
    except (ValueError, IndexError):
        return Real("fails", error=_bounded(trouble or f"it ended with {code}"))
    return Real(
        told["outcome"],
        told.get("provider"),
        told.get("key_id_ends"),
        told.get("region"),
        told.get("arn", ""),
        _bounded(str(told.get("error", ""))),
    )


def _bounded(text: str) -> str:
    return " ".join(text.split())[:300]
