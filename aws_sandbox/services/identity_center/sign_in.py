"""Sign-in as state and rules: clients, device codes, authorization codes, tokens and portal sessions.

A portal session is a person signed in at the access portal in one browser; it lives eight hours, and nothing that
was issued on it outlives it. Refusals are raised as `Refusal` with AWS's own code. This module refuses to know
HTTP, pages and moto; callers hold the sandbox's lock around what they do here.

Sources: AWS's descriptions in botocore's service model sso-oidc 2019-06-10 (read 2026-11-23), RFC 6749, 7636, 8628.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING

from aws_sandbox.protocol import json_web_tokens
from aws_sandbox.protocol.sign_in_refusal import Refusal
from aws_sandbox.services.identity_center.records import (
    ACCOUNT_ACCESS,
    DEVICE_CODE,
    REFRESH_TOKEN,
    Answer,
    Client,
    DeviceAuthorization,
    Grant,
    Session,
    Token,
    Tokens,
)

if TYPE_CHECKING:
    from aws_sandbox.clock import Clock

INTERVAL = 1
CODE_SECONDS = 600
TOKEN_SECONDS = 3600
SESSION_SECONDS = 8 * 3600
CLIENT_SECONDS = 90 * 24 * 3600
# Clients wait for the interval by their own clock, which may run a little fast.
_PATIENCE = 0.9
# The letters of RFC 8628, section 6.1: no vowels, so no words.
_USER_CODE_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"


def challenge_of(code_verifier: str) -> str:
    """Return the S256 code challenge of a verifier: unpadded base64url of its SHA-256 (RFC 7636, section 4.2)."""
    return json_web_tokens.encode(hashlib.sha256(code_verifier.encode()).digest())


class SignIn:
    """Every client, code, token and session of one sandbox."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._clients: dict[str, Client] = {}
        self._devices: dict[str, DeviceAuthorization] = {}
        self._user_codes: dict[str, DeviceAuthorization] = {}
        self._grants: dict[str, Grant] = {}
        self._access_tokens: dict[str, Token] = {}
        self._refresh_tokens: dict[str, Token] = {}
        self._browsers: dict[str, Session] = {}

    # Clients

    def register(
        self,
        name: str,
        *,
        scopes: tuple[str, ...] = (),
        grant_types: tuple[str, ...] = (),
        redirect_uris: tuple[str, ...] = (),
        issuer_url: str = "",
    ) -> Client:
        """Register a client for ninety days; the caller has checked the values."""
        now = self._clock.now()
        client = Client(
            client_id=secrets.token_urlsafe(24),
            client_secret=secrets.token_urlsafe(48),
            name=name,
            issued_at=now,
            expires_at=now + CLIENT_SECONDS,
            scopes=scopes,
            grant_types=grant_types,
            redirect_uris=redirect_uris,
            issuer_url=issuer_url,
        )
        self._clients[client.client_id] = client
        return client

    def client_with(self, client_id: str) -> Client | None:
        """Find a client whose registration has not run out."""
        client = self._clients.get(client_id)
        return client if client is not None and self._clock.now() < client.expires_at else None

    def authenticate(self, client_id: str, client_secret: str) -> Client:
        """Return the client with this id and secret; raises Refusal InvalidClientException."""
        client = self._clients.get(client_id)
        secret = client.client_secret if client is not None else ""
        if client is None or not hmac.compare_digest(secret.encode(), client_secret.encode(errors="replace")):
            raise Refusal(
                "InvalidClientException",
                "No registered client has this clientId and clientSecret: register the client again.",
            )
        if self._clock.now() >= client.expires_at:
            raise Refusal(
                "InvalidClientException",
                "The client's registration has run out (clientSecretExpiresAt): register it again.",
            )
        return client

    # Portal sessions

    def open_session(self, user_id: str) -> tuple[str, Session]:
        """Sign a person in at the portal; returns the browser's cookie value and the session."""
        session = Session(user_id, self._clock.now() + SESSION_SECONDS)
        browser = secrets.token_urlsafe(32)
        self._browsers[browser] = session
        return browser, session

    def session_of(self, browser: str) -> Session | None:
        """Return the live session of a browser's cookie value."""
        session = self._browsers.get(browser)
        return session if session is not None and self.lives(session) else None

    def lives(self, session: Session) -> bool:
        """Say whether the session has neither ended nor run out."""
        return not session.ended and self._clock.now() < session.expires_at

    def close_session(self, session: Session) -> None:
        """End a portal session, and with it every token that was issued on it."""
        session.ended = True

    # Device authorization (RFC 8628)

    def start_device(self, client: Client) -> DeviceAuthorization:
        """Make a device code and a user code, good for ten minutes."""
        if not client.may_use(DEVICE_CODE):
            raise Refusal(
                "UnauthorizedClientException", "The client was not registered for the device code grant."
            )
        letters = [secrets.choice(_USER_CODE_LETTERS) for _ in range(8)]
        device = DeviceAuthorization(
            client=client,
            device_code=secrets.token_urlsafe(48),
            user_code="".join(letters[:4]) + "-" + "".join(letters[4:]),
            expires_at=self._clock.now() + CODE_SECONDS,
        )
        self._devices[device.device_code] = device
        self._user_codes[device.user_code] = device
        return device

    def device_with(self, user_code: str) -> DeviceAuthorization | None:
        """Find a device authorization by what a person typed: case, spaces and the dash do not matter."""
        typed = "".join(letter for letter in user_code.upper() if letter.isalnum())
        return self._user_codes.get(f"{typed[:4]}-{typed[4:]}")

    def expired(self, device: DeviceAuthorization) -> bool:
        """Say whether a code's ten minutes are over."""
        return self._clock.now() >= device.expires_at

    def answer(self, device: DeviceAuthorization, session: Session, *, allow: bool) -> None:
        """Record what the person said."""
        device.answer = Answer.ALLOWED if allow else Answer.DENIED
        device.session = session

    def poll(self, client: Client, device_code: str) -> Tokens:
        """Exchange a device code for tokens once the person has allowed it, or say how things stand."""
        device = self._devices.get(device_code)
        if device is None or device.client is not client:
            raise Refusal("InvalidGrantException", "Invalid device code provided")
        if device.answer is Answer.USED:
            raise Refusal(
                "InvalidGrantException", "This device code has been used: start a new authorization."
            )
        if self.expired(device):
            raise Refusal("ExpiredTokenException", "The device code has expired: start a new authorization.")
        if device.answer is Answer.DENIED:
            raise Refusal("AccessDeniedException", "The person denied the request.")
        now = self._clock.now()
        early = device.polled_at is not None and now - device.polled_at < INTERVAL * _PATIENCE
        device.polled_at = now
        # One is let pass: the AWS CLI asks before it shows the code, and at once again after it.
        hurries, device.hurries = early and device.hurries, early
        if device.session is None:
            if hurries:
                raise Refusal(
                    "SlowDownException",
                    f"Asked faster than every {INTERVAL} s: wait five seconds longer from now on.",
                )
            raise Refusal("AuthorizationPendingException", "Authorization is still pending")
        if not self.lives(device.session):
            raise Refusal(
                "InvalidGrantException", "The session in which this was allowed has ended: sign in again."
            )
        device.answer = Answer.USED
        return self._issue(client, device.session)

    # Authorization code with PKCE (RFC 6749, 7636)

    def grant(self, client: Client, session: Session, redirect_uri: str, code_challenge: str) -> str:
        """Return an authorization code for a person who has allowed the client."""
        code = secrets.token_urlsafe(32)
        expires_at = self._clock.now() + CODE_SECONDS
        self._grants[code] = Grant(client, session, redirect_uri, code_challenge, expires_at)
        return code

    def exchange(self, client: Client, code: str, redirect_uri: str, code_verifier: str) -> Tokens:
        """Exchange an authorization code for tokens; whatever does not match is InvalidGrantException."""
        grant = self._grants.get(code)
        problem = None
        if grant is None or grant.client is not client:
            raise Refusal("InvalidGrantException", "Invalid authorization code provided")
        if grant.used:
            problem = "This authorization code has been used: sign in again."
        elif self._clock.now() >= grant.expires_at:
            problem = "The authorization code has expired: sign in again."
        elif redirect_uri != grant.redirect_uri:
            problem = "redirectUri is not the one the authorization was asked for with."
        elif not hmac.compare_digest(challenge_of(code_verifier).encode(), grant.code_challenge.encode()):
            problem = "codeVerifier does not match the code_challenge of the authorization."
        elif not self.lives(grant.session):
            problem = "The session in which this was allowed has ended: sign in again."
        if problem:
            raise Refusal("InvalidGrantException", problem)
        grant.used = True
        return self._issue(client, grant.session)

    # Tokens

    def refresh(self, client: Client, refresh_token: str) -> Tokens:
        """Exchange a refresh token for new tokens; the old refresh token is good no more."""
        token = self._refresh_tokens.get(refresh_token)
        if token is None or token.client is not client:
            raise Refusal("InvalidGrantException", "Invalid refresh token provided")
        if not self.lives(token.session):
            raise Refusal("InvalidGrantException", "The Identity Center session has ended: sign in again.")
        del self._refresh_tokens[refresh_token]
        return self._issue(client, token.session)

    def access(self, access_token: str) -> Token | None:
        """Return what an access token stands for, None if it is unknown, expired or revoked."""
        token = self._access_tokens.get(access_token)
        if token is None or self._clock.now() >= token.expires_at or not self.lives(token.session):
            return None
        return token

    def _issue(self, client: Client, session: Session) -> Tokens:
        now = self._clock.now()
        refreshable = ACCOUNT_ACCESS in client.scopes
        # A client without scopes is the older kind: one token as long as the session, and nothing to refresh.
        expires_at = min(now + TOKEN_SECONDS, session.expires_at) if client.scopes else session.expires_at
        access_token = "aoa" + secrets.token_urlsafe(96)
        self._access_tokens[access_token] = Token(client, session, expires_at)
        refresh_token = None
        if refreshable and client.may_use(REFRESH_TOKEN):
            refresh_token = "aor" + secrets.token_urlsafe(96)
            self._refresh_tokens[refresh_token] = Token(client, session, session.expires_at)
        return Tokens(access_token, int(expires_at - now), refresh_token)
