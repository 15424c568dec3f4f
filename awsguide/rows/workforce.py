"""Workforce identity: how a person managed in IAM Identity Center gets short-term credentials.

Flows: `sign_in`, `accounts_and_roles`, `role_session`, `renewed_token`, `sign_out`, `save_profile`. Each is a
generator of steps; the time (`now`, seconds since 1970 UTC) and randomness (`random`, a function from a number of
bytes to URL-safe text) are arguments. Nothing here reads, writes, sends, sleeps or prints.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from awsguide.config.profiles import Change, SetSection
from awsguide.errors import AwsError, NoAnswer
from awsguide.explanations import explain
from awsguide.model import (
    SCOPE,
    Account,
    BrowserPage,
    Credentials,
    DeviceCode,
    Identity,
    Note,
    Registration,
    Role,
    RoleSession,
    SsoSession,
    Token,
    Way,
)
from awsguide.rows.answers import translated
from awsguide.rows.start_url import checked, located
from awsguide.secret import Secret
from awsguide.steps import Ask, Call, Flow, Hold, Listen, Load, Many, Outcome, Redirected, Save, Show, Wait
from awsguide.stored import ForgetToken, StoreRegistration, StoreToken

Now = Callable[[], float]
Random = Callable[[int], str]

CLIENT_NAME = "awsguide"
# AWS matches the registered loopback redirect without its port (RFC 8252, 7.3).
REDIRECT = "http://127.0.0.1/oauth/callback"
DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
# botocore refreshes a token in its last fifteen minutes; doing the same keeps one rule for all clients.
NEAR_END = 15 * 60
CALLBACK_SECONDS = 600

_PENDING = "AuthorizationPendingException"
_SLOW_DOWN = "SlowDownException"
GRANTS: Mapping[Way, tuple[str, ...]] = {
    "device-code": (DEVICE_GRANT, "refresh_token"),
    "authorization-code": ("authorization_code", "refresh_token"),
}


def sign_in(session: SsoSession, *, way: Way, now: Now, random: Random, fresh: bool = False) -> Flow[Token]:
    """Sign a person in and return the token, which is also stored where the AWS CLI keeps its own.

    A stored token that is still good is used again unless `fresh`. Raises `BadInput` before any call, `Refused`,
    `Unreachable`; the window in which a person can answer is the one the server names.
    """
    session = yield from checked(session)
    if not fresh:
        kept: Token | None = yield Load("token", session)
        if kept is not None and (token := (yield from _still_good(kept, now=now))) is not None:
            yield Show(Note("You are signed in already; the stored token is still good."))
            return token
    yield Hold("token", session)
    session = yield from located(session)
    registration = yield from _registered(session, way, now)
    run = _device_code if way == "device-code" else _authorization_code
    reply = yield from run(session, registration, now, random)
    token = _token(session, registration, reply, now)
    yield Save(StoreToken(token))
    return token


def _still_good(token: Token, *, now: Now) -> Flow[Token | None]:
    try:
        return (yield from renewed_token(token, now=now))
    except Exception as error:
        # Whatever is wrong with an old token, signing in again is the answer to it; only silence is not.
        if getattr(error, "code", "") in {"session-ended", "client-expired", "grant-refused"}:
            return None
        raise


def _registered(session: SsoSession, way: Way, now: Now) -> Flow[Registration]:
    grants = GRANTS[way]
    kept: Registration | None = yield Load("registration", (session, grants))
    if kept is not None and kept.expires_at - now() > CALLBACK_SECONDS:
        return kept
    params: dict[str, Any] = {"clientName": CLIENT_NAME, "clientType": "public", "scopes": [SCOPE]}
    if way == "authorization-code":
        params |= {"grantTypes": list(grants), "redirectUris": [REDIRECT], "issuerUrl": session.start_url}
    reply = yield from _call(
        Call(
            "sso-oidc",
            "RegisterClient",
            params,
            region=session.region,
            why="introduce this guide to Identity Center",
        )
    )
    registration = Registration(
        reply["clientId"], reply["clientSecret"], float(reply["clientSecretExpiresAt"]), grants
    )
    yield Save(StoreRegistration(session, registration))
    return registration


def _device_code(
    session: SsoSession, registration: Registration, now: Now, random: Random
) -> Flow[Mapping[str, Any]]:
    """RFC 8628: show a code, then ask at the server's pace whether it was confirmed."""
    del random
    started = yield from _call(
        Call(
            "sso-oidc",
            "StartDeviceAuthorization",
            {
                "clientId": registration.client_id,
                "clientSecret": registration.client_secret,
                "startUrl": session.start_url,
            },
            region=session.region,
            why="ask for a code to confirm in the browser",
        ),
        session=session,
    )
    ends = now() + started["expiresIn"]
    interval = float(started.get("interval") or 5)
    # The link without the code: comparing the code on both screens is what protects the person.
    yield Show(DeviceCode(started["verificationUri"], started["userCode"], ends))
    poll = _create_token(session, registration, DEVICE_GRANT, deviceCode=started["deviceCode"])
    while True:
        yield Wait(interval)
        if now() >= ends:
            raise explain("code-expired", region=session.region)
        try:
            return (yield poll)  # type: ignore[no-any-return]
        except AwsError as error:
            if error.code == _SLOW_DOWN:
                interval += 5
            elif error.code != _PENDING:
                raise translated(error, session=session, polling=True) from error
        except NoAnswer:
            # A lost network does not end a sign-in; the code's own end does.
            yield Show(Note("No answer just now; still trying until the code ends."))


