"""A row of the decision table as one panel made of parts, which a notebook may also show one by one.

The whole is at work when any part is, and its trouble is the first part's that has any. It knows no row itself.
"""

from __future__ import annotations

from awsguide.core.errors import GuideError
from awsguide.explanations import explain
from awsguide.panels.components import still
from awsguide.panels.components.call_log import TrailPanel
from awsguide.panels.components.panel import Panel
from awsguide.panels.components.state import SharedStanding


class RowPanel(Panel):
    """All panels of one row under each other; a subclass makes the parts and hands them to `compose`."""

    def __init__(self, standing: SharedStanding) -> None:
        """`standing` is what the parts know together."""
        super().__init__(standing.aws, standing.record)
        self.shared = standing
        self.trail = TrailPanel(standing.trail)
        self.parts: tuple[Panel, ...] = ()

    def compose(self, *parts: Panel) -> None:
        """Put the parts under each other, the trail last; it grows while any of them is at work."""
        self.parts = (*parts, self.trail)
        self.shared.watchers += [self.refresh, self.trail.refresh]
        for part in parts:
            part.onlookers.append(self.trail)
            part.view.layout.margin = "0 0 1em 0"
        self.body.children = [part.view for part in self.parts]
        self.refresh()

    # --- what the rest of a notebook takes -------------------------------------------------------------------------

    @property
    def profile(self) -> str:
        """The name of the saved profile; raises `CouldNotTry` before it is saved."""
        if not self.shared.profile:
            raise explain("no-profile-saved")
        return self.shared.profile

    # --- how things stand -------------------------------------------------------------------------------------------

    @property
    def running(self) -> bool:
        """Whether any part is at work."""
        return any(part.running for part in self.parts)

    def cancel(self) -> None:
        """Stop whatever part is running."""
        for part in self.parts:
            part.cancel()

    def failure(self) -> GuideError | None:
        """The error of the first part that has one."""
        return self.error or next((part.error for part in self.parts if part.error), None)

    def picture(self) -> str:
        """Each part's picture."""
        return "".join(still.strong(part.title) + part.picture() for part in self.parts)
