"""Reading, replacing and restoring one file of the reader's, whole or not at all.

A write goes to a temporary file in the same directory, is flushed to the disk, and takes the old one's place in one
step, so that whoever is stopped half-way leaves either the old file or the new one. An edit holds a lock, reads the
file again under it, and keeps a backup. Every trouble of the disk leaves as a `GuideError`. It knows nothing of
AWS: which file and what stands in it is the business of its callers in this room.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
import stat
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import EllipsisType

import filelock

from awsguide.errors import GuideError
from awsguide.explanations import explain

PRIVATE_FILE = 0o600
PRIVATE_DIRECTORY = 0o700
LOCK_SECONDS = 10.0
BACKUPS_KEPT = 5
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

    `before` is empty when there was no file; `backup` is None then, and when nothing changed.
    """

    path: Path
    shown: str
    backup: Path | None
    before: str
    after: str

    @property
    def changed(self) -> bool:
        """Whether the file is another than before."""
        return self.before != self.after


class _ChangedMeanwhileError(Exception):
    """Somebody who does not hold the lock wrote the file between reading and replacing it."""


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
        return _content(path)


def _content(path: Path) -> bytes | None:
    try:
        kind = path.stat().st_mode
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(kind):
        # A pipe would wait for ever, a directory would fail later and less clearly.
        raise IsADirectoryError(errno.EISDIR, "it is not a file", str(path))
    return path.read_bytes()


def edit(path: Path, shown: str, change: Callable[[bytes], bytes], needed: Sequence[bytes] = ()) -> Receipt:
    """Give the file the bytes that `change` makes of its present ones (empty when there is no file).

    Of each of the `needed` texts the newest backup that has it is kept, however many come after it.

    Two edits at once happen one after the other, each on the result of the other. Raises `CouldNotTry`, and whatever
    `change` raises; the file is then as it was.
    """
    with explaining(shown, "written"):
        target = _followed(path)
        target.parent.mkdir(mode=PRIVATE_DIRECTORY, parents=True, exist_ok=True)
        _refuse_read_only(target)
        with _locked(target, shown):
            for _ in range(5):
                before = _content(target)
                after = change(before or b"")
                if after == (before or b""):
                    return Receipt(target, shown, None, digest(before), digest(before))
                backup = None if before is None else _back_up(target, before)
                try:
                    _write(target, after, expected=before)
                except BaseException as error:
                    if backup is not None:
                        backup.unlink(missing_ok=True)
                    if isinstance(error, _ChangedMeanwhileError):
                        continue
                    raise
                _prune(target, needed)
                return Receipt(target, shown, backup, digest(before), digest(after))
    raise explain("file-busy", path=shown)


def try_writing(path: Path, shown: str) -> None:
    """Find out that the file cannot be replaced while nothing depends on it yet; raises `CouldNotTry`."""
    with explaining(shown, "written"):
        target = _followed(path)
        target.parent.mkdir(mode=PRIVATE_DIRECTORY, parents=True, exist_ok=True)
        _refuse_read_only(target)
        trial = target.with_name(f".{target.name}.awsguide-new-{secrets.token_hex(6)}")
        _write(trial, b"")
        trial.unlink()


def backups(path: Path) -> tuple[Path, ...]:
    """The backups of this file, newest first."""
    return tuple(backup for _, backup in reversed(_backups(_followed(path))))


def restore(receipt: Receipt) -> None:
    """Give the file the bytes it had before the edit, or remove it when there was none.

    Raises `CouldNotTry` when the file was changed since, or the backup is gone; nothing is changed then.
    """
    if not receipt.changed:
        return
    with explaining(receipt.shown, "written"), _locked(receipt.path, receipt.shown):
        present = _content(receipt.path)
        if digest(present) == receipt.before:
            return
        if digest(present) != receipt.after:
            raise explain("file-changed-since", path=receipt.shown)
        if receipt.backup is None:
            receipt.path.unlink()
            _flush_directory(receipt.path.parent)
            return
        content = _content(receipt.backup)
        if digest(content) != receipt.before or content is None:
            raise explain("backup-gone", path=receipt.shown)
        _write(receipt.path, content, expected=present)
        receipt.backup.unlink()


def put(path: Path, shown: str, content: bytes) -> None:
    """Give the file these bytes, mode 0600, whole or not at all; no lock, no backup; raises `CouldNotTry`."""
    with explaining(shown, "written"):
        target = _followed(path)
        target.parent.mkdir(mode=PRIVATE_DIRECTORY, parents=True, exist_ok=True)
        _sweep(target, LEFTOVER_SECONDS)
        _content(target)
        _write(target, content)


def remove(path: Path, shown: str) -> bool:
    """Delete the file; False when there was none; raises `CouldNotTry`."""
    with explaining(shown, "deleted"):
        try:
            path.unlink()
        except FileNotFoundError:
            return False
        _flush_directory(path.parent)
        return True


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
        if stat.S_ISDIR(found.st_mode) and found.st_mode & 0o077 and found.st_uid == _user():
            directory.chmod(stat.S_IMODE(found.st_mode) & PRIVATE_DIRECTORY)


