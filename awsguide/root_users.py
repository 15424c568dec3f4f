"""The nouns about root users: what is known of one, and of those of an organization's members. Plain frozen data."""

from __future__ import annotations

from dataclasses import dataclass, field

from awsguide.access_keys import AccessKey
from awsguide.model import Identity


@dataclass(frozen=True)
class RootUser:
    """What is known of the root user of an account ('12 digits'); None stands for 'nobody could be asked'.

    `asked_by` is who asked; `is_root` says whether that is the root user itself. `keys` are listed for the root user
    alone, and without ids where only the credential report was read; `keys_present` says whether there are any.
    """

    account_id: str
    asked_by: Identity
    is_root: bool
    keys_present: bool | None = None
    mfa: bool | None = None
    keys: tuple[AccessKey, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class MemberRoot:
    """The root user of one member account: its keys, its password, its MFA; `problem` says why it is not known."""

    account_id: str
    name: str
    keys: tuple[AccessKey, ...] = field(default=(), repr=False)
    has_password: bool | None = None
    mfa: bool | None = None
    problem: str = ""


@dataclass(frozen=True)
class RootAccess:
    """Centralized root access of an organization: which of its two features are on, and its members' root users."""

    features: tuple[str, ...]
    members: tuple[MemberRoot, ...] = ()
