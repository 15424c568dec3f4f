"""This very process inside a sandbox of its own: what a notebook in the sandbox kernel has around it."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aws_sandbox.server.application import Sandbox
from aws_sandbox.server.environment import changed, sandbox_environment
from aws_sandbox.server.http_server import serve
from aws_sandbox.server.process import furnish

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
    def config_file(self) -> Path:
        return self.home / ".aws" / "config"

    @property
    def config(self) -> str:
        return self.config_file.read_text()

    def role(self, name: str, account: str = "sandbox-dev") -> str:
        """The ARN of a role by the names of the account and the role."""
        return f"arn:aws:iam::{self.sandbox.company.accounts[account]}:role/{name}"


@contextmanager
def inside_a_sandbox(
    home: Path, monkeypatch: pytest.MonkeyPatch, wire: Callable[[Sandbox], Any] = lambda sandbox: sandbox
) -> Iterator[Company]:
    """Serve a new sandbox from this process, and lead every client of this process to it.

    `wire` may put a WSGI callable of its own in front of the sandbox.
    """
    sandbox = Sandbox()
    with serve(wire(sandbox)) as server:
        lead(monkeypatch, sandbox, server.endpoint, home)
        yield Company(sandbox, server.endpoint, home)


def lead(monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox, endpoint: str, home: Path) -> None:
    """Furnish the home folder, and lead every client of this process to the sandbox, with nobody's robot."""
    furnish(home, sandbox)
    inside = changed(
        os.environ, sandbox_environment(os.environ, endpoint=endpoint, home=str(home), region="us-east-1")
    )
    for name in os.environ.keys() - inside.keys():
        monkeypatch.delenv(name)
    for name, value in inside.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWSGUIDE_AUTOPILOT", raising=False)
