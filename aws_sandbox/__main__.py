"""`python -m aws_sandbox`: the sandbox as a child of another program, which reads what is printed.

One line of JSON on standard output: the announcement, or `{"problem": "a sentence"}` and exit code 1.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from aws_sandbox.server.process import CannotStart, run


def say(line: str) -> None:
    """Write one line and flush it: the reader waits for it."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> int:
    """Read the options and run until the end; returns the exit code."""
    options = argparse.ArgumentParser(
        prog="python -m aws_sandbox",
        description="Starts the embedded AWS and prints one line of JSON: its address and what a client needs.",
    )
    options.add_argument(
        "--port", type=int, default=0, help="the port on 127.0.0.1 (0, the default: a free one)"
    )
    options.add_argument("--fault", action="append", default=[], help="arm a fault, such as pending:3")
    options.add_argument(
        "--home", type=Path, help="the folder to make as the home of clients (otherwise a temporary one)"
    )
    options.add_argument(
        "--seed", type=json.loads, default=(), help="a command that runs inside first, as a JSON list"
    )
    options.add_argument("--until-eof", action="store_true", help="end when standard input ends")
    chosen = options.parse_args()
    try:
        run(
            chosen.port,
            chosen.fault,
            say,
            until_eof=chosen.until_eof,
            home=chosen.home,
            seed=chosen.seed,
        )
    except CannotStart as problem:
        say(json.dumps({"problem": str(problem)}))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
