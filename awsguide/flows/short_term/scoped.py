"""Scoped credentials: the session one has, with less (`GetScopedCredentials`), and what each of the two may do.

Flows: `scoped_session`, `compared`. The new keys belong to the same session: same name, same ARN, and they end with it
at the latest. They can be scoped again, up to three policies. Nothing here reads, writes, sends, sleeps or prints.

Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetScopedCredentials.html, 2026-11-30.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from awsguide.core.errors import AwsError, NoAnswer
from awsguide.core.model import Credentials, Identity
from awsguide.core.steps import Call, Flow
from awsguide.explanations import explain
from awsguide.flows.shared import limits
from awsguide.flows.shared.answers import DENIED, explained, translated
from awsguide.flows.shared.identity import given, identity_in
from awsguide.flows.short_term.policy_input import check_policy

LONGEST = 129_600
# Calls that only look, one for each of a few services that most people have permissions for.
LOOKS = (
    ("sts", "GetCallerIdentity"),
    ("s3", "ListBuckets"),
    ("iam", "ListRoles"),
    ("organizations", "DescribeOrganization"),
)
# EC2 and the console say it otherwise than the rest.
_DENIED = frozenset({*DENIED, "UnauthorizedOperation", "InvalidClientTokenId"})


@dataclass(frozen=True)
class ScopedSession:
    """The same session with less: `policies` scope-down policies limit it by now, 3 at most."""

    credentials: Credentials
    identity: Identity
    policies: int
    kind: limits.Kind = "role"


@dataclass(frozen=True)
class Tried:
    """One call that only looks, made with both credentials: whether each may make it."""

    call: str
    session: bool
    scoped: bool


def scoped_session(
    credentials: Credentials,
    *,
    region: str,
    policy: str = "",
    seconds: int | None = None,
    description: str = "",
) -> Flow[ScopedSession]:
    """Keys of the same session that may do only what `policy` allows too, end after `seconds` (1 to 129,600), or both.

    `description` (2 to 256 characters) is for CloudTrail. Raises `BadInput` before any call for what cannot work,
    `Refused`, `Unreachable`.
    """
    if credentials.session_token is None:
        raise explain("scoped-from-keys")
    if not policy and seconds is None:
        raise explain("scoped-needs-less")
    if seconds is not None and not 1 <= seconds <= LONGEST:
        raise explain("scoped-length", given=str(seconds))
    check_policy(policy)
    parameters: dict[str, Any] = {
        "Policy": policy,
        "DurationSeconds": seconds,
        "ScopedSessionDescription": description,
    }
    reply = yield from explained(
        Call(
            "sts",
            "GetScopedCredentials",
            {name: value for name, value in parameters.items() if value},
            region=region,
            credentials=credentials,
            why="the same session, with less",
        )
    )
    session = reply["SessionInfo"]
    return ScopedSession(
        given(reply["Credentials"], region),
        identity_in(session, "ScopedSessionId"),
        int(reply["ScopedPoliciesCount"]),
    )


def compared(before: Credentials, after: Credentials, *, region: str) -> Flow[tuple[Tried, ...]]:
    """Make a few calls that only look, with the session's keys and with the scoped ones. Raises `Unreachable`."""
    found = []
    for service, operation in LOOKS:
        found.append(
            Tried(
                f"{service}:{operation}",
                (yield from _may(service, operation, before, region)),
                (yield from _may(service, operation, after, region)),
            )
        )
    return tuple(found)


def _may(service: str, operation: str, credentials: Credentials, region: str) -> Flow[bool]:
    try:
        yield Call(
            service,
            operation,
            {},
            region=region,
            credentials=credentials,
            expected=tuple(sorted(_DENIED)),
            why="may these credentials make this call?",
        )
    except (AwsError, NoAnswer) as error:
        if isinstance(error, AwsError) and error.code in _DENIED:
            return False
        raise translated(error) from error
    return True
