"""What a trainer needs while a class runs: faults as a menu, and the progress of a class from exported files.

A fault is armed by one call, in the learner's own sandbox. Progress files hold ids and times alone; whose they are is
what the learner wrote into the file's name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from awsguide.adapters import surroundings
from awsguide.adapters.aws import Aws
from awsguide.adapters.files import one_file
from awsguide.adapters.practice_controls import control
from awsguide.core.errors import GuideError
from awsguide.explanations import explain
from awsguide.lessons import catalogue, progress
from awsguide.lessons.progress import Entry, Progress

_BEGINNING = "progress-"
# Names the file that every sandbox of a class follows; the hub's setting class_faults sets it.
CLASS_FAULTS = "AWSGUIDE_CLASS_FAULTS"


def arm(fault: str, *, everybody: bool = False) -> tuple[str, ...]:
    """Arm a fault in this sandbox ('pending:3'); returns the names of those that are armed now. Raises `GuideError`.

    With `everybody` it is armed in every sandbox of the class too, seconds later; that takes a hub with a file for it.
    """
    if everybody:
        _write_for_class(lambda faults: [*(one for one in faults if name_of(one) != name_of(fault)), fault])
    told = control(Aws(surroundings.target()), "faults", arm=fault)["armed"]
    # The sandbox lists those that hold for every operation.
    return tuple(sorted({*told, name_of(fault)}))


def disarm(fault: str = "", *, everybody: bool = False) -> tuple[str, ...]:
    """Disarm a fault by its name, or all of them; returns the names of those that are still armed."""
    if everybody:
        _write_for_class(lambda faults: [one for one in faults if fault and name_of(one) != name_of(fault)])
    what = {"disarm": name_of(fault)} if fault else {"clear": True}
    return tuple(control(Aws(surroundings.target()), "faults", **what)["armed"])


def _write_for_class(change: Callable[[list[str]], list[str]]) -> None:
    named = surroundings.environment(CLASS_FAULTS)
    if not named:
        raise explain("no-class-faults")
    where = Path(named)
    with one_file.explaining(named, "written"):
        present = where.read_text("utf-8").split() if where.exists() else []
        where.write_text("".join(f"{one}\n" for one in change(present)), "utf-8")


def name_of(fault: str) -> str:
    """The name in 'NAME=VALUE@OPERATION:TIMES'."""
    return re.split("[:=@]", fault, maxsplit=1)[0]


def faults() -> tuple[str, ...]:
    """The names of the faults that are armed in this sandbox."""
    return tuple(control(Aws(surroundings.target()), "faults")["armed"])


# --- a class ------------------------------------------------------------------------------------------------------


def export_progress(name: str, folder: str | Path = ".") -> Path:
    """Write your progress to `progress-NAME.json` for the trainer, because you want to; returns the file.

    `name` is what you want to be called. Raises `GuideError`.
    """
    if not re.fullmatch(r"[\w-]{1,40}", name):
        raise explain("progress-name", name=repr(name[:40]))
    where = Path(folder) / f"{_BEGINNING}{name}.json"
    one_file.edit(where, str(where), lambda _old: progress.text(progress.load()))
    return where


@dataclass(frozen=True)
class Learner:
    """One exported file: the learner's name, their progress, or why the file cannot be used."""

    name: str
    progress: Progress | None
    problem: str = ""


def learners(folder: str | Path) -> tuple[Learner, ...]:
    """Every exported file of a folder, by name; a file that cannot be used says why. Raises `BadInput` for none."""
    found = []
    for path in sorted(Path(folder).glob(f"{_BEGINNING}*.json")):
        name = path.stem.removeprefix(_BEGINNING)
        try:
            found.append(Learner(name, progress.parsed(one_file.read(path, path.name) or b"", path.name)))
        except GuideError as error:
            found.append(Learner(name, None, error.what))
    if not found:
        raise explain("no-progress-files", path=str(folder))
    return tuple(found)


def class_text(folder: str | Path) -> str:
    """A class's progress as a table of text: what each item's count of solvers is, and how far each learner is."""
    found = learners(folder)
    lines = [f"{len(found)} learners"]
    known = [*catalogue.everything(), *(f"{level.id}{catalogue.FIX}" for level in catalogue.levels())]
    for one in found:
        if one.progress is None:
            lines.append(f"{one.name}: {one.problem}")
            continue
        solved = [name for name in known if one.progress.solved(name)]
        stuck = [name for name, entry in one.progress.entries.items() if entry.state == "wrong"]
        minutes = sum(entry.minutes for entry in one.progress.entries.values())
        # A file of the first version knows no times.
        within = f" in {minutes} min" if minutes else ""
        which = f" ({', '.join(solved)})" if solved else ""
        after = f"; not yet: {', '.join(sorted(stuck))}" if stuck else ""
        lines.append(f"{one.name}: {len(solved)} solved{within}{which}{after}")
    lines += ["", "Tried by most, solved by fewest:"]
    lines += [
        f"{name}: {len(entries)} tried, {_solved(entries)} solved, {sum(entry.hints for entry in entries)} hints, "
        f"{sum(entry.solution for entry in entries)} looked at the solution"
        for name, entries in _hardest(found)
    ]
    return "\n".join(lines)


def _solved(entries: list[Entry]) -> int:
    return sum(entry.state == "right" for entry in entries)


def _hardest(found: tuple[Learner, ...]) -> list[tuple[str, list[Entry]]]:
    rows: dict[str, list[Entry]] = {}
    for one in found:
        for name, entry in (one.progress.entries if one.progress else {}).items():
            rows.setdefault(name, []).append(entry)
    return sorted(rows.items(), key=lambda row: (_solved(row[1]) / len(row[1]), -len(row[1])))[:10]
