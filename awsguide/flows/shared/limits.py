"""What a temporary session may never do, whatever its policies say: known before it is tried, as rows with a reason.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html and botocore's model
of STS of 2026-11-19, which added GetScopedCredentials; read 2026-11-30.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from awsguide.explanations import explain

# How a session came to be; 'mfa-session-token' is a session token that was got with a code.
Kind = Literal["session-token", "mfa-session-token", "federation-token", "role", "web-identity"]

KINDS: dict[Kind, str] = {
    "session-token": "a session token without MFA",
    "mfa-session-token": "a session token with MFA",
    "federation-token": "a federation token",
    "role": "a role's session",
    "web-identity": "a role's session from a web identity",
}


@dataclass(frozen=True)
class Limit:
    """`service` ('iam', or 'console') is closed to sessions of `kinds`, but for `but`; `only`: nothing else is closed.

    With `only`, just these operations are closed. `why` and `next_step` are sentences.
    """

    kinds: tuple[Kind, ...]
    service: str
    why: str
    next_step: str
    but: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()

    def closes(self, kind: Kind, service: str, operation: str) -> bool:
        """Whether this row is about that call."""
        if kind not in self.kinds or service != self.service or operation in self.but:
            return False
        return not self.only or operation in self.only

    def words(self) -> str:
        """What is closed, in a few words."""
        if self.service == "console":
            return "A sign-in link to the console"
        if self.only:
            return f"{self.service}: {', '.join(sorted(self.only))}"
        *first, last = sorted(self.but) or [""]
        spared = f", except {', '.join(first)}{' and ' if first else ''}{last}" if last else ""
        return f"Everything in {self.service}{spared}"


_AGAIN = frozenset({"GetSessionToken", "GetFederationToken"})
LIMITS: tuple[Limit, ...] = (
    Limit(
        ("session-token",),
        "iam",
        "IAM decides who may do what, so a session that acts as a user needs a second factor.",
        "Get the session token with MFA: then IAM is open to it, as far as the user's policies go.",
    ),
    Limit(
        ("session-token", "mfa-session-token"),
        "sts",
        "Such a session is the user again; in STS it may only become a role, ask who it is, or get less of itself.",
        "Assume a role from it, or call with the user's own keys.",
        but=frozenset({"AssumeRole", "GetCallerIdentity", "GetScopedCredentials"}),
    ),
    Limit(
        ("session-token", "mfa-session-token"),
        "console",
        "A user has a password for the console, so AWS makes no sign-in link from the user's session.",
        "Assume a role, or get a federation token, and make the link from that.",
    ),
    Limit(
        ("federation-token",),
        "iam",
        "A federation token goes to somebody else, and that person must not change who may do what; no MFA opens it.",
        "Assume a role for what needs IAM. (In the console, a federated user may open IAM's pages.)",
    ),
    Limit(
        ("federation-token",),
        "sts",
        "A federated user may ask who it is, and become nobody else.",
        "Assume the role with the user's own keys instead.",
        but=frozenset({"GetCallerIdentity", "GetScopedCredentials"}),
    ),
    Limit(
        ("role", "web-identity"),
        "sts",
        "These two give sessions to users, and a role's session is no user.",
        "Assume a further role, or use the session as it is.",
        only=_AGAIN,
    ),
)


def limits_of(kind: Kind) -> tuple[Limit, ...]:
    """Everything that is closed to sessions of this kind."""
    return tuple(limit for limit in LIMITS if kind in limit.kinds)


def closed(kind: Kind, service: str, operation: str = "") -> Limit | None:
    """The row that closes a call to sessions of this kind, None when only policies decide."""
    return next((limit for limit in LIMITS if limit.closes(kind, service, operation)), None)


def check(kind: Kind, service: str, operation: str = "") -> None:
    """Raises `BadInput` ('session-may-not') for a call that no policy can open."""
    limit = closed(kind, service, operation)
    if limit is not None:
        called = "The console" if service == "console" else f"{service}:{operation}"
        raise explain(
            "session-may-not",
            operation=called,
            what=KINDS[kind],
            detail=limit.why,
            next_step=limit.next_step,
        )
