"""The reader's home: answers `Load`, `Hold` and `Save`, and reads, previews and edits the AWS config files.

`paths.py` says where files are, `one_file.py` does the writing itself, `sign_in_caches.py` knows tokens. A secret is
put in its place only while it is written.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from awsguide.adapters import scan
from awsguide.adapters.files import ledger_file, one_file, root_keys, rotations, sign_in_caches
from awsguide.adapters.files.paths import (
    allowed,
    cache_directory,
    login_directory,
    path_of,
    root_keys_directory,
    rotations_directory,
    shown,
    sign_ins_directory,
)
from awsguide.adapters.files.sign_in_caches import (
    close_to_others,
    load_console_session,
    load_registration,
    load_token,
)
from awsguide.adapters.surroundings import environment
from awsguide.config import conflicts, diff, key_places, key_swap, profiles, token_cache
from awsguide.config.documents import text_of
from awsguide.config.names import OLDER_TOKEN, SESSION_TOKEN, check_stored_key
from awsguide.config.profiles import StoreKeys
from awsguide.core.access_keys import KeyPlace
from awsguide.core.errors import GuideError
from awsguide.core.model import Credentials
from awsguide.core.secret import Secret
from awsguide.core.stored import ForgetRotation, PutKeyBack, StoreKey, StoreRotation, SwapKey
from awsguide.explanations import explain


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


# --- config files -----------------------------------------------------------------------------------------------


def read_text(file: profiles.File) -> str:
    """The text of one of the two files, empty when there is none; raises `CouldNotTry`.

    Bytes that are not UTF-8 are kept, as surrogates.
    """
    path = path_of(file)
    return _decoded(one_file.read(path, shown(path)) or b"")


def read_token(named: str) -> Secret:
    """A web identity token from the file that `named` leads to ('~' and variables in it are filled in).

    Raises `BadInput` for no name, `CouldNotTry` for a file that is not there, empty, or may not be read.
    """
    if not named.strip():
        raise explain("web-token-missing")
    path = allowed(Path(os.path.expandvars(named.strip())).expanduser())
    content = one_file.read(path, shown(path))
    text = _decoded(content or b"").strip()
    if not text:
        detail = "there is no such file" if content is None else "it is empty"
        raise explain("web-token-file", path=shown(path), detail=detail)
    return Secret(text)


def read_policy(named: str) -> str:
    """The text of a policy's file; raises `CouldNotTry` when it is not there."""
    path = allowed(Path(os.path.expandvars(named)).expanduser())
    content = one_file.read(path, shown(path))
    if content is None:
        raise explain("policy-file", path=shown(path))
    return _decoded(content)


def preview(change: profiles.Change) -> Preview:
    """What `save` would do now; nothing is written. Raises `BadInput` and `CouldNotTry` as `save` does."""
    path = path_of(change.file)
    content = one_file.read(path, shown(path))
    text = _decoded(content or b"")
    after = _edited(text, change, shown(path))
    replaced = {}
    findings = list(conflicts.problems(after, change.file))
    # Each text is read once: a change may have thousands of edits.
    before, then = profiles.by_meaning(text, change.file), profiles.by_meaning(after, change.file)
    stored = profiles.by_meaning(read_text("credentials") if change.file == "config" else "", "credentials")
    for edit in change.edits:
        if isinstance(edit, profiles.SetSection):
            if differences := conflicts.changed(before.get((edit.kind, edit.name)), edit.values):
                replaced[f"{edit.kind} {edit.name}"] = differences
            if edit.kind == "profile":
                findings += conflicts.mixed(then, edit.name, stored)
    text_diff = diff.unified_diff(text, after, shown(path))
    return Preview(shown(path), content is not None, text_diff, replaced, tuple(findings))


def save(change: Any) -> one_file.Receipt | GuideError | None:
    """Perform a change by its type's row of `_SAVERS`; an edit of a config file returns the receipt that `undo` takes.

    A sign-in that no file can hold is kept in the memory of this process, and why is returned. Raises `BadInput` and
    `CouldNotTry`; the file is then as it was.
    """
    return _SAVERS[type(change)](change)


