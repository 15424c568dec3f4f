"""Reading, replacing and restoring one file of the reader's, whole or not at all.

An edit holds a lock, reads the file again under it, keeps a backup (`backups.py`) and replaces the file in one step
(`replacing.py`). Every trouble of the disk leaves as a `GuideError`. It knows nothing of AWS: which file and what
stands in it is the business of its callers in this room.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
import stat
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from awsguide.adapters.files import backups
from awsguide.adapters.files.replacing import (
    PRIVATE_FILE,
    ChangedMeanwhileError,
    content_of,
    flush_directory,
    followed,
    sweep,
    user,
    without_modes,
    write,
)
from awsguide.core.errors import GuideError
from awsguide.explanations import explain

with warnings.catch_warnings():
    # Where the system has no locks there is one process, and nobody to be locked out: a page in a browser.
    warnings.filterwarnings("ignore", message="only soft file lock is available")
    import filelock

PRIVATE_DIRECTORY = 0o700
LOCK_SECONDS = 10.0
LEFTOVER_SECONDS = 60.0

# Which explanation a failed system call gets; what is not here is told in the system's own words.
_TROUBLES = {
    errno.ENOSPC: "disk-full",
    errno.EDQUOT: "disk-full",
    errno.EFBIG: "disk-full",
    errno.EROFS: "disk-read-only",
    errno.EACCES: "file-forbidden",
    errno.EPERM: "file-forbidden",
    errno.EISDIR: "not-a-file",
    errno.ENOTDIR: "not-a-file",
    errno.ELOOP: "not-a-file",
    errno.EEXIST: "not-a-file",
}


@dataclass(frozen=True)
class Receipt:
    """What an edit did, so that it can be undone: the file, its backup, and SHA-256 of the bytes before and after.

    `before` is empty when there was no file; `backup` is None then, and when nothing changed. `place` is beside what
    the lock is, where that is not beside `path`.
    """

    path: Path
    shown: str
    backup: Path | None
    before: str
    after: str
    place: Path | None = None

    @property
    def changed(self) -> bool:
        """Whether the file is another than before."""
        return self.before != self.after


@contextlib.contextmanager
def explaining(shown: str, doing: str) -> Iterator[None]:
    """Turn an `OSError` into a `GuideError`; `doing` is 'read' or 'written', `shown` the path as a person reads it."""
    try:
        yield
    except OSError as error:
        detail = error.strerror or type(error).__name__
        code = _TROUBLES.get(error.errno or 0, "file-trouble")
        raise explain(code, path=shown, doing=doing, detail=detail) from error


def read(path: Path, shown: str) -> bytes | None:
    """The bytes of the file, or None when there is none; raises `CouldNotTry`."""
    with explaining(shown, "read"):
        return content_of(path)


def edit(path: Path, shown: str, change: Callable[[bytes], bytes], needed: Sequence[bytes] = ()) -> Receipt:
    """Give the file the bytes that `change` makes of its present ones (empty when there is no file).

    Of each of the `needed` texts the newest backup that has it is kept, however many come after it.

    Two edits at once happen one after the other, each on the result of the other. Raises `CouldNotTry`, and whatever
    `change` raises; the file is then as it was.
    """
    with explaining(shown, "written"):
        target, place = followed(path), backups.place_of(path)
        target.parent.mkdir(mode=PRIVATE_DIRECTORY, parents=True, exist_ok=True)
        _refuse_read_only(target)
        with _locked(target, place, shown):
            for _ in range(5):
                before = content_of(target)
                after = change(before or b"")
                if after == (before or b""):
                    return Receipt(target, shown, None, digest(before), digest(before), place)
                backup = None if before is None else backups.keep(place, before)
                try:
                    write(target, after, expected=before)
                except BaseException as error:
                    if backup is not None:
                        backup.unlink(missing_ok=True)
                    if isinstance(error, ChangedMeanwhileError):
                        continue
                    raise
                backups.prune(place, needed)
                return Receipt(target, shown, backup, digest(before), digest(after), place)
    raise explain("file-busy", path=shown)


def try_writing(path: Path, shown: str) -> None:
    """Find out that the file cannot be replaced while nothing depends on it yet; raises `CouldNotTry`."""
    with explaining(shown, "written"):
        target = followed(path)
        target.parent.mkdir(mode=PRIVATE_DIRECTORY, parents=True, exist_ok=True)
        _refuse_read_only(target)
        trial = target.with_name(f".{target.name}.awsguide-new-{secrets.token_hex(6)}")
        write(trial, b"")
        trial.unlink()


def restore(receipt: Receipt) -> None:
    """Give the file the bytes it had before the edit, or remove it when there was none.

    Raises `CouldNotTry` when the file was changed since, or the backup is gone; nothing is changed then.
    """
    if not receipt.changed:
        return
    with (
        explaining(receipt.shown, "written"),
        _locked(receipt.path, receipt.place or receipt.path, receipt.shown),
    ):
        present = content_of(receipt.path)
        if digest(present) == receipt.before:
            return
        if digest(present) != receipt.after:
            raise explain("file-changed-since", path=receipt.shown)
        if receipt.backup is None:
            receipt.path.unlink()
            flush_directory(receipt.path.parent)
            return
        content = content_of(receipt.backup)
        if digest(content) != receipt.before or content is None:
            raise explain("backup-gone", path=receipt.shown)
        write(receipt.path, content, expected=present)
        receipt.backup.unlink()


def put(path: Path, shown: str, content: bytes) -> None:
    """Give the file these bytes, mode 0600, whole or not at all; no lock, no backup; raises `CouldNotTry`."""
    with explaining(shown, "written"):
        target = followed(path)
        target.parent.mkdir(mode=PRIVATE_DIRECTORY, parents=True, exist_ok=True)
        sweep(target, LEFTOVER_SECONDS)
        content_of(target)
        write(target, content)


def remove(path: Path, shown: str) -> bool:
    """Delete the file; False when there was none; raises `CouldNotTry`."""
    with explaining(shown, "deleted"):
        try:
            path.unlink()
        except FileNotFoundError:
            return False
        flush_directory(path.parent)
        return True


# What keeps a disk from being written, as the codes of explanations; a mistake in a file's text is none of these.
UNWRITABLE = frozenset(
    {"disk-full", "disk-read-only", "file-forbidden", "file-trouble", "file-locked", "not-a-file"}
)


@dataclass(frozen=True)
class Held:
    """What one holds at a time; called, it is given back. `problem` is why what is made meanwhile cannot be stored."""

    release: Callable[[], None]
    problem: GuideError | None = None

    def __call__(self) -> None:
        """Give it back."""
        self.release()


def unwritable(path: Path, shown: str) -> GuideError | None:
    """Why the file could not be written, seen by trying; None when it can be."""
    try:
        try_writing(path, shown)
    except GuideError as error:
        if error.code not in UNWRITABLE:
            raise
        return error
    return None


def hold(place: Path, shown: str, taken: Callable[[], GuideError]) -> Callable[[], None]:
    """Take the lock at `place` at once, or raise what `taken` gives; the system frees it when this process ends."""
    with explaining(shown, "written"):
        place.parent.mkdir(mode=PRIVATE_DIRECTORY, parents=True, exist_ok=True)
        lock = filelock.FileLock(place, timeout=0, mode=PRIVATE_FILE, thread_local=False)
        try:
            lock.acquire()
        except filelock.Timeout:
            raise taken() from None
    return lock.release


def tighten(directory: Path, shown: str) -> None:
    """Close an existing directory of the reader's own to everybody else (0700); raises `CouldNotTry`."""
    if os.name != "posix":
        return
    with explaining(shown, "written"), contextlib.suppress(FileNotFoundError):
        found = directory.stat()
        if stat.S_ISDIR(found.st_mode) and found.st_mode & 0o077 and found.st_uid == user():
            with without_modes():
                directory.chmod(stat.S_IMODE(found.st_mode) & PRIVATE_DIRECTORY)


