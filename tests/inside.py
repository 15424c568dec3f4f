"""This very process inside a sandbox of its own: what a notebook in the sandbox kernel has around it."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from awsguide.sandbox.application import Sandbox
from awsguide.sandbox.environment import changed, sandbox_environment
from awsguide.sandbox.process import furnish
from awsguide.sandbox.server import serve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pytest


@dataclass
class Company:
    """The sandbox a test talks to, where it answers, and its home folder."""

    sandbox: Sandbox
    endpoint: str
    home: Path

    @property
    def config(self) -> str:
        return (self.home / ".aws" / "config").read_text()


@contextmanager
def inside_a_sandbox(
    home: Path, monkeypatch: pytest.MonkeyPatch, wire: Callable[[Sandbox], Any] = lambda sandbox: sandbox
) -> Iterator[Company]:
    """Serve a new sandbox from this process, and lead every client of this process to it.

    `wire` may put a WSGI callable of its own in front of the sandbox.
    """
    sandbox = Sandbox()
    with serve(wire(sandbox)) as server:
        furnish(home, sandbox)
        changes = sandbox_environment(
            os.environ, endpoint=server.endpoint, home=str(home), region="us-east-1"
        )
        inside = changed(os.environ, changes)
        for name in os.environ.keys() - inside.keys():
            monkeypatch.delenv(name)
        for name, value in inside.items():
            monkeypatch.setenv(name, value)
        monkeypatch.delenv("AWSGUIDE_AUTOPILOT", raising=False)
        yield Company(sandbox, server.endpoint, home)
