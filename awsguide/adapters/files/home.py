"""The reader's home: answers `Load`, `Hold` and `Save`, each by the table's row for what is asked.

`paths.py` says where files are, `config_files.py` knows the AWS config files, `sign_in_caches.py` tokens and
`rotations.py` what is remembered of a rotation. Nothing is read or written here itself.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from awsguide.adapters import scan
from awsguide.adapters.files import config_files, listings, one_file, root_keys, rotations, sign_in_caches
from awsguide.adapters.files.paths import (
    allowed,
    cache_directory,
    listings_directory,
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
from awsguide.config import key_places, key_swap, sections, token_cache
from awsguide.config.changes import Change, StoreKeys
from awsguide.core.errors import GuideError
from awsguide.core.secret import Secret
from awsguide.core.stored import ForgetRotation, PutKeyBack, StoreKey, StoreRotation, SwapKey
from awsguide.explanations import explain

# What this guide remembers for itself, without any secret, in ~/.awsguide.
HOUSEKEEPING = (StoreRotation, ForgetRotation, *root_keys.SAVERS, *listings.SAVERS)


def save(change: Any) -> one_file.Receipt | GuideError | None:
    """Perform a change by its type's row of `_SAVERS`; an edit of a config file returns the receipt that `undo` takes.

    A sign-in that no file can hold is kept in the memory of this process, and why is returned. Raises `BadInput` and
    `CouldNotTry`; the file is then as it was.
    """
    return _SAVERS[type(change)](change)


def load(name: str, key: Any = None) -> Any:
    """Answer a `Load` by its row of `_LOADERS`; None when nothing usable is stored.

    Raises `CouldNotTry`, and `ValueError` for a name without a row.
    """
    if name not in _LOADERS:
        raise ValueError(f"nothing is stored under {name!r}")
    return _LOADERS[name](key)


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


def read_token(named: str) -> Secret:
    """A web identity token from the file that `named` leads to ('~' and variables in it are filled in).

    Raises `BadInput` for no name, `CouldNotTry` for a file that is not there, empty, or may not be read.
    """
    if not named.strip():
        raise explain("web-token-missing")
    path = allowed(Path(os.path.expandvars(named.strip())).expanduser())
    content = one_file.read(path, shown(path))
    text = config_files.decoded(content or b"").strip()
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
    return config_files.decoded(content)


def _files() -> tuple[rotations.ReadersFile, ...]:
    return tuple(
        rotations.ReadersFile(file, path, shown(path))
        for file in rotations.FILES
        for path in (path_of(file),)
    )


def _store_key(change: StoreKey) -> None:
    planned = key_swap.new_key(change.profile, change.key.access_key_id)
    config_files.edit(planned, {key_swap.SECRET: change.key.secret_access_key})


def _swap_key(change: SwapKey) -> None:
    close_to_others()
    rotations.swap_key(_files(), change)


def _in(
    folder: Callable[[], Path], work: Callable[[Path, str, Any], GuideError | None]
) -> Callable[[Any], GuideError | None]:
    """What is remembered in a folder of the guide's own."""
    return lambda change: work(folder(), shown(folder()), change)


# Who stores what, by the type of the change.
_SAVERS: Mapping[type, Callable[[Any], one_file.Receipt | GuideError | None]] = {
    Change: config_files.edit,
    StoreKeys: lambda change: config_files.edit(change.change, change.secrets),
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
    **{change: _in(listings_directory, work) for change, work in listings.SAVERS.items()},
}


# What can be loaded, by the key it takes.
_LOADERS: Mapping[str, Callable[[Any], Any]] = {
    # a session
    "token": load_token,
    # a session and grant types
    "registration": lambda key: load_registration(key[0], tuple(key[1])),
    # a token: the roles that were listed before somebody stopped that
    "listing": lambda key: listings.load(listings_directory(), shown(listings_directory()), key),
    # an ARN and a Region
    "console": lambda key: load_console_session(*key),
    # a profile's name
    "profile": config_files.load_profile,
    # a session's name
    "sso-session": lambda key: sections.read_section(config_files.read_text("config"), "sso-session", key),
    # a file's name
    "web-identity-token": read_token,
    # a profile's name: the access key in it
    "key": config_files.load_key,
    # a key id: the key that a file holds, or a backup of one
    "kept-key": lambda key: rotations.kept_key(_files(), key),
    # no key: the profiles, by the id of the key that they hold
    "profiles-by-key": lambda _key: rotations.profiles_by_key(_files()),
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
    "swap": lambda key: tuple(config_files.preview(change) for change in rotations.planned(_files(), key)),
    # a folder: the files below it, and what is passed over
    "files-to-scan": scan.files_to_scan,
    # paths of files: the keys that stand in them
    "scan": lambda key: scan.scan_files(key, shown),
    # 'config' or 'credentials': the text of the file
    "config": lambda key: config_files.read_text(key or "config"),
    # a change: its preview
    "change": config_files.preview,
}
