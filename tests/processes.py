"""Programs that tests start: marked in their environment, waited for, and ended with all that they have started."""

from __future__ import annotations

import os
import re
import subprocess
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import psutil

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MARK = "AWSGUIDE_TEST_MARK"
# What `awsguide lab` prints: the address of the server, and its token.
LAB_ADDRESS = re.compile(r"(http://127\.0\.0\.1:\d+)/\S*\?token=(\w+)")


def marked(mark: str) -> list[psutil.Process]:
    """Every living process that was started, however indirectly, with this mark in its environment."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK) == mark and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.Error:
            continue
    return found


def modules(mark: str, name: str) -> list[psutil.Process]:
    """Every process of this mark that runs a Python module, 'awsguide.launch.kernel'."""
    found = []
    for process in marked(mark):
        with suppress(psutil.Error):  # gone since, or just becoming another program
            if name in process.cmdline():
                found.append(process)
    return found


def eventually(true: Callable[[], Any], seconds: float = 60) -> Any:
    """What `true` answers as soon as that is true, or in the end."""
    deadline = time.monotonic() + seconds
    while not (result := true()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return result


def outside_environment(mark: str, **more: str) -> dict[str, str]:
    """The environment of a program with this mark, and `more`; nothing of a Jupyter or guide that runs these tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "AWSGUIDE"))}
    return {**kept, MARK: mark, **more}


@contextmanager
def answering(
    process: subprocess.Popen[bytes], mark: str, log: Path, answer: Callable[[], Any]
) -> Iterator[Any]:
    """What a server answers, once it does; then it is ended with SIGTERM, and killed with what still has its mark.

    `answer` asks it; None, '' and an `OSError` are no answer. What it printed, its `log`, is told where it fails.
    """

    def asked() -> Any:
        assert process.poll() is None, log.read_text()
        with suppress(OSError):
            return answer()

    try:
        found = eventually(asked)
        assert found, log.read_text()
        yield found
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for left in marked(mark):
            left.kill()
