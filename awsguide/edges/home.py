"""The reader's home: config files, sign-in caches, environment variables, and what kind of place this machine is.

The one module that touches the AWS files and the environment, with `files.py` for the writing itself. It decides where
files are as botocore does, puts a secret in its place only while writing, and answers `Load` and `Save`. In the sandbox
it refuses every path outside the sandbox's own home, whatever a variable says.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from awsguide.access_keys import KeyPlace
from awsguide.config import conflicts, diff, key_places, key_swap, login_cache, profiles, token_cache
from awsguide.edges import files, rotating, scan
from awsguide.errors import GuideError
from awsguide.explanations import explain
from awsguide.model import ConsoleSession, Credentials, Registration, SsoSession, Token
from awsguide.secret import Secret
from awsguide.stored import (
    ForgetConsoleSession,
    ForgetRotation,
    ForgetToken,
    PutKeyBack,
    StoreConsoleSession,
    StoreKey,
    StoreKeys,
    StoreRegistration,
    StoreRotation,
    StoreToken,
    SwapKey,
)

Target = Literal["sandbox", "aws", "unknown"]

# As botocore looks for them; the AWS CLI and the SDK for JavaScript agree.
_VARIABLES: dict[profiles.File, str] = {
    "config": "AWS_CONFIG_FILE",
    "credentials": "AWS_SHARED_CREDENTIALS_FILE",
}


@dataclass(frozen=True)
class Place:
    """A reason to think that the browser runs elsewhere than this kernel; `reason` is a sentence for a person."""

    name: str
    reason: str


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


# --- the environment ------------------------------------------------------------------------------------------


def environment(name: str, default: str = "") -> str:
    """An environment variable; `default` when it is unset or empty."""
    return os.environ.get(name) or default


def set_environment(name: str, value: str) -> None:
    """Set a variable for this process and for what it starts."""
    os.environ[name] = value


def target() -> Target:
    """Which AWS the kernel says it talks to: 'sandbox', 'aws', or 'unknown' when it is not one of our kernels."""
    found = environment("AWSGUIDE_TARGET")
    return "sandbox" if found == "sandbox" else "aws" if found == "aws" else "unknown"


# Variables that a place sets for everything that runs in it.
_SIGNS = (
    ("jupyterhub", ("JUPYTERHUB_API_URL", "JUPYTERHUB_USER"), "This notebook runs on a JupyterHub server"),
    ("binder", ("BINDER_SERVICE_HOST", "BINDER_LAUNCH_HOST"), "This notebook runs on Binder"),
    ("codespaces", ("CODESPACES",), "This notebook runs in a codespace"),
    ("colab", ("COLAB_RELEASE_TAG",), "This notebook runs in Google Colab"),
    ("sagemaker", ("SAGEMAKER_DOMAIN_ID", "SM_CURRENT_HOST"), "This notebook runs in SageMaker"),
    ("ssh", ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"), "This session came in over SSH"),
    ("wsl", ("WSL_DISTRO_NAME", "WSL_INTEROP"), "This kernel runs in WSL, the browser on Windows"),
    ("container", ("KUBERNETES_SERVICE_HOST", "REMOTE_CONTAINERS"), "This kernel runs in a container"),
)
_CONTAINER_FILES = (Path("/.dockerenv"), Path("/run/.containerenv"))
_KERNEL_VERSION = Path("/proc/version")


def places() -> tuple[Place, ...]:
    """Every reason to think that a browser cannot reach 127.0.0.1 of this kernel; empty when there is none."""
    found = {
        name: f"{sentence} ({variable} is set)."
        for name, variables, sentence in _SIGNS
        for variable in reversed(variables)
        if environment(variable)
    }
    for path in _CONTAINER_FILES:
        if path.exists():
            found.setdefault("container", f"This kernel runs in a container ({path} is there).")
    try:
        version = _KERNEL_VERSION.read_text(encoding="utf-8", errors="replace")
    except OSError:
        version = ""
    if "microsoft" in version.lower():
        found.setdefault(
            "wsl", f"This kernel runs in WSL, the browser on Windows ({_KERNEL_VERSION} says so)."
        )
    return tuple(Place(name, reason) for name, reason in found.items())


def own_command() -> str:
    """How another program starts this guide: its full path, because other programs have a PATH of their own."""
    beside = Path(sys.executable).with_name("awsguide.exe" if os.name == "nt" else "awsguide")
    return str(beside) if beside.exists() else (shutil.which("awsguide") or "awsguide")


# --- where files are ------------------------------------------------------------------------------------------


def directory() -> Path:
    """The reader's home (HOME, or USERPROFILE on Windows); raises `CouldNotTry` when there is none."""
    try:
        return Path("~").expanduser()
    except RuntimeError as error:
        raise explain("home-missing") from error


