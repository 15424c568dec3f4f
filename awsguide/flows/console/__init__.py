"""Console credentials: what a person opens the AWS console with, used as temporary credentials for code (`aws login`).

Flows: `sign_in`, `identity`, `renewed`, `sign_out`, `save_profile`; how the sign-in service is spoken to is in
`token_calls.py`. Nothing reads, writes, sends, sleeps or prints. Source: the AWS CLI's `aws login` and botocore's
LoginProvider, as installed; https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sign-in.html, 2026-11-23.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from awsguide.config.changes import Change, SetSection
from awsguide.config.names import check_profile_name, check_region
from awsguide.core.errors import GuideError
from awsguide.core.model import ConsoleSession, Identity, Note
from awsguide.core.secret import Secret
from awsguide.core.steps import Ask, Flow, Hold, Load, Now, Random, Save, Show
from awsguide.core.stored import ForgetConsoleSession, StoreConsoleSession
from awsguide.explanations import explain
from awsguide.flows.console.token_calls import (
    CLIENT_ID,
    ConsoleWay,
    Signer,
    by_callback,
    by_paste,
    credentials,
    session_arn,
    token,
)
from awsguide.flows.shared.identity import caller_identity
from awsguide.flows.shared.unkept import unkept

# botocore and the CLI refresh in the last five minutes of the fifteen that credentials live.
NEAR_END = 5 * 60
# How long one sign-in can be renewed.
SIGN_IN_SECONDS = 12 * 3600
# What a profile may not hold beside a login session; the CLI refuses the same.
CLASHING = (
    "aws_access_key_id",
    "credential_process",
    "role_arn",
    "sso_account_id",
    "sso_role_name",
    "sso_session",
    "sso_start_url",
    "web_identity_token_file",
)


@dataclass(frozen=True)
class SignedIn:
    """What a person must see before anything is kept: which account and identity they signed in as."""

    identity: Identity
    is_root: bool


def sign_in(
    region: str, *, way: ConsoleWay, now: Now, random: Random, signer: Signer
) -> Flow[ConsoleSession]:
    """Sign in with console credentials; the session is stored once the person has said that the identity is right.

    `cross-device` asks for the code that the page shows, for kernels the browser cannot come back to. Raises
    `BadInput`, `Refused`, `Unreachable`, and `Cancelled` when the identity is not the one that was meant.
    """
    known: frozenset[str] = yield Load("regions")
    region = check_region(region.strip().lower(), known)
    yield from unkept((yield Hold("console", region)), before=True)
    endpoint: str = yield Load("endpoint", ("signin", "CreateOAuth2Token", region))
    verifier, state = random(48), random(24)
    if way == "same-device":
        code, redirect_uri = yield from by_callback(endpoint, verifier, state, now)
    else:
        code, redirect_uri = yield from by_paste(endpoint, verifier, state, now)
    reply = yield from token(
        endpoint,
        region,
        signer,
        {
            "clientId": CLIENT_ID[way],
            "grantType": "authorization_code",
            "code": code,
            "codeVerifier": Secret(verifier),
            "redirectUri": redirect_uri,
        },
        why="trade the browser's code for credentials",
    )
    session = _session(reply, region, CLIENT_ID[way], signer.key(), now)
    about = yield from identity(session)
    if (yield Ask("Is this the account and identity you meant?", ("keep", "forget"), about=about)) != "keep":
        raise explain("another-identity", identity=about.identity.arn)
    yield from unkept((yield Save(StoreConsoleSession(session))))
    return session


def _session(reply: Mapping[str, Any], region: str, client_id: str, key: Secret, now: Now) -> ConsoleSession:
    id_token: Secret = reply["idToken"]
    arn = session_arn(id_token)
    return ConsoleSession(
        arn,
        region,
        client_id,
        credentials(reply, now),
        reply["refreshToken"],
        key,
        id_token,
    )


def renewed(
    session: ConsoleSession, *, now: Now, signer_of: Callable[[Secret], Signer], always: bool = False
) -> Flow[ConsoleSession]:
    """The sign-in as it is stored while it is far from its end; otherwise refreshed with its key, and stored again.

    What is stored counts, not `session`: the CLI and boto3 renew the same sign-in, and each refresh token is good
    once. `always` renews before the end is near. Raises `CouldNotTry` ('console-not-stored') after a sign-out, and
    `Refused` ('console-session-ended') after the twelve hours that one sign-in lasts.
    """
    session = yield from _stored(session)
    if not always and _left(session, now) > NEAR_END:
        return session
    try:
        signer = signer_of(session.key)
    except ValueError:
        raise explain("console-not-stored") from None
    endpoint: str = yield Load("endpoint", ("signin", "CreateOAuth2Token", session.region))
    try:
        reply = yield from token(
            endpoint,
            session.region,
            signer,
            {
                "clientId": session.client_id,
                "grantType": "refresh_token",
                "refreshToken": session.refresh_token,
            },
            why="renew the credentials without a person",
            ended=True,
        )
    except GuideError:
        # Another program may have been quicker with the same refresh token.
        theirs = yield from _stored(session)
        if theirs.refresh_token != session.refresh_token and _left(theirs, now) > NEAR_END:
            return theirs
        raise
    fresh = replace(session, credentials=credentials(reply, now), refresh_token=reply["refreshToken"])
    yield Save(StoreConsoleSession(fresh))
    return fresh


def _stored(session: ConsoleSession) -> Flow[ConsoleSession]:
    found: ConsoleSession | None = yield Load("console", (session.arn, session.region))
    if found is None:
        raise explain("console-not-stored")
    return found


def _left(session: ConsoleSession, now: Now) -> float:
    return (session.credentials.expires_at or 0) - now()


def identity(session: ConsoleSession) -> Flow[SignedIn]:
    """AWS's own answer to whose the session is; raises `GuideError`."""
    found = yield from caller_identity(session.credentials, session.region)
    return SignedIn(found, found.arn.endswith(":root"))


def sign_out(session: ConsoleSession) -> Flow[None]:
    """Forget this sign-in here, as `aws logout` does; credentials in use end by themselves within fifteen minutes."""
    yield Save(ForgetConsoleSession(session.arn))
    yield Show(Note("Forgotten on this machine. Credentials in use expire within fifteen minutes."))


def profile_change(session: ConsoleSession, profile: str, region: str = "") -> Change:
    """What a profile of this sign-in needs: `login_session` and a Region, by default the one it was made in."""
    check_profile_name(profile)
    return Change(
        "config",
        (SetSection("profile", profile, {"login_session": session.arn, "region": region or session.region}),),
    )


def save_profile(session: ConsoleSession, profile: str) -> Flow[Any]:
    """Write the profile after the person has seen the difference; returns the receipt that can undo it.

    Raises `Refused` ('profile-taken') for a profile that gets its credentials another way, as the CLI does.
    """
    there: Mapping[str, object] = (yield Load("profile", profile)) or {}
    clashing = [key for key in CLASHING if key in there]
    if clashing:
        raise explain("profile-taken", profile=profile, keys=", ".join(clashing))
    # A Region that is there already was somebody's choice; the CLI keeps it too.
    change = profile_change(session, profile, str(there.get("region") or ""))
    preview = yield Load("change", change)
    if (yield Ask("Write this to your AWS config file?", ("save", "cancel"), about=preview)) != "save":
        raise explain("interrupted")
    return (yield Save(change))
