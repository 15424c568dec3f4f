"""Every module of the guide and of its sandbox that the page starts: the one place to change when one is renamed."""

from __future__ import annotations

from typing import Any

from aws_sandbox.protocol.received import IN_PROCESS_HOST
from aws_sandbox.server import in_process
from aws_sandbox.server.environment import changed, sandbox_environment
from awsguide.adapters.browser import in_page

__all__ = [
    "IN_PROCESS_HOST",
    "changed",
    "furnish",
    "in_page",
    "in_process",
    "new_sandbox",
    "sandbox_environment",
]


def new_sandbox() -> Any:
    """A company of its own; imports the sandbox, which takes a while."""
    from aws_sandbox.moto_patches import moto_core

    moto_core.prepare()
    from aws_sandbox.server.application import Sandbox

    return Sandbox()


def furnish(home: Any, sandbox: Any) -> None:
    """Give a home folder the files with which a reader begins."""
    from aws_sandbox.server import process

    process.furnish(home, sandbox)
