"""The console credentials row as panels: sign in, credentials, save, tools, trail - each by itself, or all in one.

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
from awsguide.panels.components.still import Card
from awsguide.panels.console.credentials import ConsoleCredentialsPanel
from awsguide.panels.console.save import ConsoleSavePanel
from awsguide.panels.console.sign_in import ConsoleSignInPanel
from awsguide.panels.console.state import ConsoleStanding
from awsguide.panels.console.tools import ConsoleTools

if TYPE_CHECKING:
    import boto3


class ConsolePanel(RowPanel):
    """All panels of the console credentials row under each other; its parts can be shown one by one.

    `sign_in`, `credentials`, `save` and `trail` are panels; `await` any of them, or all with the whole.
    """

    name = "console"
    title = "Console credentials: from sign-in to code"

    def __init__(self) -> None:
        """Looks for sign-ins that are stored here; sends nothing."""
        self.standing = ConsoleStanding()
        super().__init__(self.standing)
        self.sign_in = ConsoleSignInPanel(self.standing)
        self.credentials = ConsoleCredentialsPanel(self.standing, self.sign_in)
        self.save = ConsoleSavePanel(self.standing)
        self.compose(self.sign_in, self.credentials, self.save)

    # --- what the rest of a notebook takes -------------------------------------------------------------------------

    @property
    def console_session(self) -> ConsoleSession:
        """The sign-in itself; raises `CouldNotTry` when there is none."""
        if self.standing.session is None:
            raise explain("console-not-stored")
        return self.standing.session

    @property
    def session(self) -> boto3.Session:
        """A boto3 session that renews itself for up to twelve hours; raises `CouldNotTry` before the sign-in."""
        return functions_console.console_session(self.console_session)

    @property
    def tools(self) -> ConsoleTools:
        """Which tools read the profile, and what to do for the others."""
        return ConsoleTools(self.standing.profile)

    async def sign_out(self) -> Answer:
        """Sign out as the button does, from code; a card says how it ended."""
        return await self.sign_in.sign_out()

    # --- how things stand -------------------------------------------------------------------------------------------

    @property
    def done(self) -> bool:
        """Whether there are credentials."""
        return self.credentials.done

    def account_id(self) -> str:
        """The account that was signed in to."""
        return self.standing.account_id()

    async def robot(self) -> None:
        """Sign in."""
        await self.sign_in

    def result(self) -> Answer:
        """The identity."""
        return self.credentials.result()

    def hint(self) -> Card:
        """What is to be done next."""
        return self.sign_in.hint()
