"""A private key as text, and back: SEC1 in PEM, without a password."""

from enum import Enum

from ecdsa import SigningKey
from ecdsa.der import UnexpectedDER

from cryptography import NotInAPage
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey


class Encoding(Enum):
    """How the bytes are written."""

    PEM = "PEM"


class PrivateFormat(Enum):
    """What the bytes say."""

    TraditionalOpenSSL = "TraditionalOpenSSL"


class NoEncryption:
    """The text is not encrypted."""


def load_pem_private_key(data: bytes, password: bytes | None) -> EllipticCurvePrivateKey:
    """Read a key; raises `ValueError` for text that holds none."""
    if password is not None:
        raise NotInAPage("A key with a password")
    try:
        return EllipticCurvePrivateKey(SigningKey.from_pem(data.decode()))
    except (ValueError, UnexpectedDER, IndexError, AssertionError) as error:
        raise ValueError("no private key can be read") from error
