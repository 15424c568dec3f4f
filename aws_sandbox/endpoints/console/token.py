"""CreateOAuth2Token over HTTP: `POST /v1/token`, with which `aws login` gets keys and keeps them fresh.

Members are checked as AWS's service model writes them, each request's DPoP proof as RFC 9449 says; then come the
rules of console_sign_in, and the permission. It takes JSON, as every SDK sends it, and refuses form bodies, whose
answer AWS does not document.

Sources: botocore's service model signin 2023-01-01; 'CreateOAuth2Token' (AWS Sign-In API reference) and 'Actions,
resources, and condition keys for AWS Signin' (Service Authorization Reference), read 2026-11-23.
"""

from __future__ import annotations

import re
import time
from functools import wraps
from typing import TYPE_CHECKING, Any

from aws_sandbox.access import context_keys, guard
from aws_sandbox.endpoints import wire
from aws_sandbox.endpoints.sts import security_tokens
from aws_sandbox.protocol.sign_in_refusal import Refusal
from aws_sandbox.services.console.identities import unchanged
from aws_sandbox.services.console.sign_in import CLIENTS, CREATE_TOKEN, ConsoleGrant
from aws_sandbox.services.identity_center.records import AUTHORIZATION_CODE, REFRESH_TOKEN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.wrappers import Request, Response

    from aws_sandbox.access.policy import Decision
    from aws_sandbox.services.console.identities import Identity
    from aws_sandbox.services.console.sign_in import ConsoleClient, RefreshToken
    from aws_sandbox.state import State

PATH = "/v1/token"
# AWS's exception and HTTP status for each value of `error`.
REFUSALS = {
    "TOKEN_EXPIRED": ("AccessDeniedException", 401),
    "AUTHCODE_EXPIRED": ("AccessDeniedException", 401),
    "USER_CREDENTIALS_CHANGED": ("AccessDeniedException", 403),
    "INSUFFICIENT_PERMISSIONS": ("AccessDeniedException", 403),
    "INVALID_REQUEST": ("ValidationException", 400),
    "rate_exceeded": ("TooManyRequestsError", 429),
    "server_error": ("InternalServerException", 500),
}
# What `wire` says in the words of the older sign-in services.
_SAID_BY_WIRE = {"InvalidRequestException": "INVALID_REQUEST", "TooManyRequestsException": "rate_exceeded"}
# The longest a member may be, and what it is made of.
_MEMBERS = {
    "code": (512, r".+"),
    "redirectUri": (2048, r".+"),
    "codeVerifier": (128, r"[A-Za-z0-9._~-]{43,}"),
    "refreshToken": (2048, r".+"),
}


def _operation(view: wire.View) -> wire.View:
    @wraps(view)
    def answered(sandbox: State, request: Request) -> Response:
        try:
            wire.meet_faults(sandbox, CREATE_TOKEN, "server_error")
            with sandbox.lock:
                return view(sandbox, request)
        except Refusal as refusal:
            return _refuse(refusal)

    return answered


def _refuse(refusal: Refusal) -> Response:
    error = _SAID_BY_WIRE.get(refusal.code, refusal.code)
    if error == "unsupported_grant_type":
        # The one answer in OAuth's own words (RFC 6749, section 5.2).
        return wire.answer({"error": error, "error_description": refusal.description}, 400)
    exception, status = REFUSALS[error]
    response = wire.answer({"error": error, "message": refusal.description}, status)
    response.headers["x-amzn-ErrorType"] = exception
    return response


@_operation
def create_token(sandbox: State, request: Request) -> Response:
    """Exchange an authorization code or a refresh token for keys and the next refresh token."""
    members = wire.read_object(request)
    grant_type = wire.text(members, "grantType")
    if grant_type not in (AUTHORIZATION_CODE, REFRESH_TOKEN):
        text = f"grantType may be {AUTHORIZATION_CODE} or {REFRESH_TOKEN}."
        raise Refusal("unsupported_grant_type", text)
    client = CLIENTS.get(wire.text(members, "clientId"))
    if client is None:
        raise Refusal("INVALID_REQUEST", f"clientId may be {' or '.join(CLIENTS)}.")
    key = _proven_key(sandbox, request)
    presented = _presented(sandbox, client, members, key, by_code=grant_type == AUTHORIZATION_CODE)
    identity = presented.session.identity
    if not unchanged(sandbox.company, identity):
        text = "The password or the user has changed since the sign-in: sign in again."
        raise Refusal("USER_CREDENTIALS_CHANGED", text)
    decision = may(sandbox, request, identity, client, CREATE_TOKEN)
    if not decision.allowed:
        raise Refusal("INSUFFICIENT_PERMISSIONS", missing(identity, decision))
    refresh_token = sandbox.console.use(presented, key)
    return _keys(sandbox, request, presented, refresh_token)


