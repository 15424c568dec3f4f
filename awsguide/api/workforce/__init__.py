"""Workforce identity as plain functions: sign in, list accounts and roles, get credentials, save a profile."""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING

from awsguide.adapters import surroundings
from awsguide.adapters.aws import Aws
from awsguide.adapters.files import config_files
from awsguide.adapters.programs import Finished, run_program
from awsguide.api.asking import Asking, confirmed, is_own_aws, writes
from awsguide.api.perform import Showing, perform, way_here
from awsguide.config.sections import read_sections
from awsguide.core.model import (
    Account,
    AssumedRole,
    ConsoleSession,
    Role,
    RoleSession,
    SsoSession,
    Token,
    Way,
)
from awsguide.core.quoting import curl_setting
from awsguide.core.steps import Call
from awsguide.explanations import explain
from awsguide.flows import workforce
from awsguide.flows.workforce import every_role
from awsguide.flows.workforce.profile_names import DEFAULT_TEMPLATE
from awsguide.snippets.requests import signed_address

if TYPE_CHECKING:
    from awsguide.adapters.files.one_file import Receipt


def sso_sessions() -> tuple[SsoSession, ...]:
    """The `[sso-session]` sections of the config file, in order; incomplete ones are left out."""
    found = []
    for section in read_sections(config_files.read_text("config")):
        start_url, region = section.values.get("sso_start_url"), section.values.get("sso_region")
        if section.kind == "sso-session" and isinstance(start_url, str) and isinstance(region, str):
            found.append(SsoSession(section.name, start_url, region))
    return tuple(found)


def role_profiles() -> dict[Role, tuple[str, ...]]:
    """The profiles of the config file that name a role of IAM Identity Center, by that role, in order.

    Raises `CouldNotTry` when the file cannot be read.
    """
    found: dict[Role, tuple[str, ...]] = {}
    for section in read_sections(config_files.read_text("config")):
        account_id, role_name = section.values.get("sso_account_id"), section.values.get("sso_role_name")
        if section.kind == "profile" and isinstance(account_id, str) and isinstance(role_name, str):
            role = Role(account_id, role_name)
            found[role] = (*found.get(role, ()), section.name)
    return found


def sign_in(
    session: SsoSession | None = None,
    *,
    way: Way | None = None,
    fresh: bool = False,
    show: Showing | None = None,
    ask: Asking | None = None,
) -> Token:
    """Sign in through IAM Identity Center and return the token; without `session`, the config file's first one.

    `way` is chosen by `way_here` unless given; `fresh` ignores a stored token. On your own AWS you are asked before a
    token is kept; `ask` answers in a program. Raises `GuideError`.
    """
    session = session or _first_session()
    flow = workforce.sign_in(
        session,
        way=way or way_here()[0],
        now=time.time,
        random=secrets.token_urlsafe,
        fresh=fresh,
        ask=is_own_aws(),
    )
    return perform(flow, show, ask)


def accounts_and_roles(token: Token, *, show: Showing | None = None) -> tuple[Account, ...]:
    """Every account and role assigned to the signed-in person. Raises `Refused` when there is none."""
    return perform(workforce.accounts_and_roles(token), show)


def role_session(token: Token, account_id: str, role_name: str) -> RoleSession:
    """Credentials of one role ('12 digits', role name), proved with `GetCallerIdentity`. Raises `GuideError`."""
    token = perform(workforce.renewed_token(token, now=time.time))
    return perform(workforce.role_session(token, Role(account_id, role_name)))


def save_profile(
    token: Token, role: Role, profile: str, *, region: str = "", ask: Asking | None = None
) -> Receipt | None:
    """Write an `[sso-session]` and a profile to the config file; the receipt is for `undo`. Raises `GuideError`.

    On your own AWS you see the difference and are asked first; `ask` answers in a program.
    """
    flow = workforce.save_profile(token.session, role, profile, region=region or token.session.region)
    return perform(flow, ask=ask)  # type: ignore[no-any-return]


def save_every_role(
    token: Token,
    *,
    template: str = DEFAULT_TEMPLATE,
    region: str = "",
    prune: bool = False,
    show: Showing | None = None,
    ask: Asking | None = None,
) -> Receipt | None:
    """Write one profile per account and role that the token reaches; the receipt is for `undo`, None for no change.

    `template` holds {account}, {account_id} and {role}. `prune` removes profiles of this sign-in whose role AWS no
    longer grants. A profile of another kind that has such a name is left alone and named. On your own AWS you see the
    difference and are asked first; `ask` answers in a program. Raises `GuideError`; the file is then as it was.
    """
    flow = every_role.save_every_role(
        token, template=template, region=region or token.session.region, prune=prune
    )
    return perform(flow, show, ask)  # type: ignore[no-any-return]


def sign_out(token: Token, *, ask: Asking | None = None) -> None:
    """End this one Identity Center session, on the server and in the cache; others stay.

    On your own AWS you are asked first; `ask` answers in a program.
    """
    question = f"Sign out of the session '{token.session.name}'?"
    about = "Every tool that uses it is signed out with it; other sessions stay."
    confirmed(question, "sign out", about, ask=ask)
    perform(workforce.sign_out(token), agreed=True)


def signed_request(
    session: RoleSession | ConsoleSession | AssumedRole,
    service: str,
    operation: str,
    *,
    region: str = "us-east-1",
    ask: Asking | None = None,
) -> Finished:
    """One request without any AWS tool: curl signs it with the session's keys and sends it.

    For the services that take an operation's name in the address ('sts', 'iam'). The keys go to curl on its standard
    input, because a command line can be read by everybody on the machine. For an operation that changes something you
    are asked first on your own AWS; `ask` answers in a program. Raises `CouldNotTry` without curl.
    """
    call = Call(service, operation, region=region, credentials=session.credentials)
    if writes(call):
        confirmed(f"Have AWS do {operation} ({service})?", "do it", ask=ask)
    address, scope = signed_address(call, Aws(surroundings.target()).endpoint(service, operation, region))
    keys = session.credentials
    lines = [
        f"url = {curl_setting(address)}",
        f"aws-sigv4 = {curl_setting(scope)}",
        f"user = {curl_setting(f'{keys.access_key_id}:{keys.secret_access_key.reveal()}')}",
        "silent",
        "show-error",
    ]
    if keys.session_token:
        token = f"x-amz-security-token: {keys.session_token.reveal()}"
        lines.append(f"header = {curl_setting(token)}")
    # '--disable' first: the reader's own .curlrc must not add a trace file or another proxy.
    return run_program("curl", "--disable", "--config", "-", credentials=keys, given="\n".join(lines))


def _first_session() -> SsoSession:
    found = sso_sessions()
    if not found:
        raise explain("no-sign-in-known")
    return found[0]
