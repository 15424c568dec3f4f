"""What a flow asks to be stored: the commands of a `Save` that are no edit of a config file. Data only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from awsguide.core.access_keys import LastUse
from awsguide.core.model import ConsoleSession, Credentials, Registration, SsoSession, Token
from awsguide.core.rotations import Rotation
from awsguide.core.secret import Secret


@dataclass(frozen=True)
class StoreToken:
    """Keep a token where the AWS CLI, boto3 and the SDK for JavaScript look for it."""

    token: Token


@dataclass(frozen=True)
class StoreRegistration:
    """Keep this guide's registration for the next sign-in."""

    session: SsoSession
    registration: Registration


@dataclass(frozen=True)
class ForgetToken:
    """Delete the token of this one session."""

    session: SsoSession


@dataclass(frozen=True)
class KeptListing:
    """The roles of some accounts, by their ids, as they were listed `age` seconds ago, by this very sign-in or not."""

    roles: Mapping[str, tuple[str, ...]]
    age: float
    same_sign_in: bool


@dataclass(frozen=True)
class StoreListing:
    """Remember the roles of these accounts until all are listed; the answer is why that cannot be, or None."""

    token: Token
    roles: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class ForgetListing:
    """All roles of this sign-in session are listed."""

    session: SsoSession


@dataclass(frozen=True)
class StoreConsoleSession:
    """Keep a console sign-in where the AWS CLI keeps its own (`~/.aws/login/cache`)."""

    session: ConsoleSession


@dataclass(frozen=True)
class ForgetConsoleSession:
    """Delete the console sign-in of this identity (its ARN)."""

    arn: str


@dataclass(frozen=True)
class StoreKey:
    """Write a new access key into a profile of the credentials file that has none yet."""

    profile: str
    key: Credentials


@dataclass(frozen=True)
class SwapKey:
    """Write a new access key into every profile, of both files, that holds the old one.

    Without `secret` it is taken from a profile that has the new key already.
    """

    old_key_id: str = field(repr=False)
    new_key_id: str = field(repr=False)
    secret: Secret | None


@dataclass(frozen=True)
class PutKeyBack:
    """Undo a `SwapKey`: the exact bytes where nothing else was changed since, the old key alone where something was.

    Where the new key `stays`, the profiles that held it before keep it.
    """

    old_key_id: str = field(repr=False)
    new_key_id: str = field(repr=False)
    stays: bool = False


@dataclass(frozen=True)
class StoreRotation:
    """Remember how far a rotation has come."""

    rotation: Rotation


@dataclass(frozen=True)
class ForgetRotation:
    """A rotation is over."""

    rotation: Rotation


@dataclass(frozen=True)
class RootKeyAsked:
    """Remember that this guide has signed with this root key just now."""

    key_id: str = field(repr=False)


@dataclass(frozen=True)
class RootKeySeen:
    """Remember a last use of this root key that is none of this guide's questions."""

    key_id: str = field(repr=False)
    use: LastUse


@dataclass(frozen=True)
class ForgetRootKey:
    """A root key is deleted."""

    key_id: str = field(repr=False)
