"""Proofs of possession (DPoP, RFC 9449) checked, and identity tokens signed.

A proof says: whoever sends this request to this address now holds this key. How a token is read and signed is
`json_web_tokens.py`'s; the rules of DPoP are here. This module refuses to know what a request is about, and every
algorithm but ES256.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from aws_sandbox.protocol import json_web_tokens
from aws_sandbox.protocol.sign_in_refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# How far a proof's date may be from now, in seconds, either way: as far as AWS lets a signature's be.
WINDOW = 300
_LONGEST = 8192


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
        token = _read(proof)
        if token.header.get("typ") != "dpop+jwt" or token.header.get("alg") != "ES256":
            raise _wrong("The DPoP proof's typ has to be dpop+jwt, and its alg ES256.")
        with _cryptography():
            key = _key(token.header.get("jwk"))
            if not json_web_tokens.is_signed_with(token, key):
                raise _wrong("The DPoP proof's signature does not match its key.")
        _about_this_request(token.claims, method, address)
        moment = _moment(token.claims, now)
        thumbprint = json_web_tokens.thumbprint(key)
        self._remember(thumbprint, token.claims.get("jti"), moment, now)
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
        with _cryptography():
            if self._key is None:
                self._key = json_web_tokens.new_key("ES256")
            return json_web_tokens.sign("ES256", self._key, {}, claims)


@contextmanager
def _cryptography() -> Iterator[None]:
    try:
        yield
    except ImportError:
        text = "The sandbox cannot check proofs: the package 'cryptography' is not installed here."
        raise Refusal("server_error", text) from None


def _wrong(text: str) -> Refusal:
    return Refusal("INVALID_REQUEST", text)


def _read(proof: str) -> json_web_tokens.Token:
    if len(proof) > _LONGEST:
        raise _wrong("The header DPoP is not a signed JWT.")
    try:
        return json_web_tokens.read(proof)
    except json_web_tokens.NoToken:
        raise _wrong("The header DPoP is not a signed JWT.") from None


def _key(members: object) -> Any:
    """Return the P-256 public key in a proof's header."""
    if isinstance(members, dict) and "d" in members:
        raise _wrong("The DPoP proof's jwk holds the private key: it must never leave the program.")
    try:
        return json_web_tokens.read_jwk(members)
    except json_web_tokens.NoKey:
        raise _wrong("The DPoP proof's jwk has to be a P-256 public key.") from None
    except ValueError:
        raise _wrong("The DPoP proof's key cannot be read: its point is not on the curve.") from None


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
