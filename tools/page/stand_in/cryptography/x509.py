"""Certificates, which a page has none of."""

from typing import NoReturn

from cryptography import NotInAPage


def load_pem_x509_certificate(*_: object) -> NoReturn:
    """Refuse."""
    raise NotInAPage("Reading a certificate")
