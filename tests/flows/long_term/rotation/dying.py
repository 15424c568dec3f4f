"""A process that rotates a key as a kernel does, and kills itself in the midst (`python -m` this module).

Arguments: the profile, 'next' or 'back' as often as it takes, and where to die: a row of `PLACES`, or 'nowhere'.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from awsguide.adapters.aws import Aws
from awsguide.adapters.files import replacing, rotations
from awsguide.api.long_term.rotation import key_rotation, rotate_key, undo_rotation
from awsguide.core.rotations import Patience
from awsguide.flows.long_term.rotation import way_back

IMPATIENT = Patience(prove=30, watch=0, wait=0, pause=0.1, sitting=10)


def die() -> None:
    """What a machine that runs out of memory does to a process: nothing is cleared away, nothing is flushed."""
    os.kill(os.getpid(), signal.SIGKILL)


def half_written(mark: bytes, number: int) -> None:
    """Die when half of a file with `mark` in it is written, the number-th of them."""
    real, seen = replacing._fill, []

    def fill(descriptor: int, content: bytes) -> None:
        seen.append(mark in content)
        if not seen[-1] or sum(seen) < number:
            real(descriptor, content)
            return
        real(descriptor, content[: len(content) // 2])
        os.fsync(descriptor)
        die()

    replacing._fill = fill


def between_the_files() -> None:
    """Die when the new credentials file has taken the old one's place, and the config file has not."""
    real = Path.replace

    def replace(self: Path, target: Any) -> Path:
        made = real(self, target)
        if Path(target).name == "credentials":
            die()
        return made

    Path.replace = replace  # type: ignore[method-assign, assignment]


def answered(operation: str) -> None:
    """Die when AWS has done it and the answer is there."""
    real = Aws.call

    def call(self: Aws, step: Any) -> Any:
        reply = real(self, step)
        if step.operation == operation:
            die()
        return reply

    Aws.call = call  # type: ignore[method-assign]


def before_saving() -> None:
    """Die with a new key in hand and not a byte of it written."""
    rotations.swap_key = lambda *_: die()


PLACES: dict[str, Callable[[], None]] = {
    "nowhere": lambda: None,
    "before the new key is saved": before_saving,
    # The first of the two is the backup.
    "in the midst of the credentials file": lambda: half_written(b"[kira]", 2),
    "between the two files": between_the_files,
    "in the midst of the note": lambda: half_written(b'"proved_at": 1', 1),
    "when the old key is off": lambda: answered("UpdateAccessKey"),
}


def main(profile: str, way: str, place: str) -> None:
    """Press until it is done or this process is dead."""
    PLACES[place]()
    for _ in range(20):
        if way == "next":
            if (
                rotate_key(profile, patience=IMPATIENT, ask=lambda ask: ask.choices[0]).next.stage.name
                == "finished"
            ):
                return
        elif way_back(key_rotation(profile, patience=IMPATIENT)) is None:
            return
        else:
            undo_rotation(profile, patience=IMPATIENT, ask=lambda ask: ask.choices[0])
    raise SystemExit("it came to no end")


if __name__ == "__main__":
    main(*sys.argv[1:])
