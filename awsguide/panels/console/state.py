"""How things stand for one console sign-in, shared by its panels, and the words they have for it."""

from __future__ import annotations

import time
from dataclasses import dataclass

from awsguide.core.model import ConsoleSession
from awsguide.flows.console import SIGN_IN_SECONDS, SignedIn
from awsguide.flows.console.token_calls import signed_in_at
from awsguide.panels.components import still
from awsguide.panels.components.state import SharedState

ROOT_WARNING = (
    "This is the ROOT USER of the account. It can do everything there, and no policy of the account can stop it: a "
    "mistake in a cell is then a mistake without limits. Sign in as somebody else unless only root can do what you "
    "are about to do."
)


@dataclass
class ConsoleState(SharedState):
    """What the panels of one console sign-in know together; `ends_at` is when it can no longer be renewed."""

    session: ConsoleSession | None = None
    about: SignedIn | None = None
    ends_at: float | None = None

    def region(self) -> str:
        """The Region of the sign-in."""
        return self.session.region if self.session is not None else ""

    def account_id(self) -> str:
        """The account ('12 digits') that was signed in to, '' before."""
        return self.about.identity.account_id if self.about is not None else ""

    def taken_up(self, session: ConsoleSession, about: SignedIn) -> None:
        """Somebody is signed in; an earlier identity's profile is no longer this one's."""
        began = signed_in_at(session)
        ends_at = None if began is None else min(began, time.time()) + SIGN_IN_SECONDS
        self.change(session=session, about=about, ends_at=ends_at, profile="")


def facts(about: SignedIn) -> dict[str, str]:
    """Account and identity by name."""
    return {
        "Account": still.account(about.identity.account_id),
        "AWS says you are": about.identity.arn,
    }


def warned(about: SignedIn) -> str:
    """The warning about root in a frame; nothing for anybody else."""
    if not about.is_root:
        return ""
    return f'<div role="alert">{still.box(still.strong(ROOT_WARNING), "bad", "root-warning")}</div>'
