"""`awsguide diagnose`: what an error of boto3, the AWS CLI, the SDK for JavaScript or this guide means, and what to do.

The text comes from a file or standard input. Nothing of it is sent or kept, and no secret in it is printed again.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

_DESCRIPTION = (
    "Reads an error (a message, a code or a traceback) from FILE or standard input, and says which one it is, why it "
    "happened and what to do. Nothing is sent. With --check it looks at this machine or asks AWS instead, and says "
    "first what it calls; a check changes nothing."
)
_MOST_BYTES = 4_000_000


def add(commands: Any) -> None:
    """Add the command to the parser's `commands`."""
    command = commands.add_parser(
        "diagnose", help="what an error means, and what to do about it", description=_DESCRIPTION
    )
    command.add_argument(
        "file", type=Path, nargs="?", metavar="FILE", help="the file with the error (standard input)"
    )
    command.add_argument("--json", action="store_true", help="one line of JSON, for programs")
    command.add_argument(
        "--check",
        action="append",
        default=[],
        metavar="NAME",
        help="run a check that helps: winner, identity, clock, ends, region, assignments",
    )
    command.add_argument(
        "--profile", default="", metavar="NAME", help="the profile that the checks are about"
    )
    command.set_defaults(does=_run)


def _run(options: argparse.Namespace) -> int:
    if options.check and options.file is None:
        return _checks(options)
    from awsguide.flows.diagnosis import read, telling

    text = _text(options.file)
    if text is None:
        return 1
    found = read(text)
    print(telling.document(found) if options.json else "\n".join(telling.lines(found)))
    return _checks(options) if options.check else 0


def _checks(options: argparse.Namespace) -> int:
    from awsguide.api.diagnosis import run_check
    from awsguide.flows.diagnosis.telling import check_lines

    well = True
    for name in options.check:
        found = run_check(name, options.profile)
        well = well and found.well is not False
        print(json.dumps(asdict(found)) if options.json else "\n".join(check_lines(found)))
    return 0 if well else 1


def _text(file: Path | None) -> str | None:
    """The text to read, None where there is none: that has been said then."""
    if file is None:
        if sys.stdin.isatty():
            end = "Ctrl-Z and Enter" if sys.platform == "win32" else "Ctrl-D"
            print(f"Paste the error, then press Enter and {end}.", file=sys.stderr)
        return sys.stdin.buffer.read(_MOST_BYTES).decode("utf-8", "replace")
    try:
        with file.open("rb") as opened:
            return opened.read(_MOST_BYTES).decode("utf-8", "replace")
    except OSError as error:
        print(f"awsguide: {file} cannot be read: {error.strerror}. Name another file.", file=sys.stderr)
        return None
