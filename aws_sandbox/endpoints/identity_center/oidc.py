"""SSO OIDC over HTTP: RegisterClient, StartDeviceAuthorization and CreateToken in AWS's wire format.

Every documented member is checked here; what the values mean is decided in sign_in. This module refuses to show
pages: those are in pages and authorization. Source: AWS's descriptions in botocore's service
model sso-oidc 2019-06-10 (read 2026-11-23).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from aws_sandbox.endpoints import wire
from aws_sandbox.protocol.sign_in_refusal import Refusal
from aws_sandbox.services.identity_center import directory
from aws_sandbox.services.identity_center.records import (
    AUTHORIZATION_CODE,
    DEVICE_CODE,
    GRANT_TYPES,
    REFRESH_TOKEN,
    Client,
    Tokens,
)
from aws_sandbox.services.identity_center.sign_in import CODE_SECONDS, INTERVAL

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from werkzeug.wrappers import Request, Response

    from aws_sandbox.state import State

LOOPBACK_HOSTS = ("127.0.0.1", "::1", "localhost")

# What `error` says for each exception, as documented with the exception.
_ERRORS = {
    "AccessDeniedException": "access_denied",
    "AuthorizationPendingException": "authorization_pending",
    "ExpiredTokenException": "expired_token",
    "InternalServerException": "server_error",
    "InvalidClientException": "invalid_client",
    "InvalidClientMetadataException": "invalid_client_metadata",
    "InvalidGrantException": "invalid_grant",
    "InvalidRedirectUriException": "invalid_redirect_uri",
    "InvalidRequestException": "invalid_request",
    "InvalidScopeException": "invalid_scope",
    "SlowDownException": "slow_down",
    "TooManyRequestsException": "too_many_requests",
    "UnauthorizedClientException": "unauthorized_client",
    "UnsupportedGrantTypeException": "unsupported_grant_type",
}
# A scope names a service and what it lets the client do there; `openid` and `aws` stand alone.
_SCOPE = re.compile(r"openid|aws|[a-z][a-z0-9_]*(:[a-z][a-z0-9_*]*)+")
_SSO_SCOPES = ("sso:account:access",)
_APPLICATION = re.compile(r"arn:aws[a-z-]*:sso::\d{12}:application/[\w./-]+")
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


def _error(refusal: Refusal) -> dict[str, str]:
    return {"error": _ERRORS[refusal.code], "error_description": refusal.description}


def _operation(name: str) -> Callable[[wire.View], wire.View]:
    return wire.operation(name, _error, "InternalServerException")


# RegisterClient


@_operation("RegisterClient")
def register_client(sandbox: State, request: Request) -> Response:
    """Register a public client."""
    members = wire.read_object(request)
    name = wire.text(members, "clientName")
    if wire.text(members, "clientType") != "public":
        raise Refusal("InvalidClientMetadataException", "clientType must be public: there is no other.")
    grant_types = _grant_types(members)
    redirect_uris = _redirect_uris(members)
    issuer_url = wire.text(members, "issuerUrl", required=False)
    if issuer_url and not _is_url(issuer_url, "https"):
        raise Refusal("InvalidRequestException", "issuerUrl is not an https address.")
    if AUTHORIZATION_CODE in grant_types:
        if not redirect_uris:
            raise Refusal("InvalidRedirectUriException", "authorization_code needs redirectUris.")
        if not issuer_url:
            raise Refusal("InvalidRequestException", "authorization_code needs issuerUrl, the start URL.")
    application = wire.text(members, "entitledApplicationArn", required=False)
    if application and not _APPLICATION.fullmatch(application):
        raise Refusal("InvalidRequestException", "entitledApplicationArn is not the ARN of an application.")
    client = sandbox.sign_in.register(
        name,
        scopes=_scopes(members),
        grant_types=grant_types,
        redirect_uris=redirect_uris,
        issuer_url=issuer_url,
    )
    base_url = sandbox.base_url(request)
    return wire.answer(
        {
            "clientId": client.client_id,
            "clientSecret": client.client_secret,
            "clientIdIssuedAt": int(client.issued_at),
            "clientSecretExpiresAt": int(client.expires_at),
            "authorizationEndpoint": f"{base_url}/authorize",
            "tokenEndpoint": f"{base_url}/token",
        }
    )


def _scopes(members: Mapping[str, Any]) -> tuple[str, ...]:
    scopes = wire.texts(members, "scopes")
    for scope in scopes:
        if not _SCOPE.fullmatch(scope) or (scope.startswith("sso:") and scope not in _SSO_SCOPES):
            raise Refusal("InvalidScopeException", "scopes names a scope that does not exist.")
    return scopes


def _grant_types(members: Mapping[str, Any]) -> tuple[str, ...]:
    grant_types = wire.texts(members, "grantTypes")
    if not set(grant_types) <= set(GRANT_TYPES):
        raise Refusal("UnsupportedGrantTypeException", f"grantTypes may be {', '.join(GRANT_TYPES)}.")
    return grant_types


def _redirect_uris(members: Mapping[str, Any]) -> tuple[str, ...]:
    redirect_uris = wire.texts(members, "redirectUris")
    for redirect_uri in redirect_uris:
        if not is_loopback(redirect_uri):
            raise Refusal(
                "InvalidRedirectUriException",
                "redirectUris may be http addresses of this machine, such as http://127.0.0.1/oauth/callback.",
            )
    return redirect_uris


def is_loopback(address: str) -> bool:
    """Say whether an address is http on this machine, without a user name or a fragment (RFC 8252, section 7.3)."""
    if not _is_url(address, "http"):
        return False
    parts = urlsplit(address)
    return parts.hostname in LOOPBACK_HOSTS and "@" not in parts.netloc and "#" not in address


def _is_url(address: str, scheme: str) -> bool:
    if (
        not address.isprintable()
        or not address.isascii()
        or any(letter in address for letter in ' "<>\\^`{|}')
    ):
        return False
    try:
        parts = urlsplit(address)
        return parts.scheme == scheme and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


# StartDeviceAuthorization


@_operation("StartDeviceAuthorization")
def start_device_authorization(sandbox: State, request: Request) -> Response:
    """Give a device code and the user code that a person types in their browser."""
    members = wire.read_object(request)
    client = _client(sandbox, members)
    start_url = wire.text(members, "startUrl")
    if not lives_here(sandbox, start_url, "StartDeviceAuthorization"):
        # AWS says no more than this either, whether the start URL is mistyped or lives in another region.
        raise Refusal("InvalidRequestException", "There is no such start URL in this region.")
    device = sandbox.sign_in.start_device(client)
    page = f"{sandbox.base_url(request)}/device"
    return wire.answer(
        {
            "deviceCode": device.device_code,
            "userCode": device.user_code,
            "verificationUri": page,
            "verificationUriComplete": f"{page}?user_code={quote(device.user_code)}",
            "expiresIn": CODE_SECONDS,
            "interval": INTERVAL,
        }
    )


def lives_here(sandbox: State, start_url: str, operation: str) -> bool:
    """Say whether the start URL's instance lives in the region for which the sandbox answers."""
    if sandbox.faults.take("wrong_region", operation):
        return False
    return directory.region_of(sandbox.company, start_url) == sandbox.company.region


