"""Identity Center's OIDC service: register, get a token by device code or by browser, refresh it.

The protocol alone, as flows: RFC 8628 (device code), RFC 7636 and RFC 8252 (authorization code with PKCE on a loopback
address). Nothing here decides whether a person must sign in, and nothing reads, writes, sends, sleeps or prints.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from awsguide.core.errors import AwsError, NoAnswer
from awsguide.core.model import SCOPE, BrowserPage, DeviceCode, Note, Registration, SsoSession, Token, Way
from awsguide.core.outside_text import harmless, web_address
from awsguide.core.secret import Secret
from awsguide.core.steps import Call, Flow, Listen, Load, Now, Random, Redirected, Save, Show, Wait
from awsguide.core.stored import StoreRegistration
from awsguide.explanations import explain
from awsguide.flows.shared.answers import explained, translated
from awsguide.flows.shared.pkce import challenge

CLIENT_NAME = "awsguide"
# AWS matches the registered loopback redirect without its port (RFC 8252, 7.3).
REDIRECT = "http://127.0.0.1/oauth/callback"
DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
CALLBACK_SECONDS = 600

_PENDING = "AuthorizationPendingException"
_SLOW_DOWN = "SlowDownException"
GRANTS: Mapping[Way, tuple[str, ...]] = {
    "device-code": (DEVICE_GRANT, "refresh_token"),
    "authorization-code": ("authorization_code", "refresh_token"),
}


def token_by(
    session: SsoSession, registration: Registration, way: Way, now: Now, random: Random
) -> Flow[Token]:
    """A token that a person allows, by `way`. Raises `Refused`, `Unreachable`."""
    run = _device_code if way == "device-code" else _authorization_code
    reply = yield from run(session, registration, now, random)
    return _token(session, registration, reply, now)


def refreshed(token: Token, registration: Registration, refresh_token: Secret, now: Now) -> Flow[Token]:
    """A new token of the same session, without a person. Raises `Refused` ('session-ended') when that is over."""
    reply = yield from explained(
        _create_token(token.session, registration, "refresh_token", refreshToken=refresh_token),
        session=token.session,
        ended=True,
    )
    renewed = _token(token.session, registration, reply, now)
    return renewed if renewed.refresh_token else replace(renewed, refresh_token=refresh_token)


def registered(session: SsoSession, way: Way, now: Now) -> Flow[Registration]:
    """This guide as a client that may use `way`: the stored registration while it lasts, otherwise a new one."""
    grants = GRANTS[way]
    kept: Registration | None = yield Load("registration", (session, grants))
    if kept is not None and kept.expires_at - now() > CALLBACK_SECONDS:
        return kept
    params: dict[str, Any] = {"clientName": CLIENT_NAME, "clientType": "public", "scopes": [SCOPE]}
    if way == "authorization-code":
        params |= {"grantTypes": list(grants), "redirectUris": [REDIRECT], "issuerUrl": session.known_as}
    reply = yield from explained(
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
    started = yield from explained(
        Call(
            "sso-oidc",
            "StartDeviceAuthorization",
            {
                "clientId": registration.client_id,
                "clientSecret": registration.client_secret,
                "startUrl": session.known_as,
            },
            region=session.region,
            why="ask for a code to confirm in the browser",
        ),
        session=session,
    )
    ends = now() + started["expiresIn"]
    interval = float(started.get("interval") or 5)
    page = web_address(started["verificationUri"])
    if not page:
        raise explain("sign-in-page-odd", address=started["verificationUri"])
    # The link without the code: comparing the code on both screens is what protects the person.
    yield Show(DeviceCode(page, harmless(started["userCode"], 40), ends))
    poll = _create_token(session, registration, DEVICE_GRANT, deviceCode=started["deviceCode"])
    while True:
        # At once, as the AWS CLI does: who has confirmed already waits for nothing.
        try:
            return (yield poll)  # type: ignore[no-any-return]
        except AwsError as error:
            if error.code == _SLOW_DOWN:
                interval += 5
            elif error.code != _PENDING:
                raise translated(error, session=session, polling=True) from error
        except NoAnswer as silence:
            # A lost network does not end a sign-in, the code's own end does; but a stopped sandbox forgets the code.
            if silence.kind == "sandbox":
                raise translated(silence, session=session, polling=True) from silence
            yield Show(Note("No answer just now; still trying until the code ends."))
        yield Wait(interval)
        if now() >= ends:
            raise explain("code-expired", region=session.region)


def _authorization_code(
    session: SsoSession, registration: Registration, now: Now, random: Random
) -> Flow[Mapping[str, Any]]:
    """RFC 7636 and RFC 8252: the browser comes back to a callback on this machine, which was bound first."""
    verifier, state = random(48), random(24)
    redirect_uri: str = yield Listen(state=Secret(state))
    endpoint: str = yield Load("endpoint", ("sso-oidc", "CreateToken", session.region))
    query = {
        "response_type": "code",
        "client_id": registration.client_id,
        "redirect_uri": redirect_uri,
        "state": state,
        "code_challenge_method": "S256",
        # Identity Center spells it 'scopes' (AWS CLI 2.36).
        "scopes": SCOPE,
        "code_challenge": challenge(verifier),
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
    reply = yield from explained(
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
