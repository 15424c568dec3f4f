"""The credentials of a role that a profile of IAM Identity Center names, from the sign-in that is stored here.

For tools that do not know such profiles. It opens no browser and asks nobody: without a sign-in it says so.
"""

from __future__ import annotations

import time
from collections.abc import Mapping

from awsguide.adapters.files import config_files, home
from awsguide.api.perform import perform
from awsguide.api.workforce import sso_sessions
from awsguide.config.documents import text_of
from awsguide.config.names import check_account_id
from awsguide.core.model import Credentials, Role, SsoSession, Token
from awsguide.explanations import explain
from awsguide.flows import workforce


def stored_role_credentials(profile: str) -> Credentials:
    """Credentials of the role in `profile`; the token is refreshed when it is near its end.

    Raises `CouldNotTry` for a profile that is not there or names no such role and where nobody is signed in, `Refused`
    for what AWS says.
    """
    settings = config_files.load_profile(profile)
    if settings is None:
        raise explain("profile-unknown", profile=profile)
    account_id, role_name = (text_of(settings, key) for key in ("sso_account_id", "sso_role_name"))
    session = _session(settings)
    if session is None or not account_id or not role_name:
        raise explain("profile-without-sso-role", profile=profile)
    token: Token | None = home.load("token", session)
    if token is None:
        raise explain("nobody-signed-in-here", session=session.name, profile=profile)
    token = perform(workforce.renewed_token(token, now=time.time), _silently)
    found = perform(workforce.role_session(token, Role(check_account_id(account_id), role_name)), _silently)
    return found.credentials


def _session(settings: Mapping[str, object]) -> SsoSession | None:
    """The `[sso-session]` that a profile names; an older profile carries its own, known by its start URL."""
    if name := text_of(settings, "sso_session"):
        return next((session for session in sso_sessions() if session.name == name), None)
    start_url, region = text_of(settings, "sso_start_url"), text_of(settings, "sso_region")
    return SsoSession(start_url, start_url, region) if start_url and region else None


def _silently(_event: object) -> None:
    """Standard output is for the credentials alone."""
