"""What to do to ~/.aws/config or ~/.aws/credentials, as data: flows yield it, `editing` and `adapters/files/` do it.

No secret passes through: a `Placeholder` stands for it until the text is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from awsguide.config.sections import File, Kind
from awsguide.core.secret import Secret


@dataclass(frozen=True)
class Placeholder:
    """Stands where a secret will be written; `name` says which one ('aws_secret_access_key')."""

    name: str

    def __str__(self) -> str:
        return f"<{self.name}>"


# A value to set, or None to remove.
Setting = str | Placeholder | None


@dataclass(frozen=True)
class SetSection:
    """Ask for a section to hold `values`: a string or `Placeholder` sets a key, None removes it, others stay."""

    kind: Kind
    name: str
    values: Mapping[str, Setting]


@dataclass(frozen=True)
class RemoveSection:
    """Ask for a section to be gone."""

    kind: Kind
    name: str


@dataclass(frozen=True)
class Change:
    """What to do to one of the two files, in order; `adapters/files/config_files.py` does it, and can undo it."""

    file: File
    edits: tuple[SetSection | RemoveSection, ...]


@dataclass(frozen=True)
class StoreKeys:
    """An edit of a config file whose placeholders stand for `secrets`, by their names."""

    change: Change
    secrets: Mapping[str, Secret]
