"""Jupyter's terminals, inside the sandbox of their server like its notebooks; `shell.py` is what runs in them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from jupyter_server_terminals.terminalmanager import TerminalManager

if TYPE_CHECKING:
    from awsguide.launch.server_sandbox import ServerSandbox

# Under this name the web application holds the server's sandbox.
SETTING = "awsguide_sandbox"


class SandboxTerminals(TerminalManager):
    """Terminals whose shell starts inside the server's sandbox."""

    def new_terminal(self, **options: Any) -> Any:
        """Ask for the sandbox, and start the shell that waits for it."""
        server: Any = self.parent
        sandbox: ServerSandbox = server.web_app.settings[SETTING]
        sandbox.want()
        shell = options.pop("shell_command", None) or self.shell_command
        # -P keeps the folder of the notebooks off the import path.
        inside = [sys.executable, "-P", "-m", "awsguide.launch.shell", *shell]
        return super().new_terminal(shell_command=inside, **options)
