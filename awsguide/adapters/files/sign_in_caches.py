"""The caches of sign-ins, where the AWS CLI keeps its own: tokens, client registrations and console sign-ins.

Secrets are put in their place only while a file is written, for its owner alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from awsguide.adapters.files import one_file
from awsguide.adapters.files.paths import cache_directory, directory, login_directory, shown
from awsguide.config import login_cache, token_cache
from awsguide.core.errors import GuideError
from awsguide.core.model import ConsoleSession, Registration, SsoSession, Token
from awsguide.core.secret import Secret
from awsguide.core.stored import (
    ForgetConsoleSession,
    ForgetToken,
    StoreConsoleSession,
    StoreRegistration,
    StoreToken,
)


def load_token(session: SsoSession) -> Token | None:
    """The stored token of a session, expired or not; None when there is none; raises `CouldNotTry`."""
    document = _document(cache_directory() / token_cache.token_file(session))
    return None if document is None else token_cache.token_from(document, session)


def load_registration(session: SsoSession, grant_types: tuple[str, ...]) -> Registration | None:
    """The stored registration for these grant types, ended or not; None when there is none; raises `CouldNotTry`."""
    document = _document(cache_directory() / token_cache.registration_file(session))
    return None if document is None else token_cache.registration_from(document, grant_types)


def load_console_session(arn: str, region: str) -> ConsoleSession | None:
    """The stored console sign-in of an identity, ended or not; None when there is none; raises `CouldNotTry`."""
    document = _document(login_directory() / login_cache.login_file(arn))
    return None if document is None else login_cache.login_from(document, arn, region)


# What no file could hold, as it would stand there: a folder that is mounted read-only is no reason to lose a sign-in.
# It ends with this process.
_UNKEPT: dict[Path, bytes] = {}


def _document(path: Path) -> dict[str, object] | None:
    content = _UNKEPT.get(path) or one_file.read(path, shown(path))
    try:
        document = json.loads(content) if content else None
    except ValueError:
        # As for the AWS CLI: what cannot be read as a token is no token, and signing in writes a new one.
        return None
    return document if isinstance(document, dict) else None


def _keep(path: Path, document: Mapping[str, object]) -> GuideError | None:
    """Write a sign-in; where it cannot be written it is kept in memory, and why is returned."""
    content = json.dumps(_revealed(document)).encode()
    try:
        close_to_others()
        one_file.put(path, shown(path), content)
        close_to_others()
    except GuideError as error:
        if error.code not in one_file.UNWRITABLE:
            raise
        _UNKEPT[path] = content
        return error
    _UNKEPT.pop(path, None)
    return None


def _forget(path: Path) -> None:
    _UNKEPT.pop(path, None)
    one_file.remove(path, shown(path))


def _store_token(change: StoreToken) -> GuideError | None:
    file = cache_directory() / token_cache.token_file(change.token.session)
    return _keep(file, token_cache.token_document(change.token))


def _store_registration(change: StoreRegistration) -> GuideError | None:
    file = cache_directory() / token_cache.registration_file(change.session)
    return _keep(file, token_cache.registration_document(change.registration))


def _store_console_session(change: StoreConsoleSession) -> GuideError | None:
    file = login_directory() / login_cache.login_file(change.session.arn)
    return _keep(file, login_cache.login_document(change.session))


# Who stores or forgets what, by the type of the change.
SAVERS: Mapping[type, Callable[[Any], GuideError | None]] = {
    StoreToken: _store_token,
    StoreRegistration: _store_registration,
    StoreConsoleSession: _store_console_session,
    ForgetToken: lambda change: _forget(cache_directory() / token_cache.token_file(change.session)),
    ForgetConsoleSession: lambda change: _forget(login_directory() / login_cache.login_file(change.arn)),
}


def _revealed(value: object) -> object:
    if isinstance(value, Secret):
        return value.reveal()
    return {key: _revealed(item) for key, item in value.items()} if isinstance(value, Mapping) else value


def close_to_others() -> None:
    """Close the reader's own AWS directories; one that a variable points to is left as it is."""
    own = directory() / ".aws"
    for path in (own, own / "sso", own / "sso" / "cache", own / "login", own / "login" / "cache"):
        one_file.tighten(path, shown(path))
