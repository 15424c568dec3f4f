"""The console credentials row as panels: sign in, credentials, save, tools, trail - each by itself, or all in one.

From here the rest of a notebook takes what it needs: `panel.session`, which renews itself, `panel.console_session` and
`panel.profile`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from awsguide import functions_console
from awsguide.errors import GuideError
from awsguide.explanations import explain
from awsguide.model import ConsoleSession
from awsguide.widgets import picture
from awsguide.widgets.console_credentials import ConsoleCredentialsPanel
from awsguide.widgets.console_save import ConsoleSavePanel
from awsguide.widgets.console_sign_in import ConsoleSignInPanel
from awsguide.widgets.console_standing import ConsoleStanding
from awsguide.widgets.console_tools import ConsoleTools
from awsguide.widgets.panel import Answer, Panel
from awsguide.widgets.picture import Card
from awsguide.widgets.trail import TrailPanel

if TYPE_CHECKING:
    import boto3


class ConsolePanel(Panel):
    """All panels of the console credentials row under each other; its parts can be shown one by one.

    `sign_in`, `credentials`, `save` and `trail` are panels; `await` any of them, or all with the whole.
    """

    name = "console"
    title = "Console credentials: from sign-in to code"

    def __init__(self) -> None:
        """Looks for sign-ins that are stored here; sends nothing."""
        self.standing = ConsoleStanding()
        super().__init__(self.standing.aws, self.standing.record)
        self.sign_in = ConsoleSignInPanel(self.standing)
        self.credentials = ConsoleCredentialsPanel(self.standing, self.sign_in)
        self.save = ConsoleSavePanel(self.standing)
        self.trail = TrailPanel(self.standing.trail)
        self.parts: tuple[Panel, ...] = (self.sign_in, self.credentials, self.save, self.trail)
        self.standing.watchers += [self.refresh, self.trail.refresh]
        self.body.children = [part.view for part in self.parts]
        self.refresh()

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
    def profile(self) -> str:
        """The name of the saved profile; raises `CouldNotTry` before it is saved."""
        if not self.standing.profile:
            raise explain("no-profile-saved")
        return self.standing.profile

    @property
    def tools(self) -> ConsoleTools:
        """Which tools read the profile, and what to do for the others."""
        return ConsoleTools(self.standing.profile)

    async def sign_out(self) -> Answer:
        """Sign out as the button does, from code; a card says how it ended."""
        if self.refused is not None or not self.sign_in.done:
            return await self.sign_in.settled(press=False)
        self.sign_in.press_sign_out()
        ended = await self.sign_in.settled(press=False)
        return ended if self.sign_in.done or self.sign_in.error else Card("You are signed out.", tone="good")

    # --- how things stand -------------------------------------------------------------------------------------------

    @property
    def running(self) -> bool:
        """Whether any part is at work."""
        return any(part.running for part in self.parts)

    @property
    def done(self) -> bool:
        """Whether there are credentials."""
        return self.credentials.done

    def account_id(self) -> str:
        """The account that was signed in to."""
        return self.standing.account_id()

    def cancel(self) -> None:
        """Stop whatever part is running."""
        for part in self.parts:
            part.cancel()

    def failure(self) -> GuideError | None:
        """The error of the first part that has one."""
        return self.error or next((part.error for part in self.parts if part.error), None)

    async def robot(self) -> None:
        """Sign in."""
        await self.sign_in

    def result(self) -> Answer:
        """The identity."""
        return self.credentials.result()

    def hint(self) -> Card:
        """What is to be done next."""
        return self.sign_in.hint()

    def picture(self) -> str:
        """Each part's picture."""
        return "".join(picture.strong(part.title) + part.picture() for part in self.parts)
