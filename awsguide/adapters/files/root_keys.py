"""The disk's part of remembering what root keys did: one file for each key, mode 0600, whole or not at all.

The time at which this guide asked is the machine's at that moment. No secret is in these files.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from awsguide.adapters.files import one_file
from awsguide.config.root_key_file import root_key_document, root_key_uses_from
from awsguide.core.root_users import RootKeyUses
from awsguide.core.stored import ForgetRootKey, RootKeyAsked, RootKeySeen


def load(folder: Path, shown: str) -> Mapping[str, RootKeyUses]:
    """What is remembered, by key id; raises `CouldNotTry`."""
    with one_file.explaining(shown, "read"):
        found = sorted(folder.glob("*.json")) if folder.is_dir() else []
    read = (
        root_key_uses_from((one_file.read(path, shown) or b"").decode("utf-8", "replace")) for path in found
    )
    return {uses.key_id: uses for uses in read if uses is not None}


def _asked(folder: Path, shown: str, change: RootKeyAsked) -> None:
    now = time.time()
    uses = _uses(folder, shown, change.key_id)
    first = now if uses.first_asked is None else uses.first_asked
    _put(folder, shown, replace(uses, first_asked=first, last_asked=now))


def _seen(folder: Path, shown: str, change: RootKeySeen) -> None:
    _put(folder, shown, replace(_uses(folder, shown, change.key_id), before=change.use))


def _forget(folder: Path, shown: str, change: ForgetRootKey) -> None:
    one_file.remove(_place(folder, change.key_id), shown)


# What remembers it in the folder, by the type of the change; each raises `CouldNotTry`.
SAVERS: Mapping[type, Callable[[Path, str, Any], None]] = {
    RootKeyAsked: _asked,
    RootKeySeen: _seen,
    ForgetRootKey: _forget,
}


def _place(folder: Path, key_id: str) -> Path:
    return folder / f"{key_id}.json"


def _uses(folder: Path, shown: str, key_id: str) -> RootKeyUses:
    return load(folder, shown).get(key_id) or RootKeyUses(key_id)


def _put(folder: Path, shown: str, uses: RootKeyUses) -> None:
    one_file.put(_place(folder, uses.key_id), shown, root_key_document(uses).encode())
