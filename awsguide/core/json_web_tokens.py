"""What a JSON Web Token is written in: base64url without padding (RFC 7515, RFC 7519), and the objects in it.

Nothing here checks a signature: whose word a token is, the one who takes it decides. The signing is done in
`adapters/proof.py`.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from awsguide.core.secret import Secret


def encode(content: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """What base64url holds, with padding or without; raises `ValueError` where anything else is in it."""
    padded = text + "=" * (-len(text) % 4)
    return base64.b64decode(padded.replace("-", "+").replace("_", "/"), validate=True)


def encode_object(members: Mapping[str, Any]) -> str:
    """An object as a part of a token."""
    return encode(json.dumps(members, separators=(",", ":")).encode())


def decode_object(part: str) -> dict[str, Any] | None:
    """The object in a part of a token; None where it holds none."""
    try:
        found = json.loads(decode(part))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def claims(token: Secret) -> dict[str, Any]:
    """The claims of a token, unchecked; none where the text is not a token."""
    parts = token.reveal().split(".")
    return (decode_object(parts[1]) if len(parts) > 1 else None) or {}