def _save_config(change: profiles.Change, secrets: Mapping[str, Secret] | None = None) -> one_file.Receipt:
    """Edit one of the two files. It is read again under a lock, so nothing that others wrote meanwhile is lost.

    `secrets` has a value for every placeholder's name.
    """
    path = path_of(change.file)
    filled = replace(change, edits=tuple(_filled(edit, secrets or {}) for edit in change.edits))
    close_to_others()
    needed = [rotation.old_key_id.encode() for rotation in load("rotations")]
    present: set[tuple[str | None, str]] = set()

    def edited(old: bytes) -> bytes:
        after = _edited(_decoded(old), filled, shown(path))
        sections = profiles.sections(_decoded(old), change.file)
        present.update((section.kind, section.name) for section in sections)
        return _encoded(after)

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
            if isinstance(edit, profiles.SetSection)
        )
    return receipt


def profile_names() -> tuple[str, ...]:
    """Every profile, those of the credentials file first; raises `CouldNotTry`."""
    return tuple(dict.fromkeys(section.name for section in _profile_sections()))


def key_profiles() -> tuple[str, ...]:
    """The profiles that hold an access key, in the order of the files; raises `CouldNotTry`."""
    holding = (section.name for section in _profile_sections() if "aws_access_key_id" in section.values)
    return tuple(dict.fromkeys(holding))


def _profile_sections() -> list[profiles.Section]:
    both: tuple[profiles.File, ...] = ("credentials", "config")
    found = [section for file in both for section in profiles.sections(read_text(file), file)]
    return [section for section in found if section.kind in ("credentials", "profile")]


def key_ids_here() -> tuple[KeyPlace, ...]:
    """Where on this machine access key ids stand: both files, then the environment; raises `CouldNotTry`.

    Secrets are not looked at: what stands beside an id is dropped as it is read.
    """
    files_read: tuple[profiles.File, ...] = ("credentials", "config")
    found: list[KeyPlace] = []
    for file in files_read:
        found += key_places.places_in(read_text(file), file, shown(path_of(file)))
    return (*found, *key_places.places_in_variables(os.environ.items()))


def undo_preview(receipt: one_file.Receipt) -> Preview:
    """What `undo` would do now; raises `CouldNotTry` when the file cannot be read."""
    now = _decoded(one_file.read(receipt.path, receipt.shown) or b"")
    before = (
        _decoded(one_file.read(receipt.backup, receipt.shown) or b"") if receipt.backup is not None else ""
    )
    text_diff = diff.unified_diff(now, before, receipt.shown) if receipt.changed else ""
    return Preview(receipt.shown, bool(now), text_diff, {}, ())


def undo(receipt: one_file.Receipt) -> None:
    """Give the file the exact bytes it had before; raises `CouldNotTry` when it was changed since."""
    allowed(receipt.path)
    one_file.restore(receipt)


def load(name: str, key: Any = None) -> Any:
    """Answer a `Load` by its row of `_LOADERS`; None when nothing usable is stored.

    Raises `CouldNotTry`, and `ValueError` for a name without a row.
    """
    if name not in _LOADERS:
        raise ValueError(f"nothing is stored under {name!r}")
    return _LOADERS[name](key)


def load_profile(name: str) -> Mapping[str, object] | None:
    """What both files say about a profile: what stands in the credentials file belongs to it too, and wins."""
    stored = profiles.read_profile(read_text("credentials"), name, "credentials")
    return {**(profiles.read_profile(read_text("config"), name) or {}), **(stored or {})} or None


def hold(name: str, key: Any = None) -> Callable[[], None]:
    """Answer a `Hold`: 'token' (a session), 'console' or 'rotation', held by one at a time; returns what gives it back.

    For a sign-in that says with it whether what is signed in can be kept. Raises `CouldNotTry` when another notebook or
    window has it.
    """
    if name == "token":
        file = token_cache.token_file(key)
        place, what, kept = sign_ins_directory() / file, key.name, cache_directory() / file
    elif name == "console":
        place, what, kept = sign_ins_directory() / "console", "the AWS console", login_directory() / "sign-in"
    elif name == "rotation":
        place = rotations_directory() / "one-at-a-time"
        return one_file.hold(place, shown(place), lambda: explain("already-rotating"))
    else:
        raise ValueError(f"nothing called {name!r} can be held")
    problem = one_file.unwritable(kept, shown(kept))
    try:
        release = one_file.hold(place, shown(place), lambda: explain("already-signing-in", session=what))
    except GuideError as error:
        if error.code not in one_file.UNWRITABLE:
            raise
        # Where nothing can be written, nobody else can be kept out, and nobody else's sign-in is written over.
        return one_file.Held(lambda: None, problem or error)
    return one_file.Held(release, problem)


