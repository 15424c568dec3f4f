"""The nouns of the guide: what a flow is given, shows and returns. Plain frozen data, standard library only.

Times are seconds since 1970-01-01 UTC. What is secret is a `Secret`; nothing here reveals one.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from awsguide.core.secret import Secret, mask_key_id

Way = Literal["device-code", "authorization-code"]

SCOPE = "sso:account:access"


@dataclass(frozen=True)
class SsoSession:
    """Where a workforce signs in: an `[sso-session]` of the AWS config file.

    `issuer` is the address of AWS's that a company's own `start_url` leads to, once that is known.
    """

    name: str
    start_url: str
    region: str
    issuer: str = field(default="", compare=False)

    @property
    def known_as(self) -> str:
        """The address by which Identity Center itself knows the company."""
        return self.issuer or self.start_url


@dataclass(frozen=True)
class Registration:
    """This guide as a client of Identity Center's OIDC service; lives about 90 days."""

    client_id: str
    client_secret: Secret
    expires_at: float
    grant_types: tuple[str, ...] = ()


@dataclass(frozen=True)
class Token:
    """An access token of one Identity Center session, with what is needed to refresh it."""

    session: SsoSession
    access_token: Secret
    expires_at: float
    refresh_token: Secret | None = None
    registration: Registration | None = None


@dataclass(frozen=True)
class Role:
    """One role (permission set) that the signed-in person may use in one account ('12 digits')."""

    account_id: str
    role_name: str


@dataclass(frozen=True)
class Account:
    """One account ('12 digits') of the organization, with the roles assigned to the signed-in person.

    `problem` says in a sentence why its roles could not be listed; empty when they were.
    """

    account_id: str
    name: str = ""
    email: str = ""
    roles: tuple[Role, ...] = ()
    problem: str = ""


@dataclass(frozen=True)
class Credentials:
    """An access key and, for temporary credentials, its session token and end.

    `region` is the Region of where they were found ('us-gov-west-1'), '' when that named none: keys do not say
    themselves in which of AWS's partitions they are good.
    """

    access_key_id: str
    secret_access_key: Secret
    session_token: Secret | None = None
    expires_at: float | None = None
    region: str = field(default="", compare=False)

    def __repr__(self) -> str:
        return f"Credentials({mask_key_id(self.access_key_id)})"


@dataclass(frozen=True)
class Identity:
    """Who AWS says the credentials are: `GetCallerIdentity`."""

    account_id: str
    arn: str
    user_id: str


@dataclass(frozen=True)
class RoleSession:
    """Credentials of a role, proved: `identity` is AWS's own answer to who they are."""

    role: Role
    credentials: Credentials
    identity: Identity


@dataclass(frozen=True)
class ConsoleSession:
    """A sign-in with console credentials (`aws login`): `arn` is whose it is, `key` the proof key (SEC1 PEM).

    The credentials live at most fifteen minutes, the sign-in twelve hours.
    """

    arn: str
    region: str
    client_id: str
    credentials: Credentials
    refresh_token: Secret
    key: Secret
    id_token: Secret | None = None


# --- temporary credentials (STS) ------------------------------------------------------------------------------


@dataclass(frozen=True)
class RoleRequest:
    """What `AssumeRole` is asked for. What is empty or None is not sent, so AWS's own default holds.

    `role_arn` 'arn:aws:iam::111122223333:role/Name'; `seconds` is the duration; `tags` are pairs of key and value, and
    `transitive` the keys that go along when this session assumes a further role; `policy` is JSON.
    """

    role_arn: str
    session_name: str = "awsguide"
    seconds: int | None = None
    external_id: str = ""
    mfa_serial: str = ""
    token_code: Secret | None = None
    tags: tuple[tuple[str, str], ...] = ()
    transitive: tuple[str, ...] = ()
    source_identity: str = ""
    policy: str = ""
    policy_arns: tuple[str, ...] = ()


@dataclass(frozen=True)
class RoleFacts:
    """A role as `ListRoles` and `GetRole` describe it: `longest` is its maximum session duration in seconds.

    `trust` is its trust policy (JSON), '' when nobody told.
    """

    arn: str
    longest: int = 3600
    trust: str = ""
    description: str = ""


@dataclass(frozen=True)
class AssumedRole:
    """A role session: what was asked for (the used-up code taken out), and what AWS gave. It ends at `expires_at`.

    `caller` is the ARN of who assumed it, '' where nobody had to ask; `chained` says that this was a role session too.
    `packed_percent` is how much of the room for session policies and tags is taken, None when AWS did not say.
    `by_token`: no credentials assumed it but a web identity's token, and `caller` is the subject of that.
    """

    request: RoleRequest
    credentials: Credentials
    identity: Identity
    caller: str = ""
    chained: bool = False
    packed_percent: int | None = None
    source_identity: str = ""
    by_token: bool = False


# --- what flows show while they run -------------------------------------------------------------------------


@dataclass(frozen=True)
class Note:
    """A sentence about what is happening now."""

    text: str


@dataclass(frozen=True)
class DeviceCode:
    """The code a person confirms on the sign-in page. `link` does not carry the code: comparing it is the safeguard."""

    link: str
    user_code: str = field(repr=False)
    expires_at: float


@dataclass(frozen=True)
class BrowserPage:
    """A page to open in the browser of this very machine; its address carries a one-time challenge."""

    address: Secret
    expires_at: float


@dataclass(frozen=True)
class LocalLink:
    """A link to this machine that leads one browser on to a page whose address is a secret; it works once."""

    link: str = field(repr=False)
    expires_at: float


@dataclass(frozen=True)
class CodePage:
    """A page to open in any browser; it shows a code to paste here. Its address carries a one-time challenge."""

    link: str = field(repr=False)
    expires_at: float


@dataclass(frozen=True)
class Progress:
    """`done` of `total` calls; `waiting` is how many are being tried again after 'too many requests'."""

    done: int
    total: int
    waiting: int = 0


@dataclass(frozen=True)
class LoggedCall:
    """One call that was made, in AWS's own names, secrets masked.

    `result` is 'ok', an AWS error code, or 'no answer'; `expected` marks codes that are ordinary flow control
    (AuthorizationPendingException). `milliseconds` is wall-clock time. `watching` marks one of the looks that are taken
    until time has passed.
    """

    service: str
    operation: str
    parameters: dict[str, object] = field(default_factory=dict)
    result: str = "ok"
    milliseconds: int = 0
    expected: bool = True
    why: str = ""
    times: int = 1
    watching: bool = False

    def again(self, milliseconds: int) -> LoggedCall:
        """The same call once more."""
        return replace(self, times=self.times + 1, milliseconds=self.milliseconds + milliseconds)
