"""Looks through a folder's files for AWS keys: notebooks cell by cell, everything else line by line.

What a key looks like is the business of detect-secrets; this module reads the files and says where in them something
was found. It follows no link, asks nobody whether a key still works (the library could, and is not let), changes
nothing, and keeps no secret: an id is remembered so that it can be acted upon, of a secret only its place.
"""

from __future__ import annotations

import base64
import codecs
import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from awsguide.config.names import TOKENS
from awsguide.core.access_keys import FilesScanned, FoundKey
from awsguide.explanations import explain

if TYPE_CHECKING:
    from detect_secrets.plugins.base import RegexBasedDetector

# What programs fetch or make again; git keeps its objects compressed, where no line can be read.
LEFT_OUT = frozenset(
    {".git", ".hg", ".venv", "venv", "node_modules", "__pycache__", ".mypy_cache", ".ruff_cache"}
)
LARGEST = 20_000_000
# More than that is no reader's folder but a whole disk, whose walk alone would take minutes.
MOST_FILES = 50_000
KINDS = {
    "AKIA": "long-term access key ID",
    "ASIA": "temporary access key ID",
}
# The keys of AWS's own documentation end so.
EXAMPLE = ("EXAMPLE", "EXAMPLEKEY")
# Of a notebook's pictures only these are text.
DRAWINGS = ("image/svg",)
TEXTS = ("text/", "application/json", "application/x-yaml", *DRAWINGS)
# As PowerShell and some editors save a text.
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def files_to_scan(folder: str) -> tuple[list[str], list[str]]:
    """Every file below `folder`, in order, and sentences about what is passed over; raises `BadInput`."""
    start = Path(folder.strip() or ".").expanduser()
    if not start.is_dir():
        raise explain("folder-missing", folder=folder)
    paths: list[str] = []
    passed_over, left_out = Counter[str](), set[str]()

    def unreadable(_error: OSError) -> None:
        passed_over["folders that may not be read"] += 1

    for place, folders, names in os.walk(start, onerror=unreadable):
        left_out |= LEFT_OUT.intersection(folders)
        folders[:] = sorted(name for name in folders if name not in LEFT_OUT)
        for name in sorted(names):
            reason = _passed_over(Path(place, name))
            if reason is None and len(paths) == MOST_FILES:
                return paths, [f"everything after the first {MOST_FILES:,} files: choose a smaller folder."]
            if reason is None:
                paths.append(os.path.join(place, name))  # noqa: PTH118 - as many as there are files
            elif reason:
                passed_over[reason] += 1
    told = [f"{what} ({count})." for what, count in passed_over.items()]
    if left_out:
        told.append(f"what programs fetch or make ({', '.join(sorted(left_out))}).")
    return paths, told


def _passed_over(path: Path) -> str | None:
    """Why a file is not read: in words, '' for what is no file, None when it is to be read."""
    try:
        if path.is_symlink() or not path.is_file():
            return ""
        size = path.stat().st_size
    except OSError:
        # Its folder may be listed and not entered, or it is gone since.
        return "files in folders that may not be entered"
    return None if size <= LARGEST else f"files of more than {LARGEST // 1_000_000} MB"


def scan_files(paths: Sequence[str], shown: Callable[[Path], str] = str) -> FilesScanned:
    """What is in these files, and how many could not be read or are no text; `shown` writes a path for a person."""
    found: list[FoundKey] = []
    unreadable = no_text = 0
    for path in paths:
        try:
            content = Path(path).read_bytes()
        except OSError:
            unreadable += 1
            continue
        if b"\0" not in content[:8192]:
            text = content.decode("utf-8", "replace")
        elif content.startswith(UTF_16):
            text = content.decode("utf-16", "replace")
        else:
            no_text += 1
            continue
        found += _found_in(text, Path(path), shown(Path(path)))
    return FilesScanned(tuple(found), unreadable, no_text)


def _found_in(text: str, path: Path, shown: str) -> list[FoundKey]:
    found: dict[tuple[str, str, str], FoundKey] = {}
    for place, line in _notebook(text) if path.suffix == ".ipynb" else _lines(text):
        for value in _values(line):
            key_id = value if value[:4] in KINDS and len(value) == 20 else ""
            kind = KINDS[value[:4]] if key_id else "secret access key or token"
            found.setdefault((place, kind, value), FoundKey(shown, place, kind, key_id))
    return list(found.values())


