"""Other programs: the one function that starts the AWS CLI, Node or curl from a cell.

It says so when a program is not there, ends the program when the cell is interrupted, and masks what must not be
seen in the output. Secrets reach a program through its environment or standard input, never its command line.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from awsguide.adapters.browser import in_page
from awsguide.adapters.surroundings import sandbox_is_gone, target
from awsguide.config.names import OLDER_TOKEN_VARIABLE
from awsguide.core.masking import masked
from awsguide.core.model import Credentials
from awsguide.core.outside_text import harmless
from awsguide.core.secret import MASK
from awsguide.explanations import explain

# Where to get each program, for the sentence that says it is missing.
_GET: Mapping[str, str] = {
    "aws": "Install the AWS CLI, version 2.22 or newer: https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html",
    "node": "Install Node.js 20 or newer and, in your project, 'npm install @aws-sdk/client-sts'.",
    "curl": "Install curl 7.75 or newer, which can sign requests.",
}
# Beyond this nobody reads what a program printed.
_LONGEST = 200_000
# Kept beyond that until all is masked, so that the cut does not fall into a secret.
_LONGEST_SECRET = 8192
_AT_ONCE = 65536
# Variables whose values a program knows, and may print.
_SECRET_VARIABLES = ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", OLDER_TOKEN_VARIABLE)
TICK = 0.1
# What Node says when a module that is imported is not installed.
_MISSING_MODULE = re.compile(r"Cannot find (?:package|module) '([@\w/.-]+)'")
# What botocore says about a profile with a console sign-in where awscrt is not installed.
_MISSING_RUNTIME = re.compile(r"Missing Dependency: .*botocore\[crt\]")
# What Node says when it reaches nobody; what follows is its own source.
_NODE_NETWORK = re.compile(
    r"\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|SELF_SIGNED_CERT_IN_CHAIN"
    r"|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT_LOCALLY|TimeoutError)\b"
)


@dataclass(frozen=True)
class Finished:
    """What a program printed, secrets masked, and its exit code (0 is success)."""

    program: str
    output: str
    exit_code: int


def run_program(
    program: str,
    *arguments: str,
    credentials: Credentials | None = None,
    environment: Mapping[str, str] | None = None,
    given: str = "",
    seconds: float = 60,
) -> Finished:
    """Run a program that is installed here and return what it printed.

    `credentials` are handed over in the environment; `given` is its standard input. Raises `CouldNotTry` when there
    is no such program and in a page, `Unreachable` when it does not end within `seconds` and when the
    sandbox has ended.
    """
    in_page.require_programs()
    if sandbox_is_gone():
        raise explain("sandbox-gone")
    path = shutil.which(program)
    if path is None:
        raise explain("program-missing", program=program, detail=_GET.get(program, f"Install {program}."))
    variables = _environment(credentials, environment or {})
    hidden = [variables[name] for name in _SECRET_VARIABLES if variables.get(name)]
    process = subprocess.Popen(
        [path, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=variables,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    output = _printed(process, given, program, seconds)
    for secret in hidden:
        output = output.replace(secret, MASK)
    if process.returncode:
        behind_proxy = bool(variables.get("HTTPS_PROXY") or variables.get("https_proxy"))
        _explain_known(program, output, behind_proxy=behind_proxy)
    return Finished(program, harmless(masked(output[:_LONGEST]), _LONGEST), process.returncode)


def _printed(process: subprocess.Popen[str], given: str, program: str, seconds: float) -> str:
    """What the process prints until it ends; it is ended where that takes too long or the cell is interrupted."""
    ends = time.monotonic() + seconds
    kept: list[str] = []
    told = threading.Thread(target=_tell, args=(process, given), daemon=True)
    read = threading.Thread(target=_read, args=(process, kept), daemon=True)
    told.start()
    read.start()
    try:
        # Short waits, so that an interrupt arrives at once on every system.
        while read.is_alive() or process.poll() is None:
            if time.monotonic() >= ends:
                raise explain("program-slow", program=program, seconds=f"{seconds:g}")
            read.join(TICK)
            with suppress(subprocess.TimeoutExpired):
                process.wait(0 if read.is_alive() else TICK)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    return "".join(kept)


def _explain_known(program: str, output: str, *, behind_proxy: bool) -> None:
    """Raises the explanation of a failure that is known by its words; its output would only hide it."""
    if module := _MISSING_MODULE.search(output):
        raise explain("program-missing", program=module.group(1), detail=_module_advice(module.group(1)))
    if _MISSING_RUNTIME.search(output):
        raise explain("runtime-missing")
    if program == "node" and behind_proxy and (trouble := _NODE_NETWORK.search(output)):
        raise explain("node-behind-proxy", detail=trouble.group())


def _module_advice(module: str) -> str:
    # Node looks in the folder it is started in and in those above it; NODE_PATH is not for imports.
    return f"Run 'npm install {module}' in the folder of this notebook, or in one above it."


def _tell(process: subprocess.Popen[str], given: str) -> None:
    """Write the standard input; a program that does not read it has ended or is ended."""
    if process.stdin is not None:
        with suppress(OSError), process.stdin as stream:
            stream.write(given)


def _read(process: subprocess.Popen[str], kept: list[str]) -> None:
    """Keep the beginning of the output; what is beyond is read and dropped, so that the program can end."""
    if process.stdout is not None:
        with process.stdout as stream:
            room = _LONGEST + _LONGEST_SECRET
            while text := stream.read(_AT_ONCE):
                kept.append(text[:room])
                room = max(0, room - len(text))


def installed(programs: Sequence[str]) -> dict[str, bool]:
    """Which of these programs are here."""
    return {program: not in_page.IN_BROWSER and shutil.which(program) is not None for program in programs}


# What would make a program use other credentials than those it is handed, or another token beside them.
_FIGHTING = (
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_SESSION_TOKEN",
    OLDER_TOKEN_VARIABLE,
    "AWS_CREDENTIAL_EXPIRATION",
)


def _environment(credentials: Credentials | None, more: Mapping[str, str]) -> dict[str, str]:
    """The variables of a program: this kernel's, the credentials it is handed, and `more`."""
    variables = {
        name: value for name, value in os.environ.items() if credentials is None or name not in _FIGHTING
    }
    if credentials is not None:
        variables["AWS_ACCESS_KEY_ID"] = credentials.access_key_id
        variables["AWS_SECRET_ACCESS_KEY"] = credentials.secret_access_key.reveal()
        if credentials.session_token:
            variables["AWS_SESSION_TOKEN"] = credentials.session_token.reveal()
    variables |= more
    if target() != "sandbox":
        # Your own AWS is AWS: an endpoint that somebody has set gets no request of this guide's.
        variables = {
            name: value for name, value in variables.items() if not name.startswith("AWS_ENDPOINT_URL")
        }
        variables["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "true"
    return variables
