"""What a file or a variable that holds credentials is: whose, for which profile, until when, and what to make of it.

Documents and texts go in, rows come out. No secret and no whole key id is in a row. Nothing here reads a file, and
whether AWS would still take a credential is not known here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from awsguide.config import sections
from awsguide.config.documents import text_of
from awsguide.config.names import OLDER_TOKEN_VARIABLE, TOKENS
from awsguide.config.sections import File
from awsguide.config.token_cache import moment_from
from awsguide.core.errors import GuideError
from awsguide.core.secret import mask_key_id

Kind = Literal[
    "sign-in",
    "registration",
    "console sign-in",
    "kept session",
    "access key",
    "variable",
    "backup",
    "unreadable",
]


@dataclass(frozen=True)
class HeldCredential:
    """One place that holds credentials. `path` is a file as people read it, or a variable's name.

    `whose` is a start URL, an ARN or a masked key id; `profiles` are those that use it; `expires_at` is in seconds
    since 1970, None for what has no end or tells none; `mode` is the file's (0o600), None where there are no modes;
    `section` is the profile within a file that holds several.
    """

    kind: Kind
    path: str
    whose: str
    profiles: tuple[str, ...] = ()
    expires_at: float | None = None
    renewable: bool = False
    mode: int | None = None
    section: str = ""
    verdict: str = ""


def judged(row: HeldCredential, now: float) -> HeldCredential:
    """The row with its verdict: what it is worth, and what to do about it."""
    ended = row.expires_at is not None and row.expires_at <= now
    sentence = {
        "sign-in": "Signed in. Sign out when you no longer need it.",
        "registration": "Gives no access by itself; it only introduces a program.",
        "console sign-in": "Signed in. Sign out when you no longer need it.",
        "kept session": "A role's session, kept by the AWS CLI until it ends.",
        "access key": "A long-term key: it never expires. Use a sign-in or a role where you can.",
        "variable": "Comes before every profile in boto3 and the AWS CLI. Unset it when you do not need it.",
        "backup": "A copy that this guide made before an edit; it holds keys.",
        "unreadable": "Not a document that AWS clients can use.",
    }[row.kind]
    if row.kind == "access key" and row.renewable is False and row.whose.startswith("ASIA"):
        sentence = (
            "Temporary keys; they end within hours or have ended. Remove them when they no longer work."
        )
    if ended and row.renewable:
        sentence = "The access has expired, but anyone who reads this file can renew it."
    elif ended:
        sentence = "It has ended and is of no use: remove it."
    if row.mode is not None and row.mode & 0o077:
        sentence += " OTHER USERS of this machine can read it: run chmod 600 on it."
    return replace(row, verdict=sentence)


def from_cache(document: Mapping[str, Any] | None, stem: str, path: str, config: str) -> HeldCredential:
    """A file of ~/.aws/sso/cache; `stem` is its name without '.json', by which profiles find it."""
    if document is None or not (text_of(document, "accessToken") or text_of(document, "clientSecret")):
        return HeldCredential("unreadable", path, "")
    ends = _moment(text_of(document, "expiresAt"))
    if not text_of(document, "accessToken"):
        return HeldCredential("registration", path, text_of(document, "clientId")[:8], expires_at=ends)
    start_url = text_of(document, "startUrl")
    renewable = bool(text_of(document, "refreshToken") and text_of(document, "clientSecret"))
    return HeldCredential("sign-in", path, start_url, _using(config, stem), ends, renewable)


def from_login(document: Mapping[str, Any] | None, stem: str, path: str, config: str) -> HeldCredential:
    """A file of the console sign-ins (`aws login`)."""
    keys = document.get("accessToken") if document else None
    if document is None or not isinstance(keys, Mapping):
        return HeldCredential("unreadable", path, "")
    users = [
        (name, arn)
        for name, arn in _settings(config, "login_session")
        if hashlib.sha256(arn.encode("utf-8", "surrogateescape")).hexdigest() == stem
    ]
    whose = users[0][1] if users else f"account {text_of(keys, 'accountId') or 'unknown'}"
    return HeldCredential(
        "console sign-in",
        path,
        whose,
        tuple(name for name, _arn in users),
        _moment(text_of(keys, "expiresAt")),
        bool(text_of(document, "refreshToken")),
    )


def from_cli_cache(document: Mapping[str, Any] | None, path: str) -> HeldCredential:
    """A file of ~/.aws/cli/cache: a role's session that the AWS CLI keeps."""
    keys = document.get("Credentials") if document else None
    if document is None or not isinstance(keys, Mapping):
        return HeldCredential("unreadable", path, "")
    assumed = document.get("AssumedRoleUser")
    whose = text_of(assumed, "Arn") if isinstance(assumed, Mapping) else ""
    whose = whose or mask_key_id(text_of(keys, "AccessKeyId"))
    return HeldCredential("kept session", path, whose, expires_at=_moment(text_of(keys, "Expiration")))


def from_text(text: str, file: File, path: str) -> tuple[HeldCredential, ...]:
    """Every section of a config or credentials file that holds a key; for a text that cannot be read, one row."""
    try:
        found = sections.read_sections(text, file)
    except GuideError:
        return (HeldCredential("unreadable", path, ""),)
    return tuple(
        HeldCredential(
            "access key",
            path,
            mask_key_id(str(section.values["aws_access_key_id"])),
            (section.name,),
            section=section.name,
        )
        for section in found
        if section.kind in ("profile", "credentials") and section.values.get("aws_access_key_id")
    )


_VARIABLES = ("AWS_ACCESS_KEY_ID", "AWS_SESSION_TOKEN", OLDER_TOKEN_VARIABLE, "AWS_BEARER_TOKEN_BEDROCK")


def from_variables(variables: Mapping[str, str]) -> tuple[HeldCredential, ...]:
    """The variables of this process that hold credentials."""
    return tuple(
        HeldCredential("variable", name, mask_key_id(value) if name == "AWS_ACCESS_KEY_ID" else "a token")
        for name in _VARIABLES
        if (value := variables.get(name))
    )


def from_backup(text: str, path: str) -> HeldCredential | None:
    """A backup of this guide, when there is a secret in it."""
    secret = any(name in text for name in ("aws_secret_access_key", *TOKENS))
    return HeldCredential("backup", path, "") if secret else None


def _using(config: str, stem: str) -> tuple[str, ...]:
    """The profiles whose sign-in has this name of a cache file."""
    named = [*_settings(config, "sso_session"), *_settings(config, "sso_start_url")]
    found = (
        name
        for name, value in named
        if hashlib.sha1(value.encode("utf-8", "surrogateescape"), usedforsecurity=False).hexdigest() == stem
    )
    return tuple(dict.fromkeys(found))


def _settings(config: str, key: str) -> Iterable[tuple[str, str]]:
    try:
        found = sections.read_sections(config, "config")
    except GuideError:
        return
    for section in found:
        value = section.values.get(key)
        if section.kind == "profile" and isinstance(value, str):
            yield section.name, value


def _moment(text: str) -> float | None:
    try:
        return moment_from(text)
    except ValueError:
        return None
