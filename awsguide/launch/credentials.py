"""`awsguide credentials`: credentials of a row for another tool or a shell, on standard output.

It reads the options and calls the row's own functions; it asks for an MFA code only where a person is at a terminal.
Standard output then holds secrets, because that is the protocol; whatever goes wrong is said on standard error.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from awsguide.adapters.process_output import FORMATS, hand_over
from awsguide.explanations import explain

if TYPE_CHECKING:
    from typing import Any

    from awsguide.core.model import Credentials

_DESCRIPTION = (
    "Prints short-term credentials, renewed when their end is near, for a profile's credential_process or for a shell. "
    "Standard output then holds secrets, because that is the protocol: for tools, not to look at."
)
# Options of a role, by the name that `read_request` has for them.
_ROLE_OPTIONS = (
    ("--session-name", "session_name", "NAME", "the session's name, which AWS's log entries show"),
    ("--duration", "duration", "LENGTH", "seconds, or like 45m or 1h30m"),
    ("--external-id", "external_id", "ID", "the external id that the role's trust policy asks for"),
    ("--mfa-serial", "mfa_serial", "SERIAL", "the MFA device; its code is asked for at the terminal"),
    ("--source-identity", "source_identity", "NAME", "who stands behind the session through a whole chain"),
    ("--policy", "policy", "JSON", "a session policy, or file://PATH"),
)
_REPEATED = (
    ("--tag", "tags", "KEY=VALUE", "a session tag; may be repeated"),
    ("--transitive-tag", "transitive", "KEY", "a tag that goes along to a further role; may be repeated"),
    ("--policy-arn", "policy_arns", "ARN", "a managed session policy; may be repeated"),
)


def add(commands: Any) -> None:
    """Add the command to the parser's `commands`."""
    command = commands.add_parser(
        "credentials", help="short-term credentials, for another tool", description=_DESCRIPTION
    )
    command.add_argument("--row", choices=sorted(_ROWS), required=True, help="how the credentials are got")
    command.add_argument(
        "--profile",
        default="",
        metavar="NAME",
        help="console: the profile with the sign-in (the only one there is); temporary: the role's profile, or with "
        "--role-arn the profile to begin with; workforce: the profile of a role of IAM Identity Center",
    )
    command.add_argument("--format", choices=FORMATS, required=True, help="what is printed")
    role = command.add_argument_group("a role (--row temporary)")
    role.add_argument("--role-arn", default="", metavar="ARN", help="the role to assume")
    role.add_argument("--region", default="", metavar="REGION", help="the Region whose STS is asked")
    role.add_argument(
        "--web-identity-token-file",
        default="",
        metavar="PATH",
        help="trade the token in this file for the role",
    )
    for option, name, metavar, words in _ROLE_OPTIONS:
        role.add_argument(option, dest=name, default="", metavar=metavar, help=words)
    for option, name, metavar, words in _REPEATED:
        role.add_argument(option, dest=name, action="append", default=[], metavar=metavar, help=words)
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


def _temporary(options: argparse.Namespace) -> Credentials:
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
    request = _request(options)
    chain = functions_renewal.RenewingChain((request,), options.profile, region=options.region)
    return functions_renewal.with_codes(chain, _code_at_terminal).credentials()


def _web_identity(options: argparse.Namespace) -> Credentials:
    from awsguide.api.short_term.web_identity import trade, web_token

    return trade(
        _request(options), web_token(options.web_identity_token_file), region=options.region
    ).credentials


def _request(options: argparse.Namespace) -> Any:
    from awsguide.adapters.files import home
    from awsguide.flows.short_term.role_input import read_request

    typed = {name: getattr(options, name) for _option, name, *_ in _ROLE_OPTIONS}
    typed |= {name: "\n".join(getattr(options, name)) for _option, name, *_ in _REPEATED}
    typed["session_name"] = typed["session_name"] or "awsguide"
    if typed["policy"].startswith("file://"):
        typed["policy"] = home.read_policy(typed["policy"].removeprefix("file://"))
    return read_request(options.role_arn, **typed)


def _refuse_role_options(options: argparse.Namespace) -> None:
    used = [option for option, given in _given(options) if given]
    if used:
        raise explain("option-of-another-row", options=", ".join(used), row="temporary")


def _given(options: argparse.Namespace) -> list[tuple[str, object]]:
    """The options of a role, and what was given for each."""
    alone = [
        ("--role-arn", options.role_arn),
        ("--region", options.region),
        ("--web-identity-token-file", options.web_identity_token_file),
    ]
    return alone + [(option, getattr(options, name)) for option, name, *_ in (*_ROLE_OPTIONS, *_REPEATED)]


def _code_at_terminal() -> Any:
    from awsguide.api.mfa_codes import typed_code

    # A tool that runs this for its credential_process reads standard output and shows nothing: getpass goes to the
    # terminal itself, and where there is none, that is said.
    if not sys.stdin.isatty():
        raise explain("nobody-with-a-code")
    return typed_code()


_ROWS = {"console": _console, "temporary": _temporary, "workforce": _workforce}
