"""Long-term keys as panels: who asks, look up, whose, rotate, create, leaked, scan, log of calls; or all in one."""

from __future__ import annotations

from awsguide.core.access_keys import KeyList
from awsguide.explanations import explain
from awsguide.panels.components.row import RowPanel
from awsguide.panels.components.source_profile import SourceProfilePanel
from awsguide.panels.long_term.create_key import CreateKeyPanel
from awsguide.panels.long_term.key_table import KeyTablePanel
from awsguide.panels.long_term.leaked import LeakedPanel
from awsguide.panels.long_term.rotation import RotationPanel
from awsguide.panels.long_term.scan import ScanPanel
from awsguide.panels.long_term.state import KeyState
from awsguide.panels.long_term.whose_key import WhoseKeyPanel

# Whom the sandbox's lesson begins as: the administrator of its account, who may see everybody's keys.
LESSON_PROFILE = "petra"


class LongTermPanel(RowPanel[KeyState]):
    """All panels of the row of long-term keys under each other; its parts can be shown one by one.

    `source_profile`, `keys`, `whose`, `rotation`, `create`, `leaked`, `scan` and `call_log` are panels; `await` any of
    them, or the look-up with the whole.
    """

    name = "long-term"
    title = "Long-term keys: look up, rotate, retire"

    def __init__(self, profile: str = LESSON_PROFILE) -> None:
        """Reads the names of profiles; sends nothing. `profile` is chosen where the sandbox has it."""
        super().__init__(KeyState())
        self.source_profile = SourceProfilePanel(self.state, profile)
        self.keys = KeyTablePanel(self.state, "account" if self.state.source == LESSON_PROFILE else "own")
        self.whose = WhoseKeyPanel(self.state)
        self.leaked = LeakedPanel(self.state)
        self.scan = ScanPanel(self.state)
        self.rotation = RotationPanel(self.state)
        self.create = CreateKeyPanel(self.state, profile)
        self.compose(
            self.source_profile,
            self.keys,
            self.whose,
            self.rotation,
            self.create,
            self.leaked,
            self.scan,
            main=self.keys,
        )

    # --- what the rest of a notebook takes -------------------------------------------------------------------------

    @property
    def found(self) -> KeyList:
        """What the look-up found; raises `CouldNotTry` before there was one."""
        if self.state.found is None:
            raise explain("not-looked-up")
        return self.state.found

    def account_id(self) -> str:
        """The account that was looked at, or that asks."""
        return self.state.account_id()
