"""What an answer of AWS means: error codes to explanations, as rows. Decides; neither calls nor shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from awsguide.core.errors import AwsError, GuideError, NoAnswer
from awsguide.core.model import Role, SsoSession
from awsguide.core.steps import Call, Flow
from awsguide.explanations import explain
from awsguide.flows.policies import refusal

# How the services spell that a permission is missing.
DENIED = ("AccessDenied", "AccessDeniedException")


@dataclass(frozen=True)
class Meaning:
    """AWS's `code` and the explanation it leads to.

    `operation` '' means any; `when` names a circumstance that must hold ('polling', 'ended', 'role', 'late'); `words`
    are words of AWS's message, where one code stands for several things.
    """

    code: str
    explanation: str
    operation: str = ""
    when: str = ""
    words: str = ""


# The circumstances of a meaning, in words.
CIRCUMSTANCES: Mapping[str, str] = {
    "ended": "an existing session was in use",
    "late": "the message speaks of the time",
    "polling": "a device code was being waited for",
    "role": "credentials for a role were asked for",
}

# What STS says when a session is asked for. It has one code for every refusal: only its words tell them apart.
_SESSIONS: tuple[Meaning, ...] = (
    Meaning("AccessDenied", "mfa-device-refused", words="unable to validate MFA code"),
    Meaning("AccessDenied", "mfa-code-refused", words="MultiFactorAuthentication failed"),
    Meaning("AccessDenied", "root-assumes-no-role", "AssumeRole", words="assumed by root"),
    Meaning("AccessDenied", "tag-session-refused", "AssumeRole", words="sts:TagSession"),
    Meaning("AccessDenied", "source-identity-refused", "AssumeRole", words="sts:SetSourceIdentity"),
    Meaning("AccessDenied", "assume-not-allowed", "AssumeRole", words="identity-based policy"),
    Meaning("AccessDenied", "assume-not-allowed", "AssumeRole", words="permissions boundary"),
    Meaning("AccessDenied", "assume-not-allowed", "AssumeRole", words="session policy"),
    Meaning("AccessDenied", "assume-not-allowed", "AssumeRole", words="service control policy"),
    Meaning("AccessDenied", "role-not-trusting", "AssumeRole"),
    Meaning("AccessDenied", "root-session-refused", "AssumeRoot"),
    Meaning("ValidationError", "chain-too-long", "AssumeRole", words="role chaining"),
    Meaning("ValidationError", "longer-than-role", "AssumeRole", words="MaxSessionDuration"),
    Meaning("ValidationError", "sts-parameter-refused", "AssumeRole"),
    Meaning("MalformedPolicyDocument", "policy-refused"),
    Meaning("PackedPolicyTooLarge", "packed-too-large"),
    Meaning("InsufficientSessionLifetime", "scoped-outlives"),
    Meaning("RegionDisabledException", "region-switched-off"),
    Meaning("ExpiredToken", "source-credentials-ended", "AssumeRole"),
)

# The first row that fits is the meaning.
MEANINGS: tuple[Meaning, ...] = (
    *_SESSIONS,
    Meaning("InvalidRequestException", "start-url-unknown", "StartDeviceAuthorization"),
    Meaning("ExpiredTokenException", "code-expired", "CreateToken", "polling"),
    Meaning("ExpiredTokenException", "session-ended", "CreateToken"),
    Meaning("InvalidGrantException", "session-ended", "CreateToken", "ended"),
    Meaning("InvalidGrantException", "grant-refused", "CreateToken"),
    Meaning("AccessDeniedException", "denied", "CreateToken"),
    Meaning("InvalidClientException", "client-expired"),
    Meaning("UnauthorizedClientException", "client-expired"),
    Meaning("UnauthorizedException", "session-ended"),
    Meaning("ForbiddenException", "no-access", "GetRoleCredentials", "role"),
    Meaning("ResourceNotFoundException", "no-access", "GetRoleCredentials", "role"),
    Meaning("InvalidRequestException", "no-access", "GetRoleCredentials", "role"),
    Meaning("TooManyRequestsException", "too-many-requests"),
    Meaning("TooManyRequestsError", "too-many-requests"),
    Meaning("Throttling", "too-many-requests"),
    Meaning("ThrottlingException", "too-many-requests"),
    Meaning("SlowDownException", "too-many-requests"),
    Meaning("ExpiredToken", "credentials-expired"),
    Meaning("ExpiredTokenException", "credentials-expired"),
    Meaning("InvalidClientTokenId", "credentials-unknown"),
    Meaning("UnrecognizedClientException", "credentials-unknown"),
    Meaning("InvalidAccessKeyId", "credentials-unknown"),
    Meaning("IncompleteSignature", "signature-unreadable"),
    Meaning("IncompleteSignatureException", "signature-unreadable"),
    # AWS uses one code for a wrong secret and for a wrong clock; only its words tell them apart.
    Meaning("SignatureDoesNotMatch", "clock-skew", when="late"),
    Meaning("SignatureDoesNotMatch", "credentials-unknown"),
    Meaning("InvalidSignatureException", "clock-skew", when="late"),
    Meaning("InvalidSignatureException", "credentials-unknown"),
    Meaning("RequestTimeTooSkewed", "clock-skew"),
    Meaning("RequestExpired", "clock-skew"),
    # What boto3 says when it finds no credentials, or no Region.
    Meaning("NoCredentialsError", "no-credentials-found"),
    Meaning("SSOTokenLoadError", "sso-token-missing"),
    Meaning("NoRegionError", "region-missing"),
    # What boto3 says about the profile that credentials should come from.
    Meaning("MfaCodeWanted", "profile-wants-code"),
    Meaning("ProfileNotFound", "profile-unknown"),
    Meaning("InvalidConfigError", "profile-broken"),
    Meaning("PartialCredentialsError", "profile-broken"),
    Meaning("InfiniteLoopConfigError", "profile-broken"),
    Meaning("CredentialRetrievalError", "profile-broken"),
    # What a boto3 of the reader's own says about a profile with a console sign-in.
    Meaning("MissingDependencyException", "runtime-missing"),
    Meaning("LoginTokenLoadError", "console-not-stored"),
    Meaning("LoginRefreshRequired", "console-session-ended"),
    Meaning("LoginInsufficientPermissions", "console-sign-in-not-allowed"),
    Meaning("InternalServerException", "server-error"),
    Meaning("InternalFailure", "server-error"),
    Meaning("InternalError", "server-error"),
    Meaning("ServiceUnavailable", "server-error"),
    Meaning("AccessDenied", "access-denied"),
    Meaning("AccessDeniedException", "access-denied"),
)


@dataclass(frozen=True)
class Remedy:
    """What helps where a permission is missing, by words of AWS's message; the first that fits is the one."""

    words: str
    advice: str


