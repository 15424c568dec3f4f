"""What an answer of AWS means: error codes to explanations, as rows. Decides; neither calls nor shows."""

from __future__ import annotations

from dataclasses import dataclass

from awsguide.errors import AwsError, GuideError, NoAnswer
from awsguide.explanations import explain
from awsguide.model import Role, SsoSession
from awsguide.rows.start_url import unreachable


@dataclass(frozen=True)
class _Meaning:
    """`operation` '' means any; `when` names a circumstance that must hold ('polling', 'ended', 'role', 'session')."""

    code: str
    explanation: str
    operation: str = ""
    when: str = ""


_MEANINGS: tuple[_Meaning, ...] = (
    _Meaning("InvalidRequestException", "start-url-unknown", "StartDeviceAuthorization"),
    _Meaning("ExpiredTokenException", "code-expired", "CreateToken", "polling"),
    _Meaning("ExpiredTokenException", "session-ended", "CreateToken"),
    _Meaning("InvalidGrantException", "session-ended", "CreateToken", "ended"),
    _Meaning("InvalidGrantException", "grant-refused", "CreateToken"),
    _Meaning("AccessDeniedException", "denied", "CreateToken"),
    _Meaning("InvalidClientException", "client-expired"),
    _Meaning("UnauthorizedClientException", "client-expired"),
    _Meaning("UnauthorizedException", "session-ended"),
    _Meaning("ForbiddenException", "no-access", "GetRoleCredentials", "role"),
    _Meaning("ResourceNotFoundException", "no-access", "GetRoleCredentials", "role"),
    _Meaning("InvalidRequestException", "no-access", "GetRoleCredentials", "role"),
    _Meaning("TooManyRequestsException", "too-many-requests"),
    _Meaning("Throttling", "too-many-requests"),
    _Meaning("ThrottlingException", "too-many-requests"),
    _Meaning("SlowDownException", "too-many-requests"),
    _Meaning("ExpiredToken", "credentials-expired"),
    _Meaning("ExpiredTokenException", "credentials-expired"),
    _Meaning("InvalidClientTokenId", "credentials-unknown"),
    _Meaning("UnrecognizedClientException", "credentials-unknown"),
    _Meaning("InvalidAccessKeyId", "credentials-unknown"),
    _Meaning("RequestTimeTooSkewed", "clock-skew"),
    _Meaning("RequestExpired", "clock-skew"),
    _Meaning("InternalServerException", "server-error"),
    _Meaning("InternalFailure", "server-error"),
    _Meaning("InternalError", "server-error"),
    _Meaning("ServiceUnavailable", "server-error"),
    _Meaning("AccessDenied", "access-denied"),
    _Meaning("AccessDeniedException", "access-denied"),
)


def translated(
    error: AwsError | NoAnswer | None,
    *,
    session: SsoSession | None = None,
    role: Role | None = None,
    polling: bool = False,
    ended: bool = False,
) -> GuideError:
    """The explanation of an error, from its code, its operation and what was going on.

    `polling`: a device code was being waited for; `ended`: an existing session was being used. A code without a row
    is told in AWS's own words.
    """
    if error is None or isinstance(error, NoAnswer):
        return unreachable(error or NoAnswer("connection"))
    circumstances = {
        "polling": polling,
        "ended": ended,
        "role": role is not None,
        "session": session is not None,
    }
    details = {
        "code": error.code,
        "message": error.message or "none",
        "operation": error.operation or "the call",
        "detail": error.message,
        "start_url": session.start_url if session else "",
        "region": session.region if session else "",
        "account_id": role.account_id if role else "",
        "role_name": role.role_name if role else "",
    }
    if error.code in {"SignatureDoesNotMatch", "InvalidSignatureException"}:
        # AWS uses one code for a wrong secret and for a wrong clock; only its words tell them apart.
        late = "expired" in error.message.lower() or "not yet current" in error.message.lower()
        return explain("clock-skew" if late else "credentials-unknown", **details)
    for meaning in _MEANINGS:
        if meaning.code != error.code or meaning.operation not in ("", error.operation):
            continue
        if meaning.when and not circumstances[meaning.when]:
            continue
        return explain(meaning.explanation, **details)
    if error.status >= 500:
        return explain("server-error", **details)
    return explain("aws-said", **details)
