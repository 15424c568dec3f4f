"""Looks through a folder's files for AWS keys: notebooks cell by cell, everything else line by line.

What a key looks like is the business of detect-secrets; this module reads the files and says where in them something
was found. It follows no link, asks nobody whether a key still works (the library could, and is not let), changes
nothing, and keeps no secret: an id is remembered so that it can be acted upon, of a secret only its place.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from awsguide.access_keys import FoundKey
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
    "AKIA": "long-term access key id",
    "ASIA": "temporary access key id",
}
# The keys of AWS's own documentation end so.
EXAMPLE = "EXAMPLE"


def files_to_scan(folder: str) -> tuple[list[str], list[str]]:
    """Every file below `folder`, in order, and sentences about what is passed over; raises `BadInput`."""
    start = Path(folder.strip() or ".").expanduser()
    if not start.is_dir():
        raise explain("folder-missing", folder=folder)
    paths: list[str] = []
    large, unread = 0, 0

    def unreadable(_error: OSError) -> None:
        nonlocal unread
        unread += 1

    for place, folders, names in os.walk(start, onerror=unreadable):
        folders[:] = sorted(name for name in folders if name not in LEFT_OUT)
        for name in sorted(names):
            path = Path(place, name)
            if path.is_symlink() or not path.is_file():
                continue
            if path.stat().st_size > LARGEST:
                large += 1
            elif len(paths) < MOST_FILES:
                paths.append(str(path))
            else:
                return paths, [f"everything after the first {MOST_FILES:,} files: choose a smaller folder."]
    told = []
    if large:
        told.append(f"files of more than {LARGEST // 1_000_000} MB ({large}).")
    if unread:
        told.append(f"folders that may not be read ({unread}).")
    return paths, told


def scan_files(paths: Sequence[str]) -> list[FoundKey]:
    """What is in these files; one that cannot be read, or is no text, has nothing."""
    found = []
    for path in paths:
        try:
            content = Path(path).read_bytes()
        except OSError:
            continue
        if b"\0" in content[:8192]:
            continue
        text = content.decode("utf-8", "replace")
        found += _found_in(text, path)
    return found


def _found_in(text: str, path: str) -> list[FoundKey]:
    found: dict[tuple[str, str, str], FoundKey] = {}
    for place, line in _notebook(text) if path.endswith(".ipynb") else _lines(text):
        for value in _values(line):
            key_id = value if value[:4] in KINDS and len(value) == 20 else ""
            kind = KINDS[value[:4]] if key_id else "secret access key or token"
            found.setdefault((place, kind, value), FoundKey(path, place, kind, key_id))
    return list(found.values())


def _values(line: str) -> Iterator[str]:
    for detector in _detectors():
        for value in detector.analyze_string(line):
            # A longer run of capitals is a picture or a hash, and no id.
            at = line.find(value) + len(value)
            if not value.endswith(EXAMPLE) and not line[at : at + 1].isalnum():
                yield value


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        yield f"line {number}", line


def _notebook(text: str) -> list[tuple[str, str]]:
    """The lines of a notebook with where they stand; one that is no notebook any more is still a text."""
    try:
        return list(_cells(json.loads(text)["cells"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        return list(_lines(text))


def _cells(cells: Any) -> Iterator[tuple[str, str]]:
    """The lines of cells with where they stand: a cell's source, or one of its outputs."""
    for number, cell in enumerate(cells, 1):
        for place, line in _lines(_joined(cell.get("source", ""))):
            yield f"cell {number}, {place}", line
        for output in cell.get("outputs", ()):
            data = {
                kind: value for kind, value in output.get("data", {}).items() if not kind.startswith("image/")
            }
            said = [
                output.get("text", ""),
                output.get("evalue", ""),
                *data.values(),
                *output.get("traceback", ()),
            ]
            for place, line in _lines("\n".join(_joined(part) for part in said if part)):
                yield f"cell {number}, output, {place}", line


def _joined(value: Any) -> str:
    """A text of a notebook, which may be a list of lines; anything else as JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return "".join(value)
    return json.dumps(value, ensure_ascii=False)


@cache
def _detectors() -> tuple[RegexBasedDetector, ...]:
    """The library's detector of AWS keys, and one of ours for what stands in AWS's own files without quotes."""
    import re

    from detect_secrets.plugins.aws import AWSKeyDetector
    from detect_secrets.plugins.base import RegexBasedDetector

    class AwsFileDetector(RegexBasedDetector):
        secret_type = "AWS secret"  # noqa: S105 - a kind, not a secret
        denylist = (
            re.compile(r"aws_secret_access_key\s*[=:]\s*([A-Za-z0-9/+=]{40})", re.IGNORECASE),
            re.compile(r"aws_session_token\s*[=:]\s*[\"']?([A-Za-z0-9/+=]{100,})", re.IGNORECASE),
        )

    return AWSKeyDetector(), AwsFileDetector()
