"""A folder for what a lesson writes: in the sandbox's own home, and on the reader's AWS one that goes with the kernel.

It makes folders and no files, and never one in the reader's home.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path

from awsguide.adapters.files.paths import allowed, directory
from awsguide.adapters.surroundings import target


def lesson_folder(name: str) -> Path:
    """A folder called `name` ('project'): below '~' in the sandbox, otherwise a temporary one, deleted at the end."""
    if target() == "sandbox":
        folder = allowed(directory() / name)
    else:
        parent = tempfile.mkdtemp(prefix="awsguide-lesson-")
        atexit.register(shutil.rmtree, parent, ignore_errors=True)
        folder = Path(parent) / name
    folder.mkdir(exist_ok=True)
    return folder
