"""`awsguide profiles`: a profile for every account and role of a sign-in, in one write that can be undone.

It shows the difference and asks before it writes; where nobody can answer it writes nothing, unless --yes was given.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from awsguide.explanations import explain

if TYPE_CHECKING:
    from awsguide.core.model import SsoSession
    from awsguide.core.steps import Ask

_DESCRIPTION = (
    "Signs you in, lists every account and role that you may use, and writes a profile for each one to ~/.aws/config. "
    "You see the difference and are asked before anything is written. Profiles that belong to something else stay as "
    "they are, and no key is stored."
)


def add(commands: Any) -> None:
    """Add the command to the parser's `commands`."""
    command = commands.add_parser(
        "profiles", help="a profile for every account and role you may use", description=_DESCRIPTION
    )
    command.add_argument(
        "--session",
        metavar="NAME",
        help="the [sso-session] of your config file to sign in to (the first one)",
    )
    command.add_argument(
        "--template",
        default="{account}-{role}",
        help="how profiles are named, from {account}, {account_id} and {role} ({account}-{role})",
    )
    command.add_argument("--region", default="", help="the Region of new profiles (the one of the sign-in)")
    command.add_argument(
        "--prune", action="store_true", help="remove profiles of this sign-in whose role AWS no longer grants"
    )
    command.add_argument("--yes", action="store_true", help="write without asking")
    command.set_defaults(does=_run)


def _run(options: argparse.Namespace) -> int:
    from awsguide.api import workforce
    from awsguide.api.asking import at_the_keyboard
    from awsguide.flows.workforce.profile_names import check_template

    check_template(options.template)
    ask = _yes if options.yes else at_the_keyboard
    token = workforce.sign_in(_session(options.session), ask=ask)
    receipt = workforce.save_every_role(
        token, template=options.template, region=options.region, prune=options.prune, ask=ask
    )
    if receipt is not None:
        print(f"Wrote {receipt.shown}.")
        if receipt.backup is not None:
            print(f"To undo it, copy {receipt.backup} over {receipt.path}.")
    return 0


def _session(name: str | None) -> SsoSession | None:
    from awsguide.api.workforce import sso_sessions

    if name is None:
        return None
    found = next((session for session in sso_sessions() if session.name == name), None)
    if found is None:
        raise explain("sign-in-not-here", session=name)
    return found


def _yes(question: Ask) -> object:
    return question.choices[0] if question.choices else None
