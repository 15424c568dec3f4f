"""Which programs of other makers are on this machine: Node, npm, the AWS CLI, a browser.

It finds and asks for versions; it refuses to install anything.
"""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass

VERSION_SECONDS = 20


@dataclass(frozen=True)
class Program:
    """A program by what it is, the names it goes by, and what is left out without it."""

    what: str
    names: tuple[str, ...]
    without: str

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


NODE = Program("Node.js", ("node", "nodejs"), "the JavaScript SDK and the core in Pyodide are not tried")
NPM = Program("npm", ("npm",), "the JavaScript SDK and the core in Pyodide are not tried")
AWS_CLI = Program("The AWS CLI", ("aws",), "its cells say so and show the command alone")
CHROMIUM = Program(
    "Chromium",
    ("chromium", "chromium-browser", "google-chrome"),
    "the panels are not tried in a real browser",
)
EVERY = (NODE, NPM, AWS_CLI, CHROMIUM)
FOR_TESTS = (NODE, NPM, CHROMIUM)
