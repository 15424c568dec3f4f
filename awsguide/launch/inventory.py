"""`awsguide inventory`: every file and variable of this machine that holds AWS credentials, with a verdict.

It reads and changes nothing, and prints no secret and no whole key id.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from typing import Any


def add(commands: Any) -> None:
    """Add the command to the parser's `commands`."""
    command = commands.add_parser(
        "inventory",
        help="every file and variable here that holds AWS credentials",
        description="Lists caches, files and variables that hold AWS credentials: whose, for which profiles, until "
        "when, who can read them, and what to do about it. Nothing is sent or changed.",
    )
    command.add_argument("--json", action="store_true", help="one line of JSON, for programs")
    command.set_defaults(does=_run)


def _run(options: argparse.Namespace) -> int:
    from awsguide.adapters.files.inventory import every
    from awsguide.config.chains.situation import day_and_time
    from awsguide.core.outside_text import harmless

    found = every()
    if options.json:
        print(json.dumps([asdict(row) for row in found]))
        return 0
    for row in found:
        until = f", until {day_and_time(row.expires_at)}" if row.expires_at else ""
        mode = f", mode {row.mode:o}" if row.mode is not None else ""
        used = f", profiles {', '.join(row.profiles)}" if row.profiles else ""
        print(harmless(f"{row.path}: {row.kind} {row.whose}{used}{until}{mode}").replace("\n", " "))
        print(f"   {row.verdict}")
    if not found:
        print("No AWS credentials are stored here.")
    return 0
