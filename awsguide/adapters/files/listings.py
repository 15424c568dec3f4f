"""Listings of roles that are not complete yet, in a folder of the guide's own: one file for each sign-in session.

No secret is in them: which sign-in listed is kept as a digest of its token. What cannot be kept is no reason to stop:
why is returned instead of raised.
"""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path
from typing import Any

from awsguide.adapters.files import one_file
from awsguide.config.token_cache import token_file
from awsguide.core.errors import GuideError
from awsguide.core.model import SsoSession, Token
from awsguide.core.stored import ForgetListing, KeptListing, StoreListing

# Seconds after which a listing is too old to go on with: assignments change.
KEPT_FOR = 60 * 60


def load(folder: Path, shown: str, token: Token) -> KeptListing | None:
    """What was listed for this session before; None for nothing that can be used."""
    try:
        document = json.loads((one_file.read(_place(folder, token.session), shown) or b"null").decode())
        age = time.time() - float(document["begun"])
        roles = {str(key): tuple(map(str, names)) for key, names in document["roles"].items()}
        signed_in, start_url = document["signed_in"], document["start_url"]
    except (ValueError, KeyError, TypeError, AttributeError, GuideError):
        return None
    if not 0 <= age <= KEPT_FOR or not roles or start_url != token.session.start_url:
        return None
    return KeptListing(roles, age, signed_in == _digest(token))


def _store(folder: Path, shown: str, change: StoreListing) -> GuideError | None:
    place, token = _place(folder, change.token.session), change.token
    kept = load(folder, shown, token)
    begun = time.time() - (kept.age if kept is not None and kept.same_sign_in else 0)
    document = {
        "start_url": token.session.start_url,
        "signed_in": _digest(token),
        "begun": begun,
        "roles": change.roles,
    }
    try:
        one_file.put(place, shown, json.dumps(document).encode())
    except GuideError as error:
        return error
    return None


def _forget(folder: Path, shown: str, change: ForgetListing) -> GuideError | None:
    try:
        one_file.remove(_place(folder, change.session), shown)
    except GuideError as error:
        return error
    return None


SAVERS: dict[type, Any] = {StoreListing: _store, ForgetListing: _forget}


def _place(folder: Path, session: SsoSession) -> Path:
    return folder / token_file(session)


def _digest(token: Token) -> str:
    """What tells one sign-in from another, and from which no token can be found."""
    return hashlib.sha256(b"listing " + token.access_token.reveal().encode()).hexdigest()[:32]
