"""Proofs of possession (DPoP, RFC 9449) checked, and identity tokens signed: compact JWS with ES256 (RFC 7515, 7518).

A proof says: whoever sends this request to this address now holds this key. The mathematics is that of the package
`cryptography`, which is imported on first use, so that the sandbox starts without it. This module refuses to know
what a request is about, and every algorithm but ES256.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from aws_sandbox.protocol.sign_in_refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

# How far a proof's date may be from now, in seconds, either way: as far as AWS lets a signature's be.
WINDOW = 300
_LONGEST = 8192
_COORDINATE = 32


@dataclass
class Proofs:
    """Checks proofs, and remembers each for as long as it could be sent again."""

    _seen: dict[tuple[str, str], float] = field(default_factory=dict)

    def check(self, proof: str | None, method: str, address: str, now: float) -> str:
        """Return the thumbprint of the proof's key (RFC 7638); raises Refusal INVALID_REQUEST.

        `address` is the request's without query; `now` in seconds since 1970, by the clock that clients have.
        """
        if not proof:
            raise _wrong("The header DPoP is missing.")
        header, claims = _read(proof)
        if header.get("typ") != "dpop+jwt" or header.get("alg") != "ES256":
            raise _wrong("The DPoP proof's typ has to be dpop+jwt, and its alg ES256.")
        key = _key(header)
        _verify(proof, key)
        _about_this_request(claims, method, address)
        moment = _moment(claims, now)
        thumbprint = _thumbprint(key)
        self._remember(thumbprint, claims.get("jti"), moment, now)
        return thumbprint

    def _remember(self, thumbprint: str, name: object, moment: float, now: float) -> None:
        if not isinstance(name, str) or not 1 <= len(name) <= 256:
            raise _wrong("The DPoP proof's jti has to be a text of 1 to 256 characters.")
        self._seen = {seen: until for seen, until in self._seen.items() if until >= now}
        if (thumbprint, name) in self._seen:
            raise _wrong("The DPoP proof has been sent before: each request needs one of its own.")
        self._seen[thumbprint, name] = moment + WINDOW


class Signer:
    """Signs tokens with a key that is made on first use and lives as long as this object."""

    def __init__(self) -> None:
        self._key: Any = None

    def sign(self, claims: Mapping[str, Any]) -> str:
        """Return a JWT with these claims; raises Refusal server_error without `cryptography`."""
        hazmat = _hazmat()
        if self._key is None:
            self._key = hazmat.ec.generate_private_key(hazmat.ec.SECP256R1())
        signed = f"{_encode(_json({'typ': 'JWT', 'alg': 'ES256'}))}.{_encode(_json(claims))}"
        signature = self._key.sign(signed.encode(), hazmat.ec.ECDSA(hazmat.hashes.SHA256()))
        halves = hazmat.utils.decode_dss_signature(signature)
        return f"{signed}.{_encode(b''.join(half.to_bytes(_COORDINATE, 'big') for half in halves))}"


@dataclass(frozen=True)
class _Hazmat:
    ec: Any
    hashes: Any
    utils: Any
    wrong: type[Exception]


def _hazmat() -> _Hazmat:
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import ec, utils
    except ImportError:
        text = "The sandbox cannot check proofs: the package 'cryptography' is not installed here."
        raise Refusal("server_error", text) from None
    return _Hazmat(ec, hashes, utils, InvalidSignature)


def _wrong(text: str) -> Refusal:
    return Refusal("INVALID_REQUEST", text)


def _read(proof: str) -> tuple[dict[str, Any], dict[str, Any]]:
    parts = proof.split(".")
    if len(parts) != 3 or len(proof) > _LONGEST:
        raise _wrong("The header DPoP is not a signed JWT.")
    header, claims = (_object(part) for part in parts[:2])
    return header, claims


def _object(part: str) -> dict[str, Any]:
    try:
        found = json.loads(_decode(part))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise _wrong("The header DPoP is not a signed JWT.")
    return found


def _key(header: Mapping[str, Any]) -> tuple[bytes, bytes]:
    """Return the coordinates of the P-256 public key in a proof's header."""
    jwk = header.get("jwk")
    if not isinstance(jwk, dict) or jwk.get("kty") != "EC" or jwk.get("crv") != "P-256":
        raise _wrong("The DPoP proof's jwk has to be a P-256 public key.")
    if "d" in jwk:
        raise _wrong("The DPoP proof's jwk holds the private key: it must never leave the program.")
    coordinates = []
    for name in ("x", "y"):
        try:
            coordinates.append(_decode(jwk.get(name, "")))
        except (ValueError, TypeError, AttributeError):
            coordinates.append(b"")
    if any(len(coordinate) != _COORDINATE for coordinate in coordinates):
        raise _wrong("The DPoP proof's jwk has to be a P-256 public key.")
    return coordinates[0], coordinates[1]


def _verify(proof: str, key: tuple[bytes, bytes]) -> None:
    hazmat = _hazmat()
    signed, _, signature = proof.rpartition(".")
    try:
        raw = _decode(signature)
        public = hazmat.ec.EllipticCurvePublicNumbers(
            *(int.from_bytes(coordinate, "big") for coordinate in key), hazmat.ec.SECP256R1()
        ).public_key()
    except ValueError:
        raise _wrong("The DPoP proof's key or signature cannot be read.") from None
    if len(raw) != 2 * _COORDINATE:
        raise _wrong("The DPoP proof's signature has to be 64 bytes.")
    halves = (int.from_bytes(raw[:_COORDINATE], "big"), int.from_bytes(raw[_COORDINATE:], "big"))
    try:
        public.verify(
            hazmat.utils.encode_dss_signature(*halves),
            signed.encode(),
            hazmat.ec.ECDSA(hazmat.hashes.SHA256()),
        )
    except hazmat.wrong:
        raise _wrong("The DPoP proof's signature does not match its key.") from None


def _about_this_request(claims: Mapping[str, Any], method: str, address: str) -> None:
    if claims.get("htm") != method:
        raise _wrong(f"The DPoP proof's htm has to be {method}.")
    if _place(claims.get("htu")) != _place(address):
        raise _wrong(f"The DPoP proof's htu has to be {address}.")


def _moment(claims: Mapping[str, Any], now: float) -> float:
    moment = claims.get("iat")
    # Written so that a number that is none (NaN) does not pass.
    if isinstance(moment, int | float) and now - WINDOW <= moment <= now + WINDOW:
        return moment
    raise _wrong(
        f"The DPoP proof's iat is not within {WINDOW} seconds of now: check the clock of this computer."
    )


def _place(address: object) -> tuple[str, str, int | None, str] | None:
    """Return what two addresses have to share (RFC 9449, section 4.3): query and fragment do not count."""
    if not isinstance(address, str):
        return None
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    default = {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, parts.hostname or "", port or default, parts.path


def _thumbprint(key: tuple[bytes, bytes]) -> str:
    members = {"crv": "P-256", "kty": "EC", "x": _encode(key[0]), "y": _encode(key[1])}
    return _encode(hashlib.sha256(_json(members)).digest())


def _json(members: Mapping[str, Any]) -> bytes:
    return json.dumps(members, separators=(",", ":"), sort_keys=True).encode()


def _encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    """Decode unpadded base64url; raises ValueError where anything else is in it."""
    try:
        return base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise ValueError("not base64url") from error
