"""What the lessons' OpenID Connect issuer serves at the sandbox's own address: its configuration, its keys, tokens.

Sources: OpenID Connect Discovery 1.0 section 3, OpenID Connect Core 1.0 section 2 (read 2026-11-26).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_sandbox.endpoints import wire
from aws_sandbox.protocol import json_web_tokens
from aws_sandbox.protocol.json_web_tokens import ALGORITHMS
from aws_sandbox.protocol.sign_in_refusal import Refusal
from aws_sandbox.seed.lessons_temporary import ISSUER
from aws_sandbox.services.sts.issuer import LIFETIME, usual_claims

if TYPE_CHECKING:
    from werkzeug.wrappers import Request, Response

    from aws_sandbox.endpoints.wire import View
    from aws_sandbox.state import State

DISCOVERY, KEYS, TOKEN = "/.well-known/openid-configuration", "/.well-known/jwks.json", "/oidc/token"
_LONGEST_LIFETIME = 86400
_SERVER_ERROR = "InternalServerException"


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
    return wire.answer(
        {"keys": [json_web_tokens.published(key.public_key(), key_id) for key_id, key in keys]}
    )


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
