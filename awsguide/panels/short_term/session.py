"""A panel that begins with somebody's credentials and holds one session made from them: what all of these share.

Keys are neither shown nor set on a widget; cells use them through `session`. This module refuses to know how a session
is asked for: a subclass does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol, TypeVar

from awsguide.api.perform import boto3_session
from awsguide.core.model import Credentials, Identity
from awsguide.core.steps import Flow
from awsguide.explanations import explain
from awsguide.panels.components import controls
from awsguide.panels.components.expiry import ExpiringPanel, seconds_left
from awsguide.panels.components.panel import FAILED
from awsguide.panels.short_term.beginning import BeginningPanel
from awsguide.panels.short_term.state import Beginning, ShortTermState

if TYPE_CHECKING:
    import boto3
    from ipywidgets import Widget


class Held(Protocol):
    """A session as a flow returns it: its credentials, and AWS's answer to whose it is."""

    @property
    def credentials(self) -> Credentials:
        """The temporary credentials."""

    @property
    def identity(self) -> Identity:
        """Whose session it is."""


H = TypeVar("H", bound=Held)


class HeldSessionPanel(ExpiringPanel[ShortTermState, H]):
    """A panel with one session; `await` it to wait until there is one.

    A subclass builds its fields, and ends its making with `lay_out`.
    """

    # The sentence for whoever asks for the session before there is one.
    absent: ClassVar[str]

    def __init__(self, state: ShortTermState, source_profile: BeginningPanel) -> None:
        """Begins with the credentials of `source_profile`; sends nothing before a button is pressed."""
        super().__init__(state)
        self.source_profile = source_profile
        self.held: H | None = None
        self._identity = controls.html("identity")

    def lay_out(self, *above: Widget) -> None:
        """Put the panel together, draw it, and follow who begins."""
        self.body.children = [*above, self.status_html, self._identity, self.expiry]
        self.count_in(self.source_profile)
        self.refresh()

    # --- what a subclass says --------------------------------------------------------------------------------------

    def held_drawn(self, held: H) -> str:
        """The session in HTML, without its keys."""
        raise NotImplementedError

    def held_words(self, held: H) -> str:
        """The session in one sentence."""
        raise NotImplementedError

    def ready_words(self) -> str:
        """What is to be said once somebody begins and before a button is pressed."""
        return ""

    # --- what the rest of a notebook takes -------------------------------------------------------------------------

    @property
    def session(self) -> boto3.Session:
        """A boto3 session with the credentials; raises `CouldNotTry` before there are any."""
        if self.held is None:
            raise explain(self.absent)
        return boto3_session(self.held, self.state.region_name)

    # --- how things stand -----------------------------------------------------------------------------------------

    @property
    def outcome(self) -> H | None:
        """The session."""
        return self.held

    def account_id(self) -> str:
        """The account of the session, or of who begins."""
        return self.held.identity.account_id if self.held is not None else self.source_profile.account_id()

    def seconds_left(self) -> float:
        """How long the session lasts, in seconds; 0 when it ended or there is none."""
        return seconds_left(self.held.credentials if self.held is not None else None)

    def draw(self) -> None:
        """Draw the session."""
        super().draw()
        self._identity.value = self.held_drawn(self.held) if self.held is not None else ""

    def words(self) -> str:
        """How things stand, in one sentence."""
        if self.error is not None:
            return FAILED
        if self.held is not None:
            return self.held_words(self.held)
        if self.state.beginning is None:
            return "Choose whose credentials to begin with first, and press 'Begin with these'."
        return self.ready_words()

    # --- work -------------------------------------------------------------------------------------------------------

    def beginning(self) -> Beginning:
        """Who begins; raises `CouldNotTry` if nobody does."""
        if self.state.beginning is None:
            raise explain("nobody-begins")
        return self.state.beginning

    async def take(self, flow: Flow[H]) -> None:
        """Perform the flow, and hold the session it ends in."""
        self.held = await self.perform(flow)
        self.state.tell()
