"""The console credentials row as panels: sign in, credentials, save, tools, trail - each by itself, or all in one.

From here the rest of a notebook takes what it needs: `panel.session`, which renews itself, `panel.console_session` and
`panel.profile`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from awsguide.explanations import explain
from awsguide.functions import console as functions_console
from awsguide.model import ConsoleSession
from awsguide.widgets.console.credentials import ConsoleCredentialsPanel
from awsguide.widgets.console.save import ConsoleSavePanel
from awsguide.widgets.console.sign_in import ConsoleSignInPanel
from awsguide.widgets.console.standing import ConsoleState
from awsguide.widgets.console.tools import ConsoleTools
from awsguide.widgets.panel import Answer
from awsguide.widgets.row import RowPanel

if TYPE_CHECKING:
    import boto3


class ConsolePanel(RowPanel[ConsoleState]):
    """All panels of the console credentials row under each other; its parts can be shown one by one.

    `sign_in`, `credentials`, `save` and `trail` are panels; `await` any of them, or all with the whole.
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
