"""The real clients, each in a process of its own: whose credentials do they find here, and who is that?

Unlike the rules in `config/chains/`, this starts programs (a helper of `credential_process` too) and sends requests,
with what the environment says. It prints and keeps no secret: a key id comes back as its last four characters.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from awsguide.adapters.browser import in_page
from awsguide.config.chains.situation import Answer

_HERE = Path(__file__).parent
SECONDS = 60
_SAID = re.compile(r"\((?P<code>\w+)\) when calling the (?P<call>\w+)")
# `aws configure list` of version 2, with colons between the columns, and of version 1, with spaces.
_ROWS = (
    re.compile(r"(?P<name>access_key|region)\s*:\s(?P<value>.*?)\s*:\s(?P<type>\S*)\s*:"),
    re.compile(r"\s*(?P<name>access_key|region)\s+(?P<value><not set>|[^\s:]+)\s+(?P<type>\S+)"),
)


@dataclass(frozen=True)
class Real:
    """What one real client said; the names are those of `awsguide which --json`, and `absent` where there is no client.

    `provider` is 'profile' where the client does not tell which of the two files it means. `error` is the name of an
    error; the client's own words are left out, since they may quote what a helper printed.
    """

    outcome: str
    provider: str | None = None
    key_id_ends: str | None = None
    region: str | None = None
    arn: str = ""
    error: str = ""


def _run(command: Sequence[str], environment: Mapping[str, str]) -> tuple[int, str, str]:
    """Run a client without a terminal, so that none can wait for an MFA code."""
    in_page.require_programs()
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
        output, trouble = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return 124, "", f"it did not end within {SECONDS:g} seconds"
    finally:
        if process.poll() is None:
            _end(process)
    return process.returncode, output, trouble


def _end(process: subprocess.Popen[str]) -> None:
    """End a client and the helpers it started; one that left its session keeps nobody waiting."""
    if os.name == "posix":
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    with suppress(subprocess.TimeoutExpired):
        process.communicate(timeout=1)


def ask_boto3(
    environment: Mapping[str, str], profile: str | None = None, *, who: bool = False, python: str = ""
) -> Real:
    """Ask boto3, in the Python of this process unless another is named."""
    command = [python or sys.executable, str(_HERE / "boto3_child.py"), *_arguments(profile, who=who)]
    return _told(*_run(command, environment)[:2])


def ask_javascript(
    environment: Mapping[str, str], profile: str | None = None, *, who: bool = False, beside: str = ""
) -> Real:
    """Ask the SDK for JavaScript that is installed for the folder of the file `beside`."""
    node = shutil.which("node")
    if node is None:
        return Real("absent")
    command = [node, str(_HERE / "javascript_child.mjs"), beside or str(Path.cwd() / "here.js")]
    return _told(*_run([*command, *_arguments(profile, who=who)], environment)[:2])


def ask_cli(
    environment: Mapping[str, str], profile: str | None = None, *, who: bool = False, program: str = ""
) -> Real:
    """Ask the AWS CLI, by `aws configure list` and, with `who`, `aws sts get-caller-identity`."""
    aws = program or shutil.which("aws")
    if aws is None:
        return Real("absent")
    options = [] if profile is None else ["--profile", profile]
    environment = {**environment, "AWS_PAGER": "", "AWS_CLI_AUTO_PROMPT": "off"}
    code, output, trouble = _run([aws, "configure", "list", *options], environment)
    rows = {found["name"]: found for line in output.splitlines() if (found := _row(line))}
    region = rows["region"]["value"] if "region" in rows else None
    region = None if region in ("", "<not set>", "None") else region
    if code != 0:
        # The refusals of AWS itself name the call; a code is what a person at a terminal would type.
        answered = ") when calling the " in trouble or "Enter MFA code for" in trouble
        said = _code(trouble) or ("It asks for an MFA code." if answered else "")
        return Real("found" if answered else "fails", None, None, region, error=said)
    key = rows.get("access_key")
    if key is None or key["value"] == "<not set>":
        return Real("none", region=region)
    arn = ""
    if who:
        asked = ["sts", "get-caller-identity", "--query", "Arn", "--output", "text"]
        code, output, trouble = _run([aws, *asked, *options], environment)
        arn = output.strip() if code == 0 else ""
    # Of a short key id it shows nothing but stars.
    ends = None if "*" in key["value"][-4:] else key["value"][-4:]
    return Real("found", key["type"], ends, region, arn, _code(trouble) if code else "")


def _row(line: str) -> re.Match[str] | None:
    return next((found for shape in _ROWS if (found := shape.match(line))), None)


def _arguments(profile: str | None, *, who: bool) -> list[str]:
    return [*(["--who"] if who else []), *([] if profile is None else [profile])]


def _told(code: int, output: str) -> Real:
    try:
        told: dict[str, Any] = json.loads(output.strip().splitlines()[-1])
    except (ValueError, IndexError):
        return Real("fails", error=f"ended with {code}")
    return Real(
        told["outcome"],
        told.get("provider"),
        told.get("key_id_ends"),
        told.get("region"),
        told.get("arn", ""),
        str(told.get("error", ""))[:100],
    )


def _code(trouble: str) -> str:
    """The code of an error and the call it came from, out of what the AWS CLI says."""
    found = _SAID.search(trouble)
    return f"{found['code']} ({found['call']})" if found else ""


def difference(told: Answer, real: Real) -> str:
    """Where a prediction and the client disagree; nothing where they agree or the prediction says it cannot know."""
    if told.outcome == "cannot-tell" or real.outcome == "absent":
        return ""
    pairs: list[tuple[str, object, object]] = [("outcome", told.outcome, real.outcome)]
    if told.outcome == real.outcome == "found":
        if real.provider == "profile":
            pairs.append(("provider", told.provider in ("shared-credentials-file", "config-file"), True))
        elif real.provider is not None:
            pairs.append(("provider", told.provider, real.provider))
        if told.key_id_ends is not None and real.key_id_ends is not None:
            pairs.append(("last signs of the key id", told.key_id_ends, real.key_id_ends))
    if real.outcome != "fails" and (real.region or not real.error):
        pairs.append(("Region", told.region, real.region))
    return "; ".join(f"{name}: told {mine}, real {theirs}" for name, mine, theirs in pairs if mine != theirs)


def ask_all(profile: str | None = None) -> Mapping[str, Real]:
    """Ask each client that is here who it is, one after the other, with the environment of this process."""
    return {
        "boto3": ask_boto3(os.environ, profile, who=True),
        "aws-cli": ask_cli(os.environ, profile, who=True),
        "javascript": ask_javascript(os.environ, profile, who=True),
    }
