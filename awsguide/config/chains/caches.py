"""What the sign-in caches and the AWS CLI's own cache say of a session: usable, renewable or over.

Text in, a verdict out. Whether AWS would still take a token is not known here, and a token never leaves this module.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from dateutil import parser as dates

from awsguide.config.chains.situation import Situation

# Seconds before the end at which each client wants something new.
CLI_CACHE_WINDOW = 15 * 60
BOTO_MANDATORY = 10 * 60
JAVASCRIPT_WINDOW = 5 * 60

_RENEWAL = ("refreshToken", "clientId", "clientSecret")


@dataclass(frozen=True)
class Verdict:
    """Whether a client can use a session, why, and when it ends (seconds since 1970)."""

    usable: bool
    why: str
    expires_at: float | None = None


def sha1(text: str) -> str:
    """The name of a cache file, as the clients compute it."""
    return hashlib.sha1(text.encode("utf-8", "surrogateescape"), usedforsecurity=False).hexdigest()


def moment(text: object) -> float | None:
    """Seconds since 1970 of a time as botocore reads it; None for one that it cannot read or compare."""
    try:
        found = dates.parse(text)
    except (ValueError, OverflowError, TypeError):
        return None
    return found.timestamp() if found.tzinfo else None


def javascript_moment(text: object) -> float | None:
    """Seconds since 1970 of a time as `new Date(...)` reads the forms that caches have."""
    if isinstance(text, int | float):
        return text / 1000
    try:
        found = datetime.fromisoformat(str(text).strip())
    except ValueError:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def document(situation: Situation, path: str) -> Mapping[str, Any] | None:
    """The JSON object in a file, or None."""
    text = situation.read(path)
    try:
        found = json.loads(text) if text is not None else None
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def sso_token(  # noqa: PLR0911 - one verdict per line
    situation: Situation, folder: str, key: str, *, session: bool, javascript: bool
) -> Verdict:
    """Whether the token of a sign-in session (or, without a session, of a start URL) can be used."""
    path = f"{folder}/{sha1(key)}.json"
    shown = situation.shown(path)
    token = document(situation, path)
    if token is None or "accessToken" not in token or "expiresAt" not in token:
        return Verdict(False, f"nobody is signed in: there is no usable token in {shown}")
    if token["accessToken"] == "":
        return Verdict(False, f"the token in {shown} is empty")
    read = javascript_moment if javascript else moment
    ends = read(token["expiresAt"])
    left = None if ends is None else ends - situation.now
    if left is None and not javascript:
        return Verdict(False, f"the token in {shown} has an end that cannot be read")
    if left is None and not session:
        return Verdict(True, f"the token in {shown} has an end that cannot be read, and is used all the same")
    enough = JAVASCRIPT_WINDOW if javascript and session else 0
    if left is not None and left > enough:
        return Verdict(True, "the sign-in is still good", ends)
    if not session:
        return Verdict(False, "the sign-in is over, and one without an sso-session is never renewed", ends)
    return _renewal(token, ends, situation.now, javascript=javascript)


def _renewal(token: Mapping[str, Any], ends: float | None, now: float, *, javascript: bool) -> Verdict:
    missing = [
        key for key in (*_RENEWAL, *(() if javascript else ("registrationExpiresAt",))) if key not in token
    ]
    if missing:
        return Verdict(
            False, f"the sign-in is over and cannot be renewed: {', '.join(missing)} missing", ends
        )
    registered = moment(token.get("registrationExpiresAt"))
    if not javascript and (registered is None or registered <= now):
        return Verdict(False, "the sign-in is over, and so is the registration that would renew it", ends)
    return Verdict(True, "the sign-in is renewed when it is used", ends)


_LOGIN_FIELDS = ("accessToken", "refreshToken", "dpopKey", "clientId")
_KEY_FIELDS = ("accessKeyId", "secretAccessKey", "sessionToken", "accountId", "expiresAt")


def console_sign_in(situation: Situation, folder: str, identity: str, *, javascript: bool) -> Verdict:
    """Whether a console sign-in (`aws login`) can be used."""
    name = hashlib.sha256(identity.encode("utf-8", "surrogateescape")).hexdigest()
    path = f"{folder}/{name}.json"
    shown = situation.shown(path)
    cached = document(situation, path)
    if cached is None:
        return Verdict(False, f"nobody is signed in: there is no usable sign-in in {shown}")
    keys = cached.get("accessToken")
    inner = ("accountId",) if javascript else _KEY_FIELDS
    missing = [key for key in _LOGIN_FIELDS if not (cached.get(key) if javascript else key in cached)]
    missing += [key for key in inner if not isinstance(keys, dict) or not (keys.get(key) or key in keys)]
    if missing:
        return Verdict(False, f"the sign-in in {shown} lacks {', '.join(dict.fromkeys(missing))}")
    read = javascript_moment if javascript else moment
    ends = read(keys.get("expiresAt")) if isinstance(keys, dict) else None
    if ends is None and not javascript:
        return Verdict(False, f"the sign-in in {shown} has an end that cannot be read")
    if ends is not None and ends - situation.now > BOTO_MANDATORY:
        return Verdict(True, "the sign-in is still good", ends)
    return Verdict(True, "the sign-in is renewed when it is used", ends)


def cli_cache(situation: Situation, arguments: Mapping[str, object], *, compact: bool) -> Verdict | None:
    """What the AWS CLI kept of a role's session, when it would still use that; None otherwise."""
    separators = (",", ":") if compact else None
    name = sha1(json.dumps(arguments, sort_keys=True, separators=separators))
    kept = document(situation, f"{situation.home}/.aws/cli/cache/{name}.json")
    credentials = kept.get("Credentials") if kept else None
    ends = moment(credentials.get("Expiration")) if isinstance(credentials, dict) else None
    if ends is None or ends - situation.now < CLI_CACHE_WINDOW:
        return None
    return Verdict(True, "the AWS CLI has kept credentials of it", ends)
