"""The reader's own copy of the notebooks: made once, brought up to date later, and never written over once edited.

A copied notebook starts empty, without outputs and counts: those of `notebooks/` are of another run, and would stand
under panels that nobody has pressed yet. A small record says what was copied. A notebook counts as edited when the text
of its cells has changed: running it is not editing it. This module refuses to delete anything.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from awsguide.explanations import explain

if TYPE_CHECKING:
    from pathlib import Path

# Ours, inside the copy: the record, and what JupyterLab remembers of its windows.
OWN_FOLDER = ".awsguide"


@dataclass
class Outcome:
    """What bringing a copy up to date did, as paths relative to the copy."""

    written: list[str] = field(default_factory=list)
    kept_though_newer: list[str] = field(default_factory=list)


def refresh(source: Path, copy: Path, kernelspec: dict[str, str]) -> Outcome:
    """Copy what is new in `source`, update what is unedited in `copy`, keep what is edited.

    Every copied notebook names `kernelspec` (name, display_name, language). Raises `CouldNotTry` when a file cannot
    be read or written.
    """
    try:
        return _refresh(source, copy, kernelspec)
    except OSError as error:
        detail = f"{error.strerror or error}: {error.filename}." if error.filename else f"{error}."
        raise explain("notebooks-not-copied", path=str(copy), detail=detail) from error


def _refresh(source: Path, copy: Path, kernelspec: dict[str, str]) -> Outcome:
    record_file = copy / OWN_FOLDER / "copied.json"
    record, of_earlier_version = _read_record(record_file)
    outcome = Outcome()
    for original in sorted(source.rglob("*")):
        relative = original.relative_to(source)
        if not original.is_file() or any(part.startswith(".") for part in relative.parts):
            continue
        name = relative.as_posix()
        content = for_kernel(original, kernelspec)
        newest = text_digest(name, content)
        target = copy / relative
        present = text_digest(name, target.read_bytes()) if target.exists() else None
        unedited = present is None or present == record.get(name)
        with_outputs = of_earlier_version and unedited and original.suffix == ".ipynb"
        if present == newest and not with_outputs:
            record[name] = newest
        elif unedited:
            _write(target, content)
            record[name] = newest
            outcome.written.append(name)
        elif record.get(name) != newest:
            outcome.kept_though_newer.append(name)
    _write(record_file, (json.dumps({"copied": record}, indent=1, sort_keys=True) + "\n").encode())
    return outcome


def put_beside(source: Path, copy: Path, name: str, kernelspec: dict[str, str]) -> str:
    """Write the original of the notebook `name` into `copy` under a new name, '10-workforce-identity-fresh.ipynb'.

    Returns that name. Raises `CouldNotTry` when there is no such notebook, or it cannot be written.
    """
    known = {path.stem: path for path in sorted(source.glob("*.ipynb"))}
    original = known.get(name.removesuffix(".ipynb"))
    if original is None:
        raise explain("no-such-notebook", name=name, names=", ".join(known))
    number = 1
    while (target := copy / f"{original.stem}-fresh{f'-{number}' if number > 1 else ''}.ipynb").exists():
        number += 1
    try:
        _write(target, for_kernel(original, kernelspec))
    except OSError as error:
        raise explain(
            "notebooks-not-copied", path=str(copy), detail=f"{error.strerror}: {target}."
        ) from error
    return target.name


def text_digest(name: str, content: bytes) -> str:
    """A digest of what a person edits: the cells of a notebook without outputs and counts, or a whole file."""
    if name.endswith(".ipynb"):
        try:
            cells = [[cell["cell_type"], _text(cell["source"])] for cell in json.loads(content)["cells"]]
            content = json.dumps(cells).encode()
        except (ValueError, KeyError, TypeError):
            # Not a notebook any more: whatever it is, it is the reader's.
            pass
    return hashlib.sha256(content).hexdigest()


def _text(source: Any) -> str:
    return source if isinstance(source, str) else "".join(source)


def for_kernel(original: Path, kernelspec: dict[str, str]) -> bytes:
    """A file for a reader: a notebook for this kernel, without outputs and counts; anything else as it is."""
    content = original.read_bytes()
    if original.suffix != ".ipynb":
        return content
    notebook = json.loads(content)
    notebook.setdefault("metadata", {})["kernelspec"] = kernelspec
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()


def _read_record(file: Path) -> tuple[dict[str, str], bool]:
    """What was copied, and whether a version of awsguide recorded it that copied notebooks with their outputs."""
    try:
        record = json.loads(file.read_bytes())
    except (OSError, ValueError):
        record = None
    if not isinstance(record, dict):
        # Without a record nothing counts as unedited, so nothing is written over.
        return {}, False
    copied = record.get("copied")
    return (copied, False) if isinstance(copied, dict) else (record, True)


def _write(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f"{target.name}.new")
    beside.write_bytes(content)
    beside.replace(target)
