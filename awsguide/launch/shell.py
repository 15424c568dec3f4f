"""Starts a terminal's shell inside the Jupyter server's sandbox: `python -m awsguide.launch.shell SHELL ...`.

It waits for the sandbox, which may only just be starting, so that the server need not. A hub's terminal is a login
shell, whose system files set PATH anew; the sandbox's home puts our programs in front again.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from aws_sandbox.server.environment import changed
from awsguide.launch.kernel import PROBLEM, sandbox_changes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

INSIDE = (
    "awsguide: this terminal is inside the SANDBOX. AWS programs started here talk to it, "
    "and your own ~/.aws is not used.\n"
)
# What sh, dash and bash read when they log in, and what zsh reads.
LOGIN_FILES = (".profile", ".zprofile")


def inside(parent: Mapping[str, str]) -> dict[str, str]:
    """The environment of a shell in the sandbox that the server's variable leads to, our programs first in PATH."""
    environment = changed(parent, sandbox_changes(parent))
    folder = str(Path(sys.executable).parent)
    path = environment.get("PATH", os.defpath)
    if folder not in path.split(os.pathsep):
        environment["PATH"] = folder + os.pathsep + path
    for name in LOGIN_FILES:
        # Once written, it is the learner's own.
        with suppress(OSError), (Path(environment["HOME"]) / name).open("x", encoding="utf-8") as file:
            file.write(f'PATH={shlex.quote(folder)}:"$PATH"\n')
    return environment


def main(command: Sequence[str]) -> int:
    """Become the shell; returns its exit code where that cannot be done."""
    environment = inside(os.environ)
    problem = environment.get(PROBLEM)
    sys.stderr.write(f"awsguide: {problem}\n" if problem else INSIDE)
    sys.stderr.flush()
    if os.name != "nt" and not problem:
        os.execvpe(command[0], list(command), environment)  # noqa: S606 - the shell that Jupyter chose
    # On Windows no process becomes another; and the folder that stands in for a home goes with this one.
    return subprocess.call(list(command), env=environment)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
