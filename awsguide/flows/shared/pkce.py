"""PKCE, as both sign-ins use it: what is shown beforehand of a secret that is told afterwards (RFC 7636)."""

from __future__ import annotations

import base64
import hashlib


def challenge(verifier: str) -> str:
    """What is shown of a PKCE verifier before it is used: its SHA-256, base64url without padding (RFC 7636)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
