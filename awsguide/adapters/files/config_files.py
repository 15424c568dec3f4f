"""The two AWS config files of the reader's: read, previewed, edited and put back; and the profiles that they hold.

`config/` decides what a text says and becomes, `one_file.py` does the writing itself. A secret is put in its place only
while it is written.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace

from awsguide.adapters.files import ledger_file, one_file, rotations
from awsguide.adapters.files.paths import allowed, path_of, rotations_directory, shown
from awsguide.adapters.files.sign_in_caches import close_to_others
from awsguide.adapters.surroundings import environment
from awsguide.config import conflicts, diff, editing, ini, key_places, sections
from awsguide.config.changes import Change, Placeholder, RemoveSection, SetSection
from awsguide.config.documents import text_of
from awsguide.config.names import OLDER_TOKEN, SESSION_TOKEN, check_stored_key
from awsguide.config.sections import ByMeaning, File
from awsguide.core.access_keys import KeyPlace
from awsguide.core.errors import GuideError
from awsguide.core.model import Credentials
from awsguide.core.secret import Secret


@dataclass(frozen=True)
class Preview:
    """What a change would do to the file at `path` (home written as ~): the diff, and what a person should know first.

    `replaced` lists, by section, the settings that are there already and would change: ask before going on.
    """

    path: str
    exists: bool
    diff: str
    replaced: Mapping[str, tuple[conflicts.KeyChange, ...]]
    findings: tuple[conflicts.Finding, ...]


# --- reading ----------------------------------------------------------------------------------------------------


def read_text(file: File) -> str:
    """The text of one of the two files, empty when there is none; raises `CouldNotTry`.

    Bytes that are not UTF-8 are kept, as surrogates.
    """
    path = path_of(file)
    return decoded(one_file.read(path, shown(path)) or b"")


def version(file: File) -> object:
    """What changes whenever one of the two files is written; ('missing',) where there is none."""
    try:
        state = path_of(file).stat()
    except OSError:
        return ("missing",)
    return state.st_mtime_ns, state.st_size, state.st_ino


def load_profile(name: str) -> Mapping[str, object] | None:
    """What both files say about a profile: what stands in the credentials file belongs to it too, and wins."""
    stored = sections.read_profile(read_text("credentials"), name, "credentials")
    return {**(sections.read_profile(read_text("config"), name) or {}), **(stored or {})} or None


def load_key(profile: str) -> Credentials | None:
    """The access key that a profile holds, None when it holds none; raises `CouldNotTry`, for a comment behind it too.

    A session token beside a long-term key is left out: it belonged to other credentials.
    """
    found = load_profile(profile) or {}
    key_id, secret, older, newer = (
        str(found.get(name) or "")
        for name in ("aws_access_key_id", "aws_secret_access_key", OLDER_TOKEN, SESSION_TOKEN)
    )
    token = older or newer  # in boto3's order
    if not key_id or not secret:
        return None
    check_stored_key(profile, key_id, secret)
    temporary = token and not key_id.startswith("AKIA")
    region = text_of(found, "region") or environment("AWS_REGION") or environment("AWS_DEFAULT_REGION")
    return Credentials(key_id, Secret(secret), Secret(token) if temporary else None, region=region)


def profile_names() -> tuple[str, ...]:
    """Every profile, those of the credentials file first; raises `CouldNotTry`."""
    return tuple(dict.fromkeys(section.name for section in _profile_sections()))


def key_profiles() -> tuple[str, ...]:
    """The profiles that hold an access key, in the order of the files; raises `CouldNotTry`."""
    holding = (section.name for section in _profile_sections() if "aws_access_key_id" in section.values)
    return tuple(dict.fromkeys(holding))


def _profile_sections() -> list[sections.Section]:
    both: tuple[File, ...] = ("credentials", "config")
    found = [section for file in both for section in sections.read_sections(read_text(file), file)]
    return [section for section in found if section.kind in ("credentials", "profile")]


def key_ids_here() -> tuple[KeyPlace, ...]:
    """Where on this machine access key ids stand: both files, then the environment; raises `CouldNotTry`.

    Secrets are not looked at: what stands beside an id is dropped as it is read.
    """
    files_read: tuple[File, ...] = ("credentials", "config")
    found: list[KeyPlace] = []
    for file in files_read:
        found += key_places.places_in(read_text(file), file, shown(path_of(file)))
    return (*found, *key_places.places_in_variables(os.environ.items()))


# --- editing ----------------------------------------------------------------------------------------------------


def preview(change: Change) -> Preview:
    """What `edit` would do now; nothing is written. Raises `BadInput` and `CouldNotTry` as `edit` does."""
    path = path_of(change.file)
    content = one_file.read(path, shown(path))
    text = decoded(content or b"")
    # Each text is read once: a change may have thousands of edits.
    before, edited = _edited(text, change, shown(path))
    after, then = edited.text(), sections.meanings(edited, change.file)
    replaced = {}
    findings = list(conflicts.told_of(edited, change.file))
    stored = sections.by_meaning(read_text("credentials") if change.file == "config" else "", "credentials")
    for edit in change.edits:
        if isinstance(edit, SetSection):
            if differences := conflicts.changed(before.get((edit.kind, edit.name)), edit.values):
                replaced[f"{edit.kind} {edit.name}"] = differences
            if edit.kind == "profile":
                findings += conflicts.mixed(then, edit.name, stored)
    text_diff = diff.unified_diff(text, after, shown(path))
    return Preview(shown(path), content is not None, text_diff, replaced, tuple(findings))


def edit(change: Change, secrets: Mapping[str, Secret] | None = None) -> one_file.Receipt:
    """Edit one of the two files. It is read again under a lock, so nothing that others wrote meanwhile is lost.

    `secrets` has a value for every placeholder's name.
    """
    path = path_of(change.file)
    filled = replace(change, edits=tuple(_filled(edit, secrets or {}) for edit in change.edits))
    close_to_others()
    folder = rotations_directory()
    needed = [rotation.old_key_id.encode() for rotation in rotations.load_rotations(folder, shown(folder))]
    present: set[tuple[str | None, str]] = set()

    def edited(old: bytes) -> bytes:
        before, after = _edited(decoded(old), filled, shown(path))
        present.update(before)
        return _encoded(after.text())

    receipt = one_file.edit(path, shown(path), edited, needed)
    if receipt.changed:
        ledger_file.note_all(
            {
                "kind": "section",
                "file": change.file,
                "section_kind": edit.kind,
                "section": edit.name,
                "new": (edit.kind, edit.name) not in present,
            }
            for edit in change.edits
            if isinstance(edit, SetSection)
        )
    return receipt


def undo_preview(receipt: one_file.Receipt) -> Preview:
    """What `undo` would do now; raises `CouldNotTry` when the file cannot be read."""
    now = decoded(one_file.read(receipt.path, receipt.shown) or b"")
    before = (
        decoded(one_file.read(receipt.backup, receipt.shown) or b"") if receipt.backup is not None else ""
    )
    text_diff = diff.unified_diff(now, before, receipt.shown) if receipt.changed else ""
    return Preview(receipt.shown, bool(now), text_diff, {}, ())


def undo(receipt: one_file.Receipt) -> None:
    """Give the file the exact bytes it had before; raises `CouldNotTry` when it was changed since."""
    allowed(receipt.path)
    one_file.restore(receipt)


def decoded(content: bytes) -> str:
    """Text of a file; bytes that are not UTF-8 are kept, as surrogates."""
    return content.decode("utf-8", "surrogateescape")


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _edited(text: str, change: Change, path: str) -> tuple[ByMeaning, ini.Document]:
    """What the text says before, and what comes of it."""
    try:
        document = sections.readable(text, change.file)
        return sections.meanings(document, change.file), editing.edited(document, change)
    except GuideError as error:
        if error.code != "config-malformed":
            raise
        raise type(error)(
            f"{path}: {error.what}", error.why, error.next_step, error.source, error.code
        ) from None


def _filled(edit: SetSection | RemoveSection, secrets: Mapping[str, Secret]) -> SetSection | RemoveSection:
    """The edit with its secrets in place; it lives only as long as the write."""
    if isinstance(edit, RemoveSection):
        return edit
    values = {
        key: secrets[value.name].reveal() if isinstance(value, Placeholder) else value
        for key, value in edit.values.items()
    }
    return replace(edit, values=values)
