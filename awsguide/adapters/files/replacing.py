"""Replacing one file, whole or not at all: a temporary one, flushed to the disk, takes its place in one step.

Whoever is stopped half-way leaves either the old file or the new one. It raises the system's own `OSError`; what that
means to a person is told by `files.py`.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from types import EllipsisType

PRIVATE_FILE = 0o600
_NO_MODES = (errno.EPERM, errno.EROFS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL)


class ChangedMeanwhileError(Exception):
    """Somebody who does not hold the lock wrote the file between reading and replacing it."""


def content_of(path: Path) -> bytes | None:
    """The bytes of a file, None when there is none; raises `OSError`, also for what is no file."""
    try:
        kind = path.stat().st_mode
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(kind):
        # A pipe would wait for ever, a directory would fail later and less clearly.
        raise IsADirectoryError(errno.EISDIR, "it is not a file", str(path))
    return path.read_bytes()


def followed(path: Path) -> Path:
    """The file that a symbolic link leads to: the link itself is kept."""
    try:
        return path.resolve()
    except RuntimeError as error:  # Python before 3.13 says so of a circle of links
        raise OSError(errno.ELOOP, "its links lead in a circle", str(path)) from error


def write(target: Path, content: bytes, expected: bytes | EllipsisType | None = ...) -> None:
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
    flush_directory(target.parent)


def _expect(target: Path, expected: bytes | EllipsisType | None) -> None:
    if not isinstance(expected, EllipsisType) and content_of(target) != expected:
        raise ChangedMeanwhileError


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
        if old.st_uid != user():
            with contextlib.suppress(PermissionError):
                os.fchown(descriptor, old.st_uid, old.st_gid)
    with without_modes():
        os.fchmod(descriptor, mode)


@contextlib.contextmanager
def without_modes() -> Iterator[None]:
    """Go on where a file system has no modes to set (SMB, OneDrive, a read-only mount): whoever mounted it decided."""
    try:
        yield
    except OSError as error:
        if error.errno not in _NO_MODES:
            raise


def user() -> int:
    """The user that this process acts as, as a number."""
    # A browser's Python knows one user, and only by this name.
    return os.geteuid() if hasattr(os, "geteuid") else os.getuid()


def flush_directory(directory: Path) -> None:
    """Make a new name survive a power cut, where the system can; the file itself is safe already."""
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):
        descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def sweep(target: Path, age: float) -> None:
    """Delete what a writer that was killed left behind, when it is older than `age` seconds."""
    name = escaped(target.name)
    for pattern in (f".{name}.awsguide-new-*", f".{name}.awsguide-backup-*.awsguide-new-*"):
        for path in target.parent.glob(pattern):
            with contextlib.suppress(OSError):
                if not age or time.time() - path.stat().st_mtime >= age:
                    path.unlink()


def escaped(name: str) -> str:
    """A file's name as a pattern that finds it alone."""
    return "".join(f"[{character}]" if character in "*?[" else character for character in name)