def _decoded(content: bytes) -> str:
    return content.decode("utf-8", "surrogateescape")


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _edited(text: str, change: profiles.Change, path: str) -> str:
    try:
        return profiles.applied(text, change)
    except GuideError as error:
        if error.code != "config-malformed":
            raise
        raise type(error)(
            f"{path}: {error.what}", error.why, error.next_step, error.source, error.code
        ) from None


def _filled(
    edit: profiles.SetSection | profiles.RemoveSection, secrets: Mapping[str, Secret]
) -> profiles.SetSection | profiles.RemoveSection:
    """The edit with its secrets in place; it lives only as long as the write."""
    if isinstance(edit, profiles.RemoveSection):
        return edit
    values = {
        key: secrets[value.name].reveal() if isinstance(value, profiles.Placeholder) else value
        for key, value in edit.values.items()
    }
    return replace(edit, values=values)


# --- access keys ------------------------------------------------------------------------------------------------

# What this guide remembers for itself, without any secret, in ~/.awsguide.
HOUSEKEEPING = (StoreRotation, ForgetRotation, *root_keys.SAVERS)


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


def _files() -> tuple[rotations.ReadersFile, ...]:
    return tuple(
        rotations.ReadersFile(file, path, shown(path))
        for file in rotations.FILES
        for path in (path_of(file),)
    )


def _store_key(change: StoreKey) -> None:
    planned = key_swap.new_key(change.profile, change.key.access_key_id)
    _save_config(planned, {key_swap.SECRET: change.key.secret_access_key})


def _swap_key(change: SwapKey) -> None:
    close_to_others()
    rotations.swap_key(_files(), change)


def _in(folder: Callable[[], Path], work: Callable[[Path, str, Any], None]) -> Callable[[Any], None]:
    """What is remembered in a folder of the guide's own."""
    return lambda change: work(folder(), shown(folder()), change)


# Who stores what, by the type of the change.
_SAVERS: Mapping[type, Callable[[Any], one_file.Receipt | GuideError | None]] = {
    profiles.Change: _save_config,
    StoreKeys: lambda change: _save_config(change.change, change.secrets),
    StoreKey: _store_key,
    SwapKey: _swap_key,
    PutKeyBack: lambda change: rotations.put_key_back(_files(), change),
    StoreRotation: _in(
        rotations_directory,
        lambda folder, path, change: rotations.store_rotation(folder, path, change.rotation),
    ),
    ForgetRotation: _in(
        rotations_directory,
        lambda folder, path, change: rotations.forget_rotation(folder, path, change.rotation),
    ),
    **sign_in_caches.SAVERS,
    **{change: _in(root_keys_directory, work) for change, work in root_keys.SAVERS.items()},
}


# What can be loaded, by the key it takes.
_LOADERS: Mapping[str, Callable[[Any], Any]] = {
    # a session
    "token": load_token,
    # a session and grant types
    "registration": lambda key: load_registration(key[0], tuple(key[1])),
    # an ARN and a Region
    "console": lambda key: load_console_session(*key),
    # a profile's name
    "profile": load_profile,
    # a session's name
    "sso-session": lambda key: profiles.read_section(read_text("config"), "sso-session", key),
    # a file's name
    "web-identity-token": read_token,
    # a profile's name: the access key in it
    "key": load_key,
    # a key id: the key that a file holds, or a backup of one
    "kept-key": lambda key: rotations.kept_key(_files(), key),
    # no key: the profiles, by the id of the key that they hold
    "held": lambda _key: rotations.held(_files()),
    # a key id: the environment variables whose value it is
    "variables-with-key": lambda key: tuple(
        place.name for place in key_places.places_in_variables(os.environ.items()) if place.key_id == key
    ),
    # no key: the rotations that are under way
    "rotations": lambda _key: rotations.load_rotations(rotations_directory(), shown(rotations_directory())),
    # no key: what is remembered of root keys, by their ids
    "root-keys": lambda _key: root_keys.load(root_keys_directory(), shown(root_keys_directory())),
    # 'config' or 'credentials': nothing, once it has been seen that the file can be written
    "writable": lambda key: one_file.try_writing(path_of(key), shown(path_of(key))),
    # a key id: the previews of putting another key in its place
    "swap": lambda key: tuple(preview(change) for change in rotations.planned(_files(), key)),
    # a folder: the files below it, and what is passed over
    "files-to-scan": scan.files_to_scan,
    # paths of files: the keys that stand in them
    "scan": lambda key: scan.scan_files(key, shown),
    # 'config' or 'credentials': the text of the file
    "config": lambda key: read_text(key or "config"),
    # a change: its preview
    "change": preview,
}
