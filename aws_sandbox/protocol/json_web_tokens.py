"""Signed tokens and the keys they are signed with: compact JWS with ES256 or RS256, JWK, thumbprints, base64url.

The mathematics is that of the package `cryptography`, imported on first use, so that the sandbox starts without it.
This module refuses every other algorithm, `none` above all, and to know for whom a token is good.

Sources: RFC 7515, RFC 7517, RFC 7518 sections 3.3, 3.4 and 6, RFC 7519, RFC 7638 (read 2026-11-26).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    Json = Mapping[str, Any]

ALGORITHMS = ("ES256", "RS256")
_COORDINATE = 32
_RSA_BITS = 2048


class NoToken(ValueError):
    """What was given is not a signed JWT."""


class NoKey(ValueError):
    """What was given is not a public key on P-256."""


@dataclass(frozen=True)
class Token:
    """A token that was read and not yet checked; `signed` is what `signature` is of."""

    header: Json
    claims: Json = field(repr=False)
    signed: bytes = field(repr=False)
    signature: bytes = field(repr=False)


def read(text: str) -> Token:
    """Take a token apart; raises `NoToken`."""
    signed, _, signature = text.rpartition(".")
    header, dot, claims = signed.partition(".")
    if not dot or "." in claims:
        raise NoToken
    try:
        return Token(_object(header), _object(claims), signed.encode("ascii"), decode(signature))
    except ValueError:
        raise NoToken from None


def new_key(algorithm: str) -> Any:
    """Make a private key for one of `ALGORITHMS`."""
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    if algorithm == "ES256":
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(public_exponent=65537, key_size=_RSA_BITS)


def sign(algorithm: str, key: Any, header: Json, claims: Json) -> str:
    """Return a token with these claims; `header` is completed with `typ` and `alg`."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, padding, utils

    whole = {"alg": algorithm, "typ": "JWT", **header}
    signed = f"{encode(_json(whole))}.{encode(_json(claims))}"
    if algorithm == "ES256":
        halves = utils.decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
        signature = b"".join(half.to_bytes(_COORDINATE, "big") for half in halves)
    else:
        signature = key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{signed}.{encode(signature)}"


def is_signed_with(token: Token, public: Any) -> bool:
    """Say whether a public key, in the algorithm of its kind, verifies the token."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, padding, utils

    algorithm, signature = algorithm_of(public), token.signature
    if token.header.get("alg") != algorithm:
        return False
    try:
        if algorithm == "ES256":
            if len(signature) != 2 * _COORDINATE:
                return False
            halves = (signature[:_COORDINATE], signature[_COORDINATE:])
            der = utils.encode_dss_signature(*(int.from_bytes(half, "big") for half in halves))
            public.verify(der, token.signed, ec.ECDSA(hashes.SHA256()))
        else:
            public.verify(signature, token.signed, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return True


def algorithm_of(public: Any) -> str:
    """Return the algorithm that a public key is for."""
    from cryptography.hazmat.primitives.asymmetric import ec

    return "ES256" if isinstance(public, ec.EllipticCurvePublicKey) else "RS256"


def jwk(public: Any) -> dict[str, str]:
    """Return a public key as a JWK: the members that make it the key it is, and no others."""
    numbers = public.public_numbers()
    if algorithm_of(public) == "ES256":
        x, y = (encode(number.to_bytes(_COORDINATE, "big")) for number in (numbers.x, numbers.y))
        return {"kty": "EC", "crv": "P-256", "x": x, "y": y}
    n, e = (
        encode(number.to_bytes((number.bit_length() + 7) // 8, "big")) for number in (numbers.n, numbers.e)
    )
    return {"kty": "RSA", "n": n, "e": e}


def published(public: Any, key_id: str) -> dict[str, str]:
    """Return a public key as an issuer publishes it for signatures."""
    return {**jwk(public), "kid": key_id, "use": "sig", "alg": algorithm_of(public)}


def read_jwk(members: object) -> Any:
    """Return the public key of a JWK on P-256; raises `NoKey`, and ValueError for a point that is not on the curve."""
    from cryptography.hazmat.primitives.asymmetric import ec

    if not isinstance(members, dict) or (members.get("kty"), members.get("crv")) != ("EC", "P-256"):
        raise NoKey
    try:
        x, y = decode(members["x"]), decode(members["y"])
    except (KeyError, ValueError, AttributeError):
        raise NoKey from None
    if (len(x), len(y)) != (_COORDINATE, _COORDINATE):
        raise NoKey
    point = int.from_bytes(x, "big"), int.from_bytes(y, "big")
    return ec.EllipticCurvePublicNumbers(*point, ec.SECP256R1()).public_key()


def thumbprint(public: Any) -> str:
    """Return the thumbprint of a public key (RFC 7638): SHA-256 over its members in order."""
    members = json.dumps(jwk(public), separators=(",", ":"), sort_keys=True)
    return encode(hashlib.sha256(members.encode()).digest())


def encode(content: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """Read base64url without padding; raises ValueError where anything else is in it."""
    try:
        return base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise ValueError("not base64url") from error


def _object(part: str) -> dict[str, Any]:
    try:
        found = json.loads(decode(part))
    except RecursionError:
        found = None
    if not isinstance(found, dict):
        raise NoToken
    return found


def _json(members: Json) -> bytes:
    return json.dumps(members, separators=(",", ":")).encode()
