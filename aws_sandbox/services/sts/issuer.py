"""The sandbox's own OpenID Connect issuer: keys that it publishes, and tokens for a pipeline of the lessons.

Its name is `https://oidc.sandbox.invalid`, which no network has; what would stand there is served at the sandbox's
own address. It gives a token to whoever asks: that is the job of a lesson's issuer, and its tokens open nothing but
the sandbox's roles. It refuses to sign what is not JSON, and claims that would be none.

Sources: OpenID Connect Discovery 1.0 section 3, OpenID Connect Core 1.0 section 2 (read 2026-11-26).
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from aws_sandbox.protocol import json_web_tokens
from aws_sandbox.protocol.sign_in_refusal import Refusal
from aws_sandbox.seed.lessons_temporary import AUDIENCE, ISSUER, SUBJECT

if TYPE_CHECKING:
    pass

LIFETIME = 3600
_SERVER_ERROR = "InternalServerException"


class Issuer:
    """Holds a key for each algorithm, made when it is first needed and known by its own id."""

    def __init__(self) -> None:
        self._keys: dict[str, tuple[str, Any]] = {}

    def key(self, algorithm: str) -> tuple[str, Any]:
        """Return the id and the private key for an algorithm; raises Refusal without `cryptography`."""
        if algorithm not in self._keys:
            try:
                made = json_web_tokens.new_key(algorithm)
            except ImportError:
                said = "The sandbox cannot sign tokens: the package 'cryptography' is not installed here."
                raise Refusal(_SERVER_ERROR, said) from None
            self._keys[algorithm] = (secrets.token_hex(8), made)
        return self._keys[algorithm]

    def key_named(self, key_id: object) -> Any:
        """Return the private key of this id, None if there is none."""
        return next((key for known, key in self._keys.values() if known == key_id), None)

    def token(self, claims: dict[str, Any], algorithm: str = "ES256") -> str:
        """Return a token with these claims and no others."""
        key_id, key = self.key(algorithm)
        return json_web_tokens.sign(algorithm, key, {"kid": key_id}, claims)


def usual_claims(now: float) -> dict[str, Any]:
    """Return the claims of the pipeline of the lessons, for an hour from `now` (seconds since 1970)."""
    issued = int(now)
    return {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": SUBJECT,
        "iat": issued,
        "nbf": issued,
        "exp": issued + LIFETIME,
        "jti": secrets.token_hex(16),
    }
