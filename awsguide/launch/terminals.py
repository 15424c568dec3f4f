"""JupyterLab's terminals, inside the sandbox like its notebooks.

Named in JupyterLab's settings by `laboratory.py`. It decides the environment of a new terminal and nothing else.
"""

from __future__ import annotations

from typing import Any

from jupyter_server_terminals.terminalmanager import TerminalManager

from aws_sandbox.server.environment import changed
from awsguide.launch.kernel import sandbox_changes


class SandboxTerminals(TerminalManager):
    """Terminals that start in the environment of JupyterLab's own sandbox."""

    def make_term_env(self, *arguments: Any, **options: Any) -> dict[str, str]:
        """The environment of a new terminal."""
        environment = super().make_term_env(*arguments, **options)
        return changed(environment, sandbox_changes(environment))
