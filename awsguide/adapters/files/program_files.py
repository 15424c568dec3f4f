"""The files of programs in puzzles, under the sandbox's home, for a learner to edit.

`environment` are NAME=value lines, as a shell, a service unit or a container would set them; `token` is the file that a
pipeline finds its web identity in; `process` is what a credential helper prints, as JSON. A value that is secret is put
in while writing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from awsguide.adapters.browser import in_page
from awsguide.adapters.files import one_file
from awsguide.adapters.files.paths import allowed, directory, shown
from awsguide.core.secret import Secret
from awsguide.explanations import explain

Values = Mapping[str, str | Secret | None]
_COMMENT = "# The environment that the program of this puzzle starts with, one NAME=value a line.\n"
_ENDINGS = {"environment": "env", "token": "token", "process": "json"}


def folder() -> Path:
    """Where the files are."""
    return directory() / ".awsguide" / "programs"


def path_of(name: str, kind: str = "environment") -> Path:
    """Where a puzzle's file of this kind is."""
    return allowed(folder() / f"{name}.{_ENDINGS[kind]}")


def read(name: str) -> dict[str, Secret]:
    """The variables of a puzzle's program; lines that are no variable are passed over."""
    text = _content(path_of(name)).decode("utf-8", "replace")
    pairs = (
        line.partition("=") for line in text.splitlines() if "=" in line and not line.lstrip().startswith("#")
    )
    return {key.strip(): Secret(value.strip()) for key, _, value in pairs if value.strip()}


def content(name: str) -> bytes:
    """The bytes of a puzzle's files, for a digest; none where there is no file."""
    return b"".join(_content(path_of(name, kind)) for kind in _ENDINGS)


def _content(where: Path) -> bytes:
    return one_file.read(where, shown(where)) or b""


def write(name: str, values: Values, kind: str = "environment") -> None:
    """Set these values, and take out those that are None; the others stay.

    Raises `CouldNotTry` for the process of a program in a page, and for a file that a learner left as no JSON.
    """
    if kind == "process" and in_page.IN_BROWSER:
        raise explain("no-programs-in-a-page")
    where = path_of(name, kind)
    try:
        one_file.edit(where, shown(where), lambda old: _EDITS[kind](old, values))
    except ValueError:
        raise explain("lesson-program-file", name=name, path=shown(where)) from None


def _plain(value: str | Secret) -> str:
    return value.reveal() if isinstance(value, Secret) else value


def _lines(old: bytes, values: Values) -> bytes:
    kept = [
        line
        for line in (old.decode("utf-8", "replace") or _COMMENT).splitlines()
        if line.partition("=")[0].strip() not in values
    ]
    kept += [f"{key}={_plain(value)}" for key, value in values.items() if value is not None]
    return ("\n".join(kept) + "\n").encode()


def _token(_old: bytes, values: Values) -> bytes:
    return "".join(_plain(value) for value in values.values() if value is not None).encode()


def _json(old: bytes, values: Values) -> bytes:
    found = json.loads(old or b"{}")
    if not isinstance(found, dict):
        raise ValueError("not an object")  # noqa: TRY004 - a file with another text, as for one that is no JSON
    # A number is written as one: helpers are judged by such things.
    new = {key: value if value is None else _plain(value) for key, value in values.items()}
    found |= {key: int(value) if value and value.isdecimal() else value for key, value in new.items()}
    left = {key: value for key, value in found.items() if value is not None}
    return (json.dumps(left, indent=1) + "\n").encode()


_EDITS: Mapping[str, Callable[[bytes, Values], bytes]] = {
    "environment": _lines,
    "token": _token,
    "process": _json,
}


def remove(name: str) -> None:
    """Delete the files, if there are any."""
    for kind in _ENDINGS:
        path_of(name, kind).unlink(missing_ok=True)
