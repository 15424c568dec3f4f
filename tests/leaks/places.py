"""Where a secret could be seen: collectors that write down everything which passes through such a place."""

from __future__ import annotations

import dataclasses
import json
import logging
import pickle
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import ipywidgets
import pytest
from IPython.core.ultratb import VerboseTB

from tests.leaks.canaries import Canaries

# Loggers of others that print requests and answers at DEBUG; the guide must leave them as they are.
TALKATIVE = ("botocore", "boto3", "urllib3", "werkzeug", "moto")


class Places:
    """What was seen in each place."""

    def __init__(self) -> None:
        self.seen: dict[str, list[str]] = {}

    def add(self, place: str, text: object) -> None:
        """Write down what a place shows."""
        self.seen.setdefault(place, []).append(str(text))

    def leaks(self, canaries: Canaries) -> dict[str, set[str]]:
        """Every place that shows a secret, with the kinds it shows."""
        found = {place: canaries.found_in("\n".join(texts)) for place, texts in self.seen.items()}
        return {place: kinds for place, kinds in found.items() if kinds}

    # --- collectors -------------------------------------------------------------------------------------------

    def add_faces(self, *panels: Any) -> None:
        """The faces of panels, and everything that any live widget shows a browser."""
        for panel in panels:
            bundle = panel._repr_mimebundle_()
            self.add("text/plain", bundle["text/plain"])
            self.add("text/html", bundle["text/html"])
            self.add("mimebundle", repr(bundle))
        self.add("widget manager state", repr(ipywidgets.Widget.get_manager_state()))
        for widget in list(ipywidgets.widgets.widget._instances.values()):
            self.add("synced state of each widget", repr(widget.get_state()))

    def add_error(self, error: BaseException) -> None:
        """An error as Python shows it, as IPython shows it, and what it carries."""
        self.add("exception texts", f"{error} {error!r} {error.args!r} {vars(error)!r}")
        self.add("tracebacks", "".join(traceback.format_exception(error)))
        rendered = getattr(error, "_render_traceback_", None)
        if rendered is not None:
            self.add("tracebacks", "\n".join(rendered()))
        else:
            kind, value, frames = type(error), error, error.__traceback__
            self.add("tracebacks", VerboseTB(theme_name="nocolor").text(kind, value, frames))

    def add_object(self, thing: object) -> None:
        """An object in every form in which objects are stored or shown; a refusal is a good answer."""
        self.add("repr, str and format", f"{thing!r} {thing!s} {thing} {[thing]!r} {'%s' % (thing,)}")  # noqa: UP031
        ways = {
            "pickle": lambda: pickle.dumps(thing).decode("latin-1"),
            "json": lambda: json.dumps(dataclasses.asdict(thing)),  # type: ignore[call-overload]
            "json, strings for the rest": lambda: json.dumps(vars(thing), default=str),
        }
        for way, store in ways.items():
            try:
                stored = store()
            except TypeError as refused:
                stored = f"refused: {refused}"
            self.add(way, stored)

    def add_files(self, place: str, folder: Path, but: tuple[Path, ...] = ()) -> None:
        """Every file under a folder, except those in which secrets are kept on purpose."""
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not any(path.is_relative_to(kept) for kept in but):
                self.add(place, f"{path}\n{path.read_bytes().decode('latin-1')}")


@contextmanager
def watched(places: Places, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """While it lasts: logs, the messages to widgets and the command lines of programs go to `places`."""

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            places.add("logs", f"{self.format(record)} {record.args!r}")

    levels = {name: logging.getLogger(name).level for name in TALKATIVE}
    keep = Keep(logging.DEBUG)
    logging.getLogger().addHandler(keep)
    logging.getLogger("awsguide").setLevel(logging.DEBUG)
    send = ipywidgets.Widget._send

    def write_down(widget: Any, message: Any, buffers: Any = None) -> None:
        places.add("messages to widgets", repr(message))
        send(widget, message, buffers)

    import subprocess

    start = subprocess.Popen.__init__

    def start_and_tell(process: Any, arguments: Any, *rest: Any, **keywords: Any) -> None:
        places.add("command lines", repr(arguments))
        start(process, arguments, *rest, **keywords)

    monkeypatch.setattr(ipywidgets.Widget, "_send", write_down)
    monkeypatch.setattr(subprocess.Popen, "__init__", start_and_tell)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(keep)
        logging.getLogger("awsguide").setLevel(logging.NOTSET)
        now = {name: logging.getLogger(name).level for name in TALKATIVE}
        assert now == levels, "the guide has made others talkative"