# AWS's words for where a decision was made:
# https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html, read 2026-11-30.
REMEDIES: tuple[Remedy, ...] = (
    Remedy(
        "service control policy",
        "A policy of your organization decides this, and no permission in the account changes it: ask whoever manages "
        "the organization.",
    ),
    Remedy(
        "resource control policy",
        "A policy of your organization decides this, and no permission in the account changes it: ask whoever manages "
        "the organization.",
    ),
    Remedy(
        "session policy",
        "The session was narrowed when it was made, and more permissions for its role or user change nothing: get a "
        "session with a wider session policy, or with none.",
    ),
    Remedy(
        "permissions boundary",
        "The permissions boundary of this user or role sets the limit, whatever its policies allow: ask whoever "
        "manages the boundary.",
    ),
    Remedy(
        "VPC endpoint policy",
        "The policy of the VPC endpoint decides this: ask whoever manages the network, or call from elsewhere.",
    ),
    Remedy(
        "explicit deny",
        "A policy denies this outright, and no other policy can allow it: ask for an exception in that policy, or "
        "meet its conditions (tags, MFA, the network) if it has any.",
    ),
    Remedy(
        "resource-based policy",
        "The policy of the resource itself does not allow it: ask whoever owns the resource to name you there.",
    ),
)


def remedied(error: GuideError, message: str) -> GuideError:
    """The same explanation with the advice that follows from AWS's `message`, where that tells the cause."""
    found = next((row.advice for row in REMEDIES if row.words.lower() in message.lower()), "")
    return type(error)(error.what, error.why, found or error.next_step, error.source, error.code)


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
        "late": any(words in error.message.lower() for words in ("expired", "not yet current")),
    }
    details = {
        "code": error.code,
        # AWS ends some of its sentences with a full stop; the explanations end them all.
        "message": error.message.rstrip(".") or "none",
        "operation": error.operation or "the call",
        "detail": error.message,
        "start_url": session.start_url if session else "",
        "region": session.region if session else "",
        "account_id": role.account_id if role else "",
        "role_name": role.role_name if role else "",
        # boto3 quotes the name of a profile that it does not find: The config profile (x) could not be found.
        "profile": error.message.partition("(")[2].rpartition(")")[0],
    }
    for meaning in MEANINGS:
        if meaning.code != error.code or meaning.operation not in ("", error.operation):
            continue
        if meaning.when and not circumstances[meaning.when]:
            continue
        if meaning.words.lower() not in error.message.lower():
            continue
        found = explain(meaning.explanation, **details)
        found = remedied(found, error.message) if found.code == "access-denied" else found
        found.facts = refusal.facts(error)
        return found
    if error.status >= 500:
        return explain("server-error", **details)
    found = explain("aws-said", **details)
    found.facts = refusal.facts(error)
    return found


def explained(
    call: Call, *, session: SsoSession | None = None, role: Role | None = None, ended: bool = False
) -> Flow[Mapping[str, Any]]:
    """One call whose refusals are explained; `ended` says that an existing session was being used."""
    try:
        return (yield call)  # type: ignore[no-any-return]
    except (AwsError, NoAnswer) as error:
        raise translated(error, session=session, role=role, ended=ended) from error


# The explanation of each kind of silence, and what is said where its detail is not known.
_SILENCES: Mapping[str, tuple[str, str]] = {
    "name": ("network-name", ""),
    "timeout": ("network-timeout", ""),
    "connection": ("network-connection", ""),
    "proxy": ("network-proxy", ""),
    "proxy-name": ("network-proxy-name", "in HTTPS_PROXY"),
    "proxy-password": ("network-proxy-password", ""),
    "proxy-password-wrong": ("network-proxy-password-wrong", ""),
    "proxy-refused": ("network-proxy-refused", "unknown"),
    "tls": ("network-tls", ""),
    "tls-bundle": ("network-tls-bundle", "A setting (AWS_CA_BUNDLE, REQUESTS_CA_BUNDLE or ca_bundle)"),
    "tls-cut-off": ("network-tls-cut-off", ""),
    "other-page": ("network-other-page", ""),
    "sandbox": ("sandbox-gone", ""),
    "sandbox-silent": ("sandbox-silent", ""),
}


def unreachable(silence: NoAnswer) -> GuideError:
    """The explanation of a silence, by its kind."""
    code, unknown = _SILENCES.get(silence.kind, _SILENCES["connection"])
    detail = silence.detail or unknown
    if code == "network-tls" and detail:
        detail = f"; it was made by '{detail}'"
    return explain(code, host=silence.host or "AWS", detail=detail)
