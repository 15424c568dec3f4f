"""The learner's progress file: where it is, and reading and replacing it whole. It holds no secret and no AWS id.

`awsguide lab` names a file in the reader's own copy of the notebooks, so that progress outlives the sandbox. Without
that, it lies in the sandbox's home and ends with it. What stands in it is `lessons/progress.py`'s business.
"""

from __future__ import annotations

from pathlib import Path

from awsguide.adapters.files import one_file
from awsguide.adapters.files.paths import allowed, directory, shown
from awsguide.adapters.surroundings import environment

VARIABLE = "AWSGUIDE_PROGRESS"


def path() -> Path:
    """Where the progress file is, whether it exists or not."""
    named = environment(VARIABLE)
    return Path(named) if named else allowed(directory() / ".awsguide" / "progress.json")


def read() -> tuple[str, bytes | None]:
    """The path as a person reads it, and the bytes, None when there is no file; raises `CouldNotTry`."""
    where = path()
    return shown(where), one_file.read(where, shown(where))


def write(content: bytes) -> None:
    """Replace the file in one step; raises `CouldNotTry`."""
    where = path()
    one_file.edit(where, shown(where), lambda _old: content)
