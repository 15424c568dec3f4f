"""The sandbox's own OpenID Connect issuer: keys that it publishes, and tokens for a pipeline of the lessons.

Its name is `https://oidc.sandbox.invalid`, which no network has; what would stand there is served at the sandbox's
own address. It gives a token to whoever asks: that is the job of a lesson's issuer, and its tokens open nothing but
the sandbox's roles. It refuses to sign what is not JSON, and claims that would be none.

Sources: OpenID Connect Discovery 1.0 section 3, OpenID Connect Core 1.0 section 2 (read 2026-11-26).
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from awsguide.sandbox import wire
from awsguide.sandbox.identity_center.records import Refusal
from awsguide.sandbox.seed.lessons_temporary import AUDIENCE, ISSUER, SUBJECT
from awsguide.sandbox.sts import identity_tokens
from awsguide.sandbox.sts.identity_tokens import ALGORITHMS

if TYPE_CHECKING:
    from werkzeug.wrappers import Request, Response

    from awsguide.sandbox.state import State
    from awsguide.sandbox.wire import View

DISCOVERY, KEYS, TOKEN = "/.well-known/openid-configuration", "/.well-known/jwks.json", "/oidc/token"
LIFETIME = 3600
_LONGEST_LIFETIME = 86400
_SERVER_ERROR = "InternalServerException"


class Issuer:
    """Holds a key for each algorithm, made when it is first needed and known by its own id."""

    def __init__(self) -> None:
        self._keys: dict[str, tuple[str, Any]] = {}

    def key(self, algorithm: str) -> tuple[str, Any]:
        """Return the id and the private key for an algorithm; raises Refusal without `cryptography`."""
        if algorithm not in self._keys:
            try:
                made = identity_tokens.new_key(algorithm)
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
        return identity_tokens.sign(algorithm, key, {"kid": key_id}, claims)


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


def configuration(sandbox: State, request: Request) -> Response:
    """Answer OpenID Connect's discovery."""
    base = sandbox.base_url(request)
    return wire.answer(
        {
            "issuer": ISSUER,
            "jwks_uri": f"{base}{KEYS}",
            "token_endpoint": f"{base}{TOKEN}",
            "response_types_supported": ["id_token"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": list(ALGORITHMS),
            "claims_supported": list(usual_claims(0)),
        }
    )


def _error_body(refusal: Refusal) -> dict[str, str]:
    return {"error": refusal.code, "error_description": refusal.description}


@wire.operation("PublishKeys", _error_body, _SERVER_ERROR)
def published_keys(sandbox: State, _request: Request) -> Response:
    """Answer with the public halves of the issuer's keys."""
    keys = [sandbox.issuer.key(algorithm) for algorithm in ALGORITHMS]
    return wire.answer({"keys": [identity_tokens.published(key, key_id) for key_id, key in keys]})


@wire.operation("IssueToken", _error_body, _SERVER_ERROR)
def token(sandbox: State, request: Request) -> Response:
    """Answer with a token; every member of the request may be missing.

    `audience`, `subject`, `expires_in` (seconds, negative for one that is over), `starts_in` (seconds until it is
    good), `algorithm`, and `claims`, which are put over the others.
    """
    members = wire.read_object(request)
    algorithm = members.get("algorithm", ALGORITHMS[0])
    if algorithm not in ALGORITHMS:
        raise Refusal("InvalidRequestException", f"algorithm has to be one of {', '.join(ALGORITHMS)}.")
    further = members.get("claims", {})
    if not isinstance(further, dict):
        raise Refusal("InvalidRequestException", "claims is not a JSON object.")
    lifetime, start = _seconds(members, "expires_in", LIFETIME), _seconds(members, "starts_in", 0)
    claims = usual_claims(sandbox.clock.now() + start)
    claims["exp"] = claims["iat"] + lifetime
    if start + lifetime <= 0:
        claims["iat"] = claims["nbf"] = claims["exp"] - LIFETIME
    for name, member in (("aud", "audience"), ("sub", "subject")):
        claims[name] = wire.text(members, member, required=False) or claims[name]
    signed = sandbox.issuer.token({**claims, **further}, algorithm)
    return wire.answer({"id_token": signed, "expires_in": start + lifetime})


def _seconds(members: dict[str, Any], name: str, default: int) -> int:
    value = members.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > _LONGEST_LIFETIME:
        said = f"{name} has to be a whole number of seconds, at most {_LONGEST_LIFETIME} either way."
        raise Refusal("InvalidRequestException", said)
    return value


ROUTES: dict[tuple[str, str], View] = {
    ("GET", DISCOVERY): configuration,
    ("GET", KEYS): published_keys,
    ("POST", TOKEN): token,
}
