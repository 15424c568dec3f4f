"""One access key in the place of another, in the text of a config or credentials file.

Every section that holds the old key's id gets the new id and secret, and loses a session token: it belonged to other
credentials, and with it AWS refuses a long-term key. Text and changes only; the secrets are placeholders until the text
is written.
"""

from __future__ import annotations

from collections.abc import Mapping

from awsguide.config import sections
from awsguide.config.changes import Change, Placeholder, SetSection, Setting
from awsguide.config.names import TOKENS
from awsguide.config.sections import File

SECRET = "aws_secret_access_key"  # noqa: S105 - the name of a setting


def holders(text: str, file: File) -> Mapping[str, tuple[SetSection, ...]]:
    """By access key id, the sections that hold it, each as an edit that would change nothing.

    Where two headers mean the same profile, botocore takes the later one, and so does this. Raises `CouldNotTry` for a
    text that cannot be read.
    """
    effective = {
        (section.kind, section.name): section.values
        for section in sections.read_sections(text, file)
        if section.kind in ("profile", "credentials")
    }
    found: dict[str, tuple[SetSection, ...]] = {}
    for (kind, name), values in effective.items():
        # What follows on the line is a comment that botocore takes for a part of the id.
        words = str(values.get("aws_access_key_id", "")).split()
        if words and kind is not None:
            leftover = {token: None for token in TOKENS if token in values}
            found[words[0]] = (*found.get(words[0], ()), SetSection(kind, name, leftover))
    return found


def new_key(profile: str, key_id: str | Placeholder) -> Change:
    """The change that gives a profile of the credentials file a key; a session token of other credentials goes."""
    values: dict[str, Setting] = {"aws_access_key_id": key_id, SECRET: Placeholder(SECRET)}
    return Change(
        "credentials", (SetSection("credentials", profile, {**values, **dict.fromkeys(TOKENS, None)}),)
    )


def swap(text: str, file: File, old_key_id: str, new_key_id: str | Placeholder) -> Change:
    """The change that puts the new key wherever the old one is; without edits when it is nowhere.

    The secret is a `Placeholder`, and so is an id that is not known yet. Raises `CouldNotTry` for an unreadable text.
    """
    new: dict[str, Setting] = {"aws_access_key_id": new_key_id, SECRET: Placeholder(SECRET)}
    edits = [
        SetSection(held.kind, held.name, {**new, **held.values})
        for held in holders(text, file).get(old_key_id, ())
    ]
    return Change(file, tuple(edits))
