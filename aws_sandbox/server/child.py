"""Starts the sandbox as a child process, knows where it is, and ends it.

The child lives in a session of its own, so an interrupt of the parent does not reach it, and holds the reading end of
a pipe whose writing end the parent has: when the parent ends, however that is, the child does too. This module
refuses to share a sandbox between people: the announcement it writes and reads lies in a folder of mode 0700.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

from aws_sandbox.server.environment import changed, sandbox_environment
from aws_sandbox.server.process import SEED_SECONDS, CannotStart

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

START_SECONDS = 60
ENDED = "The sandbox of this Jupyter server has ended: restart the kernel to begin with a new one."
STARTING = (
    "The sandbox of this Jupyter server is still starting, perhaps with a long seed: wait a minute, then restart the "
    "kernel."
)
STOP_SECONDS = 5
# What start_new_session is elsewhere: Ctrl-C and the console window of the parent's are not the child's. 0 on POSIX.
WINDOWS_SESSION = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0) | getattr(
    subprocess, "CREATE_NO_WINDOW", 0
)


@dataclass(frozen=True)
class Place:
    """Where a sandbox is: its endpoint ('http://127.0.0.1:PORT'), start URL, region and home folder."""

    endpoint: str
    start_url: str
    region: str
    home: str

    @property
    def file(self) -> Path:
        """The file in which the sandbox itself wrote where it is; it is gone when the sandbox is."""
        return Path(self.home) / ".awsguide" / "sandbox.json"

    def changes(self, parent: Mapping[str, str]) -> dict[str, str | None]:
        """What to change in the environment `parent` to be inside; None means unset."""
        return sandbox_environment(parent, endpoint=self.endpoint, home=self.home, region=self.region)

    def environment(self, parent: Mapping[str, str]) -> dict[str, str]:
        """The environment `parent` as it is inside this sandbox."""
        return changed(parent, self.changes(parent))


@dataclass
class Child:
    """A sandbox that this process started; a context manager that ends it."""

    place: Place
    process: subprocess.Popen[bytes] = field(repr=False)

    def stop(self) -> None:
        """End the child and wait until it is gone; a second call does nothing."""
        if self.process.stdin is not None and not self.process.stdin.closed:
            self.process.stdin.close()
        for end in (self.process.terminate, self.process.kill):
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                end()
            else:
                return
        self.process.wait(STOP_SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def find(file: Path, *, seconds: float = 0) -> Place:
    """Read where a running sandbox is from the file it wrote, waiting for it that long, or until our parent has ended.

    Raises `CannotStart` when it is not there, with the reason if the file tells one.
    """
    until, parent = time.monotonic() + seconds, os.getppid()
    while not file.is_file() and time.monotonic() < until and os.getppid() == parent:
        time.sleep(0.05)
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        if "problem" in told:
            raise CannotStart(str(told["problem"]))
        return _place(told)
    except (OSError, ValueError, KeyError, TypeError) as error:
        # Its home is there before it is, and goes with it.
        raise CannotStart(STARTING if file.parent.is_dir() else ENDED) from error


def start(
    *, port: int = 0, faults: Sequence[str] = (), home: Path | None = None, seed: Sequence[str] = ()
) -> Child:
    """Start a sandbox and wait until it answers; raises `CannotStart` when it does not.

    The arguments are those of `process.run`.
    """
    # -P keeps the current folder off the child's import path: a notebook's folder may hold any file name.
    command = [sys.executable, "-P", "-m", "aws_sandbox", "--until-eof", "--port", str(port)]
    for fault in faults:
        command += ["--fault", fault]
    if home is not None:
        command += ["--home", str(home)]
    if seed:
        command += ["--seed", json.dumps(list(seed))]
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=os.name != "nt",
            creationflags=WINDOWS_SESSION,
        )
    except OSError as error:
        raise CannotStart(f"The sandbox's process cannot be started ({error.strerror}).") from error
    try:
        seconds = START_SECONDS + (SEED_SECONDS if seed else 0)
        told = json.loads(_first_line(process, seconds) or b"{}")
        if "endpoint" in told:
            return Child(_place(told), process)
    except BaseException:
        _kill(process)
        raise
    code = _kill(process)
    raise CannotStart(
        told.get("problem") or f"The sandbox's process ended with code {code} before it answered."
    )


def _kill(process: subprocess.Popen[bytes]) -> int:
    """End a process that is of no use to anybody, and close what leads to it; returns its exit code."""
    process.kill()
    if process.stdin is not None:
        process.stdin.close()
    return process.wait()


def _place(told: dict[str, str]) -> Place:
    return Place(told["endpoint"], told["start_url"], told["region"], told["home"])


def _first_line(process: subprocess.Popen[bytes], seconds: float) -> bytes:
    """The first line that the child prints, or nothing when it ends or `seconds` pass before."""
    lines: list[bytes] = []
    stdout = process.stdout
    if stdout is None:
        return b""

    def read() -> None:
        with stdout:
            lines.append(stdout.readline())

    reader = threading.Thread(target=read, name="sandbox announcement", daemon=True)
    reader.start()
    reader.join(seconds)
    return lines[0] if lines else b""
