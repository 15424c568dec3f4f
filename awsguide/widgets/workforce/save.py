"""Saving the role of a workforce identity as a profile: an `[sso-session]` and a `[profile]`, and no key."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from awsguide.explanations import explain
from awsguide.rows import workforce
from awsguide.steps import Flow
from awsguide.widgets.save import ProfilePanel
from awsguide.widgets.workforce.standing import WorkforceState

if TYPE_CHECKING:
    from awsguide.edges.files import Receipt


class SavePanel(ProfilePanel[WorkforceState]):
    """A profile for the role of a workforce identity."""

    first = "Get credentials first; then this role can be saved."

    def suggestion(self) -> tuple[str, str] | None:
        """A name from account and role, and the Region of the sign-in."""
        found, session = self.state.role_session, self.state.session
        if found is None or session is None:
            return None
        return profile_name(
            self.state.account(found.role.account_id).name, found.role.role_name
        ), session.region

    def flow(self, profile: str, region: str) -> Flow[Receipt | None]:
        """The role as `[sso-session]` and `[profile]`; raises `BadInput` when none is chosen."""
        found, session = self.state.role_session, self.state.session
        if found is None or session is None:
            raise explain("no-role-chosen")
        return workforce.save_profile(session, found.role, profile, region=region)


def profile_name(account: str, role: str) -> str:
    """A name for a role's profile that may stand in the file ('sandbox-dev-AdministratorAccess')."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", f"{account}-{role}").strip("-")[:100]
