"""Console credentials: what a person opens the AWS console with, used as temporary credentials for code (`aws login`).

Flows: `sign_in`, `renewed`, `sign_out`, `save_profile`. Authorization code with PKCE against AWS's sign-in service, and
a proof of possession (DPoP, RFC 9449) with every token call, made by a `signer` that is an argument: no key and no
mathematics in here. Nothing reads, writes, sends, sleeps or prints. Source: the AWS CLI's `aws login` and botocore's
LoginProvider, as installed; https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sign-in.html, 2026-11-23.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol
from urllib.parse import parse_qsl, urlencode

from awsguide.config.names import check_profile_name, check_region
from awsguide.config.profiles import Change, SetSection
from awsguide.errors import AwsError, GuideError, NoAnswer
from awsguide.explanations import explain
from awsguide.model import BrowserPage, ConsoleSession, Credentials, Identity, Note
from awsguide.rows.answers import translated
from awsguide.rows.sso_oidc import Now, Random, challenge
from awsguide.rows.workforce import caller_identity
from awsguide.secret import Secret
from awsguide.steps import Ask, Call, Flow, Hold, Listen, Load, Redirected, Save, Show
from awsguide.stored import ForgetConsoleSession, StoreConsoleSession

ConsoleWay = Literal["same-device", "cross-device"]

CLIENT_ID: Mapping[ConsoleWay, str] = {
    "same-device": "arn:aws:signin:::devtools/same-device",
    "cross-device": "arn:aws:signin:::devtools/cross-device",
}
# The CLI waits this long for the browser.
BROWSER_SECONDS = 600
# botocore and the CLI refresh in the last five minutes of the fifteen that credentials live.
NEAR_END = 5 * 60
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
TOKEN_PATH = "/v1/token"  # noqa: S105 - a path


class Signer(Protocol):
    """Proves possession of a P-256 key that stays the same for all token calls of one sign-in."""

    def proof(self, method: str, address: str) -> Secret:
        """A DPoP proof for one request (JWT, ES256)."""

    def key(self) -> Secret:
        """The private key as the CLI's cache keeps it (SEC1 PEM)."""


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
    yield Hold("console", region)
    endpoint: str = yield Load("endpoint", ("signin", region))
    verifier, state = random(48), random(24)
    if way == "same-device":
        code, redirect_uri = yield from _by_callback(endpoint, verifier, state, now)
    else:
        code, redirect_uri = yield from _by_paste(endpoint, verifier, state, now)
    reply = yield from _token(
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
    identity = yield from caller_identity(session.credentials, region)
    about = SignedIn(identity, identity.arn.endswith(":root"))
    if (yield Ask("Is this the account and identity you meant?", ("keep", "forget"), about=about)) != "keep":
        raise explain("another-identity", identity=identity.arn)
    yield Save(StoreConsoleSession(session))
    return session


def _query(client: str, redirect_uri: str, verifier: str, state: str) -> str:
    return urlencode(
        {
            "response_type": "code",
            "client_id": client,
            "state": state,
            # The sign-in service's own spelling; OAuth's is S256.
            "code_challenge_method": "SHA-256",
            "scope": "openid",
            "redirect_uri": redirect_uri,
            "code_challenge": challenge(verifier),
        }
    )


def _by_callback(endpoint: str, verifier: str, state: str, now: Now) -> Flow[tuple[Secret, str]]:
    redirect_uri: str = yield Listen()
    query = _query(CLIENT_ID["same-device"], redirect_uri, verifier, state)
    yield Show(BrowserPage(Secret(f"{endpoint}/v1/authorize?{query}"), now() + BROWSER_SECONDS))
    answer: Mapping[str, Any] | None = yield Redirected(BROWSER_SECONDS)
    if answer is None:
        raise explain("window-closed")
    if answer.get("state") != Secret(state):
        raise explain("state-mismatch")
    if "code" not in answer:
        raise explain("denied" if answer.get("error") == "access_denied" else "grant-refused")
    return answer["code"], redirect_uri


def _by_paste(endpoint: str, verifier: str, state: str, now: Now) -> Flow[tuple[Secret, str]]:
    redirect_uri = f"{endpoint}/v1/sessions/confirmation"
    query = _query(CLIENT_ID["cross-device"], redirect_uri, verifier, state)
    yield Show(BrowserPage(Secret(f"{endpoint}/v1/authorize?{query}"), now() + BROWSER_SECONDS))
    pasted: Secret = yield Ask("Paste the code that the page shows.", (), about="authorization-code")
    return check_pasted(pasted, state), redirect_uri


def check_pasted(pasted: Secret, state: str) -> Secret:
    """The authorization code inside what was pasted: base64 of `state=...&code=...`.

    Raises `BadInput` ('pasted-code-cut') for text that is not whole, `Refused` ('state-mismatch') for another
    attempt's.
    """
    text = "".join(pasted.reveal().split())
    try:
        padded = text + "=" * (-len(text) % 4)
        plain = base64.b64decode(padded.replace("-", "+").replace("_", "/"), validate=True).decode("ascii")
    except (binascii.Error, UnicodeDecodeError):
        raise explain("pasted-code-cut") from None
    found = dict(parse_qsl(plain))
    if not found.get("state") or not found.get("code"):
        raise explain("pasted-code-cut")
    if Secret(found["state"]) != Secret(state):
        raise explain("state-mismatch")
    return Secret(found["code"])


def _token(
    endpoint: str,
    region: str,
    signer: Signer,
    token_input: Mapping[str, Any],
    *,
    why: str,
    ended: bool = False,
) -> Flow[Mapping[str, Any]]:
    call = Call(
        "signin",
        "CreateOAuth2Token",
        {"tokenInput": dict(token_input)},
        region=region,
        headers={"DPoP": signer.proof("POST", endpoint + TOKEN_PATH)},
        why=why,
    )
    try:
        reply: Mapping[str, Any] = yield call
    except AwsError as error:
        raise _explained(error, ended=ended) from error
    except NoAnswer as silence:
        raise translated(silence) from silence
    found: Mapping[str, Any] = reply["tokenOutput"]
    return found


# The finer value that the sign-in service puts beside its codes -> the explanation.
_REASONS: Mapping[str, str] = {
    "TOKEN_EXPIRED": "console-session-ended",
    "AUTHCODE_EXPIRED": "grant-refused",
    "USER_CREDENTIALS_CHANGED": "console-password-changed",
    "INSUFFICIENT_PERMISSIONS": "console-sign-in-not-allowed",
}


def _explained(error: AwsError, *, ended: bool) -> GuideError:
    if error.reason in _REASONS:
        return explain(_REASONS[error.reason])
    if error.code == "ValidationException":
        if "proof" in error.message.lower() or "iat" in error.message.lower():
            return explain("clock-skew", code=error.code)
        return explain("console-session-ended" if ended else "grant-refused")
    return translated(error)


def _session(reply: Mapping[str, Any], region: str, client_id: str, key: Secret, now: Now) -> ConsoleSession:
    id_token: Secret = reply["idToken"]
    arn = session_arn(id_token)
    return ConsoleSession(
        arn,
        region,
        client_id,
        _credentials(reply, now),
        reply["refreshToken"],
        key,
        id_token,
    )


def _credentials(reply: Mapping[str, Any], now: Now) -> Credentials:
    found = reply["accessToken"]
    return Credentials(
        found["accessKeyId"], found["secretAccessKey"], found["sessionToken"], now() + reply["expiresIn"]
    )


def session_arn(id_token: Secret) -> str:
    """The ARN in an id token's `sub`. Its signature is not checked: it came over TLS, and AWS is asked next."""
    parts = id_token.reveal().split(".")
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
        arn = claims["sub"]
    except (IndexError, KeyError, TypeError, ValueError, binascii.Error):
        raise explain(
            "aws-said", operation="CreateOAuth2Token", code="an id token", message="it cannot be read"
        ) from None
    if not isinstance(arn, str) or not arn.startswith("arn:"):
        raise explain(
            "aws-said", operation="CreateOAuth2Token", code="an id token", message="it names no identity"
        )
    return arn


def renewed(session: ConsoleSession, *, now: Now, signer: Signer) -> Flow[ConsoleSession]:
    """The same session while it is far from its end; otherwise refreshed with the same key, and stored.

    Raises `Refused` ('console-session-ended') after the twelve hours that one sign-in lasts.
    """
    left = (session.credentials.expires_at or 0) - now()
    if left > NEAR_END:
        return session
    endpoint: str = yield Load("endpoint", ("signin", session.region))
    reply = yield from _token(
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
    fresh = replace(session, credentials=_credentials(reply, now), refresh_token=reply["refreshToken"])
    yield Save(StoreConsoleSession(fresh))
    return fresh


def sign_out(session: ConsoleSession) -> Flow[None]:
    """Forget this sign-in here. AWS keeps no button for it: credentials in use end within fifteen minutes."""
    yield Save(ForgetConsoleSession(session.arn))
    yield Show(
        Note("Forgotten on this machine. What is already in use ends by itself within fifteen minutes.")
    )


def profile_change(session: ConsoleSession, profile: str) -> Change:
    """What a profile of this sign-in needs: `login_session` and the Region it was made in."""
    check_profile_name(profile)
    return Change(
        "config",
        (SetSection("profile", profile, {"login_session": session.arn, "region": session.region}),),
    )


def save_profile(session: ConsoleSession, profile: str) -> Flow[Any]:
    """Write the profile after the person has seen the difference; returns the receipt that can undo it.

    Raises `Refused` ('profile-taken') for a profile that gets its credentials another way, as the CLI does.
    """
    change = profile_change(session, profile)
    there: Mapping[str, object] = yield Load("profile", profile)
    clashing = [key for key in CLASHING if key in (there or {})]
    if clashing:
        raise explain("profile-taken", profile=profile, keys=", ".join(clashing))
    preview = yield Load("change", change)
    if (yield Ask("Write this to your AWS config file?", ("save", "cancel"), about=preview)) != "save":
        raise explain("interrupted")
    return (yield Save(change))
