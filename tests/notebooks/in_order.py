"""Run all notebooks one after the other against one sandbox, as a reader does who goes through them in a day.

    python -m tests.notebooks.in_order [--reverse] [--twice] [NAME ...]

The ordinary check gives each notebook a fresh sandbox; what one leaves behind for the next shows here alone. In the
order of their numbers every output has to be the stored one. In the reverse order, or each one twice, a notebook meets
what it or a later one has done already, and says so: then the only rule is that no cell raises.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

from aws_sandbox.server import child
from tests.notebooks.refresh import CELL_SECONDS, NOTEBOOKS, ROOT


def main(arguments: list[str]) -> int:
    """Run the named notebooks, or all; returns pytest's exit code."""
    parser = argparse.ArgumentParser(description="All notebooks on one sandbox.")
    parser.add_argument("--reverse", action="store_true", help="the last one first")
    parser.add_argument("--twice", action="store_true", help="each one twice in a row")
    parser.add_argument("names", nargs="*", help="10-workforce-identity; all without a name")
    asked = parser.parse_args(arguments)
    found = [path for path in NOTEBOOKS.glob("*.ipynb") if not asked.names or path.stem in asked.names]
    paths = [path for path in sorted(found, reverse=asked.reverse) for _ in range(1 + asked.twice)]
    compared = "--nbval-lax" if asked.reverse or asked.twice else "--nbval"
    options = ("-q", compared, "--keep-duplicates", f"--nbval-cell-timeout={CELL_SECONDS}")
    with child.start() as started:
        place = {
            "AWSGUIDE_SANDBOX": str(started.place.file),
            "AWSGUIDE_AUTOPILOT": "1",
            "NODE_NO_WARNINGS": "1",
        }
        command = [sys.executable, "-m", "pytest", *options, *map(str, paths)]
        return subprocess.run(command, cwd=ROOT, env=os.environ | place, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