def path_of(file: profiles.File) -> Path:
    """Where the config or the credentials file is, whether it exists or not."""
    named = environment(_VARIABLES[file])
    # botocore expands variables first, then '~'.
    return _allowed(Path(os.path.expandvars(named)).expanduser() if named else directory() / ".aws" / file)


def cache_directory() -> Path:
    """Where sign-in tokens and client registrations are kept; no variable moves it."""
    return _allowed(directory() / ".aws" / "sso" / "cache")


def login_directory() -> Path:
    """Where console sign-ins are kept (AWS_LOGIN_CACHE_DIRECTORY, or ~/.aws/login/cache)."""
    named = environment("AWS_LOGIN_CACHE_DIRECTORY")
    return _allowed(Path(named).expanduser() if named else directory() / ".aws" / "login" / "cache")


def rotations_directory() -> Path:
    """Where this guide remembers how far rotations have come, without any secret."""
    return _allowed(directory() / ".awsguide" / "rotations")


def shown(path: Path) -> str:
    """A path as a person reads it: the home written as ~."""
    try:
        return str(Path("~") / path.relative_to(directory()))
    except ValueError:
        return str(path)


def _allowed(path: Path) -> Path:
    """`path`, unless this is the sandbox and the path leads out of the sandbox's home."""
    if target() != "sandbox":
        return path
    home = directory().resolve()
    if home == _account_home() or not path.resolve().is_relative_to(home):
        raise explain("outside-sandbox", path=str(path))
    return path


def _account_home() -> Path | None:
    """The home that the system knows for this user, which no sandbox ever is; None where the system does not say."""
    try:
        import pwd  # Windows has none
    except ImportError:
        return None
    try:
        return Path(pwd.getpwuid(os.getuid()).pw_dir).resolve()
    except KeyError:
        return None


# --- config files -----------------------------------------------------------------------------------------------


def read_text(file: profiles.File) -> str:
    """The text of one of the two files, empty when there is none; raises `CouldNotTry`.

    Bytes that are not UTF-8 are kept, as surrogates.
    """
    path = path_of(file)
    return _decoded(files.read(path, shown(path)) or b"")


def read_token(named: str) -> Secret:
    """A web identity token from the file that `named` leads to ('~' and variables in it are filled in).

    Raises `BadInput` for no name, `CouldNotTry` for a file that is not there, empty, or may not be read.
    """
    if not named.strip():
        raise explain("web-token-missing")
    path = _allowed(Path(os.path.expandvars(named.strip())).expanduser())
    content = files.read(path, shown(path))
    text = _decoded(content or b"").strip()
    if not text:
        detail = "there is no such file" if content is None else "it is empty"
        raise explain("web-token-file", path=shown(path), detail=detail)
    return Secret(text)


def read_policy(named: str) -> str:
    """The text of a policy's file; raises `CouldNotTry` when it is not there."""
    path = _allowed(Path(os.path.expandvars(named)).expanduser())
    content = files.read(path, shown(path))
    if content is None:
        raise explain("policy-file", path=shown(path))
    return _decoded(content)


