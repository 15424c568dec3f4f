"""The nouns about root users: what is known of one, of those of an organization's members, and of a root key's uses.

Plain frozen data; times are seconds since 1970-01-01 UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from awsguide.core.access_keys import AccessKey, LastUse
from awsguide.core.model import Identity


@dataclass(frozen=True)
class RootKeyUses:
    """What is remembered of a root key: AWS keeps one last use, and asking with the key takes its place.

    `before` is the last use that was seen and cannot be a question of this guide, None when none was seen.
    `first_asked` and `last_asked` say from when to when this guide has asked with the key itself, None for never.
    """

    key_id: str = field(repr=False)
    before: LastUse | None = None
    first_asked: float | None = None
    last_asked: float | None = None


@dataclass(frozen=True)
class RootUser:
    """What is known of the root user of an account ('12 digits'); None stands for 'nobody could be asked'.

    `asked_by` is who asked; `is_root` says whether that is the root user itself. `keys` are listed for the root user
    alone, and without ids where only the credential report was read; `keys_present` says whether there are any.
    `uses` has, by key id, what is remembered of them.
    """

    account_id: str
    asked_by: Identity
    is_root: bool
    keys_present: bool | None = None
    mfa: bool | None = None
    keys: tuple[AccessKey, ...] = ()
    missing: tuple[str, ...] = ()
    uses: Mapping[str, RootKeyUses] = field(default_factory=dict, repr=False)


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
    """Centralized root access of an organization: which of its two features are on, and its members' root users.

    `uses` has, by key id, what is remembered of their keys.
    """

    features: tuple[str, ...]
    members: tuple[MemberRoot, ...] = ()
    uses: Mapping[str, RootKeyUses] = field(default_factory=dict, repr=False)
