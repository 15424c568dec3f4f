"""The tokens of the federation endpoint: each signs one browser in to the console, once, within fifteen minutes.

Source: 'Enable custom identity broker access to the AWS console' (IAM user guide, read 2026-11-26).
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aws_sandbox.access import permissions
from aws_sandbox.access.principals import PrincipalKind

if TYPE_CHECKING:
    from aws_sandbox.access.principals import Principal, Session

TOKEN_SECONDS = 15 * 60


class Refused(Exception):
    """Why no token is given, or no browser signed in; the text is for the person."""


@dataclass(frozen=True)
class Link:
    """A sign-in that waits for its browser: as whom, until when, and how long the link itself is good."""

    principal: Principal
    ends_at: float
    good_until: float


class SigninTokens:
    """The tokens that were given; only their hashes are kept."""

    def __init__(self) -> None:
        self._links: dict[bytes, Link] = {}

    def give(self, session: Session, duration: int | None, now: float) -> str:
        """Return a token for a session; `duration` in seconds, None for as long as the keys are good."""
        self._links = {digest: link for digest, link in self._links.items() if link.good_until > now}
        token = secrets.token_urlsafe(192)
        ends_at = session.expires_at if duration is None else now + duration
        self._links[_digest(token)] = Link(session.principal, ends_at, now + TOKEN_SECONDS)
        return token

    def take(self, token: str, now: float) -> Link:
        """Return whom a token signs in, and forget it; raises `Refused`."""
        link = self._links.pop(_digest(token), None)
        if link is None or link.good_until <= now:
            raise Refused(
                "This sign-in link was used already, or it is older than 15 minutes. Make a new one."
            )
        if link.ends_at <= now:
            raise Refused(
                "The credentials that this link was made from have ended. Get new ones and make a new link."
            )
        if link.principal.kind is PrincipalKind.ROLE and permissions.role_of(link.principal) is None:
            raise Refused("The role that this link was made for is not there any more.")
        return link


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors="replace")).digest()
