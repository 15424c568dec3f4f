"""The sign-in caches of ~/.aws/sso/cache: file names and JSON shapes, as the AWS CLI, boto3 and JavaScript share them.

Names and shapes only: nothing here reads or writes a file, and no secret is revealed;
`adapters/files/sign_in_caches.py` does both. A document that lacks what a token needs is no token. Read in aws-cli 2.36
(`awscli/botocore/utils.py`) and botocore 1.44 (`tokens.py`).
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from awsguide.config.documents import text_of
from awsguide.core.model import SCOPE, Registration, SsoSession, Token
from awsguide.core.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Mapping

Document = dict[str, "str | list[str] | Secret"]


def token_file(session: SsoSession) -> str:
    """The file of a session's token: SHA-1 of the session's name, or of the start URL where there is no name."""
    return _sha1(session.name or session.start_url)


def registration_file(session: SsoSession, scopes: tuple[str, ...] = (SCOPE,)) -> str:
    """The file of a client registration: SHA-1 of everything it may be used for, as sorted JSON."""
    used_for = {
        "tool": "botocore",
        "startUrl": session.start_url,
        "region": session.region,
        "scopes": list(scopes),
        "session_name": session.name or None,
    }
    return _sha1(json.dumps(used_for, sort_keys=True))


def _sha1(text: str) -> str:
    # A name that other programs compute alike, not a safeguard.
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest() + ".json"


def moment_text(seconds: float) -> str:
    """Seconds since 1970 UTC as the caches write a time: '2026-11-23T09:30:00Z', fractions cut off."""
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment_from(text: str) -> float:
    """Seconds since 1970 UTC of a cache's time; older tools wrote 'UTC' for 'Z'; raises `ValueError`."""
    moment = datetime.fromisoformat(text.strip().removesuffix("UTC").removesuffix("Z"))
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def token_document(token: Token) -> Document:
    """The document of a token. Without a registration it cannot be refreshed, and the CLI would say so."""
    document: Document = {
        "startUrl": token.session.start_url,
        "region": token.session.region,
        "accessToken": token.access_token,
        "expiresAt": moment_text(token.expires_at),
    }
    if token.registration is not None:
        document["clientId"] = token.registration.client_id
        document["clientSecret"] = token.registration.client_secret
        document["registrationExpiresAt"] = moment_text(token.registration.expires_at)
    if token.refresh_token is not None:
        document["refreshToken"] = token.refresh_token
    return document


def token_from(document: Mapping[str, object], session: SsoSession) -> Token | None:
    """The token in a document, or None when it is not one, or belongs to another start URL or region."""
    access_token, expires_at = text_of(document, "accessToken"), _moment(document, "expiresAt")
    same_place = all(
        _place(found) == _place(wanted)
        for found, wanted in (
            (text_of(document, "startUrl"), session.start_url),
            (text_of(document, "region"), session.region),
        )
        if found
    )
    if not access_token or expires_at is None or not same_place:
        return None
    refresh_token = text_of(document, "refreshToken")
    return Token(
        session,
        Secret(access_token),
        expires_at,
        Secret(refresh_token) if refresh_token else None,
        _registration(document, "registrationExpiresAt", ()),
    )


def registration_document(registration: Registration, scopes: tuple[str, ...] = (SCOPE,)) -> Document:
    """The document of a registration. The CLI takes one that names no grant types for a device-code client."""
    document: Document = {
        "clientId": registration.client_id,
        "clientSecret": registration.client_secret,
        "expiresAt": moment_text(registration.expires_at),
        "scopes": list(scopes),
    }
    if "authorization_code" in registration.grant_types:
        document["grantTypes"] = list(registration.grant_types)
    return document


def registration_from(document: Mapping[str, object], grant_types: tuple[str, ...]) -> Registration | None:
    """The registration in a document, or None when it is not one, or was made for the other way of signing in."""
    kept = document.get("grantTypes")
    for_browser = isinstance(kept, list) and "authorization_code" in kept
    if for_browser != ("authorization_code" in grant_types):
        return None
    return _registration(document, "expiresAt", grant_types)


def _registration(
    document: Mapping[str, object], expiry: str, grant_types: tuple[str, ...]
) -> Registration | None:
    client_id, client_secret = text_of(document, "clientId"), text_of(document, "clientSecret")
    expires_at = _moment(document, expiry)
    if not client_id or not client_secret or expires_at is None:
        return None
    return Registration(client_id, Secret(client_secret), expires_at, grant_types)


def _moment(document: Mapping[str, object], key: str) -> float | None:
    try:
        return moment_from(text_of(document, key))
    except ValueError:
        return None


def _place(address: str) -> str:
    # Start URLs are passed around with and without the trailing '/#/' of the page's address.
    return address.rstrip("/#").lower()