def _user() -> int:
    # A browser's Python knows one user, and only by this name.
    return os.geteuid() if hasattr(os, "geteuid") else os.getuid()


def digest(content: bytes | None) -> str:
    """SHA-256 of the bytes in hexadecimal; empty for no file."""
    return "" if content is None else hashlib.sha256(content).hexdigest()


def _followed(path: Path) -> Path:
    """The file that a symbolic link leads to: the link itself is kept."""
    try:
        return path.resolve()
    except RuntimeError as error:  # Python before 3.13 says so of a circle of links
        raise OSError(errno.ELOOP, "its links lead in a circle", str(path)) from error


def _refuse_read_only(target: Path) -> None:
    """A file can be replaced where it may not be written; whoever made theirs read-only did not mean that."""
    with contextlib.suppress(FileNotFoundError):
        if not target.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
            raise PermissionError(errno.EACCES, "it is read-only", str(target))


@contextlib.contextmanager
def _locked(target: Path, shown: str) -> Iterator[None]:
    """Hold the lock beside the file. The lock file stays: removing it would let two writers hold two locks."""
    place = target.with_name(f"{target.name}.awsguide-lock")
    lock = filelock.FileLock(place, timeout=LOCK_SECONDS, mode=PRIVATE_FILE)
    try:
        lock.acquire()
    except filelock.Timeout:
        raise explain("file-locked", path=shown, holder=_holder(place), seconds=f"{LOCK_SECONDS:g}") from None
    try:
        # Who waits can then say for whom. Where a lock also forbids writing (Windows), the name is left out.
        with contextlib.suppress(OSError):
            place.write_text(f"process {os.getpid()}", encoding="ascii")
        _sweep(target, 0)
        yield
    finally:
        lock.release()


def _holder(place: Path) -> str:
    try:
        return place.read_text(encoding="ascii", errors="replace")[:60] or "another program"
    except OSError:
        return "another program"


def _write(target: Path, content: bytes, expected: bytes | EllipsisType | None = ...) -> None:
    """Put `content` in the file's place; with `expected`, only while the file still holds these bytes."""
    temporary = target.with_name(f".{target.name}.awsguide-new-{secrets.token_hex(6)}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(temporary, flags, PRIVATE_FILE)
    try:
        try:
            _fill(descriptor, content)
            _take_over(descriptor, target)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        _expect(target, expected)
        temporary.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    _flush_directory(target.parent)


def _expect(target: Path, expected: bytes | EllipsisType | None) -> None:
    if not isinstance(expected, EllipsisType) and _content(target) != expected:
        raise _ChangedMeanwhileError


def _fill(descriptor: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _take_over(descriptor: int, target: Path) -> None:
    """Give the new file the old one's mode where that is stricter than 0600, and its owner where root writes."""
    if os.name != "posix":
        return
    mode = PRIVATE_FILE
    with contextlib.suppress(FileNotFoundError):
        old = target.stat()
        mode = stat.S_IMODE(old.st_mode) & PRIVATE_FILE or PRIVATE_FILE
        if old.st_uid != _user():
            with contextlib.suppress(PermissionError):
                os.fchown(descriptor, old.st_uid, old.st_gid)
    os.fchmod(descriptor, mode)


def _flush_directory(directory: Path) -> None:
    """Make a new name survive a power cut, where the system can; the file itself is safe already."""
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):
        descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _back_up(target: Path, content: bytes) -> Path:
    number = max((number for number, _ in _backups(target)), default=0) + 1
    backup = target.with_name(f"{target.name}.awsguide-backup-{number}")
    _write(backup, content)
    return backup


def _backups(target: Path) -> list[tuple[int, Path]]:
    """The backups of this file with their numbers, oldest first; numbers, since a clock may be set back."""
    found = target.parent.glob(f"{_escaped(target.name)}.awsguide-backup-*")
    numbered = [(path.name.rpartition("-")[2], path) for path in found]
    return sorted((int(number), path) for number, path in numbered if number.isdecimal())


def _prune(target: Path, needed: Sequence[bytes]) -> None:
    """Keep the newest backups; one that cannot be deleted is no reason to fail after the work is done."""
    found = [path for _, path in _backups(target)]
    missing = {
        text for text in needed if not any(text in _content_of(path) for path in found[-BACKUPS_KEPT:])
    }
    for path in reversed(found[:-BACKUPS_KEPT]):
        if having := {text for text in missing if text in _content_of(path)}:
            missing -= having
            continue
        with contextlib.suppress(OSError):
            path.unlink()


def _content_of(backup: Path) -> bytes:
    try:
        return backup.read_bytes()
    except OSError:
        return b""


def _sweep(target: Path, age: float) -> None:
    """Delete what a writer that was killed left behind, when it is older than `age` seconds."""
    name = _escaped(target.name)
    for pattern in (f".{name}.awsguide-new-*", f".{name}.awsguide-backup-*.awsguide-new-*"):
        for path in target.parent.glob(pattern):
            with contextlib.suppress(OSError):
                if not age or time.time() - path.stat().st_mtime >= age:
                    path.unlink()


def _escaped(name: str) -> str:
    return "".join(f"[{character}]" if character in "*?[" else character for character in name)
