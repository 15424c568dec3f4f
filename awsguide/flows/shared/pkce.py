"""PKCE, as both sign-ins use it: what is shown beforehand of a secret that is told afterwards (RFC 7636)."""

from __future__ import annotations

import hashlib

from awsguide.core.json_web_tokens import encode


def challenge(verifier: str) -> str:
    """What is shown of a PKCE verifier before it is used: its SHA-256, base64url without padding (RFC 7636)."""
    return encode(hashlib.sha256(verifier.encode()).digest())
