"""The plain functions for a user's own session with MFA (`GetSessionToken`), and for a federation token.

They run the very flows that the panels run. `source` is a profile's name, credentials, or '' for what boto3 would find.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from awsguide.api.asking import Asking
from awsguide.api.mfa_codes import USED_CODES, typed_code
from awsguide.api.perform import WithCredentials, credentials_of, perform, region_here
from awsguide.core.secret import Secret
from awsguide.flows.shared import mfa, session_token
from awsguide.flows.shared.session_input import read_code, read_seconds
from awsguide.flows.shared.source_profile import Source
from awsguide.flows.short_term import federation, scoped, session_profiles

if TYPE_CHECKING:
    from awsguide.adapters.files.one_file import Receipt


def mfa_devices(source: Source = "", *, region: str = "") -> mfa.MfaDevices:
    """The MFA devices of the user whose keys these are; `problem` says why none can be seen."""
    return perform(mfa.devices(credentials_of(source), region=region or region_here("us-east-1")))


def session_with_mfa(
    source: Source = "",
    *,
    mfa_serial: str = "",
    code: str | Secret = "",
    duration: str | int = "",
    region: str = "",
) -> session_token.UserSession:
    """A session of the user whose long-term keys `source` holds, proved with MFA.

    The only device is looked up when no `mfa_serial` is given; without a `code` (six digits) a person is asked for it.
    `duration` is in seconds, or like '1h30m' (15 minutes to 36 hours; AWS's own is 12 hours). Raises `GuideError`.
    """
    given = read_code(code) or typed_code()
    return _session(source, duration, region, mfa_serial, given)


def session_without_mfa(
    source: Source = "", *, duration: str | int = "", region: str = ""
) -> session_token.UserSession:
    """A session of the user whose long-term keys `source` holds, which cannot call IAM. Raises `GuideError`."""
    return _session(source, duration, region, "", None)


def _session(
    source: Source, duration: str | int, region: str, mfa_serial: str, code: Secret | None
) -> session_token.UserSession:
    flow = session_token.session_token(
        credentials_of(source),
        region=region or region_here("us-east-1"),
        used=USED_CODES,
        now=time.time,
        seconds=read_seconds(str(duration)),
        mfa_serial=mfa_serial,
        code=code,
    )
    return perform(flow)


def scoped_session(
    source: Source = "",
    *,
    policy: str = "",
    duration: str | int = "",
    description: str = "",
    region: str = "",
) -> scoped.ScopedSession:
    """The session that `source` holds, with less: for a script, or an agent, that needs only part of your permissions.

    It can do only what the session and `policy` (JSON) both allow, and ends after `duration` (seconds, or like '15m'),
    with the session at the latest; one of the two is needed. `description` is for CloudTrail. Raises `GuideError`.
    """
    flow = scoped.scoped_session(
        credentials_of(source),
        region=region or region_here("us-east-1"),
        policy=policy,
        seconds=read_seconds(str(duration)),
        description=description,
    )
    return perform(flow)


def save_session_profile(
    session: WithCredentials, profile: str, *, ask: Asking | None = None
) -> Receipt | None:
    """Write a session's temporary keys to the credentials file, as a profile that every tool reads until they end.

    With a session token with MFA, one code then serves all tools, and roles' profiles can begin with it. The receipt is
    for `undo`. Raises `Refused` for a profile that holds a long-term key, or gets its credentials another way.
    """
    return perform(session_profiles.save_session(session.credentials, profile), ask=ask)  # type: ignore[no-any-return]


def federation_token(
    name: str,
    source: Source = "",
    *,
    policy: str = "",
    policy_arns: Sequence[str] = (),
    duration: str | int = "",
    region: str = "",
) -> federation.FederatedUser:
    """A session called `name` for somebody who is not a user of the account, narrowed by the policies (JSON, ARNs).

    Without any policy it may do nothing. Raises `GuideError`.
    """
    flow = federation.federation_token(
        credentials_of(source),
        name,
        region=region or region_here("us-east-1"),
        seconds=read_seconds(str(duration)),
        policy=policy,
        policy_arns=policy_arns,
    )
    return perform(flow)
