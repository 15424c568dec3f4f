"""RSA, which a page cannot do in reasonable time."""

from typing import NoReturn

from cryptography import NotInAPage


class RSAPrivateKey:
    """Named by code that asks what kind a key is; there is none."""


def generate_private_key(**_: object) -> NoReturn:
    """Refuse."""
    raise NotInAPage("An RSA key")
