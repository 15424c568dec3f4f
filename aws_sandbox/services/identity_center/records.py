"""What sign-in keeps: clients, codes, tokens and portal sessions; and how it refuses.

Plain records with AWS's names; what is secret in one does not show in its repr. This module refuses to decide
anything: the rules are in sign_in.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

AUTHORIZATION_CODE = "authorization_code"
DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"
REFRESH_TOKEN = "refresh_token"  # noqa: S105 - the name of a grant type
GRANT_TYPES = (AUTHORIZATION_CODE, DEVICE_CODE, REFRESH_TOKEN)
ACCOUNT_ACCESS = "sso:account:access"


class Answer(Enum):
    """What the person has said to a device code."""

    PENDING = "pending"
    ALLOWED = "allowed"
    DENIED = "denied"
    USED = "used"


@dataclass(frozen=True)
class Client:
    """A registered client; an empty `grant_types` means every grant of the device flow."""

    client_id: str
    client_secret: str = field(repr=False)
    name: str
    issued_at: float
    expires_at: float
    scopes: tuple[str, ...] = ()
    grant_types: tuple[str, ...] = ()
    redirect_uris: tuple[str, ...] = ()
    issuer_url: str = ""

    def may_use(self, grant_type: str) -> bool:
        """Say whether the client was registered for this grant."""
        return grant_type in (self.grant_types or (DEVICE_CODE, REFRESH_TOKEN))


@dataclass
class Session:
    """A person's portal session; `expires_at` in seconds of the sandbox's clock."""

    user_id: str
    expires_at: float
    ended: bool = False


@dataclass
class DeviceAuthorization:
    """One device code on its way from a program to a person and back."""

    client: Client
    device_code: str = field(repr=False)
    user_code: str = field(repr=False)
    expires_at: float
    answer: Answer = Answer.PENDING
    session: Session | None = None
    polled_at: float | None = None
    hurries: bool = False


@dataclass
class Grant:
    """An authorization code, good once, for the client, address and verifier it was made for."""

    client: Client
    session: Session
    redirect_uri: str
    code_challenge: str = field(repr=False)
    expires_at: float
    used: bool = False


@dataclass(frozen=True)
class Token:
    """An access or refresh token: whose it is and until when it is good."""

    client: Client
    session: Session
    expires_at: float


@dataclass(frozen=True)
class Tokens:
    """The answer of CreateToken; `expires_in` in seconds."""

    access_token: str = field(repr=False)
    expires_in: int
    refresh_token: str | None = field(default=None, repr=False)