def _authorization_code(
    session: SsoSession, registration: Registration, now: Now, random: Random
) -> Flow[Mapping[str, Any]]:
    """RFC 7636 and RFC 8252: the browser comes back to a callback on this machine, which was bound first."""
    verifier, state = random(48), random(24)
    redirect_uri: str = yield Listen()
    endpoint: str = yield Load("endpoint", ("sso-oidc", session.region))
    query = {
        "response_type": "code",
        "client_id": registration.client_id,
        "redirect_uri": redirect_uri,
        "state": state,
        "code_challenge_method": "S256",
        # Identity Center spells it 'scopes' (AWS CLI 2.36).
        "scopes": SCOPE,
        "code_challenge": _challenge(verifier),
    }
    ends = now() + CALLBACK_SECONDS
    yield Show(BrowserPage(Secret(f"{endpoint}/authorize?{urlencode(query)}"), ends))
    answer: Mapping[str, Any] | None = yield Redirected(CALLBACK_SECONDS)
    if answer is None:
        raise explain("window-closed")
    if answer.get("state") != Secret(state):
        raise explain("state-mismatch")
    if "code" not in answer:
        raise explain("denied" if answer.get("error") == "access_denied" else "grant-refused")
    reply = yield from _call(
        _create_token(
            session,
            registration,
            "authorization_code",
            code=answer["code"],
            codeVerifier=Secret(verifier),
            redirectUri=redirect_uri,
        ),
        session=session,
    )
    return reply


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _create_token(session: SsoSession, registration: Registration, grant: str, **proof: object) -> Call:
    whys = {DEVICE_GRANT: "has the code been confirmed?", "refresh_token": "renew the token without a person"}
    return Call(
        "sso-oidc",
        "CreateToken",
        {
            "clientId": registration.client_id,
            "clientSecret": registration.client_secret,
            "grantType": grant,
            **proof,
        },
        region=session.region,
        expected=(_PENDING, _SLOW_DOWN),
        why=whys.get(grant, "trade the browser's code for a token"),
    )


def _token(session: SsoSession, registration: Registration, reply: Mapping[str, Any], now: Now) -> Token:
    return Token(
        session, reply["accessToken"], now() + reply["expiresIn"], reply.get("refreshToken"), registration
    )


def renewed_token(token: Token, *, now: Now) -> Flow[Token]:
    """The same token while it is far from its end; otherwise refreshed, and stored.

    Raises `Refused` ('session-ended') when the Identity Center session is over, so that only a person can go on.
    """
    left = token.expires_at - now()
    if left > NEAR_END:
        return token
    registration = token.registration
    if token.refresh_token is None or registration is None or registration.expires_at <= now():
        if left > 60:
            return token
        raise explain("session-ended")
    try:
        reply = yield from _call(
            _create_token(token.session, registration, "refresh_token", refreshToken=token.refresh_token),
            session=token.session,
            ended=True,
        )
    except Exception:
        if left > 60:
            # A failed refresh is not the end while the old token still works; botocore does the same.
            return token
        raise
    renewed = _token(token.session, registration, reply, now)
    if renewed.refresh_token is None:
        renewed = replace(renewed, refresh_token=token.refresh_token)
    yield Save(StoreToken(renewed))
    return renewed


