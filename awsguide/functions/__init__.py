"""The plain functions people call from code: one per flow, each performed to its end, no widget needed.

They run the very flows a panel runs, and print what a person must see (the link and the code of a sign-in).
"""

from __future__ import annotations

import secrets
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol, TypeVar

from awsguide.config.profiles import sections
from awsguide.edges import home, surroundings
from awsguide.edges.aws import Aws
from awsguide.edges.aws.sessions import boto3_session as _boto3_session
from awsguide.edges.drive import run
from awsguide.edges.programs import Finished, run_program
from awsguide.edges.world import World
from awsguide.explanations import explain
from awsguide.functions.asking import Asking, Consent, confirmed, is_own_aws, writes
from awsguide.model import (
    Account,
    AssumedRole,
    BrowserPage,
    CodePage,
    ConsoleSession,
    Credentials,
    DeviceCode,
    Note,
    Role,
    RoleSession,
    SsoSession,
    Token,
    TrailEntry,
    Way,
)
from awsguide.outside_text import harmless
from awsguide.quoting import curl_setting
from awsguide.rows import workforce
from awsguide.rows.sessions.beginning import Source, held
from awsguide.snippets import signed_address
from awsguide.steps import Call, Flow

if TYPE_CHECKING:
    import boto3

    from awsguide.edges.files import Receipt

T = TypeVar("T")
Showing = Callable[[object], None]

# Every call these functions made in this process, in order, secrets masked.
TRAIL: list[TrailEntry] = []


def way_here() -> tuple[Way, str]:
    """Which way of signing in fits this machine, and why: a callback only where browser and kernel share it."""
    found = surroundings.places()
    if found:
        return "device-code", found[0].reason
    return "authorization-code", "The browser and this kernel run on the same machine."


def sso_sessions() -> tuple[SsoSession, ...]:
    """The `[sso-session]` sections of the config file, in order; incomplete ones are left out."""
    found = []
    for section in sections(home.read_text("config")):
        start_url, region = section.values.get("sso_start_url"), section.values.get("sso_region")
        if section.kind == "sso-session" and isinstance(start_url, str) and isinstance(region, str):
            found.append(SsoSession(section.name, start_url, region))
    return tuple(found)


def role_profiles() -> dict[Role, tuple[str, ...]]:
    """The profiles of the config file that name a role of IAM Identity Center, by that role, in order.

    Raises `CouldNotTry` when the file cannot be read.
    """
    found: dict[Role, tuple[str, ...]] = {}
    for section in sections(home.read_text("config")):
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


def credentials_of(source: Source = "") -> Credentials:
    """Credentials to begin with: those given, those of a profile, or for '' what boto3 would find here.

    Raises `CouldNotTry` ('no-credentials-here') when there are none, `GuideError` for a profile that cannot be used.
    """
    return perform(held(source))


def region_of(source: Source = "") -> str:
    """The Region that a profile names, else the one of this machine's environment, else 'us-east-1'."""
    named = (home.load_profile(source) or {}).get("region") if isinstance(source, str) and source else None
    return named if isinstance(named, str) else region_here("us-east-1")


def undo(receipt: Receipt, *, ask: Asking | None = None) -> None:
    """Put a file back to the exact bytes it had before a save. Raises `CouldNotTry` when it has changed since.

    On your own AWS you see the difference and are asked first; `ask` answers in a program.
    """
    question = f"Put {receipt.shown} back as it was before?"
    confirmed(question, "put it back", home.undo_preview(receipt), ask=ask)
    home.undo(receipt)


def sign_out(token: Token, *, ask: Asking | None = None) -> None:
    """End this one Identity Center session, on the server and in the cache; others stay.

    On your own AWS you are asked first; `ask` answers in a program.
    """
    question = f"Sign out of the session '{token.session.name}'?"
    confirmed(
        question, "sign out", "Every tool that uses it is signed out with it; other sessions stay.", ask=ask
    )
    perform(workforce.sign_out(token), agreed=True)


class WithCredentials(Protocol):
    """Any session of the guide's: of a role, of a user, of a federated user."""

    @property
    def credentials(self) -> Credentials:
        """What it signs with."""


def boto3_session(session: WithCredentials, region: str = "us-east-1") -> boto3.Session:
    """A boto3 session that signs with these credentials and nothing else."""
    return _boto3_session(session.credentials, region)


def region_here(otherwise: str) -> str:
    """The Region that this machine's environment names, or `otherwise`."""
    return (
        surroundings.environment("AWS_REGION") or surroundings.environment("AWS_DEFAULT_REGION") or otherwise
    )


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


def perform(
    flow: Flow[T], show: Showing | None = None, ask: Asking | None = None, *, agreed: bool = False
) -> T:
    """Perform a flow to its end in this process; its calls go to `TRAIL`. Raises `GuideError`.

    On the reader's own AWS nothing is written before a yes; `agreed`: somebody has said it to all that the flow does.
    """
    consent = Consent(ask, given=agreed)
    world = World(Aws(surroundings.target()), home, ask=consent.answer, record=TRAIL.append)
    world.before = consent.before
    world.show = show or (lambda event: _tell(event, world))
    return run(flow, world)


def _tell(event: object, world: World) -> None:
    lines: tuple[str, ...] = ()
    if isinstance(event, DeviceCode):
        ends = datetime.fromtimestamp(event.expires_at, UTC).astimezone()
        lines = (
            f"Open {event.link} and confirm this code: {event.user_code}",
            f"The code ends at {ends:%H:%M:%S}.",
        )
    elif isinstance(event, CodePage):
        lines = (f"Open {event.link} in any browser, sign in, allow it, and copy the code that it shows.",)
    elif isinstance(event, BrowserPage):
        import webbrowser

        assert world.callback is not None  # noqa: S101 - what a browser comes back to is open before it leaves
        # A command line can be read by everybody on the machine: the browser gets a link to this one, which leads on.
        link = world.callback.lead_to(event.address)
        lines = (
            ("Your browser shows the sign-in page; come back here when it says so.",)
            if webbrowser.open(link)
            else (f"Open this in the browser of this machine: {link}",)
        )
    elif isinstance(event, Note):
        lines = (event.text,)
    for line in lines:
        sys.stdout.write(f"{harmless(line)}\n")
    sys.stdout.flush()
