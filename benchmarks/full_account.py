"""A sandbox whose account has 1,000 users more, with 1,600 keys, and is some way off: every answer takes 40 ms longer.

Started, announced and ended as the sandbox is: one line of JSON when it listens, the end when standard input closes.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

USERS = 1_000
KEYS = 1_600
MILLISECONDS = 40
ACCOUNT = "sandbox-dev"


def main() -> None:
    """Fill the account and serve it on a free port of 127.0.0.1 until standard input closes."""
    from aws_sandbox.seed.iam import KeyRow, Use, UserRow, create_user
    from aws_sandbox.server.application import Sandbox
    from aws_sandbox.server.http_server import serve
    from aws_sandbox.server.process import furnish

    sandbox = Sandbox()
    now = time.time()
    for number in range(USERS):
        keys = tuple(
            KeyRow((), 1 + (number + slot * 7) % 700, used=Use((number % 90) / 2, "eu-west-1", "s3"))
            for slot in range(2 if number < KEYS - USERS else 1)
        )
        row = UserRow(f"person-{number:04}", ACCOUNT, keys=keys)
        create_user(row, sandbox.company.accounts, now, password=None)

    def some_way_off(environ: dict[str, Any], start_response: Any) -> Any:
        time.sleep(MILLISECONDS / 1000)
        return sandbox(environ, start_response)

    with tempfile.TemporaryDirectory(prefix="awsguide-benchmark-") as folder:
        home = Path(folder)
        furnish(home, sandbox)
        with serve(some_way_off) as server:  # type: ignore[arg-type]
            sys.stdout.write(json.dumps({"endpoint": server.endpoint, "home": folder}) + "\n")
            sys.stdout.flush()
            while os.read(sys.stdin.fileno(), 1024):
                continue


if __name__ == "__main__":
    main()