def _values(line: str) -> Iterator[str]:
    for detector in _detectors():
        for value in detector.analyze_string(line):
            # A longer run of capitals is a picture or a hash, and no id.
            alone = re.search(re.escape(value) + "(?![A-Za-z0-9])", line)
            if alone and not value.endswith(EXAMPLE):
                yield value


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        yield f"line {number}", line


def _notebook(text: str) -> list[tuple[str, str]]:
    """The lines of a notebook with where they stand; one that is no notebook any more is still a text."""
    try:
        notebook = json.loads(text)
        # What widgets showed is saved in the notebook's own metadata.
        rest = {name: value for name, value in notebook.items() if name != "cells"}
        return [*_cells(notebook["cells"]), *_inside(rest, "what belongs to the whole notebook")]
    except (ValueError, KeyError, TypeError, AttributeError):
        return list(_lines(text))


def _cells(cells: Any) -> Iterator[tuple[str, str]]:
    """The lines of cells with where they stand: a cell's source, or one of its outputs."""
    for number, cell in enumerate(cells, 1):
        for place, line in _lines(_joined(cell.get("source", ""))):
            yield f"cell {number}, {place}", line
        yield from _inside(cell.get("metadata"), f"cell {number}, metadata")
        for name, kinds in cell.get("attachments", {}).items():
            attached = "\n".join(_attached(kind, value) for kind, value in kinds.items())
            for place, line in _lines(f"{name}\n{attached}"):
                yield f"cell {number}, attachment, {place}", line
        for output in cell.get("outputs", ()):
            yield from _inside(output.get("metadata"), f"cell {number}, output, metadata")
            data = {kind: value for kind, value in output.get("data", {}).items() if _is_read(kind)}
            said = [
                output.get("text", ""),
                output.get("evalue", ""),
                *data.values(),
                *output.get("traceback", ()),
            ]
            for place, line in _lines("\n".join(_joined(part) for part in said if part)):
                yield f"cell {number}, output, {place}", line


def _is_read(kind: str) -> bool:
    return not kind.startswith("image/") or kind.startswith(DRAWINGS)


def _attached(kind: str, value: Any) -> str:
    """The text of an attachment, which a notebook keeps in base64; nothing for a picture."""
    return base64.b64decode(_joined(value)).decode("utf-8", "replace") if kind.startswith(TEXTS) else ""


def _inside(value: Any, where: str) -> Iterator[tuple[str, str]]:
    """Every text within a value of JSON, with the name it stands under: together they may say what it is."""
    rows = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in rows:
        if isinstance(inner, str):
            for line in inner.splitlines():
                yield where, f'{name} = "{line}"' if "\n" not in inner else line
        else:
            yield from _inside(inner, where)


def _joined(value: Any) -> str:
    """A text of a notebook, which may be a list of lines; anything else as JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return "".join(value)
    return json.dumps(value, ensure_ascii=False)


@cache
def _detectors() -> tuple[RegexBasedDetector, ...]:
    """The library's detector of AWS keys, and one of ours for AWS's own files, without quotes, and its answers."""
    from detect_secrets.plugins.aws import AWSKeyDetector
    from detect_secrets.plugins.base import RegexBasedDetector

    class AwsFileDetector(RegexBasedDetector):
        secret_type = "AWS secret"  # noqa: S105 - a kind, not a secret
        denylist = (
            re.compile(r"aws_secret_access_key\s*[=:]\s*([A-Za-z0-9/+=]{40})", re.IGNORECASE),
            re.compile(rf"(?:{'|'.join(TOKENS)})\s*[=:]\s*[\"']?([A-Za-z0-9/+=]{{100,}})", re.IGNORECASE),
            # As AWS answers, in JSON and as Python prints it.
            re.compile(r"SecretAccessKey[\"']?\s*[=:]\s*[\"']([A-Za-z0-9/+=]{40})[\"']"),
            re.compile(r"SessionToken[\"']?\s*[=:]\s*[\"']([A-Za-z0-9/+=]{100,})"),
        )

    return AWSKeyDetector(), AwsFileDetector()
