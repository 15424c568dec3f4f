"""The padding of RSA, which is not here."""


class PKCS1v15:
    """Named by code that can sign with RSA too."""
