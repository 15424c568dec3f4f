"""Secrets on their way to botocore and back: opened as late as can be, wrapped as soon as they come in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from awsguide.core.model import Credentials
from awsguide.core.secret import Secret

if TYPE_CHECKING:
    from botocore.model import Shape

# botocore's models mark most secrets as sensitive; these are the ones they miss.
SECRET_MEMBERS = frozenset(
    {
        "accessToken",
        "clientSecret",
        "code",
        "codeVerifier",
        "deviceCode",
        "idToken",
        "refreshToken",
        "secretAccessKey",
        "sessionToken",
        "SecretAccessKey",
        "SessionToken",
        "SigninToken",
        "WebIdentityToken",
        "SAMLAssertion",
        "TokenCode",
    }
)
# Marked as sensitive for being personal, like the name of an account; no secret, and a reader has to see it.
SHOWN_SHAPES = frozenset({"AccountName"})


def key_arguments(credentials: Credentials) -> dict[str, str | None]:
    """The credentials as the arguments that a botocore client or a boto3 session takes."""
    token = credentials.session_token
    return {
        "aws_access_key_id": credentials.access_key_id,
        "aws_secret_access_key": credentials.secret_access_key.reveal(),
        "aws_session_token": token.reveal() if token else None,
    }


def revealed(value: Any) -> Any:
    """The same parameters with every `Secret` opened."""
    if isinstance(value, Secret):
        return value.reveal()
    if isinstance(value, Mapping):
        return {name: revealed(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [revealed(item) for item in value]
    return value


def wrapped(value: Any, shape: Shape | None, name: str = "") -> Any:
    """The reply with every secret string in a `Secret`: what the model marks sensitive, and what it misses."""
    if isinstance(value, str):
        marked = shape is not None and shape.metadata.get("sensitive") and shape.name not in SHOWN_SHAPES
        sensitive = name in SECRET_MEMBERS or bool(marked)
        return Secret(value) if sensitive and value else value
    if isinstance(value, Mapping):
        members = getattr(shape, "members", {})
        fallback = getattr(shape, "value", None)
        return {key: wrapped(item, members.get(key, fallback), key) for key, item in value.items()}
    if isinstance(value, list):
        return [wrapped(item, getattr(shape, "member", None), name) for item in value]
    return value
