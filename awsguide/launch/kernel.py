"""Our two Jupyter kernels: decides which AWS the notebook talks to, then runs ipykernel in this same process.

    python -m awsguide.launch.kernel --target sandbox|aws -f CONNECTION_FILE

The environment is set before anything imports botocore, which reads HOME once and for all when it is imported. The
sandbox kernel uses the sandbox of the Jupyter server that started it, or starts its own, which ends with the kernel. A
kernel always starts: when its AWS cannot be reached, AWSGUIDE_TARGET_PROBLEM says why, and nothing leads outside.
"""

from __future__ import annotations

import os
import sys

if __name__ == "__main__":
    # `python -m` puts the folder of the notebook first. It may hold any file name, so it must be gone before anything
    # else is imported; it joins the import path again once the kernel runs.
    if sys.path[:1] in ([""], [os.getcwd()]):  # noqa: PTH109 - pathlib is an import
        del sys.path[0]

import argparse
import atexit
import json
import shutil
import socket
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aws_sandbox.server import child
from aws_sandbox.server.environment import changed, sandbox_environment
from aws_sandbox.server.process import CannotStart
from awsguide.adapters.browser import jupyter_pages

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Where a Jupyter server carries the path of the file in which its sandbox says where it is.
LABS_SANDBOX = "AWSGUIDE_SANDBOX"
PROBLEM = "AWSGUIDE_TARGET_PROBLEM"
# A sandbox that is not there: the discard port of this machine, on which nothing answers.
NOWHERE = "http://127.0.0.1:9"
NOWHERE_REGION = "us-east-1"


def your_aws_changes(parent: Mapping[str, str]) -> dict[str, str | None]:
    """What to change in `parent` so that notebooks talk to the reader's own AWS; None means unset.

    Their files and variables stay as they are, except what would send requests to another endpoint than AWS's own and
    the autopilot, which is for the sandbox alone.
    """
    changes: dict[str, str | None] = {
        name: None for name in parent if name.upper().startswith("AWS_ENDPOINT_URL")
    }
    changes.update(
        {
            "AWS_ENDPOINT_URL": None,
            "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
            "AWSGUIDE_AUTOPILOT": None,
            "AWSGUIDE_TARGET": "aws",
            LABS_SANDBOX: None,
            PROBLEM: None,
        }
    )
    if parent.get("AWSGUIDE_TARGET") == "sandbox":
        changes[PROBLEM] = (
            "This kernel was started from inside the sandbox, so it cannot see your own AWS files: "
            "start JupyterLab from an ordinary terminal."
        )
    return changes


def sandbox_changes(parent: Mapping[str, str]) -> dict[str, str | None]:
    """What to change in `parent` to be inside the server's sandbox, or in a new one that ends with this process."""
    changes: dict[str, str | None] = {LABS_SANDBOX: None, PROBLEM: None}
    try:
        file = parent.get(LABS_SANDBOX)
        if file:
            # It starts while this kernel does; a seed takes its time.
            place = child.find(Path(file), seconds=child.START_SECONDS)
        else:
            changes |= dict.fromkeys(jupyter_pages.VARIABLES)
            started = child.start()
            atexit.register(started.stop)
            place = started.place
    except CannotStart as problem:
        home = tempfile.mkdtemp(prefix="awsguide-nowhere-")
        atexit.register(shutil.rmtree, home, ignore_errors=True)
        changes[PROBLEM] = str(problem)
        return changes | sandbox_environment(parent, endpoint=NOWHERE, home=home, region=NOWHERE_REGION)
    return changes | place.changes(parent)


def held_ports(arguments: Sequence[str]) -> list[socket.socket]:
    """Bind the ports that Jupyter chose for this kernel (`-f CONNECTION_FILE`), until ipykernel is ready for them.

    They were free when they were chosen; while the sandbox starts, it or anybody else could be given one of them. What
    cannot be bound is left to ipykernel, which says so.
    """
    options = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    options.add_argument("-f", dest="file", default="")
    try:
        chosen = json.loads(Path(options.parse_known_args(arguments)[0].file).read_bytes())
    except (OSError, ValueError):
        return []
    held = []
    for name, port in chosen.items():
        if name.endswith("_port") and port and chosen.get("transport") == "tcp":
            held.append(socket.socket())
            with suppress(OSError):
                held[-1].bind((chosen["ip"], port))
    return held


TARGETS = {"sandbox": sandbox_changes, "aws": your_aws_changes}


def main(arguments: Sequence[str] | None = None) -> None:
    """Set the environment of this process for the chosen target and run the kernel until it ends."""
    options = argparse.ArgumentParser(prog="python -m awsguide.launch.kernel", add_help=False)
    options.add_argument("--target", choices=sorted(TARGETS), default="sandbox")
    chosen, for_ipykernel = options.parse_known_args(arguments)
    held = held_ports(for_ipykernel)
    environment = changed(os.environ, TARGETS[chosen.target](os.environ))
    os.environ.clear()
    os.environ.update(environment)
    from ipykernel.kernelapp import IPKernelApp

    from awsguide.launch import missing_names

    for port in held:
        port.close()
    # Its warnings are about sockets of this machine and the end of its JupyterLab: nothing that a reader can act on.
    app: Any = IPKernelApp.instance()
    app.initialize([*for_ipykernel, "--IPKernelApp.log_level=ERROR"])
    missing_names.install(app.shell)
    app.start()


if __name__ == "__main__":
    main()