# CreateToken


@_operation("CreateToken")
def create_token(sandbox: State, request: Request) -> Response:
    """Exchange a device code, an authorization code or a refresh token for tokens."""
    members = wire.read_object(request)
    grant_type = wire.text(members, "grantType")
    exchange = _EXCHANGES.get(grant_type)
    if exchange is None:
        raise Refusal("UnsupportedGrantTypeException", f"grantType may be {', '.join(GRANT_TYPES)}.")
    client = _client(sandbox, members)
    if not client.may_use(grant_type):
        raise Refusal("UnauthorizedClientException", f"The client was not registered for {grant_type}.")
    tokens = exchange(sandbox, client, members)
    return wire.answer(
        {
            "accessToken": tokens.access_token,
            "tokenType": "Bearer",
            "expiresIn": tokens.expires_in,
            "refreshToken": tokens.refresh_token,
        }
    )


def _client(sandbox: State, members: Mapping[str, Any]) -> Client:
    client_id, client_secret = wire.text(members, "clientId"), wire.text(members, "clientSecret")
    return sandbox.sign_in.authenticate(client_id, client_secret)


# Armed faults of the device code grant, in the order in which they are looked at.
_DEVICE_FAULTS = (
    ("expired_code", "ExpiredTokenException", "The device code has expired: start a new authorization."),
    ("denied", "AccessDeniedException", "The person denied the request."),
    ("slow_down", "SlowDownException", "Asked too often: wait five seconds longer from now on."),
    ("pending", "AuthorizationPendingException", "Authorization is still pending"),
)


def _by_device_code(sandbox: State, client: Client, members: Mapping[str, Any]) -> Tokens:
    device_code = wire.text(members, "deviceCode")
    for name, code, description in _DEVICE_FAULTS:
        if sandbox.faults.take(name, "CreateToken"):
            raise Refusal(code, description)
    return sandbox.sign_in.poll(client, device_code)


def _by_authorization_code(sandbox: State, client: Client, members: Mapping[str, Any]) -> Tokens:
    code, redirect_uri = wire.text(members, "code"), wire.text(members, "redirectUri")
    code_verifier = wire.text(members, "codeVerifier")
    if not _VERIFIER.fullmatch(code_verifier):
        raise Refusal(
            "InvalidRequestException", "codeVerifier is not 43 to 128 letters, digits, '-', '.', '_', '~'."
        )
    return sandbox.sign_in.exchange(client, code, redirect_uri, code_verifier)


def _by_refresh_token(sandbox: State, client: Client, members: Mapping[str, Any]) -> Tokens:
    refresh_token = wire.text(members, "refreshToken")
    if sandbox.faults.take("session_ended", "CreateToken"):
        raise Refusal("InvalidGrantException", "The Identity Center session has ended: sign in again.")
    return sandbox.sign_in.refresh(client, refresh_token)


_EXCHANGES: dict[str, Callable[[State, Client, Mapping[str, Any]], Tokens]] = {
    DEVICE_CODE: _by_device_code,
    AUTHORIZATION_CODE: _by_authorization_code,
    REFRESH_TOKEN: _by_refresh_token,
}

ROUTES: dict[tuple[str, str], wire.View] = {
    ("POST", "/client/register"): register_client,
    ("POST", "/device_authorization"): start_device_authorization,
    ("POST", "/token"): create_token,
}
