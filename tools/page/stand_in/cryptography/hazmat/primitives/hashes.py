"""Digests by name."""

import hashlib


class SHA256:
    """SHA-256, the digest of ES256."""

    name = "sha256"
    digest = staticmethod(hashlib.sha256)
