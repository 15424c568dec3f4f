"""What a cell shows, as messages to the page: text, a value in several forms, an error, and whose cell it was.

Which cell is running is known to everything that the cell starts, tasks and handlers of widgets included, so what
they show later still arrives under it.
"""

from __future__ import annotations

import contextvars
import io
import json
import linecache
import pprint
import traceback
from collections.abc import Callable
from typing import Any

CELL: contextvars.ContextVar[str] = contextvars.ContextVar("cell", default="")

# The width at which IPython breaks the lines of a list.
_WIDTH = 79
# What a cell may show, in characters: more would stop the page that shows it. A line costs something of itself.
MOST, _EACH = 400_000, 20
_LEFT_OUT = f"\n... The rest is left out: a page shows about {MOST:,} characters of a cell.\n"
_shown: dict[str, int] = {}
_tell: Callable[[str], None] | None = None


def connect(tell: Callable[[str], None]) -> None:
    """Let `tell` have every message, as JSON."""
    global _tell  # noqa: PLW0603 - there is one page
    _tell = tell


def send(kind: str, **content: Any) -> None:
    """Send one message of the running cell's."""
    if _tell is not None:
        _tell(json.dumps({"cell": CELL.get(), "kind": kind, **content}))


class Stream(io.TextIOBase):
    """Standard output or standard error of the cells."""

    def __init__(self, name: str) -> None:
        """`name` is 'stdout' or 'stderr'."""
        self._name = name

    def writable(self) -> bool:
        """Cells write to it."""
        return True

    def write(self, text: str) -> int:
        """Send the text on at once."""
        if shown := _within(text):
            send("stream", name=self._name, text=shown)
        return len(text)


def begin() -> None:
    """A cell begins, and may show as much as any other."""
    _shown.pop(CELL.get(), None)
    send("begin")


def _within(text: str) -> str:
    """As much of the text as the running cell may still show; '' once it was told that the rest is left out."""
    cell = CELL.get()
    before = _shown.get(cell, 0)
    _shown[cell] = before + len(text) + _EACH
    if before > MOST:
        return ""
    return text if _shown[cell] <= MOST else text[: MOST - before] + _LEFT_OUT


def _as_text(value: object) -> str:
    text = pprint.pformat(value, width=_WIDTH, sort_dicts=False)
    return text if len(text) <= MOST else text[:MOST] + _LEFT_OUT


def forms(value: object) -> dict[str, Any]:
    """A value in every form it has: what it says itself, else its text."""
    own = getattr(value, "_repr_mimebundle_", None)
    if own is not None and not isinstance(value, type):
        bundle = own(include=None, exclude=None)
        bundle = bundle[0] if isinstance(bundle, tuple) else bundle
        return dict(bundle)
    found = {"text/plain": _as_text(value)}
    html = getattr(value, "_repr_html_", None)
    if html is not None and not isinstance(value, type):
        found["text/html"] = html()
    return found


def display(*values: object, **_: Any) -> None:
    """Show values under the running cell, as IPython's function does."""
    for value in values:
        send("display", data=forms(value))


def clear_output(wait: bool = False) -> None:
    """Take away what the running cell has shown; with `wait` only once it shows something new."""
    send("clear", wait=wait)


def result(value: object) -> None:
    """Show the value of a cell's last line."""
    send("result", data=forms(value))


def remember(name: str, source: str) -> None:
    """Let a traceback quote the lines of a cell."""
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)


def failure(error: BaseException, name: str = "") -> None:
    """Show an error with the lines of the reader's own cells that led to it, from cell `name` on."""
    frames = traceback.extract_tb(error.__traceback__)
    # A cell that could not even begin has no line in the list.
    none = len(frames) if name else 0
    start = next((at for at, frame in enumerate(frames) if name and frame.filename == name), none)
    lines = (
        ["Traceback (most recent call last):\n", *traceback.format_list(frames[start:])]
        if frames[start:]
        else []
    )
    lines += traceback.format_exception_only(error)
    send("error", name=type(error).__name__, value=str(error), text="".join(lines))
