"""A signature as its two numbers, and in DER."""

from ecdsa import NIST256p
from ecdsa.util import sigdecode_der, sigencode_der


def decode_dss_signature(signature: bytes) -> tuple[int, int]:
    """The two numbers of a signature in DER."""
    r, s = sigdecode_der(signature, NIST256p.order)
    return r, s


def encode_dss_signature(r: int, s: int) -> bytes:
    """A signature in DER."""
    signature: bytes = sigencode_der(r, s, NIST256p.order)
    return signature