def accounts_and_roles(token: Token) -> Flow[tuple[Account, ...]]:
    """Every account assigned to the person, by name, with its roles; fetched in parallel.

    An account whose roles could not be listed carries a `problem`. Raises `Refused` ('no-assignment') for none.
    """
    accounts: list[Account] = []
    page = ""
    while True:
        params = {"accessToken": token.access_token, "maxResults": 100}
        reply = yield from _call(
            Call(
                "sso",
                "ListAccounts",
                params | ({"nextToken": page} if page else {}),
                region=token.session.region,
                why="which accounts are assigned to you?",
            ),
            ended=True,
        )
        accounts += [
            Account(item["accountId"], item.get("accountName", ""), item.get("emailAddress", ""))
            for item in reply["accountList"]
        ]
        page = reply.get("nextToken") or ""
        if not page:
            break
    if not accounts:
        raise explain("no-assignment")
    roles, problems = yield from _roles(token, [account.account_id for account in accounts])
    filled = [
        replace(
            account,
            roles=tuple(Role(account.account_id, name) for name in sorted(roles.get(account.account_id, ()))),
            problem=problems.get(account.account_id, ""),
        )
        for account in accounts
    ]
    return tuple(sorted(filled, key=lambda account: (account.name.lower(), account.account_id)))


def _roles(token: Token, account_ids: list[str]) -> Flow[tuple[dict[str, list[str]], dict[str, str]]]:
    roles: dict[str, list[str]] = {}
    problems: dict[str, str] = {}
    pages = dict.fromkeys(account_ids, "")
    while pages:
        calls = tuple(
            Call(
                "sso",
                "ListAccountRoles",
                {"accessToken": token.access_token, "accountId": account_id, "maxResults": 100}
                | ({"nextToken": page} if page else {}),
                region=token.session.region,
                why="which roles are yours in each account?",
            )
            for account_id, page in pages.items()
        )
        outcomes: list[Outcome] = yield Many(calls, "Listing roles")
        following: dict[str, str] = {}
        for account_id, outcome in zip(pages, outcomes, strict=True):
            if outcome.reply is None:
                error = translated(outcome.error, ended=True)
                if error.code == "session-ended":
                    raise error
                problems[account_id] = error.what
                continue
            roles.setdefault(account_id, []).extend(item["roleName"] for item in outcome.reply["roleList"])
            if outcome.reply.get("nextToken"):
                following[account_id] = outcome.reply["nextToken"]
        pages = following
    return roles, problems


def role_session(token: Token, role: Role) -> Flow[RoleSession]:
    """Credentials of `role`, and AWS's own answer to whose they are; raises `Refused`."""
    reply = yield from _call(
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


def caller_identity(credentials: Credentials, region: str) -> Flow[Identity]:
    """Who AWS says these credentials are; needs no permission."""
    reply = yield from _call(
        Call(
            "sts",
            "GetCallerIdentity",
            {},
            region=region,
            credentials=credentials,
            why="prove that the credentials work, and whose they are",
        )
    )
    return Identity(reply["Account"], reply["Arn"], reply["UserId"])


def sign_out(token: Token) -> Flow[None]:
    """End this one session, on the server and in the cache. Other sessions and tools stay signed in."""
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
    yield Save(ForgetToken(token.session))


def profile_change(session: SsoSession, role: Role, profile: str, region: str) -> Change:
    """What a profile of this role needs in the config file: an `[sso-session]` and a `[profile]`."""
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
    change = profile_change(session, role, profile, region)
    preview = yield Load("change", change)
    answer = yield Ask("Write this to your AWS config file?", ("save", "cancel"), about=preview)
    if answer != "save":
        raise explain("interrupted")
    return (yield Save(change))


def _call(
    call: Call, *, session: SsoSession | None = None, role: Role | None = None, ended: bool = False
) -> Flow[Mapping[str, Any]]:
    """One call whose refusals are explained; `ended` says that an existing session was being used."""
    try:
        return (yield call)  # type: ignore[no-any-return]
    except (AwsError, NoAnswer) as error:
        raise translated(error, session=session, role=role, ended=ended) from error
