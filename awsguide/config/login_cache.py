"""Console sign-ins (`aws login`) as the AWS CLI caches them: the file's name and the document's shape. Pure.

Read off botocore's LoginCredentialFetcher and the AWS CLI's `aws login`, 2026-11-23. Secrets are `Secret` on both
sides; `adapters/files/sign_in_caches.py` reveals them while writing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from awsguide.config.documents import text_of
from awsguide.config.token_cache import moment_from, moment_text
from awsguide.core.model import ConsoleSession, Credentials
from awsguide.core.secret import Secret

Document = dict[str, object]


def login_file(arn: str) -> str:
    """The file's name: SHA-256 of the session's ARN in hexadecimal, with '.json'."""
    return hashlib.sha256(arn.encode()).hexdigest() + ".json"


def login_document(session: ConsoleSession) -> Document:
    """What the CLI, boto3 and the SDK for JavaScript read, and refresh."""
    credentials = session.credentials
    document: Document = {
        "accessToken": {
            "accessKeyId": credentials.access_key_id,
            "secretAccessKey": credentials.secret_access_key,
            "sessionToken": credentials.session_token,
            "accountId": account_of(session.arn),
            "expiresAt": moment_text(credentials.expires_at or 0),
        },
        "tokenType": "aws_sigv4",
        "clientId": session.client_id,
        "refreshToken": session.refresh_token,
        "dpopKey": session.key,
        "signInRegion": session.region,
    }
    if session.id_token is not None:
        document["idToken"] = session.id_token
    return document


def login_from(document: Mapping[str, object], arn: str, region: str) -> ConsoleSession | None:
    """The session in a document, or None when it is not one; `region` serves documents that name none."""
    found = document.get("accessToken")
    if not isinstance(found, Mapping):
        return None
    key_id, secret, token = (
        text_of(found, name) for name in ("accessKeyId", "secretAccessKey", "sessionToken")
    )
    refresh_token, key, client_id = (
        text_of(document, name) for name in ("refreshToken", "dpopKey", "clientId")
    )
    if not all((key_id, secret, token, refresh_token, key, client_id)):
        return None
    try:
        expires_at = moment_from(text_of(found, "expiresAt"))
    except ValueError:
        return None
    id_token = text_of(document, "idToken")
    return ConsoleSession(
        arn,
        text_of(document, "signInRegion") or region,
        client_id,
        Credentials(key_id, Secret(secret), Secret(token), expires_at),
        Secret(refresh_token),
        Secret(key),
        Secret(id_token) if id_token else None,
    )


def account_of(arn: str) -> str:
    """The account ('12 digits') in an ARN."""
    parts = arn.split(":")
    return parts[4] if len(parts) > 4 else ""
