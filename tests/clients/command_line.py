"""The AWS CLI, unmodified: AWS's own npm package brings it along, and it is unpacked beside that package once."""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pexpect

from tests.aws_sandbox.reader import Page, Reader
from tests.clients.packages import why_missing

FOLDER = Path(__file__).parent / "awscli"
MODULES = FOLDER / "node_modules"
# A bound for a machine that is busy: the program is there after half a second.
SECONDS = 60


@cache
def why_left_out() -> str:
    """Return why the tests with the AWS CLI are left out, or an empty string."""
    return why_missing(FOLDER, "the AWS CLI")


@cache
def program() -> Path:
    """The path of `aws`, unpacked by whoever is first."""
    place = MODULES / ".unpacked"
    if not place.exists():
        with tempfile.TemporaryDirectory(dir=MODULES) as folder:
            _unpack(Path(folder) / "whole")
            try:
                (Path(folder) / "whole").rename(place)
            except OSError:
                # Another test run was quicker; what it unpacked is the same.
                assert place.exists()
    (found,) = place.glob("awscli/v2/*/dist/aws")
    return found


def _unpack(place: Path) -> None:
    """Unpack the program; zipfile leaves out that a file may be executed."""
    with zipfile.ZipFile(MODULES / "@aws-cdk" / "asset-awscli-v2" / "lib" / "layer.zip") as layer:
        for row in layer.infolist():
            if "/dist/" in row.filename and not row.is_dir():
                Path(layer.extract(row, place)).chmod(row.external_attr >> 16 & 0o777)


@dataclass
class CommandLine:
    """A person at a terminal with the AWS CLI, and the browser that it opens."""

    endpoint: str
    environment: Mapping[str, str]
    folder: Path

    def __post_init__(self) -> None:
        self.reader = Reader(self.endpoint)
        self._opened = self.folder / "opened"
        browser = self.folder / "browser"
        browser.write_text(f"""#!/bin/sh\nprintf '%s\\n' "$1" > '{self._opened}'\n""")
        browser.chmod(0o755)
        # In the background: the CLI listens for the answer only when it thinks that the browser is open.
        self.environment = {**self.environment, "BROWSER": f"{browser} %s &"}

    def run(self, *words: str) -> str:
        """Run a command that goes well; returns what it prints."""
        done = self._run(words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def read(self, *words: str) -> Any:
        """Run a command that prints JSON, as they all do unless they are told otherwise."""
        return json.loads(self.run(*words))

    def refused(self, *words: str) -> str:
        """Run a command that goes wrong; returns what it says about it."""
        done = self._run(words)
        assert done.returncode != 0, done.stdout
        return done.stderr

    def _run(self, words: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(program()), *words],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )

    def start(self, *words: str) -> pexpect.spawn[str]:
        """Start a command at a terminal wide enough for an address."""
        self._opened.unlink(missing_ok=True)
        return pexpect.spawn(
            str(program()),
            list(words),
            env=dict(self.environment),
            encoding="utf-8",
            timeout=SECONDS,
            dimensions=(40, 1000),
        )

    def opened(self, terminal: pexpect.spawn[str]) -> Page:
        """The page on which the browser has been opened."""
        end = time.monotonic() + SECONDS
        while not (self._opened.exists() and self._opened.read_text().endswith("\n")):
            assert time.monotonic() < end
            assert terminal.isalive(), terminal.read()
            time.sleep(0.02)
        return self.reader.get(self._opened.read_text().strip())

    def follow(self, answer: Page) -> None:
        """Let the browser go back to where the CLI listens."""
        assert self.reader.get(answer.headers["location"]).status == 200

    def end(self, terminal: pexpect.spawn[str]) -> str:
        """Wait until a command has gone well; returns the rest of what it printed."""
        said, exit_code = _rest(terminal)
        assert exit_code == 0, said
        return said

    def fail(self, terminal: pexpect.spawn[str]) -> str:
        """Wait until a command has gone wrong; returns the rest of what it printed."""
        said, exit_code = _rest(terminal)
        assert exit_code != 0, said
        return said


def _rest(terminal: pexpect.spawn[str]) -> tuple[str, int]:
    terminal.expect(pexpect.EOF)
    terminal.close()
    return str(terminal.before).replace("\r\n", "\n"), terminal.exitstatus