def digest(content: bytes | None) -> str:
    """SHA-256 of the bytes in hexadecimal; empty for no file."""
    return "" if content is None else hashlib.sha256(content).hexdigest()


def _refuse_read_only(target: Path) -> None:
    """A file can be replaced where it may not be written; whoever made theirs read-only did not mean that."""
    with contextlib.suppress(FileNotFoundError):
        if not target.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
            raise PermissionError(errno.EACCES, "it is read-only", str(target))


@contextlib.contextmanager
def _locked(target: Path, beside: Path, shown: str) -> Iterator[None]:
    """Hold the lock that is beside `beside`. The lock file stays: removing it would let two writers hold two locks."""
    place = beside.with_name(f"{beside.name}.awsguide-lock")
    lock = filelock.FileLock(place, timeout=LOCK_SECONDS, mode=PRIVATE_FILE)
    try:
        lock.acquire()
    except filelock.Timeout:
        raise explain("file-locked", path=shown, holder=_holder(place), seconds=f"{LOCK_SECONDS:g}") from None
    try:
        # Who waits can then say for whom. Where a lock also forbids writing (Windows), the name is left out.
        with contextlib.suppress(OSError):
            place.write_text(f"process {os.getpid()}", encoding="ascii")
        sweep(target, 0)
        yield
    finally:
        lock.release()


def _holder(place: Path) -> str:
    try:
        return place.read_text(encoding="ascii", errors="replace")[:60] or "another program"
    except OSError:
        return "another program"
