"""What seeds a trainer's company: a file, and the command that makes the company inside the sandbox."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from awsguide.explanations import explain

if TYPE_CHECKING:
    from pathlib import Path


def seed_command(file: Path) -> list[str]:
    """The command that seeds a sandbox with `file` from inside it; raises `CouldNotTry` when it cannot be one."""
    if not file.is_file():
        raise explain("seed-not-found", path=str(file))
    if file.suffix in (".yaml", ".yml"):
        # Imported here, for the command line is read before anything heavy.
        from awsguide.launch import company_file, company_seeding

        # Read here already, so that a typing error is told before anything starts.
        company_file.load(file)
        return [sys.executable, "-P", "-m", company_seeding.__name__, str(file.resolve())]
    if file.suffix != ".py":
        raise explain("seed-not-known", path=str(file))
    return [sys.executable, "-P", str(file.resolve())]
