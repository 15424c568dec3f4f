"""Which programs of other makers are on this machine: Node, npm, the AWS CLI, a browser.

It finds and asks for versions; it refuses to install anything.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass

VERSION_SECONDS = 20


@dataclass(frozen=True)
class Program:
    """A program by what it is, the names it goes by, and what is left out without it.

    `needs` says which version, (2, 32) for 2.32, it takes at least for what ('`aws login`').
    """

    what: str
    names: tuple[str, ...]
    without: str
    needs: tuple[tuple[tuple[int, int], str], ...] = ()

    def find(self) -> str | None:
        """The path of the first of its names that is on PATH, or None."""
        return next((path for name in self.names if (path := shutil.which(name))), None)

    def version(self) -> str:
        """The first line that it prints about its version, or an empty string when it says nothing."""
        path = self.find()
        if path is None:
            return ""
        try:
            asked = [path, "--version"]
            done = subprocess.run(asked, capture_output=True, text=True, timeout=VERSION_SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return ""
        lines = (done.stdout or done.stderr).strip().splitlines()
        return lines[0] if lines else ""


def too_old(program: Program, version: str) -> str:
    """What a version ('aws-cli/1.45.11 Python/3.12') is too old for, as a sentence; '' for nothing, or if unknown."""
    found = re.search(r"(\d+)\.(\d+)", version)
    if found is None:
        return ""
    has = (int(found[1]), int(found[2]))
    lacking = [
        f"{what} (needs {major}.{minor})" for (major, minor), what in program.needs if has < (major, minor)
    ]
    return f"That is too old for {' and for '.join(lacking)}." if lacking else ""


NODE = Program("Node.js", ("node", "nodejs"), "the JavaScript SDK and the core in Pyodide are not tried")
NPM = Program("npm", ("npm",), "the JavaScript SDK and the core in Pyodide are not tried")
AWS_CLI = Program(
    "The AWS CLI",
    ("aws",),
    "its cells say so and show the command alone",
    (((2, 22), "`aws sso login` with the sandbox"), ((2, 32), "`aws login`")),
)
CHROMIUM = Program(
    "Chromium",
    ("chromium", "chromium-browser", "google-chrome"),
    "the panels are not tried in a real browser",
)
EVERY = (NODE, NPM, AWS_CLI, CHROMIUM)
FOR_TESTS = (NODE, NPM, CHROMIUM)
