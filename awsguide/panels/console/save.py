"""Saving a console sign-in as a profile: two lines, no key, and never over another source of credentials."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from awsguide.core.steps import Flow
from awsguide.explanations import explain
from awsguide.flows import console
from awsguide.panels.components import controls
from awsguide.panels.components.save import ProfilePanel
from awsguide.panels.console.state import ConsoleState

if TYPE_CHECKING:
    from awsguide.adapters.files.one_file import Receipt


class ConsoleSavePanel(ProfilePanel[ConsoleState]):
    """A profile for a console sign-in; `await` it to wait for the answer."""

    first = "Sign in first; then the sign-in can be saved."

    def __init__(self, state: ConsoleState) -> None:
        """Reads and writes nothing before a button is pressed."""
        super().__init__(state)
        # The sign-in has its Region, and a profile that has one keeps its own.
        controls.show(self.region_field, when=False)

    def suggestion(self) -> tuple[str, str] | None:
        """A name from the identity ('dana-console'), and the Region of the sign-in."""
        if self.state.session is None:
            return None
        return profile_name(self.state.session.arn), self.state.session.region

    def flow(self, profile: str, region: str) -> Flow[Receipt | None]:  # noqa: ARG002 - the sign-in has its own
        """The sign-in as `login_session`; raises `CouldNotTry` when nobody is signed in."""
        if self.state.session is None:
            raise explain("console-not-stored")
        return console.save_profile(self.state.session, profile)


def profile_name(arn: str) -> str:
    """A name for a profile from the last part of an identity's ARN ('…:user/dana' -> 'dana-console')."""
    last = re.split(r"[:/]", arn)[-1]
    return f"{re.sub(r'[^A-Za-z0-9_-]+', '-', last).strip('-') or 'my'}-console"[:100]