def _proven_key(sandbox: State, request: Request) -> str:
    skew = sandbox.faults.take("clock_skew", CREATE_TOKEN)
    now = time.time() + (skew.value or 0 if skew is not None else 0)
    return sandbox.proofs.check(request.headers.get("DPoP"), "POST", sandbox.base_url(request) + PATH, now)


def _presented(
    sandbox: State, client: ConsoleClient, members: Mapping[str, Any], key: str, *, by_code: bool
) -> ConsoleGrant | RefreshToken:
    if not by_code:
        refresh_token = _member(members, "refreshToken")
        if sandbox.faults.take("session_ended", CREATE_TOKEN):
            raise Refusal("TOKEN_EXPIRED", "The refresh token has expired: sign in again.")
        return sandbox.console.refresh(client, refresh_token, key)
    code, redirect_uri = _member(members, "code"), _member(members, "redirectUri")
    code_verifier = _member(members, "codeVerifier")
    if sandbox.faults.take("expired_code", CREATE_TOKEN):
        raise Refusal("AUTHCODE_EXPIRED", "The authorization code has expired: sign in again.")
    return sandbox.console.redeem(client, code, redirect_uri, code_verifier)


def _member(members: Mapping[str, Any], name: str) -> str:
    value = wire.text(members, name)
    longest, pattern = _MEMBERS[name]
    if len(value) > longest or not re.fullmatch(pattern, value, re.DOTALL):
        raise Refusal("INVALID_REQUEST", f"{name} is not of the form that AWS's service model asks for.")
    return value


def _keys(
    sandbox: State, request: Request, presented: ConsoleGrant | RefreshToken, refresh_token: str
) -> Response:
    principal = presented.session.identity.principal
    seconds = sandbox.console.seconds_left(presented.session)
    issued = security_tokens.issue_at_console(sandbox, principal, seconds)
    id_token = None
    if isinstance(presented, ConsoleGrant):
        now = int(sandbox.clock.now())
        id_token = sandbox.signer.sign(
            {
                "iss": sandbox.base_url(request),
                "sub": principal.arn,
                "aud": presented.client.client_id,
                "iat": now,
                "exp": now + seconds,
            }
        )
    return wire.answer(
        {
            "accessToken": {
                "accessKeyId": issued.access_key_id,
                "secretAccessKey": issued.secret_access_key,
                "sessionToken": issued.session_token,
            },
            "tokenType": "aws_sigv4",
            "expiresIn": seconds,
            "refreshToken": refresh_token,
            "idToken": id_token,
        }
    )


# Permission


def may(
    sandbox: State, request: Request, identity: Identity, client: ConsoleClient, operation: str
) -> Decision:
    """Decide whether somebody may do `operation` of AWS Sign-In for a client, as their policies say.

    A root user needs no permission, but an organization can still forbid it (a service control policy).
    """
    principal, region = identity.principal, sandbox.company.region
    resource = f"arn:aws:signin:{region}:{principal.account_id}:oauth2/public-client/{client.resource}"
    context = context_keys.about_caller(principal, None, sandbox.clock.now())
    about_request = {
        "aws:sourceip": request.remote_addr or "127.0.0.1",
        "aws:securetransport": "true" if request.is_secure else "false",
        "aws:requestedregion": region,
        "aws:useragent": request.headers.get("User-Agent", ""),
        # The sandbox's console asks nobody for a second factor.
        "aws:multifactorauthpresent": "false",
    }
    context.update((name, (value,)) for name, value in about_request.items())
    return guard.decide_for(principal, f"signin:{operation}", resource, context)


def missing(identity: Identity, decision: Decision) -> str:
    """Say who lacks which permission, in AWS's words."""
    asked = decision.request
    return (
        f"User: {identity.principal.arn} is not authorized to perform: {asked.action} on resource: "
        f"{asked.resource} {decision.because}"
    )


ROUTES: dict[tuple[str, str], wire.View] = {("POST", PATH): create_token}
