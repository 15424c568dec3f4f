"""Backups of a file of the reader's: beside it, numbered, the newest few and those that are still needed."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path

from awsguide.adapters.files.replacing import escaped, followed, write

BACKUPS_KEPT = 5


def keep(target: Path, content: bytes) -> Path:
    """Keep these bytes of a file as its newest backup; raises `OSError`."""
    number = max((number for number, _ in numbered(target)), default=0) + 1
    backup = target.with_name(f"{target.name}.awsguide-backup-{number}")
    write(backup, content)
    return backup


def newest_first(path: Path) -> tuple[Path, ...]:
    """The backups of this file, newest first."""
    return tuple(backup for _, backup in reversed(numbered(followed(path))))


def numbered(target: Path) -> list[tuple[int, Path]]:
    """The backups of this file with their numbers, oldest first; numbers, since a clock may be set back."""
    found = target.parent.glob(f"{escaped(target.name)}.awsguide-backup-*")
    named = [(path.name.rpartition("-")[2], path) for path in found]
    return sorted((int(number), path) for number, path in named if number.isdecimal())


def prune(target: Path, needed: Sequence[bytes]) -> None:
    """Keep the newest backups; one that cannot be deleted is no reason to fail after the work is done."""
    found = [path for _, path in numbered(target)]
    missing = {text for text in needed if not any(text in _text(path) for path in found[-BACKUPS_KEPT:])}
    for path in reversed(found[:-BACKUPS_KEPT]):
        if having := {text for text in missing if text in _text(path)}:
            missing -= having
            continue
        with contextlib.suppress(OSError):
            path.unlink()


def _text(backup: Path) -> bytes:
    try:
        return backup.read_bytes()
    except OSError:
        return b""
