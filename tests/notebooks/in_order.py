"""Run all notebooks one after the other against one sandbox, as a reader does who goes through them in a day.

    python -m tests.notebooks.in_order [NAME ...]

The ordinary check gives each notebook a fresh sandbox; what one leaves behind for the next shows here alone.
"""

from __future__ import annotations

import os
import subprocess
import sys

from aws_sandbox.server import child
from tests.notebooks.refresh import CELL_SECONDS, NOTEBOOKS, ROOT


def main(names: list[str]) -> int:
    """Run the named notebooks, or all, in the order of their numbers; returns pytest's exit code."""
    paths = [path for path in sorted(NOTEBOOKS.glob("*.ipynb")) if not names or path.stem in names]
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "--nbval",
        f"--nbval-cell-timeout={CELL_SECONDS}",
        *map(str, paths),
    ]
    with child.start() as started:
        place = {
            "AWSGUIDE_SANDBOX": str(started.place.file),
            "AWSGUIDE_AUTOPILOT": "1",
            "NODE_NO_WARNINGS": "1",
        }
        return subprocess.run(command, cwd=ROOT, env=os.environ | place, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
