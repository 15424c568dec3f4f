"""What a learner has solved: a small file of item ids, states, hints, tries and times. No secret, name or network.

A file of an older version is read and brought up to date when it is next written; one of a newer version is left as it
is. Two notebooks may write at once: each reads the file again before it writes.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from awsguide.adapters.files import progress_file
from awsguide.core.errors import GuideError
from awsguide.explanations import explain

VERSION = 2


@dataclass(frozen=True)
class Entry:
    """How far one item is: `state` is 'started', 'wrong' or 'right'; times in seconds since 1970."""

    state: str = "started"
    tries: int = 0
    hints: int = 0
    solution: bool = False
    started: int = 0
    solved: int = 0

    @property
    def minutes(self) -> int:
        """How long it took from the start to the solution, in whole minutes, 0 until it is solved."""
        return max(1, round((self.solved - self.started) / 60)) if self.solved and self.started else 0


@dataclass
class Progress:
    """Entries by item id."""

    entries: dict[str, Entry] = field(default_factory=dict)

    def solved(self, name: str) -> bool:
        """Whether an item is solved."""
        return self.entries.get(name, Entry()).state == "right"


def parsed(content: bytes, shown: str) -> Progress:
    """Progress from the bytes of a file; raises `CouldNotTry` for what is newer, or none."""
    try:
        found = json.loads(content)
        version = found["version"]
        if isinstance(version, int) and version > VERSION:
            raise explain("progress-newer", path=shown)
        return Progress({str(name): entry for name, entry in _READERS[version](found)})
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise explain("progress-unreadable", path=shown, detail=str(error)[:80]) from None


def _version_1(found: Mapping[str, Any]) -> Iterator[tuple[str, Entry]]:
    """The first format was a plain list of what is solved."""
    for name in found["solved"]:
        yield name, Entry("right")


def _version_2(found: Mapping[str, Any]) -> Iterator[tuple[str, Entry]]:
    known = Entry.__dataclass_fields__
    for name, row in found["items"].items():
        yield name, Entry(**{key: value for key, value in row.items() if key in known})


_READERS: Mapping[int, Callable[[Mapping[str, Any]], Iterator[tuple[str, Entry]]]] = {
    1: _version_1,
    2: _version_2,
}


def text(progress: Progress) -> bytes:
    """The bytes of a progress file."""
    items = {name: asdict(entry) for name, entry in sorted(progress.entries.items())}
    return (json.dumps({"version": VERSION, "items": items}, indent=1) + "\n").encode()


def load() -> Progress:
    """The learner's progress; raises `CouldNotTry` for a file that cannot be used."""
    shown, content = progress_file.read()
    return Progress() if content is None else parsed(content, shown)


def record(name: str, change: Callable[[Entry], Entry]) -> GuideError | None:
    """Change one entry; returns the error of a file that cannot be used, which is then left as it is."""
    try:
        found = load()
        found.entries[name] = change(found.entries.get(name, Entry(started=int(time.time()))))
        progress_file.write(text(found))
    except GuideError as error:
        return error
    return None
