"""Every file and variable of this machine that holds AWS credentials, and taking one of them away.

What stands in a file is judged in `config/inventory.py`. Removing touches one file, or one profile's key within a file
(that edit keeps a backup and can be undone); everything else stays as it is.
"""

from __future__ import annotations

import json
import os
import stat
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from awsguide.adapters.files import backups, home, one_file
from awsguide.adapters.files.paths import allowed, cache_directory, directory, login_directory, path_of, shown
from awsguide.config import inventory
from awsguide.config.changes import Change, SetSection
from awsguide.config.documents import text_of
from awsguide.config.inventory import HeldCredential
from awsguide.config.names import TOKENS
from awsguide.config.sections import File, Kind
from awsguide.config.token_cache import token_from
from awsguide.core.errors import GuideError
from awsguide.core.model import SsoSession, Token
from awsguide.core.secret import Secret
from awsguide.explanations import explain

FILES: tuple[File, ...] = ("credentials", "config")


def every() -> tuple[HeldCredential, ...]:
    """Every place that holds credentials, each with a verdict; raises `CouldNotTry` where there is no home."""
    now = time.time()
    return tuple(inventory.judged(row, now) for row in (*_in_files(), *_in_caches(), *_in_variables()))


def _in_variables() -> tuple[HeldCredential, ...]:
    return inventory.from_variables(os.environ)


def _in_files() -> Iterator[HeldCredential]:
    for file in FILES:
        path = path_of(file)
        text = _text(path)
        if text is not None:
            yield from (_with_mode(row, path) for row in inventory.from_text(text, file, shown(path)))
        for backup in backups.newest_first(path):
            row = inventory.from_backup(_text(backup) or "", shown(backup))
            if row is not None:
                yield _with_mode(row, backup)


def _in_caches() -> Iterator[HeldCredential]:
    config = _text(path_of("config")) or ""
    folders: tuple[tuple[Path, Callable[[Any, str, str], HeldCredential]], ...] = (
        (cache_directory(), lambda document, stem, path: inventory.from_cache(document, stem, path, config)),
        (login_directory(), lambda document, stem, path: inventory.from_login(document, stem, path, config)),
        (_cli_cache(), lambda document, _stem, path: inventory.from_cli_cache(document, path)),
    )
    for folder, read in folders:
        for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
            yield _with_mode(read(_document(path), path.stem, shown(path)), path)


def _cli_cache() -> Path:
    return allowed(directory() / ".aws" / "cli" / "cache")


def _with_mode(row: HeldCredential, path: Path) -> HeldCredential:
    if os.name != "posix":
        return row
    try:
        return replace(row, mode=stat.S_IMODE(path.stat().st_mode))
    except OSError:
        return row


def _text(path: Path) -> str | None:
    try:
        content = one_file.read(path, shown(path))
    except GuideError:
        return None
    return None if content is None else content.decode("utf-8", "surrogateescape")


def _document(path: Path) -> Mapping[str, Any] | None:
    try:
        found = json.loads(_text(path) or "")
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


# --- taking one away ----------------------------------------------------------------------------------------------


def remove(row: HeldCredential) -> one_file.Receipt | None:
    """Take away exactly this one; what was a key in a file comes back with `undo` of the receipt.

    Raises `CouldNotTry` when it is no longer there, or cannot be written.
    """
    if row not in every():
        raise explain("held-gone", path=row.path)
    if row.kind == "variable":
        del os.environ[row.path]
        return None
    if row.section:
        return _remove_key(row)
    path = allowed(_path(row.path))
    one_file.remove(path, shown(path))
    return None


def _remove_key(row: HeldCredential) -> one_file.Receipt | None:
    file = next(file for file in FILES if shown(path_of(file)) == row.path)
    kind: Kind = "credentials" if file == "credentials" else "profile"
    gone = dict.fromkeys(("aws_access_key_id", "aws_secret_access_key", *TOKENS))
    receipt = home.save(Change(file, (SetSection(kind, row.section, gone),)))
    return receipt if isinstance(receipt, one_file.Receipt) else None


def token_of(row: HeldCredential) -> Token | None:
    """The token that a sign-in's file holds, for ending it on the server; None where there is none."""
    if row.kind != "sign-in":
        return None
    document = _document(_path(row.path)) or {}
    session = SsoSession("", text_of(document, "startUrl"), text_of(document, "region"))
    found = token_from(document, session)
    if found is not None:
        return found
    # An end that cannot be read is no reason to leave a session open.
    access = text_of(document, "accessToken")
    return Token(session, Secret(access), 0.0, None, None) if access else None


def _path(path: str) -> Path:
    return Path(path).expanduser()
