"""Proof keys (DPoP, RFC 9449), signed with the `cryptography` library and none of our own mathematics.

A key is made here, kept by `config/login_cache.py`'s document, and never shown. Nothing here sends or stores.
"""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING, Self

from awsguide.core.json_web_tokens import encode, encode_object
from awsguide.core.secret import Secret

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

_COORDINATE = 32


class ProofKey:
    """A P-256 key and the proofs it signs."""

    def __init__(self, private_key: EllipticCurvePrivateKey) -> None:
        """Use `made` for a new key and `read` for a stored one."""
        self._private_key = private_key

    @classmethod
    def made(cls) -> Self:
        """A new key."""
        from cryptography.hazmat.primitives.asymmetric import ec

        return cls(ec.generate_private_key(ec.SECP256R1()))

    @classmethod
    def read(cls, key: Secret) -> Self:
        """A stored key (PEM); raises `ValueError` when it is none, or of another kind."""
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        try:
            found = load_pem_private_key(key.reveal().encode(), password=None)
        except Exception:
            # The library's own message could quote the key.
            raise ValueError("the stored proof key cannot be read") from None
        if not isinstance(found, ec.EllipticCurvePrivateKey) or found.curve.name != "secp256r1":
            raise ValueError("the stored proof key is not a P-256 key")
        return cls(found)

    def key(self) -> Secret:
        """The private key as the CLI's cache keeps it (SEC1 PEM)."""
        from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

        pem = self._private_key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
        return Secret(pem.decode())

    def proof(self, method: str, address: str) -> Secret:
        """A proof for one request (JWT, ES256), good for a few minutes and only once."""
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
        from cryptography.hazmat.primitives.hashes import SHA256

        numbers = self._private_key.public_key().public_numbers()
        header = {
            "typ": "dpop+jwt",
            "alg": "ES256",
            "jwk": {"kty": "EC", "crv": "P-256", "x": _whole(numbers.x), "y": _whole(numbers.y)},
        }
        claims = {"htm": method, "htu": address, "iat": int(time.time()), "jti": secrets.token_urlsafe(24)}
        signed = f"{encode_object(header)}.{encode_object(claims)}"
        r, s = decode_dss_signature(self._private_key.sign(signed.encode(), ec.ECDSA(SHA256())))
        signature = r.to_bytes(_COORDINATE, "big") + s.to_bytes(_COORDINATE, "big")
        return Secret(f"{signed}.{encode(signature)}")


def _whole(coordinate: int) -> str:
    return encode(coordinate.to_bytes(_COORDINATE, "big"))
