"""The disk's part of a rotation: one key in another's place, in both files; back again; and how far it has come.

Where the files are and how they are written is the business of `home.py` and `files.py`. A secret is put in its place
only while writing, and read only where it is about to be used. Nothing here decides what a rotation does next.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from awsguide.adapters.files import backups, one_file
from awsguide.config import editing, key_swap, rotation_file, sections
from awsguide.config.changes import Change, Placeholder, SetSection
from awsguide.config.sections import File, Kind
from awsguide.core.errors import GuideError
from awsguide.core.model import Credentials
from awsguide.core.rotations import Rotation
from awsguide.core.secret import Secret
from awsguide.core.stored import PutKeyBack, SwapKey
from awsguide.explanations import explain

FILES: tuple[File, ...] = ("credentials", "config")
# What tells a section of one file from the others: its kind and its name.
_Name = tuple[Kind, str]


@dataclass(frozen=True)
class ReadersFile:
    """One of the two files: where it is, and how a person reads that."""

    file: File
    path: Path
    shown: str

    def text(self) -> str:
        """What stands in it, empty when there is none; raises `CouldNotTry`."""
        return _decoded(one_file.read(self.path, self.shown) or b"")

    def holders(self) -> Mapping[str, tuple[SetSection, ...]]:
        """By access key id, the sections that hold it; raises `CouldNotTry`."""
        with _naming(self.shown):
            return key_swap.holders(self.text(), self.file)


def profiles_by_key(places: tuple[ReadersFile, ...]) -> Mapping[str, tuple[str, ...]]:
    """By access key id, the profiles that hold it; raises `CouldNotTry` for a file that cannot be read."""
    found: dict[str, tuple[str, ...]] = {}
    for place in places:
        for key_id, holders in place.holders().items():
            names = [section.name for section in holders if section.name not in found.get(key_id, ())]
            found[key_id] = (*found.get(key_id, ()), *names)
    return found


def planned(places: tuple[ReadersFile, ...], old_key_id: str) -> tuple[Change, ...]:
    """What a swap would change, with a stand-in for the new key; raises `CouldNotTry` where it could not be written.

    So what stands in the way is told before a key is created whose secret would then have nowhere to go.
    """
    changes = []
    for place in places:
        with _naming(place.shown):
            change = key_swap.swap(place.text(), place.file, old_key_id, Placeholder("new access key ID"))
        if change.edits:
            one_file.try_writing(place.path, place.shown)
            changes.append(change)
    return tuple(changes)


def swap_key(places: tuple[ReadersFile, ...], command: SwapKey) -> None:
    """Write the new key wherever the old one is, each file whole or not at all; raises `CouldNotTry`."""
    secret = command.secret.reveal() if command.secret else _stored_secret(places, command.new_key_id)
    if secret is None:
        raise explain("new-secret-gone")
    for place in places:
        _edit(place, command.old_key_id, command.new_key_id, secret)


def kept_key(places: tuple[ReadersFile, ...], key_id: str) -> Credentials | None:
    """A key that some profile holds, or held when a backup was made; None when its secret is gone."""
    secret = _stored_secret(places, key_id) or next(
        (
            found
            for place in places
            for _, before in _backups(place)
            if (found := _secret_of(before, place.file, key_id)) is not None
        ),
        None,
    )
    return Credentials(key_id, Secret(secret)) if secret else None


def _stored_secret(places: tuple[ReadersFile, ...], key_id: str) -> str | None:
    found = (_secret_of(place.text(), place.file, key_id) for place in places)
    return next((secret for secret in found if secret), None)


def _backups(place: ReadersFile) -> list[tuple[Path, str]]:
    return [
        (path, _decoded(one_file.read(path, place.shown) or b"")) for path in backups.newest_first(place.path)
    ]


def put_key_back(places: tuple[ReadersFile, ...], command: PutKeyBack) -> None:
    """Give each file the exact bytes it had before the swap, or, where it was changed since, the old key alone.

    Raises `CouldNotTry` ('old-secret-gone') when the old key's secret is in no backup any more.
    """
    for place in places:
        if command.new_key_id not in place.holders():
            continue
        text = place.text()
        new_secret = _secret_of(text, place.file, command.new_key_id)
        for path, before in _backups(place):
            with contextlib.suppress(GuideError):
                again = _swapped(before, place.file, command.old_key_id, command.new_key_id, new_secret)
                if again == text != before:
                    was, now = one_file.digest(_encoded(before)), one_file.digest(_encoded(text))
                    beside = backups.place_of(place.path)
                    one_file.restore(
                        one_file.Receipt(place.path.resolve(), place.shown, path, was, now, beside)
                    )
                    break
        else:
            old = kept_key(places, command.old_key_id)
            if old is None:
                raise explain("old-secret-gone")
            secret, only = old.secret_access_key.reveal(), None
            if command.stays:
                only = _held_before(place, command.old_key_id)
            _edit(place, command.new_key_id, command.old_key_id, secret, only=only)


def _held_before(place: ReadersFile, key_id: str) -> frozenset[_Name]:
    """The sections that held a key in the newest backup in which any did."""
    for _, before in _backups(place):
        with contextlib.suppress(GuideError):
            if found := key_swap.holders(before, place.file).get(key_id):
                return frozenset((section.kind, section.name) for section in found)
    return frozenset()


def _edit(
    place: ReadersFile, key_id: str, by: str, secret: str, *, only: frozenset[_Name] | None = None
) -> None:
    if key_id not in place.holders():
        return
    with _naming(place.shown):
        one_file.edit(
            place.path,
            place.shown,
            lambda old: _encoded(_swapped(_decoded(old), place.file, key_id, by, secret, only=only)),
            [key_id.encode()],
        )


def _swapped(
    text: str,
    file: File,
    key_id: str,
    by: str,
    secret: str | None,
    *,
    only: frozenset[_Name] | None = None,
) -> str:
    """The text with one key in the other's place, in every section or in these alone."""
    change = key_swap.swap(text, file, key_id, by)
    edits = tuple(
        replace(edit, values={**edit.values, key_swap.SECRET: secret})
        for edit in change.edits
        if isinstance(edit, SetSection) and (only is None or (edit.kind, edit.name) in only)
    )
    return editing.applied(text, replace(change, edits=edits))


