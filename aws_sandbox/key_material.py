"""Access key ids and secrets: how they look, and fresh ones.

A key id carries its account, as AWS's do; a secret is drawn so that nobody can guess it. This module refuses to know
who has which key.
"""

from __future__ import annotations

import base64
import secrets
import string
from datetime import UTC, datetime

from moto.iam.models import AccessKey

from aws_sandbox.remembering import remembered

# A long-term key and a temporary one ('IAM identifiers', IAM user guide, read 2026-11-26).
PREFIXES = ("AKIA", "ASIA")
_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_ACCOUNT_OFFSET = int.from_bytes(base64.b32decode("QAAAAAAA"), "big")
_SECRET_LETTERS = string.ascii_letters + string.digits + "+/"


@remembered(256)
def account_of(access_key_id: str) -> str | None:
    """Return the account (12 digits) that is written in a key id, None if none is."""
    if len(access_key_id) < 13 or access_key_id[12] not in _BASE32 or access_key_id[:4] not in PREFIXES:
        return None
    try:
        half = int.from_bytes(base64.b32decode(access_key_id[4:12]), "big") - _ACCOUNT_OFFSET
    except ValueError:
        return None
    number = half * 2 + (_BASE32.index(access_key_id[12]) >= 16)
    return f"{number:012d}" if 0 <= number < 10**12 else None


def new_access_key(account_id: str, user_name: str | None, created: float) -> AccessKey:
    """Return a fresh long-term key in moto's shape, `user_name` None for a root user; `created` in seconds, UTC."""
    key = AccessKey(user_name, "AKIA", account_id)  # type: ignore[abstract]  # moto makes them so itself
    # moto draws from a generator that can be seeded; neither of the two may be guessable.
    key.access_key_id, key.secret_access_key = new_key_id("AKIA", account_id), new_secret()
    key.create_date = moment(created)
    return key


def new_key_id(prefix: str, account_id: str) -> str:
    """Return a fresh key id of 20 characters that carries its account, as AWS's do."""
    number = int(account_id)
    account = base64.b32encode((number // 2 + _ACCOUNT_OFFSET).to_bytes(5, "big")).decode()
    half = _BASE32[16:] if number % 2 else _BASE32[:16]
    tail = "".join(secrets.choice(_BASE32) for _ in range(7))
    return prefix + account + secrets.choice(half) + tail


def new_secret() -> str:
    """Return a fresh secret access key of 40 characters."""
    return "".join(secrets.choice(_SECRET_LETTERS) for _ in range(40))


def moment(seconds: float) -> datetime:
    """Return a moment as moto keeps it: in UTC, without saying so."""
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