def preview(change: profiles.Change) -> Preview:
    """What `save` would do now; nothing is written. Raises `BadInput` and `CouldNotTry` as `save` does."""
    path = path_of(change.file)
    content = files.read(path, shown(path))
    text = _decoded(content or b"")
    after = _edited(text, change, shown(path))
    replaced = {}
    findings = list(conflicts.problems(after, change.file))
    credentials = read_text("credentials") if change.file == "config" else ""
    for edit in change.edits:
        if isinstance(edit, profiles.SetSection):
            if differences := conflicts.differences(text, edit.kind, edit.name, edit.values):
                replaced[f"{edit.kind} {edit.name}"] = differences
            if edit.kind == "profile":
                findings += conflicts.mixtures(after, edit.name, credentials)
    text_diff = diff.unified_diff(text, after, shown(path))
    return Preview(shown(path), content is not None, text_diff, replaced, tuple(findings))


def save(
    change: profiles.Change | StoreKeys | SignInChange | RotationChange,
    secrets: Mapping[str, Secret] | None = None,
) -> files.Receipt | None:
    """Perform a change; an edit of a config file returns the receipt that `undo` takes.

    The file is read again under a lock, so nothing that others wrote since the preview is lost. `secrets` has a value
    for every placeholder's name. Raises `BadInput` and `CouldNotTry`; the file is then as it was.
    """
    if isinstance(change, StoreKeys):
        return save(change.change, change.secrets)
    if isinstance(change, RotationChange):
        _save_rotation(change)
        return None
    if not isinstance(change, profiles.Change):
        _save_sign_in(change)
        return None
    path = path_of(change.file)
    filled = replace(change, edits=tuple(_filled(edit, secrets or {}) for edit in change.edits))
    _close_to_others()
    return files.edit(path, shown(path), lambda old: _encoded(_edited(_decoded(old), filled, shown(path))))


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


def undo(receipt: files.Receipt) -> None:
    """Give the file the exact bytes it had before; raises `CouldNotTry` when it was changed since."""
    _allowed(receipt.path)
    files.restore(receipt)


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

    Raises `CouldNotTry` when another notebook or window has it.
    """
    if name == "token":
        path, what = cache_directory() / token_cache.token_file(key), key.name
    elif name == "console":
        path, what = login_directory() / "console", "the AWS console"
    elif name == "rotation":
        place = rotations_directory() / "one-at-a-time"
        return files.hold(place, shown(place), lambda: explain("already-rotating"))
    else:
        raise ValueError(f"nothing called {name!r} can be held")
    place = path.with_name(f"{path.name}.awsguide-signing-in")
    _close_to_others()
    return files.hold(place, shown(place), lambda: explain("already-signing-in", session=what))


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


def _close_to_others() -> None:
    """Close the reader's own AWS directories; one that a variable points to is left as it is."""
    own = directory() / ".aws"
    for path in (own, own / "sso", own / "sso" / "cache", own / "login", own / "login" / "cache"):
        files.tighten(path, shown(path))


# --- access keys ------------------------------------------------------------------------------------------------

RotationChange = StoreKey | SwapKey | PutKeyBack | StoreRotation | ForgetRotation


def load_key(profile: str) -> Credentials | None:
    """The access key that a profile holds, None when it holds none; raises `CouldNotTry`.

    A session token beside a long-term key is left out: it belonged to other credentials.
    """
    found = load_profile(profile) or {}
    key_id, secret, token = (
        str(found.get(name) or "")
        for name in ("aws_access_key_id", "aws_secret_access_key", "aws_session_token")
    )
    if not key_id or not secret:
        return None
    temporary = token and not key_id.startswith("AKIA")
    return Credentials(key_id, Secret(secret), Secret(token) if temporary else None)


def _files() -> tuple[rotating.ReadersFile, ...]:
    return tuple(
        rotating.ReadersFile(file, path, shown(path)) for file in rotating.FILES for path in (path_of(file),)
    )


def _save_rotation(change: RotationChange) -> None:
    folder = rotations_directory()
    match change:
        case StoreKey(profile, key):
            planned = key_swap.new_key(profile, key.access_key_id)
            save(planned, {key_swap.SECRET: key.secret_access_key})
        case SwapKey():
            _close_to_others()
            rotating.swap_key(_files(), change)
        case PutKeyBack():
            rotating.put_key_back(_files(), change)
        case StoreRotation(rotation):
            rotating.store_rotation(folder, shown(folder), rotation)
        case ForgetRotation(rotation):
            rotating.forget_rotation(folder, shown(folder), rotation)


