"""The nouns of long-term credentials: an access key, its last use, whose it is, and where it stands on this machine.

Plain frozen data, standard library only; times are seconds since 1970-01-01 UTC. No noun here holds a secret: an access
key is known by its id, and the id alone is looked at.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from awsguide.core.secret import MASK, mask_key_id

Status = Literal["Active", "Inactive"]
Source = Literal["calls", "report"]

# How the credential report names the root user.
ROOT = "<root_account>"


@dataclass(frozen=True)
class LastUse:
    """When a key was last used, as AWS recorded it: `at` None means never (or before 22 April 2015).

    `region` and `service` are AWS's own words ('eu-west-1', 's3'); empty when it was never used or AWS does not say.
    """

    at: float | None
    region: str = ""
    service: str = ""


@dataclass(frozen=True)
class AccessKey:
    """A long-term access key of the IAM user `user`; `ROOT` for the root user.

    `key_id` is empty where only the credential report was read: it has no ids. `last_use` None means that nobody could
    be asked, which is not the same as 'never'; so with `mfa`, whether its user has an MFA device.
    """

    user: str
    key_id: str = field(repr=False)
    status: Status
    created: float | None
    last_use: LastUse | None = None
    mfa: bool | None = None

    @property
    def shown_id(self) -> str:
        """The id as it may be shown: its kind and last four; empty when it is not known."""
        return mask_key_id(self.key_id) if self.key_id else ""


@dataclass(frozen=True)
class KeyList:
    """What a look-up found. `as_of` is the moment that it describes: that of the report, or of the calls.

    `users` counts the IAM users looked at, with a key or without; `missing` says in sentences what was not allowed,
    and so is not known. `asked_with` is the id of the key that asked: asking is a use of it too.
    """

    keys: tuple[AccessKey, ...]
    source: Source
    as_of: float
    account_id: str = ""
    users: int = 0
    missing: tuple[str, ...] = ()
    asked_with: str = field(default="", repr=False)

    @property
    def has_asker(self) -> bool:
        """Whether the key that asked is among the keys."""
        return any(key.key_id == self.asked_with for key in self.keys if key.key_id)


@dataclass(frozen=True)
class KeyOwner:
    """Whose a key id is: the account ('12 digits') by AWS's own answer; `user` empty when AWS does not tell us.

    `own_account` says whether it is the account of whoever asked: only there can more be looked up.
    """

    key_id: str = field(repr=False)
    kind: str
    account_id: str
    own_account: bool
    user: str = ""
    last_use: LastUse | None = None
    missing: tuple[str, ...] = ()

    @property
    def shown_id(self) -> str:
        """The id as it may be shown."""
        return mask_key_id(self.key_id)


@dataclass(frozen=True)
class KeyPlace:
    """Where an access key id stands on this machine: a profile of a file, or an environment variable.

    `path` is written with the home as ~ and empty for a variable; `line` counts from 1; `name` is the profile's or the
    variable's name. `commented` marks a line that tools pass over, and people do not.
    """

    key_id: str = field(repr=False)
    name: str
    path: str = ""
    line: int = 0
    commented: bool = False

    @property
    def text(self) -> str:
        """The place as a person finds it: a profile, its file and line, or an environment variable."""
        if not self.path:
            return f"environment variable {self.name}"
        remark = ", in a comment" if self.commented else ""
        return f"profile {self.name}, {self.path} line {self.line}{remark}"


@dataclass(frozen=True)
class FoundKey:
    """A key that the scan found in a file: `path` as a person reads it, `place` within it ('cell 3, output, line 1').

    `kind` says what it is in a few words. `key_id` is empty for a secret: of a secret nothing is kept.
    """

    path: str
    place: str
    kind: str
    key_id: str = field(default="", repr=False)

    @property
    def shown(self) -> str:
        """What was found, masked."""
        return mask_key_id(self.key_id) if self.key_id else MASK


@dataclass(frozen=True)
class FilesScanned:
    """What was found in some files, and how many of them could not be read (`unreadable`) or are no text."""

    found: tuple[FoundKey, ...]
    unreadable: int = 0
    no_text: int = 0


@dataclass(frozen=True)
class ScanResult:
    """What a scan found, in how many `files`; `passed_over` says in sentences which ones were not read."""

    folder: str
    found: tuple[FoundKey, ...]
    files: int
    passed_over: tuple[str, ...] = ()
