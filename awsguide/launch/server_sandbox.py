"""The one sandbox of a Jupyter server: started when the first kernel or terminal needs it, ended with the server.

Kernels and terminals find it by one file, whose place is known before the sandbox is: whoever needs it waits for the
file, and nobody holds the server up. A sandbox that died takes its file along, and the next kernel that starts brings a
new one. This module refuses to use a sandbox that another server started.
"""

from __future__ import annotations

import atexit
import json
import secrets
import shutil
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from aws_sandbox.server import child
from aws_sandbox.server.process import CannotStart, private_file
from awsguide.launch import class_faults

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

STOP_SECONDS = 5


class ServerSandbox:
    """Not started when made; `want` starts it, `stop` ends it for good."""

    def __init__(
        self,
        *,
        faults: Sequence[str] = (),
        seed: Sequence[str] = (),
        faults_of_class: Path | None = None,
        problem: str = "",
        say: Callable[[str], object],
    ) -> None:
        """`problem` is why it cannot start, if that is known already; `say` gets the sentence of every problem.

        `faults_of_class` is the file that a trainer writes faults for everybody into.
        """
        self.home = Path(tempfile.gettempdir()) / f"awsguide-sandbox-{secrets.token_hex(8)}"
        self._faults, self._seed, self._problem, self._say = tuple(faults), tuple(seed), problem, say
        self._class_faults, self._ended = faults_of_class, threading.Event()
        self._lock = threading.Lock()
        self._starting: threading.Thread | None = None
        self._watching: threading.Thread | None = None
        self._child: child.Child | None = None
        self._stopped = False
        atexit.register(self.stop)

    @property
    def file(self) -> Path:
        """Where the sandbox says where it is, or why it is not there; missing until then."""
        return self.home / ".awsguide" / "sandbox.json"

    @property
    def endpoint(self) -> str:
        """Its address ('http://127.0.0.1:PORT'), '' while none runs."""
        running = self._child
        return running.place.endpoint if running is not None and running.process.poll() is None else ""

    def want(self) -> None:
        """Start it unless it runs or is about to; returns at once."""
        with self._lock:
            busy = self._starting is not None and self._starting.is_alive()
            if self._stopped or busy or self.endpoint:
                return
            self._starting = threading.Thread(target=self._start, name="sandbox start", daemon=True)
            self._starting.start()

    def stop(self) -> None:
        """End it and take its home away; a second call does nothing."""
        with self._lock:
            self._stopped = True
            starting = self._starting
        self._ended.set()
        if starting is not None:
            starting.join(STOP_SECONDS)
        if self._child is not None:
            self._child.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    def _start(self) -> None:
        if self._watching is not None:
            # The one that has ended is cleared away first: its successor lives in the same place.
            self._watching.join()
        shutil.rmtree(self.home, ignore_errors=True)
        if self._problem:
            self._tell(self._problem)
            return
        try:
            self._child = child.start(faults=self._faults, home=self.home, seed=self._seed)
        except CannotStart as problem:
            self._tell(str(problem))
            return
        if self._class_faults is not None:
            # Each sandbox is followed for as long as it lives.
            self._ended = threading.Event()
            place = self._child.place
            class_faults.start(self._class_faults, place.endpoint, self.home, self._say, self._ended)
        self._watching = threading.Thread(
            target=self._watch, args=(self._child,), name="sandbox watch", daemon=True
        )
        self._watching.start()

    def _tell(self, problem: str) -> None:
        """Say why there is no sandbox, in the log and to the kernels that wait for it."""
        self._say(problem)
        with suppress(OSError):
            self.home.mkdir(mode=0o700)
            private_file(self.file, json.dumps({"problem": problem}))

    def _watch(self, running: child.Child) -> None:
        """Take the file away with a sandbox that ends by itself: its keys are worth nothing any more."""
        running.process.wait()
        self._ended.set()
        if not self._stopped:
            shutil.rmtree(self.home, ignore_errors=True)
            self._say("The sandbox has ended. Restart a kernel to begin with a new one.")