# --- sign-in caches ---------------------------------------------------------------------------------------------


def load_token(session: SsoSession) -> Token | None:
    """The stored token of a session, expired or not; None when there is none; raises `CouldNotTry`."""
    document = _document(cache_directory() / token_cache.token_file(session))
    return None if document is None else token_cache.token_from(document, session)


def load_registration(session: SsoSession, grant_types: tuple[str, ...]) -> Registration | None:
    """The stored registration for these grant types, ended or not; None when there is none; raises `CouldNotTry`."""
    document = _document(cache_directory() / token_cache.registration_file(session))
    return None if document is None else token_cache.registration_from(document, grant_types)


def load_console_session(arn: str, region: str) -> ConsoleSession | None:
    """The stored console sign-in of an identity, ended or not; None when there is none; raises `CouldNotTry`."""
    document = _document(login_directory() / login_cache.login_file(arn))
    return None if document is None else login_cache.login_from(document, arn, region)


def _document(path: Path) -> dict[str, object] | None:
    content = files.read(path, shown(path))
    try:
        document = json.loads(content) if content else None
    except ValueError:
        # As for the AWS CLI: what cannot be read as a token is no token, and signing in writes a new one.
        return None
    return document if isinstance(document, dict) else None


SignInChange = StoreToken | StoreRegistration | ForgetToken | StoreConsoleSession | ForgetConsoleSession


def _save_sign_in(change: SignInChange) -> None:
    path, document = _cached(change)
    if document is None:
        files.remove(path, shown(path))
        return
    _close_to_others()
    files.put(path, shown(path), json.dumps(_revealed(document)).encode())
    _close_to_others()


def _cached(change: SignInChange) -> tuple[Path, Mapping[str, object] | None]:
    """The file a change is about and what it should hold; None to be gone."""
    match change:
        case StoreToken(token):
            return cache_directory() / token_cache.token_file(token.session), token_cache.token_document(
                token
            )
        case StoreRegistration(session, registration):
            document = token_cache.registration_document(registration)
            return cache_directory() / token_cache.registration_file(session), document
        case ForgetToken(session):
            return cache_directory() / token_cache.token_file(session), None
        case StoreConsoleSession(signed_in):
            return login_directory() / login_cache.login_file(signed_in.arn), login_cache.login_document(
                signed_in
            )
        case ForgetConsoleSession(arn):
            return login_directory() / login_cache.login_file(arn), None


def _revealed(value: object) -> object:
    if isinstance(value, Secret):
        return value.reveal()
    return {key: _revealed(item) for key, item in value.items()} if isinstance(value, Mapping) else value


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
    # a file's name
    "web-identity-token": read_token,
    # a profile's name: the access key in it
    "key": load_key,
    # a key id: the key that a file holds, or a backup of one
    "kept-key": lambda key: rotating.kept_key(_files(), key),
    # no key: the profiles, by the id of the key that they hold
    "held": lambda _key: rotating.held(_files()),
    # no key: the rotations that are under way
    "rotations": lambda _key: rotating.load_rotations(rotations_directory(), shown(rotations_directory())),
    # 'config' or 'credentials': nothing, once it has been seen that the file can be written
    "writable": lambda key: files.try_writing(path_of(key), shown(path_of(key))),
    # a key id: the previews of putting another key in its place
    "swap": lambda key: tuple(preview(change) for change in rotating.planned(_files(), key)),
    # a folder: the files below it, and what is passed over
    "files-to-scan": scan.files_to_scan,
    # paths of files: the keys that stand in them
    "scan": lambda key: [replace(found, path=shown(Path(found.path))) for found in scan.scan_files(key)],
    # 'config' or 'credentials': the text of the file
    "config": lambda key: read_text(key or "config"),
    # a change: its preview
    "change": preview,
}
