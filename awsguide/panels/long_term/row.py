"""The row of long-term keys as panels: who asks, look up, whose, rotate, create, leaked, scan, trail; or all in one."""

from __future__ import annotations

from awsguide.core.access_keys import KeyList
from awsguide.explanations import explain
from awsguide.panels.components.panel import Answer
from awsguide.panels.components.row import RowPanel
from awsguide.panels.components.source_profile import StartingPanel
from awsguide.panels.components.still import Card
from awsguide.panels.long_term.create_key import CreateKeyPanel
from awsguide.panels.long_term.key_table import KeyTablePanel
from awsguide.panels.long_term.leaked import LeakedPanel
from awsguide.panels.long_term.rotation import RotationPanel
from awsguide.panels.long_term.scan import ScanPanel
from awsguide.panels.long_term.state import KeyStanding
from awsguide.panels.long_term.whose_key import WhoseKeyPanel

# Whom the sandbox's lesson begins as: the administrator of its account, who may see everybody's keys.
LESSON_PROFILE = "petra"


class LongTermPanel(RowPanel):
    """All panels of the row of long-term keys under each other; its parts can be shown one by one.

    `starting`, `keys`, `whose`, `rotation`, `create`, `leaked`, `scan` and `trail` are panels; `await` any of them, or
    the look-up with the whole.
    """

    name = "long-term"
    title = "Long-term keys: look up, rotate, retire"

    def __init__(self, profile: str = LESSON_PROFILE) -> None:
        """Reads the names of profiles; sends nothing. `profile` is chosen where the sandbox has it."""
        self.standing = KeyStanding()
        super().__init__(self.standing)
        self.starting = StartingPanel(self.standing, profile)
        self.keys = KeyTablePanel(
            self.standing, "account" if self.standing.source == LESSON_PROFILE else "own"
        )
        self.whose = WhoseKeyPanel(self.standing)
        self.leaked = LeakedPanel(self.standing)
        self.scan = ScanPanel(self.standing)
        self.rotation = RotationPanel(self.standing)
        self.create = CreateKeyPanel(self.standing, profile)
        self.compose(self.starting, self.keys, self.whose, self.rotation, self.create, self.leaked, self.scan)

    # --- what the rest of a notebook takes -------------------------------------------------------------------------

    @property
    def found(self) -> KeyList:
        """What the look-up found; raises `CouldNotTry` before there was one."""
        if self.standing.found is None:
            raise explain("not-looked-up")
        return self.standing.found

    # --- how things stand -------------------------------------------------------------------------------------------

    @property
    def done(self) -> bool:
        """Whether keys were looked up."""
        return self.keys.done

    def account_id(self) -> str:
        """The account that was looked at, or that asks."""
        return self.keys.account_id() or self.starting.account_id()

    async def robot(self) -> None:
        """Look up."""
        await self.keys

    def result(self) -> Answer:
        """What was found."""
        return self.keys.result()

    def hint(self) -> Card:
        """What is to be done next."""
        return self.keys.hint()
