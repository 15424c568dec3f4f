"""Faults for a whole class: what a trainer writes into one file is armed in the sandbox of every server that reads it.

The file has a fault a line ('denied', 'pending:3'). A sandbox follows it while it runs; what the file no longer names
is disarmed, and what a learner armed is left alone. A line that is no fault is reported in the server's log, once.
"""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from awsguide.lessons.trainer import name_of

# A class waits this long at most for its trainer.
SECONDS = 2.0
MOST_BYTES = 10_000


class ClassFaults:
    """Follows a file for one sandbox, of which it knows the address and the secret."""

    def __init__(self, file: Path, endpoint: str, secret: str, say: Callable[[str], object]) -> None:
        """Nothing is read yet."""
        self._file, self._address, self._secret, self._say = file, f"{endpoint}/_awsguide/faults", secret, say
        self._armed: tuple[str, ...] = ()

    def follow(self, ended: threading.Event) -> None:
        """Look at the file again and again until `ended` is set."""
        while not ended.wait(SECONDS):
            self.look()

    def look(self) -> None:
        """Arm what is new in the file, and disarm what is gone from it."""
        wanted = self._wanted()
        gone = {name_of(fault) for fault in self._armed} - {name_of(fault) for fault in wanted}
        for name in sorted(gone):
            self._control(disarm=name)
        for fault in wanted:
            if fault not in self._armed and (refused := self._control(arm=fault)):
                self._say(f"{self._file}: {refused}")
        self._armed = wanted

    def _wanted(self) -> tuple[str, ...]:
        try:
            with self._file.open("rb") as opened:
                text = opened.read(MOST_BYTES).decode("utf-8", "replace")
        except OSError:
            # No file yet, or none any more: no fault.
            return ()
        return tuple(dict.fromkeys(filter(None, map(str.strip, text.splitlines()))))

    def _control(self, **what: str) -> str:
        """Ask the sandbox; returns its sentence where it refuses, '' otherwise."""
        headers = {"X-Awsguide-Secret": self._secret, "Content-Type": "application/json"}
        request = urllib.request.Request(self._address, json.dumps(what).encode(), headers)  # noqa: S310 - 127.0.0.1
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=10):
                return ""
        except urllib.error.HTTPError as error:
            return error.read(300).decode("utf-8", "replace").strip()
        except OSError:
            # It is ending.
            return ""


def start(
    file: Path, endpoint: str, home: Path, say: Callable[[str], object], ended: threading.Event
) -> None:
    """Follow the file beside the sandbox that has this home."""
    secret = ""
    with suppress(OSError):
        secret = (home / ".awsguide" / "secret").read_text().strip()
    follower = ClassFaults(file, endpoint, secret, say)
    threading.Thread(target=follower.follow, args=(ended,), name="class faults", daemon=True).start()
