"""The disk's part of remembering what root keys did: one file for each key, mode 0600, whole or not at all.

The time at which this guide asked is the machine's at that moment. No secret is in these files.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from awsguide.adapters.files import one_file
from awsguide.config.root_key_file import root_key_document, root_key_uses_from
from awsguide.core.root_users import RootKeyUses
from awsguide.core.stored import ForgetRootKey, RootKeyAsked, RootKeySeen

RootKeyChange = RootKeyAsked | RootKeySeen | ForgetRootKey


def load(folder: Path, shown: str) -> Mapping[str, RootKeyUses]:
    """What is remembered, by key id; raises `CouldNotTry`."""
    with one_file.explaining(shown, "read"):
        found = sorted(folder.glob("*.json")) if folder.is_dir() else []
    read = (
        root_key_uses_from((one_file.read(path, shown) or b"").decode("utf-8", "replace")) for path in found
    )
    return {uses.key_id: uses for uses in read if uses is not None}


def save(folder: Path, shown: str, change: RootKeyChange) -> None:
    """Remember it, or forget the key; raises `CouldNotTry`."""
    place = folder / f"{change.key_id}.json"
    if isinstance(change, ForgetRootKey):
        one_file.remove(place, shown)
        return
    uses = load(folder, shown).get(change.key_id) or RootKeyUses(change.key_id)
    if isinstance(change, RootKeySeen):
        uses = replace(uses, before=change.use)
    else:
        now = time.time()
        first = now if uses.first_asked is None else uses.first_asked
        uses = replace(uses, first_asked=first, last_asked=now)
    one_file.put(place, shown, root_key_document(uses).encode())
