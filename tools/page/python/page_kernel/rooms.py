"""Every module of the guide and of its sandbox that the page starts: the one place to change when one is renamed."""

from __future__ import annotations

from typing import Any

from awsguide.edges import in_page
from awsguide.sandbox import in_process
from awsguide.sandbox.environment import changed, sandbox_environment
from awsguide.sandbox.received import IN_PROCESS_HOST

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
    from awsguide.sandbox import moto_core

    moto_core.prepare()
    from awsguide.sandbox.application import Sandbox

    return Sandbox()


def furnish(home: Any, sandbox: Any) -> None:
    """Give a home folder the files with which a reader begins."""
    from awsguide.sandbox import process

    process.furnish(home, sandbox)
