"""Every level, puzzle and exercise there is, by id: those that ship with the guide, and those of files you add.

A trainer's own file is added by `add`, or by naming files in AWSGUIDE_LESSONS. It reads rows and runs nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

from awsguide.adapters.surroundings import environment
from awsguide.explanations import explain
from awsguide.lessons import reading, rows
from awsguide.lessons.reading import Row
from awsguide.lessons.rows import Item, Level, Task

VARIABLE = "AWSGUIDE_LESSONS"
FIX = "-fix"
_SHIPPED = ("levels-1.yaml", "levels-2.yaml", "levels-3.yaml", "puzzles.yaml", "exercises.yaml")
_added: dict[str, Item] = {}


def _kind(row: Row) -> Callable[[Row], Item]:
    """What a row is: only a level has a band."""
    return rows.level if "band" in row else rows.task


def load(path: Path) -> dict[str, Item]:
    """The items of a file by id; raises `BadInput` with the line, `CouldNotTry` when it cannot be read."""
    given = reading.read(path)
    if not isinstance(given, list):
        raise explain("lesson-file", file=path.name, line="1", detail="the file must be a list of rows")
    found: dict[str, Item] = {}
    for row in given:
        if not isinstance(row, Row):
            raise explain("lesson-file", file=path.name, line="1", detail="each row must be a mapping")
        item = _kind(row)(row)
        if item.id in found:
            raise row.wrong(f"the id '{item.id}' is there twice")
        found[item.id] = item
    return found


@cache
def shipped() -> dict[str, Item]:
    """The items that ship with the guide, in the order they are recommended in."""
    found: dict[str, Item] = {}
    for name in _SHIPPED:
        source = files("awsguide.lessons") / "data" / name
        if source.is_file():
            with as_file(source) as path:
                found |= load(path)
    return found


@cache
def _of_environment(named: str) -> dict[str, Item]:
    found: dict[str, Item] = {}
    for path in filter(None, named.split(os.pathsep)):
        found |= load(Path(path))
    return found


def add(path: str | Path) -> tuple[str, ...]:
    """Add the items of a file of your own to this process; returns their ids. Raises `GuideError`."""
    found = load(Path(path))
    _added.update(found)
    return tuple(found)


def everything() -> dict[str, Item]:
    """Every item by id, the shipped ones first."""
    return {**shipped(), **_of_environment(environment(VARIABLE)), **_added}


def levels() -> tuple[Level, ...]:
    """Every level, from easy to hard."""
    found = [item for item in everything().values() if isinstance(item, Level)]
    return tuple(sorted(found, key=lambda level: level.band))


def tasks(beginning: str = "") -> tuple[Task, ...]:
    """Every puzzle ('Z'), or every exercise of a notebook ('10-')."""
    return tuple(
        item for item in everything().values() if isinstance(item, Task) and item.id.startswith(beginning)
    )


def find(name: str) -> tuple[Item, bool]:
    """The item of this name, and whether it is the fix of a level that is meant; raises `BadInput`."""
    known = everything()
    # Profiles are named after items in small letters, so a learner types them that way too.
    plain = name.strip().lower()
    fixing = plain.endswith(FIX)
    item = {one.lower(): found for one, found in known.items()}.get(plain.removesuffix(FIX))
    if item is None or (fixing and not isinstance(item, Level)):
        near = [one for one in known if one[:1].lower() == plain[:1]] or list(known)
        raise explain("lesson-unknown", name=name[:60], known=", ".join(near[:12]))
    return item, fixing
