"""`awsguide which`: whose credentials boto3, the AWS CLI and the SDK for JavaScript would use here, and why.

It sends nothing and starts nothing, and prints no secret.
"""

from __future__ import annotations

import argparse
from typing import Any

_DESCRIPTION = (
    "Shows which credentials boto3, the AWS CLI and the AWS SDK for JavaScript would use here, and why. "
    "Nothing is sent and no program is started: a role, a helper or a sign-in that would be used counts as found."
)
_MARKS = {"found": "->", "fails": "!!", "cannot-tell": "??", "shadowed": " .", "skipped": "  "}


def add(commands: Any) -> None:
    """Add the command to the parser's `commands`."""
    command = commands.add_parser(
        "which", help="which credentials AWS clients use here, and why", description=_DESCRIPTION
    )
    command.add_argument("--profile", metavar="NAME", help="as if this profile were given to each client")
    command.add_argument("--json", action="store_true", help="one line of JSON, for programs")
    command.set_defaults(does=_run)


def _run(options: argparse.Namespace) -> int:
    from awsguide.adapters.chains import which_credentials
    from awsguide.config.chains.clients import CLIENTS
    from awsguide.config.chains.situation import day_and_time, documents, quoted

    found = which_credentials(options.profile)
    if options.json:
        print(documents(found))
        return 0
    for name, answer in found.items():
        region = f"{quoted(answer.region)} ({answer.region_from})" if answer.region else "none"
        print(f"{CLIENTS[name].title}: {answer.why}")
        print(f"   profile {quoted(answer.profile)}, Region {region}")
        for step in answer.steps:
            place = f" [{step.place}]" if step.place else ""
            until = f" (until {day_and_time(step.expires_at)})" if step.expires_at else ""
            print(f"   {_MARKS[step.state]} {step.provider}: {step.state}. {step.why}{until}{place}")
        print()
    return 0