def _secret_of(text: str, file: File, key_id: str) -> str | None:
    """The secret that stands beside this id; None where the text cannot be read or has none."""
    with contextlib.suppress(GuideError):
        for section in key_swap.holders(text, file).get(key_id, ()):
            values = sections.read_section(text, section.kind, section.name) or {}
            secret = str(values.get(key_swap.SECRET, "")).split()
            if secret:
                return secret[0]
    return None


@contextlib.contextmanager
def _naming(shown: str) -> Iterator[None]:
    """Name the file in what is said about a text that cannot be read."""
    try:
        yield
    except GuideError as error:
        if error.code != "config-malformed":
            raise
        what = f"{shown}: {error.what}"
        raise type(error)(what, error.why, error.next_step, error.source, error.code) from None


# --- how far it has come -----------------------------------------------------------------------------------------


def load_rotations(folder: Path, shown: str) -> tuple[Rotation, ...]:
    """Every rotation that is under way; raises `CouldNotTry`."""
    with one_file.explaining(shown, "read"):
        found = sorted(folder.glob("*.json")) if folder.is_dir() else []
    read = (
        rotation_file.rotation_from((one_file.read(path, shown) or b"").decode("utf-8", "replace"))
        for path in found
    )
    return tuple(rotation for rotation in read if rotation is not None)


def store_rotation(folder: Path, shown: str, rotation: Rotation) -> None:
    """Remember it: one file, mode 0600, whole or not at all; raises `CouldNotTry`."""
    one_file.put(
        folder / rotation_file.rotation_file(rotation),
        shown,
        rotation_file.rotation_document(rotation).encode(),
    )


def forget_rotation(folder: Path, shown: str, rotation: Rotation) -> None:
    """Delete what was remembered; raises `CouldNotTry`."""
    one_file.remove(folder / rotation_file.rotation_file(rotation), shown)


def _decoded(content: bytes) -> str:
    return content.decode("utf-8", "surrogateescape")


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
