"""A session as a profile: temporary keys in the credentials file, for every tool that cannot ask for a code itself.

Flow: `save_session`. So one code at the MFA device serves all tools until the session ends: roles' profiles take this
one as their source. It never writes over a long-term key, or over a profile that gets its credentials another way.

Source: https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html, 2026-11-26.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from awsguide.config.changes import Change, Placeholder, SetSection, Setting, StoreKeys
from awsguide.config.names import OLDER_TOKEN, SESSION_TOKEN, check_profile_name
from awsguide.core.model import Credentials
from awsguide.core.steps import Ask, Flow, Load, Save
from awsguide.explanations import explain
from awsguide.flows.short_term.role_profiles import OTHER_KEYS, PROCESS, ROLE_KEYS

ID, KEY, TOKEN = "aws_access_key_id", "aws_secret_access_key", SESSION_TOKEN


def save_session(credentials: Credentials, profile: str) -> Flow[Any]:
    """Write temporary credentials to the credentials file after the person has seen the difference, secrets masked.

    Returns the receipt that can undo it. Raises `BadInput` for credentials that are long-term, `Refused` for a profile
    that holds a long-term key or gets its credentials another way.
    """
    check_profile_name(profile)
    if credentials.session_token is None:
        raise explain("session-profile-long-term")
    there: Mapping[str, object] = (yield Load("profile", profile)) or {}
    if str(there.get(ID, "")).startswith("AKIA"):
        raise explain("session-profile-taken", profile=profile)
    taken = [key for key in (*OTHER_KEYS, *ROLE_KEYS, PROCESS) if key in there and key != ID]
    if taken:
        raise explain("role-profile-taken", profile=profile, keys=", ".join(taken))
    values: dict[str, Setting] = {
        ID: credentials.access_key_id,
        KEY: Placeholder(KEY),
        TOKEN: Placeholder(TOKEN),
        # boto3 and the AWS CLI would read this one first, and it is of other credentials.
        OLDER_TOKEN: None,
    }
    change = Change("credentials", (SetSection("credentials", profile, values),))
    preview = yield Load("change", change)
    if (yield Ask("Write this to your AWS credentials file?", ("save", "cancel"), about=preview)) != "save":
        raise explain("interrupted")
    secrets = {KEY: credentials.secret_access_key, TOKEN: credentials.session_token}
    return (yield Save(StoreKeys(change, secrets)))
