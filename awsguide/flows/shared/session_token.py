"""A session token: an IAM user's own session, with MFA where the company asks for it (`GetSessionToken`).

Flows: `session_token`. The devices and codes are looked at in `mfa.py`, what the session may never do in `limits.py`.
Nothing here reads, writes, sends, sleeps or prints; no code is kept.

Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html, 2026-11-26.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from awsguide.core.errors import AwsError, NoAnswer
from awsguide.core.model import Credentials, Identity, Note
from awsguide.core.secret import Secret
from awsguide.core.steps import Call, Flow, Now, Show
from awsguide.explanations import explain
from awsguide.flows.shared import limits, mfa
from awsguide.flows.shared.answers import translated
from awsguide.flows.shared.identity import caller_identity, given
from awsguide.flows.shared.session_input import check_seconds

LONGEST, USUAL = 129_600, 43_200
ROOT_LONGEST = 3600
LIMIT = "A user's own session lasts 36 hours at most, and the root user's one hour."


@dataclass(frozen=True)
class UserSession:
    """A user's own session: `identity` is AWS's answer to whose; `mfa_serial` is '' for one without MFA."""

    credentials: Credentials
    identity: Identity
    mfa_serial: str = ""

    @property
    def kind(self) -> limits.Kind:
        """How it came to be, which says what it may never do."""
        return "mfa-session-token" if self.mfa_serial else "session-token"


def session_token(
    credentials: Credentials,
    *,
    region: str,
    used: mfa.UsedCodes,
    now: Now,
    seconds: int | None = None,
    mfa_serial: str = "",
    code: Secret | None = None,
) -> Flow[UserSession]:
    """A session of the user whose long-term keys these are, of `seconds` (900 to 129,600; AWS takes 43,200 otherwise).

    With a `code` and no serial number, the user's only device is looked up. Raises `BadInput` before any call for what
    cannot work, `Refused`, `Unreachable`.
    """
    check_seconds(seconds, LONGEST, LIMIT)
    if credentials.session_token is not None:
        raise explain("session-token-from-session", operation="GetSessionToken")
    parameters: dict[str, Any] = {"DurationSeconds": seconds} if seconds else {}
    serial = ""
    if code is not None or mfa_serial.strip():
        serial, code = yield from second_factor(
            credentials, mfa_serial, code, region=region, used=used, now=now
        )
        parameters |= {"SerialNumber": serial, "TokenCode": code}
    try:
        reply = yield Call(
            "sts",
            "GetSessionToken",
            parameters,
            region=region,
            credentials=credentials,
            why="temporary credentials of the user itself" + (", proved with MFA" if serial else ""),
        )
    except (AwsError, NoAnswer) as error:
        raise translated(error) from error
    if code is not None:
        used.take(serial, code, now())
    fresh = given(reply["Credentials"], region)
    identity = yield from caller_identity(fresh, region)
    if identity.arn.endswith(":root") and (seconds or USUAL) > ROOT_LONGEST:
        yield Show(Note("This is the root user: AWS gave one hour, whatever was asked for."))
    return UserSession(fresh, identity, serial)


def second_factor(
    credentials: Credentials, serial: str, code: Secret | None, *, region: str, used: mfa.UsedCodes, now: Now
) -> Flow[tuple[str, Secret]]:
    """Serial number and code as STS takes them, the serial looked up where it is not given. Raises `BadInput`."""
    if code is None:
        raise explain("mfa-half", detail="a device, and no code")
    checked = mfa.tidy_code(code)
    if serial.strip():
        serial = mfa.tidy_serial(serial)
    else:
        serial = mfa.the_one_that_makes_codes((yield from mfa.devices(credentials, region=region)))
    used.check(serial, checked, now())
    return serial, checked
