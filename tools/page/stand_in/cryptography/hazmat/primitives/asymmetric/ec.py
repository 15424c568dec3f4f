"""Keys on the curve P-256, and ECDSA with SHA-256."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ecdsa import BadSignatureError, NIST256p, SigningKey, VerifyingKey
from ecdsa.ellipticcurve import Point
from ecdsa.errors import MalformedPointError
from ecdsa.util import MalformedSignature, sigdecode_der, sigencode_der

from cryptography import NotInAPage
from cryptography.exceptions import InvalidSignature


class SECP256R1:
    """The curve P-256, by its name in SEC 2."""

    name = "secp256r1"


class ECDSA:
    """How a text is signed: over its SHA-256."""

    def __init__(self, algorithm: Any) -> None:
        """Raises `NotImplementedError` for another digest."""
        if algorithm.name != "sha256":
            raise NotInAPage(f"A signature over {algorithm.name}")
        self.digest = algorithm.digest


class EllipticCurvePrivateKey:
    """A private key."""

    def __init__(self, key: SigningKey) -> None:
        """`key` is ecdsa's."""
        if key.curve != NIST256p:
            raise NotInAPage(f"The curve {key.curve.name}")
        self._key = key
        self.curve = SECP256R1()

    def public_key(self) -> EllipticCurvePublicKey:
        """Its public half."""
        return EllipticCurvePublicKey(self._key.verifying_key)

    def sign(self, data: bytes, signature_algorithm: ECDSA) -> bytes:
        """A signature in DER."""
        signed: bytes = self._key.sign(data, hashfunc=signature_algorithm.digest, sigencode=sigencode_der)
        return signed

    def private_bytes(self, encoding: Any, format: Any, encryption_algorithm: Any) -> bytes:  # noqa: A002, ARG002
        """The key as PEM, not encrypted."""
        pem: bytes = self._key.to_pem(format="ssleay")
        return pem


class EllipticCurvePublicKey:
    """A public key."""

    def __init__(self, key: VerifyingKey) -> None:
        """`key` is ecdsa's."""
        self._key = key
        self.curve = SECP256R1()

    def public_numbers(self) -> EllipticCurvePublicNumbers:
        """Its point."""
        point = self._key.pubkey.point
        return EllipticCurvePublicNumbers(int(point.x()), int(point.y()), self.curve)

    def verify(self, signature: bytes, data: bytes, signature_algorithm: ECDSA) -> None:
        """Return when the signature (DER) fits; raises `InvalidSignature`."""
        try:
            self._key.verify(signature, data, hashfunc=signature_algorithm.digest, sigdecode=sigdecode_der)
        except (BadSignatureError, MalformedSignature) as error:
            raise InvalidSignature from error


@dataclass(frozen=True)
class EllipticCurvePublicNumbers:
    """The point of a public key."""

    x: int
    y: int
    curve: SECP256R1

    def public_key(self) -> EllipticCurvePublicKey:
        """The key; raises `ValueError` for a point that is not on the curve."""
        try:
            point = Point(NIST256p.curve, self.x, self.y, NIST256p.order)
            return EllipticCurvePublicKey(VerifyingKey.from_public_point(point, curve=NIST256p))
        except (AssertionError, MalformedPointError) as error:
            raise ValueError("the point is not on the curve") from error


def generate_private_key(curve: Any) -> EllipticCurvePrivateKey:
    """A new key; raises `NotImplementedError` for another curve than P-256."""
    if curve.name != SECP256R1.name:
        raise NotInAPage(f"The curve {curve.name}")
    return EllipticCurvePrivateKey(SigningKey.generate(curve=NIST256p))
