"""A row of the decision table as one panel made of parts, which a notebook may also show one by one.

The whole is at work when any part is, and its trouble is the first part's that has any. It knows no row itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from awsguide.explanations import explain
from awsguide.panels.components import still
from awsguide.panels.components.call_log import CallLogPanel
from awsguide.panels.components.panel import Answer, Panel, S

FORMER_NAMES = {"begin": "source_profile", "starting": "source_profile", "trail": "call_log"}


class RowPanel(Panel[S, Any]):
    """All panels of one row under each other; a subclass makes the parts and hands them to `compose`.

    One of them stands for the whole: what it is for, and what it answers, is the row's.
    """

    def __init__(self, state: S) -> None:
        """`state` is what the parts know together."""
        super().__init__(state)
        self.call_log = CallLogPanel(state)
        self.parts: tuple[Panel[Any, Any], ...] = ()
        self.main: Panel[Any, Any] | None = None

    def compose(self, *parts: Panel[Any, Any], main: Panel[Any, Any]) -> None:
        """Put the parts under each other, the log of calls last; it grows while any of them is at work."""
        self.main = main
        self.parts = (*parts, self.call_log)
        for part in parts:
            self.count_in(part)
            part.onlookers.append(self.call_log)
            part.view.layout.margin = "0 0 1em 0"
        self.body.children = [part.view for part in self.parts]
        self.refresh()

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """A part by the name that it has in copies of the notebooks which people made earlier."""
            if name in FORMER_NAMES:
                return getattr(self, FORMER_NAMES[name])
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    # --- what the rest of a notebook takes -------------------------------------------------------------------------

    @property
    def profile(self) -> str:
        """The name of the saved profile; raises `CouldNotTry` before it is saved."""
        if not self.state.profile:
            raise explain("no-profile-saved")
        return self.state.profile

    # --- how things stand -------------------------------------------------------------------------------------------

    @property
    def outcome(self) -> Any:
        """What the part is for that stands for the whole."""
        return self.main.outcome if self.main is not None else None

    def account_id(self) -> str:
        """Its account."""
        return self.main.account_id() if self.main is not None else ""

    def card(self, outcome: Any) -> Answer:
        """Its card."""
        return self.main.card(outcome) if self.main is not None else self.hint()

    def hint(self) -> Answer:
        """What it says is to be pressed first."""
        return self.main.hint() if self.main is not None else super().hint()

    def picture(self) -> str:
        """Each part's picture."""
        return "".join(still.strong(part.title) + part.picture() for part in self.parts)
