"""Where the reader's AWS files are, as botocore decides it, and how a path is shown to a person.

In the sandbox every path outside the sandbox's own home is refused, whatever a variable says. It opens no file.
"""

from __future__ import annotations

import os
from pathlib import Path

from awsguide.adapters.surroundings import environment, target
from awsguide.config.sections import File
from awsguide.explanations import explain

# As botocore looks for them; the AWS CLI and the SDK for JavaScript agree.
_VARIABLES: dict[File, str] = {
    "config": "AWS_CONFIG_FILE",
    "credentials": "AWS_SHARED_CREDENTIALS_FILE",
}


def directory() -> Path:
    """The reader's home (HOME, or USERPROFILE on Windows); raises `CouldNotTry` when there is none."""
    try:
        return Path("~").expanduser()
    except RuntimeError as error:
        raise explain("home-missing") from error


def path_of(file: File) -> Path:
    """Where the config or the credentials file is, whether it exists or not."""
    named = environment(_VARIABLES[file])
    # botocore expands variables first, then '~'.
    return allowed(Path(os.path.expandvars(named)).expanduser() if named else directory() / ".aws" / file)


def cache_directory() -> Path:
    """Where sign-in tokens and client registrations are kept; no variable moves it."""
    return allowed(directory() / ".aws" / "sso" / "cache")


def login_directory() -> Path:
    """Where console sign-ins are kept (AWS_LOGIN_CACHE_DIRECTORY, or ~/.aws/login/cache)."""
    named = environment("AWS_LOGIN_CACHE_DIRECTORY")
    return allowed(Path(named).expanduser() if named else directory() / ".aws" / "login" / "cache")


def sign_ins_directory() -> Path:
    """Where empty files say that a sign-in is under way; the AWS folders are not touched for that."""
    return allowed(directory() / ".awsguide" / "signing-in")


def rotations_directory() -> Path:
    """Where this guide remembers how far rotations have come, without any secret."""
    return allowed(directory() / ".awsguide" / "rotations")


def listings_directory() -> Path:
    """Where this guide remembers listings of roles that are not complete yet, without any secret."""
    return allowed(directory() / ".awsguide" / "listings")


def backups_directory() -> Path:
    """Where backups and locks are of files that are reached through a link."""
    return allowed(directory() / ".awsguide" / "backups")


def root_keys_directory() -> Path:
    """Where this guide remembers what root keys did last, without any secret."""
    return allowed(directory() / ".awsguide" / "root-keys")


def shown(path: Path) -> str:
    """A path as a person reads it: the home written as ~."""
    try:
        return str(Path("~") / path.relative_to(directory()))
    except ValueError:
        return str(path)


def allowed(path: Path) -> Path:
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
