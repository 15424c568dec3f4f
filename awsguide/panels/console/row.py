"""Console credentials as panels: sign in, credentials, save, tools, log of calls - each by itself, or all in one.

From here the rest of a notebook takes what it needs: `panel.session`, which renews itself, `panel.console_session` and
`panel.profile`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from awsguide.api import console as functions_console
from awsguide.core.model import ConsoleSession
from awsguide.explanations import explain
from awsguide.panels.components.panel import Answer
from awsguide.panels.components.row import RowPanel
from awsguide.panels.console.credentials import ConsoleCredentialsPanel
from awsguide.panels.console.save import ConsoleSavePanel
from awsguide.panels.console.sign_in import ConsoleSignInPanel
from awsguide.panels.console.state import ConsoleState
from awsguide.panels.console.tools import ConsoleTools

if TYPE_CHECKING:
    import boto3


class ConsolePanel(RowPanel[ConsoleState]):
    """All panels of the console credentials row under each other; its parts can be shown one by one.

    `sign_in`, `credentials`, `save` and `call_log` are panels; `await` any of them, or all with the whole.
    """

    name = "console"
    title = "Console credentials: from sign-in to code"

    def __init__(self) -> None:
        """Looks for sign-ins that are stored here; sends nothing."""
        super().__init__(ConsoleState())
        self.sign_in = ConsoleSignInPanel(self.state)
        self.credentials = ConsoleCredentialsPanel(self.state, self.sign_in)
        self.save = ConsoleSavePanel(self.state)
        self.compose(self.sign_in, self.credentials, self.save, main=self.credentials)

    # --- what the rest of a notebook takes -------------------------------------------------------------------------

    @property
    def console_session(self) -> ConsoleSession:
        """The sign-in itself; raises `CouldNotTry` when there is none."""
        if self.state.session is None:
            raise explain("console-not-stored")
        return self.state.session

    @property
    def session(self) -> boto3.Session:
        """A boto3 session that renews itself for up to twelve hours; raises `CouldNotTry` before the sign-in."""
        return functions_console.console_session(self.console_session)

    @property
    def tools(self) -> ConsoleTools:
        """Which tools read the profile, and what to do for the others."""
        return ConsoleTools(self.state.profile)

    async def sign_out(self) -> Answer:
        """Sign out as the button does, from code; a card says how it ended."""
        return await self.sign_in.sign_out()
