"""Console sign-in as state and rules: who is signed in, which codes and refresh tokens are out, what they are worth.

Somebody signs in at the console for twelve hours; nothing that a program gets from it outlives that. A code is good
once, a refresh token once and for the proof key it was given to. Refusals carry AWS's own error code. This module
refuses to know HTTP and pages; callers hold the sandbox's lock around what they do here.

Sources: AWS's descriptions in botocore's service model signin 2023-01-01; 'AuthorizeOAuth2Access' (AWS Sign-In API
reference) and 'Login for AWS local development using console credentials' (AWS CLI user guide), read 2026-11-23;
RFC 6749, 7636, 9449.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aws_sandbox.protocol.sign_in_refusal import Refusal
from aws_sandbox.services.identity_center.sign_in import CODE_SECONDS, challenge_of

if TYPE_CHECKING:
    from aws_sandbox.clock import Clock
    from aws_sandbox.services.console.identities import Identity

SESSION_SECONDS = 12 * 3600
KEY_SECONDS = 900

AUTHORIZE = "AuthorizeOAuth2Access"
CREATE_TOKEN = "CreateOAuth2Token"  # noqa: S105 - the name of an operation


@dataclass(frozen=True)
class ConsoleClient:
    """One of the two programs that AWS knows beforehand; `resource` is how permissions name it."""

    client_id: str
    resource: str
    name: str


SAME_DEVICE = ConsoleClient(
    "arn:aws:signin:::devtools/same-device", "localhost", "A program on this computer"
)
CROSS_DEVICE = ConsoleClient(
    "arn:aws:signin:::devtools/cross-device", "remote", "A program on another computer"
)
CLIENTS = {client.client_id: client for client in (SAME_DEVICE, CROSS_DEVICE)}


@dataclass(frozen=True)
class ConsoleSession:
    """Somebody signed in at the console; `expires_at` in seconds of the sandbox's clock."""

    identity: Identity
    expires_at: float


@dataclass
class ConsoleGrant:
    """An authorization code, good once, for the client, address and verifier it was made for."""

    client: ConsoleClient
    session: ConsoleSession
    redirect_uri: str
    code_challenge: str = field(repr=False)
    expires_at: float
    used: bool = False


@dataclass
class RefreshToken:
    """A refresh token, good once, for the client and the proof key (its thumbprint) it was given to."""

    client: ConsoleClient
    session: ConsoleSession
    key: str
    used: bool = False


class ConsoleSignIn:
    """Every console session, code and refresh token of one sandbox."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._browsers: dict[str, ConsoleSession] = {}
        self._grants: dict[str, ConsoleGrant] = {}
        self._refresh_tokens: dict[str, RefreshToken] = {}

    def open_session(self, identity: Identity) -> tuple[str, ConsoleSession]:
        """Sign somebody in for twelve hours; returns the browser's cookie value and the session."""
        session = ConsoleSession(identity, self._clock.now() + SESSION_SECONDS)
        browser = secrets.token_urlsafe(32)
        self._browsers[browser] = session
        return browser, session

    def session_of(self, browser: str) -> ConsoleSession | None:
        """Return the live session of a browser's cookie value."""
        session = self._browsers.get(browser)
        return session if session is not None and self.lives(session) else None

    def close_session(self, browser: str) -> None:
        """Sign a browser out. What programs have got stays good, as at AWS."""
        self._browsers.pop(browser, None)

    def lives(self, session: ConsoleSession) -> bool:
        """Say whether the session's twelve hours are not over."""
        return self._clock.now() < session.expires_at

    def seconds_left(self, session: ConsoleSession) -> int:
        """Return how long keys given now are good: fifteen minutes, or what is left of the session."""
        return max(1, min(KEY_SECONDS, int(session.expires_at - self._clock.now())))

    def grant(
        self, client: ConsoleClient, session: ConsoleSession, redirect_uri: str, code_challenge: str
    ) -> str:
        """Return an authorization code for somebody who has allowed the program."""
        code = secrets.token_urlsafe(32)
        expires_at = self._clock.now() + CODE_SECONDS
        self._grants[code] = ConsoleGrant(client, session, redirect_uri, code_challenge, expires_at)
        return code

    def redeem(self, client: ConsoleClient, code: str, redirect_uri: str, code_verifier: str) -> ConsoleGrant:
        """Return what a code stands for; `use` it once everything else is right. Raises Refusal."""
        grant = self._grants.get(code)
        if grant is None or grant.client is not client:
            raise Refusal("INVALID_REQUEST", "The authorization code is not one that this client was given.")
        if grant.used:
            raise Refusal("INVALID_REQUEST", "The authorization code has been used: sign in again.")
        if self._clock.now() >= grant.expires_at or not self.lives(grant.session):
            raise Refusal("AUTHCODE_EXPIRED", "The authorization code has expired: sign in again.")
        if redirect_uri != grant.redirect_uri:
            raise Refusal("INVALID_REQUEST", "redirectUri is not the one of the authorization request.")
        if not hmac.compare_digest(challenge_of(code_verifier).encode(), grant.code_challenge.encode()):
            raise Refusal(
                "INVALID_REQUEST",
                "codeVerifier does not match the code_challenge of the authorization request.",
            )
        return grant

    def refresh(self, client: ConsoleClient, refresh_token: str, key: str) -> RefreshToken:
        """Return what a refresh token stands for; `use` it once everything else is right. Raises Refusal."""
        token = self._refresh_tokens.get(refresh_token)
        if token is None or token.client is not client:
            raise Refusal("INVALID_REQUEST", "The refresh token is not one that this client was given.")
        if not hmac.compare_digest(token.key, key):
            raise Refusal("INVALID_REQUEST", "The DPoP proof is signed with another key than at sign-in.")
        if token.used:
            raise Refusal(
                "TOKEN_EXPIRED", "The refresh token has been used: each is good once. Sign in again."
            )
        if not self.lives(token.session):
            raise Refusal("TOKEN_EXPIRED", "The refresh token has expired: sign in again.")
        return token

    def use(self, presented: ConsoleGrant | RefreshToken, key: str) -> str:
        """Use up a code or refresh token; returns the next refresh token, for the proof key with this thumbprint."""
        presented.used = True
        refresh_token = secrets.token_urlsafe(96)
        self._refresh_tokens[refresh_token] = RefreshToken(presented.client, presented.session, key)
        return refresh_token
