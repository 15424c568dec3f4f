"""The environment files of programs in puzzles: NAME=value lines under the sandbox's home, for a learner to edit.

They stand for what a shell, a service unit or a container would set. A value that is secret is put in while writing.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from awsguide.adapters.files import one_file
from awsguide.adapters.files.paths import allowed, directory, shown
from awsguide.core.secret import Secret

_COMMENT = "# The environment that the program of this puzzle starts with, one NAME=value a line.\n"


def path_of(name: str) -> Path:
    """Where the environment file of a puzzle is."""
    return allowed(directory() / ".awsguide" / "programs" / f"{name}.env")


def read(name: str) -> dict[str, Secret]:
    """The variables of a puzzle's program; lines that are no variable are passed over."""
    text = content(name).decode("utf-8", "replace")
    pairs = (
        line.partition("=") for line in text.splitlines() if "=" in line and not line.lstrip().startswith("#")
    )
    return {key.strip(): Secret(value.strip()) for key, _, value in pairs if value.strip()}


def content(name: str) -> bytes:
    """The bytes of a puzzle's environment file, for a digest; none when there is no file."""
    where = path_of(name)
    return one_file.read(where, shown(where)) or b""


def write(name: str, values: Mapping[str, str | Secret | None]) -> None:
    """Set these variables, and take out those whose value is None; the others stay."""
    where = path_of(name)

    def edited(old: bytes) -> bytes:
        kept = [
            line
            for line in (old.decode("utf-8", "replace") or _COMMENT).splitlines()
            if line.partition("=")[0].strip() not in values
        ]
        kept += [
            f"{key}={value.reveal() if isinstance(value, Secret) else value}"
            for key, value in values.items()
            if value is not None
        ]
        return ("\n".join(kept) + "\n").encode()

    one_file.edit(where, shown(where), edited)


def remove(name: str) -> None:
    """Delete the file, if there is one."""
    path_of(name).unlink(missing_ok=True)
