"""Identifiers derived from names, so that the company has the same ids run after run.

Only public identifiers come from here. It refuses to make a secret: what is derived from a name can be guessed.
"""

import base64
import hashlib
from uuid import UUID

_BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"
# Unique ids of AWS carry their account: half the account number above this offset, in base 32.
_ACCOUNT_OFFSET = int.from_bytes(base64.b32decode("QAAAAAAA"), "big")


def _digest(*names: str) -> bytes:
    return hashlib.sha256("\0".join(("awsguide sandbox", *names)).encode()).digest()


def account_id(name: str) -> str:
    """Return 12 digits, the first of them not 0."""
    number = int.from_bytes(_digest("account", name), "big")
    return str(10**11 + number % (9 * 10**11))


def letters(length: int, *names: str) -> str:
    """Return up to 32 lower-case letters and digits, as in an organization's or a root's id."""
    return "".join(_BASE36[byte % 36] for byte in _digest("letters", *names))[:length]


def hexadecimal(length: int, *names: str) -> str:
    """Return up to 64 hexadecimal digits, as in the id of a permission set or of a reserved role's name."""
    return _digest("hexadecimal", *names).hex()[:length]


def uuid(*names: str) -> str:
    """Return the id of a person or group of an identity store."""
    return str(UUID(bytes=_digest("uuid", *names)[:16], version=4))


def unique_id(prefix: str, account: str, name: str) -> str:
    """Return IAM's unique id of 21 characters: AROA (role) or AIDA (user), the account, then the name's share."""
    number = int(account)
    account_part = base64.b32encode((number // 2 + _ACCOUNT_OFFSET).to_bytes(5, "big")).decode()
    share = base64.b32encode(_digest(prefix, account, name)).decode()
    half = "ABCDEFGHIJKLMNOP" if number % 2 == 0 else "QRSTUVWXYZ234567"
    return (prefix + account_part + half[_digest(name)[0] % 16] + share)[:21]
