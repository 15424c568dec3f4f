"""Workforce identity: how a person managed in IAM Identity Center gets short-term credentials.

Flows: `sign_in`, `accounts_and_roles`, `role_session`, `renewed_token`, `sign_out`, `save_profile`. Each is a
generator of steps; the time (`now`, seconds since 1970 UTC) and randomness (`random`, a function from a number of
bytes to URL-safe text) are arguments. Nothing here reads, writes, sends, sleeps or prints.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from awsguide.config.changes import Change, SetSection
from awsguide.config.documents import text_of
from awsguide.config.names import check_profile_name, check_region, check_session_name
from awsguide.core.errors import AwsError, GuideError, NoAnswer
from awsguide.core.model import SCOPE, Credentials, Note, Role, RoleSession, SsoSession, Token, Way
from awsguide.core.outside_text import harmless
from awsguide.core.steps import Ask, Call, Flow, Hold, Load, Now, Random, Save, Show
from awsguide.core.stored import ForgetToken, StoreToken
from awsguide.explanations import explain
from awsguide.flows.shared.answers import explained, translated
from awsguide.flows.shared.identity import caller_identity
from awsguide.flows.shared.unkept import unkept
from awsguide.flows.workforce.listing import accounts_and_roles as accounts_and_roles
from awsguide.flows.workforce.oidc import refreshed, registered, token_by
from awsguide.flows.workforce.start_url import checked, located, same_start_url

# botocore refreshes a token in its last fifteen minutes; doing the same keeps one rule for all clients.
NEAR_END = 15 * 60
# What a person is told before a token is kept.
KEPT = (
    "It goes where the AWS CLI keeps its own (~/.aws/sso/cache), readable by you alone, and is renewed there while the "
    "session lasts."
)
# What is left of a token that is too little to begin anything with.
TOO_LITTLE = 60


def sign_in(
    session: SsoSession, *, way: Way, now: Now, random: Random, fresh: bool = False, ask: bool = False
) -> Flow[Token]:
    """Sign a person in and return the token, which is also stored where the AWS CLI keeps its own.

    A stored token that is still good is used again unless `fresh`. `ask` puts a question before a new one. Raises
    `BadInput` before any call, `Refused`, `Unreachable`; the window in which a person can answer is the one the server
    names.
    """
    session = yield from checked(session)
    if not fresh:
        kept: Token | None = yield Load("token", session)
        if kept is not None and (token := (yield from _still_good(kept, now=now))) is not None:
            yield Show(Note("You are signed in already; the stored token is still good."))
            return token
    if ask:
        question = f"Sign in at {harmless(session.start_url)} and keep the token on this machine?"
        if (yield Ask(question, ("sign in", "cancel"), KEPT)) != "sign in":
            raise explain("interrupted")
    yield from unkept((yield Hold("token", session)), before=True)
    session = yield from located(session)
    registration = yield from registered(session, way, now)
    token = yield from token_by(session, registration, way, now, random)
    yield from unkept((yield Save(StoreToken(token))))
    return token


def _still_good(token: Token, *, now: Now) -> Flow[Token | None]:
    try:
        renewed = yield from renewed_token(token, now=now)
    except GuideError as error:
        # Whatever is wrong with an old token, signing in again is the answer to it; only silence is not.
        if error.code in {"session-ended", "client-expired", "grant-refused"}:
            return None
        raise
    try:
        yield Call(
            "sso",
            "ListAccounts",
            {"accessToken": renewed.access_token, "maxResults": 1},
            region=renewed.session.region,
            expected=("UnauthorizedException",),
            why="is this sign-in still good? It may have ended at AWS before its time",
        )
    except AwsError as error:
        return None if error.code == "UnauthorizedException" else renewed
    except NoAnswer:
        # Nothing speaks against it; whoever uses it is told of the silence.
        return renewed
    return renewed


def renewed_token(token: Token, *, now: Now) -> Flow[Token]:
    """The same token while it is far from its end; otherwise refreshed, and stored.

    Raises `Refused` ('session-ended') when the Identity Center session is over, so that only a person can go on.
    """
    left = token.expires_at - now()
    if left > NEAR_END:
        return token
    registration, refresh_token = token.registration, token.refresh_token
    if refresh_token is None or registration is None or registration.expires_at <= now():
        if left > TOO_LITTLE:
            return token
        raise explain("session-ended")
    try:
        renewed = yield from refreshed(token, registration, refresh_token, now)
    except GuideError:
        if left > TOO_LITTLE:
            # A failed refresh is not the end while the old token still works; botocore does the same.
            return token
        raise
    yield Save(StoreToken(renewed))
    return renewed


def role_session(token: Token, role: Role) -> Flow[RoleSession]:
    """Credentials of `role`, and AWS's own answer to whose they are; raises `Refused`."""
    reply = yield from explained(
        Call(
            "sso",
            "GetRoleCredentials",
            {
                "accessToken": token.access_token,
                "accountId": role.account_id,
                "roleName": role.role_name,
            },
            region=token.session.region,
            why="short-term credentials for the role",
        ),
        role=role,
        ended=True,
    )
    found = reply["roleCredentials"]
    credentials = Credentials(
        found["accessKeyId"],
        found["secretAccessKey"],
        found["sessionToken"],
        # The portal counts in milliseconds.
        found["expiration"] / 1000,
    )
    identity = yield from caller_identity(credentials, token.session.region)
    return RoleSession(role, credentials, identity)


