"""Backups of a file of the reader's: beside it, numbered, the newest few and those that are still needed.

Where the file is reached through a link, as in a repository of settings, they are kept in the guide's own folder:
beside the link's target they would be new files that hold secrets and that nobody ignores.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

from awsguide.adapters.files.paths import backups_directory
from awsguide.adapters.files.replacing import escaped, followed, write

BACKUPS_KEPT = 5


def place_of(path: Path) -> Path:
    """The name beside which the backups and the lock of `path` are, which may be a link; raises `OSError`.

    The same for every link to the same file. The folder is there afterwards.
    """
    target = followed(path)
    if not (path.is_symlink() or path.parent.is_symlink()):
        return target
    folder = backups_directory() / hashlib.sha256(os.fsencode(target)).hexdigest()[:16]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / target.name


def keep(place: Path, content: bytes) -> Path:
    """Keep these bytes as the newest backup at a `place_of`; raises `OSError`."""
    target = place
    number = max((number for number, _ in numbered(target)), default=0) + 1
    backup = target.with_name(f"{target.name}.awsguide-backup-{number}")
    write(backup, content)
    return backup


def newest_first(path: Path) -> tuple[Path, ...]:
    """The backups of this file, newest first."""
    place, target = place_of(path), followed(path)
    # Those that an older version kept beside a link's target come last.
    older = numbered(target) if target != place else []
    return tuple(backup for _, backup in reversed([*older, *numbered(place)]))


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
