"""The folders in which sandboxes live: each belongs to one process, and the next sandbox sweeps what was left behind.

A process that is killed cannot clear up, and the keys in its home would stay in the temporary folder. A home is locked
for as long as its process lives, however that ends. This module refuses to touch what is locked, what is not this
user's own, and what has no lock.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filelock import FileLock

PREFIX = "awsguide-sandbox-"
_LOCK = Path(".awsguide") / "owner.lock"
# So long a home may be without its owner's lock while it is being made.
_SETTLING_SECONDS = 60.0


def made(home: Path | None) -> tuple[Path, FileLock]:
    """Make `home`, or one in the temporary folder, for this process alone; raises OSError.

    The lock holds until it is released or the process has ended, however that was.
    """
    from filelock import FileLock

    if home is None:
        home = Path(tempfile.mkdtemp(prefix=PREFIX))
    else:
        home.mkdir(mode=0o700)
    (home / _LOCK).parent.mkdir(mode=0o700)
    lock = FileLock(home / _LOCK, mode=0o600)
    lock.acquire(timeout=0)
    return home, lock


def sweep() -> list[Path]:
    """Remove the homes in the temporary folder whose process has ended; returns those."""
    return [
        home for home in Path(tempfile.gettempdir()).glob(f"{PREFIX}*") if _is_ours(home) and _swept(home)
    ]


def remove(home: Path, lock: FileLock) -> None:
    """Remove a home of this process's own."""
    # Windows removes no file that is open.
    lock.release()
    shutil.rmtree(home, ignore_errors=True)


def _is_ours(home: Path) -> bool:
    """Whether it is a folder of this user's, and no link to one."""
    try:
        found = home.lstat()
        settled = time.time() - (home / _LOCK).lstat().st_mtime > _SETTLING_SECONDS
    except OSError:
        return False
    mine = not hasattr(os, "geteuid") or found.st_uid == os.geteuid()
    return settled and mine and stat.S_ISDIR(found.st_mode)


def _swept(home: Path) -> bool:
    from filelock import FileLock, Timeout

    lock = FileLock(home / _LOCK, mode=0o600)
    try:
        lock.acquire(timeout=0)
    except (Timeout, OSError):
        return False
    remove(home, lock)
    return True
