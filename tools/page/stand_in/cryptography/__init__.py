"""Stands in for the package `cryptography` in a page, where its compiled parts cannot be loaded.

It does what the guide and its sandbox ask of it with the pure-Python package `ecdsa`: keys and signatures on the curve
P-256. Everything else is refused by name. It is not made to resist an attacker who measures time, and protects
nothing but the practice company of one tab; it is part of the site alone.
"""


class NotInAPage(NotImplementedError):
    """What was asked for needs the compiled package."""

    def __init__(self, what: str) -> None:
        """`what` is the name of what is missing."""
        super().__init__(f"{what} needs the package 'cryptography', which a page in a browser cannot load.")
