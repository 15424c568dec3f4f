"""Saving the role of a workforce identity as a profile: an `[sso-session]` and a `[profile]`, and no key."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

from awsguide.config.names import name_part
from awsguide.core.steps import Flow
from awsguide.explanations import explain
from awsguide.flows import workforce
from awsguide.panels.components.save import ProfilePanel
from awsguide.panels.workforce.state import WorkforceState

if TYPE_CHECKING:
    from awsguide.adapters.files.one_file import Receipt


class SavePanel(ProfilePanel[WorkforceState]):
    """A profile for the role of a workforce identity."""

    first = "Get credentials first; then this role can be saved."

    def suggestion(self) -> tuple[str, str] | None:
        """A name from account and role, and the Region of the sign-in."""
        found, session = self.state.role_session, self.state.session
        if found is None or session is None:
            return None
        role = found.role
        others = [row.name for row in self.state.accounts if row.account_id != role.account_id]
        account = self.state.account(role.account_id).name
        return profile_name(account, role.role_name, role.account_id, others), session.region

    def flow(self, profile: str, region: str) -> Flow[Receipt | None]:
        """The role as `[sso-session]` and `[profile]`; raises `BadInput` when none is chosen."""
        found, session = self.state.role_session, self.state.session
        if found is None or session is None:
            raise explain("no-role-chosen")
        return workforce.save_profile(session, found.role, profile, region=region)


def profile_name(account: str, role: str, account_id: str = "", others: Iterable[str] = ()) -> str:
    """A name for a role's profile that may stand in the file ('sandbox-dev-AdministratorAccess').

    The account's id is in it where its name alone would not tell it from the `others`.
    """
    # What of a role's name is lost differs from what another's loses.
    digest = hashlib.sha256(role.encode()).hexdigest()[:4]
    return f"{name_part(account, account_id, others)}-{name_part(role, digest)}".strip("-")[:100]