def sign_out(token: Token) -> Flow[None]:
    """End this one session, on the server and in the cache. Other sessions and tools stay signed in."""
    yield from end_session(token)
    yield Save(ForgetToken(token.session))


def end_session(token: Token) -> Flow[None]:
    """End this one session on the server; raises `GuideError` when AWS cannot be reached."""
    try:
        yield Call(
            "sso",
            "Logout",
            {"accessToken": token.access_token},
            region=token.session.region,
            expected=("UnauthorizedException",),
            why="end this session on the server",
        )
    except AwsError as error:
        # Already over there; what remains is to forget it here.
        if error.code != "UnauthorizedException":
            raise translated(error, session=token.session) from error
    except NoAnswer as silence:
        raise translated(silence, session=token.session) from silence


def profile_change(session: SsoSession, role: Role, profile: str, region: str) -> Change:
    """What a profile of this role needs in the config file: an `[sso-session]` and a `[profile]`.

    Raises `BadInput` for a name that not every AWS tool can read.
    """
    check_profile_name(profile)
    check_session_name(session.name)
    return Change(
        "config",
        (
            SetSection(
                "sso-session",
                session.name,
                {
                    "sso_start_url": session.start_url,
                    "sso_region": session.region,
                    "sso_registration_scopes": SCOPE,
                },
            ),
            SetSection(
                "profile",
                profile,
                {
                    "sso_session": session.name,
                    "sso_account_id": role.account_id,
                    "sso_role_name": role.role_name,
                    "region": region,
                },
            ),
        ),
    )


def save_profile(session: SsoSession, role: Role, profile: str, *, region: str) -> Flow[Any]:
    """Write the profile after the person has seen the difference; returns the receipt that can undo it.

    Raises `BadInput` for a name that cannot stand in the file, `Cancelled` when the answer is no.
    """
    known: frozenset[str] = yield Load("regions")
    change = profile_change(session, role, profile, check_region(region.strip().lower(), known))
    change = yield from as_it_stands(change, session)
    preview = yield Load("change", change)
    answer = yield Ask("Write this to your AWS config file?", ("save", "cancel"), about=preview)
    if answer != "save":
        raise explain("interrupted")
    return (yield Save(change))


def as_it_stands(change: Change, session: SsoSession) -> Flow[Change]:
    """The change with the start URL as the reader has written it, where their line names the same place."""
    there: Mapping[str, object] = (yield Load("sso-session", session.name)) or {}
    line = text_of(there, "sso_start_url")
    if not line or line == session.start_url:
        return change
    if not same_start_url(line, session.start_url):
        return change
    edits = tuple(
        replace(edit, values={**edit.values, "sso_start_url": line})
        if isinstance(edit, SetSection) and edit.kind == "sso-session"
        else edit
        for edit in change.edits
    )
    return replace(change, edits=edits)
