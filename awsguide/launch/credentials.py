"""`awsguide credentials`: credentials of a row for another tool or a shell, on standard output.

It reads the options and calls the row's own functions; it asks for an MFA code only where a person is at a terminal.
Standard output then holds secrets, because that is the protocol; whatever goes wrong is said on standard error.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from awsguide.adapters.printed_credentials import FORMATS, hand_over
from awsguide.explanations import explain
from awsguide.flows.short_term.role_options import OPTIONS, REPEATED

if TYPE_CHECKING:
    from typing import Any

    from awsguide.core.model import Credentials, RoleRequest

_DESCRIPTION = (
    "Prints short-term credentials, renewed when their end is near, for a profile's credential_process or for a shell. "
    "Standard output then holds secrets, because that is the protocol: for tools, not to look at."
)
# What the rows are called, and what one was called before: that name is in people's files.
_EARLIER_NAMES = {"temporary": "iam-short-term"}


def add(commands: Any) -> None:
    """Add the command to the parser's `commands`."""
    command = commands.add_parser(
        "credentials", help="short-term credentials, for another tool", description=_DESCRIPTION
    )
    command.add_argument(
        "--row",
        choices=sorted(_ROWS),
        type=lambda name: _EARLIER_NAMES.get(name, name),
        required=True,
        help="the row of the decision table",
    )
    command.add_argument(
        "--profile",
        default="",
        metavar="NAME",
        help="console: the profile with the sign-in (the only one); iam-short-term: the role's profile, or "
        "with --role-arn the profile to start from; workforce: the profile of a role of IAM Identity Center",
    )
    command.add_argument("--format", choices=FORMATS, required=True, help="what is printed")
    role = command.add_argument_group("a role (--row iam-short-term)")
    role.add_argument("--role-arn", default="", metavar="ARN", help="the role to assume")
    role.add_argument("--region", default="", metavar="REGION", help="the Region whose STS is asked")
    role.add_argument(
        "--web-identity-token-file",
        default="",
        metavar="PATH",
        help="trade the token in this file for the role",
    )
    for option in OPTIONS:
        many: dict[str, Any] = {"action": "append"} if option.kind in REPEATED else {}
        role.add_argument(
            option.flag, dest=option.argument, default=None, metavar=option.metavar, help=option.words, **many
        )
    command.set_defaults(does=_run)


def _run(options: argparse.Namespace) -> int:
    hand_over(_ROWS[options.row](options), sys.stdout, options.format)
    return 0


def _console(options: argparse.Namespace) -> Credentials:
    from awsguide.api.console import console_credentials, stored_console_session

    _refuse_role_options(options)
    return console_credentials(stored_console_session(options.profile))


def _workforce(options: argparse.Namespace) -> Credentials:
    from awsguide.api.workforce.stored_role import stored_role_credentials

    _refuse_role_options(options)
    return stored_role_credentials(options.profile or "default")


def _short_term(options: argparse.Namespace) -> Credentials:
    from awsguide.api.short_term import renewal as functions_renewal

    functions_renewal.no_circle(options.profile or "default")
    if not options.role_arn:
        used = [option for option, given in _given(options) if given and option != "--region"]
        if used:
            raise explain("role-option-alone", options=", ".join(used))
        chain = functions_renewal.profile_chain(options.profile or "default", region=options.region)
        return functions_renewal.with_codes(chain, _code_at_terminal).credentials()
    if options.web_identity_token_file:
        return _web_identity(options)
    request = request_of(options)
    chain = functions_renewal.RenewingChain((request,), options.profile, region=options.region)
    return functions_renewal.with_codes(chain, _code_at_terminal).credentials()


def _web_identity(options: argparse.Namespace) -> Credentials:
    from awsguide.api.short_term.web_identity import trade, web_token

    return trade(
        request_of(options), web_token(options.web_identity_token_file), region=options.region
    ).credentials


def request_of(options: argparse.Namespace) -> RoleRequest:
    """What the options of a command line ask for. Raises `BadInput`."""
    from awsguide.adapters.files import home
    from awsguide.flows.short_term.role_input import read_request

    typed = {
        option.argument: given
        for option in OPTIONS
        if (given := getattr(options, option.argument)) is not None
    }
    if typed.get("policy", "").startswith("file://"):
        typed["policy"] = home.read_policy(typed["policy"].removeprefix("file://"))
    return read_request(options.role_arn, **typed)


def _refuse_role_options(options: argparse.Namespace) -> None:
    used = [option for option, given in _given(options) if given]
    if used:
        raise explain("option-of-another-row", options=", ".join(used), row="iam-short-term")


def _given(options: argparse.Namespace) -> list[tuple[str, object]]:
    """The options of a role, and what was given for each."""
    alone = [
        ("--role-arn", options.role_arn),
        ("--region", options.region),
        ("--web-identity-token-file", options.web_identity_token_file),
    ]
    return alone + [(option.flag, getattr(options, option.argument)) for option in OPTIONS]


def _code_at_terminal() -> Any:
    from awsguide.api.mfa_codes import typed_code

    # A tool that runs this for its credential_process reads standard output and shows nothing: getpass goes to the
    # terminal itself, and where there is none, that is said.
    if not sys.stdin.isatty():
        raise explain("nobody-with-a-code")
    return typed_code()


_ROWS = {"console": _console, "iam-short-term": _short_term, "workforce": _workforce}
