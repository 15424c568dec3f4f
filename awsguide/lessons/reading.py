"""Reads a YAML file whose rows people write by hand, and says in which line something is wrong.

A mapping remembers the line it begins in, a key that stands twice is refused, and so is a key nobody reads. It knows
nothing of lessons, and builds no Python objects that the file names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, TypeVar

import yaml

from awsguide.explanations import explain

T = TypeVar("T")
# A file of rows is read whole; a larger one is something else.
MOST_BYTES = 1_000_000


class Row(dict[str, Any]):
    """A mapping of the file, with the `file` it is from and the `line` it begins in."""

    file: str = ""
    line: int = 0

    def wrong(self, detail: str) -> Exception:
        """The error that says what is wrong with this row."""
        return explain("lesson-file", file=self.file, line=str(self.line), detail=detail)


class _Loader(yaml.SafeLoader):  # type: ignore[misc]
    """YAML's plain data, its mappings as `Row`, and only true and false as booleans: `on` and `no` are words."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> Row:
    row = Row()
    row.file, row.line = loader.name, node.start_mark.line + 1
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, str | int):
            raise row.wrong("a name must be a word")
        if str(key) in row:
            raise explain(
                "lesson-file",
                file=loader.name,
                line=str(key_node.start_mark.line + 1),
                detail=f"'{key}' is there twice",
            )
        row[str(key)] = loader.construct_object(value_node, deep=True)
    return row


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
# Dates stay texts: policies have a Version that looks like one.
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":timestamp", ":bool"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))


def read(path: Path) -> Any:
    """What the file holds; raises `BadInput` with the line, and `CouldNotTry` when it cannot be read."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise explain("lesson-file-missing", path=str(path), detail=error.strerror or "unreadable") from None
    if len(content) > MOST_BYTES:
        raise explain("lesson-file", file=path.name, line="1", detail="the file is larger than 1 MB")
    return parsed(content, path.name)


def parsed(content: bytes, name: str) -> Any:
    """What a text holds that was read from the file `name`; raises `BadInput`."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise explain("lesson-file", file=name, line="1", detail="it is not UTF-8") from None
    try:
        loader = _Loader(text)
        loader.name = name
        return loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = str(mark.line + 1) if mark else "1"
        raise explain("lesson-file", file=name, line=line, detail=error.problem or "not YAML") from None
    except (yaml.YAMLError, RecursionError):
        raise explain("lesson-file", file=name, line="1", detail="it is not YAML") from None


def checked(row: object, kind: type[T], made: dict[str, Any] | None = None) -> dict[str, Any]:
    """The members of `row` for the dataclass `kind`; raises `BadInput` for one that is missing or unknown."""
    if not isinstance(row, Row):
        raise explain("lesson-file", file="", line="1", detail="a row must be a mapping of names and values")
    known = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]
    refuse_unknown(row, known)
    for name, field in known.items():
        if name not in row and field.default is MISSING and field.default_factory is MISSING:
            raise row.wrong(f"'{name}' is missing")
    return {**row, **(made or {})}


def refuse_unknown(row: Row, known: Iterable[str]) -> None:
    """Raises `BadInput` for a name that is not among the `known` ones."""
    for name in row:
        if name not in known:
            raise row.wrong(f"'{name}' is unknown here; known are {', '.join(known)}")
