"""Root credentials as panels: who asks, the root user and its key, the members' root users, the log of calls."""

from __future__ import annotations

from awsguide.core.root_users import RootAccess, RootUser
from awsguide.panels.components.row import RowPanel
from awsguide.panels.components.source_profile import SourceProfilePanel
from awsguide.panels.root.key import RootKeyPanel, RootState
from awsguide.panels.root.members import RootMembersPanel

# Whom the sandbox's lesson begins as: the root user of a member account, which has a key that it should not have.
LESSON_PROFILE = "staging-root"


class RootPanel(RowPanel[RootState]):
    """All panels of the row of root credentials under each other; its parts can be shown one by one.

    `source_profile`, `key`, `members` and `call_log` are panels; `await` any of them, or the look at the root user
    with the whole.
    """

    name = "root"
    title = "Root credentials: find them, retire them"

    def __init__(self, profile: str = LESSON_PROFILE) -> None:
        """Reads the names of profiles; sends nothing. `profile` is chosen where the sandbox has it."""
        super().__init__(RootState())
        self.source_profile = SourceProfilePanel(self.state, profile)
        self.key = RootKeyPanel(self.state)
        self.members = RootMembersPanel(self.state)
        self.compose(self.source_profile, self.key, self.members, main=self.key)

    @property
    def root_user(self) -> RootUser | None:
        """What is known of the root user; None before the look."""
        return self.state.found

    @property
    def access(self) -> RootAccess | None:
        """What is known of the members' root users; None before the look."""
        return self.state.access
