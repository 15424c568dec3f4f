"""What may stand in a config file as a name: profiles, sign-in sessions, regions, account ids, single-line values.

A name that is refused here may still be read from a file that has it: these rules are for what is typed today, and
ask for what boto3, the AWS CLI and the AWS SDK for JavaScript all understand.
"""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from awsguide.explanations import explain

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

# A session token has two names, in files and in variables. Newer tools write the first; botocore reads the second, the
# older one, first, so that one left over from other credentials is what boto3 and the AWS CLI send.
SESSION_TOKEN, OLDER_TOKEN = "aws_session_token", "aws_security_token"
TOKENS = (SESSION_TOKEN, OLDER_TOKEN)
OLDER_TOKEN_VARIABLE = OLDER_TOKEN.upper()

# The characters that the AWS SDK for JavaScript accepts after `profile ` in a section header.
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_@+.%:/-]{0,127}", re.ASCII)
# Of a longer name the beginning is shown.
_SHOWN = 40
_REGION = re.compile(r"[a-z]{2,4}(-[a-z]+)+-[1-9][0-9]?", re.ASCII)
_ACCOUNT = re.compile(r"[0-9]{12}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def check_profile_name(name: str) -> str:
    """`name` as it was given, when it can stand in `[profile NAME]`; raises `BadInput`."""
    return _check_name(name, "profile", "my-dev")


def check_session_name(name: str) -> str:
    """`name` as it was given, when it can stand in `[sso-session NAME]`; raises `BadInput`."""
    return _check_name(name, "session", "my-company")


def _check_name(name: str, noun: str, example: str) -> str:
    if _NAME.fullmatch(name) and name.lower() != "default":
        return name
    if name == "default" and noun == "profile":
        return name
    shown = repr(name) if len(name) <= _SHOWN else f"{name[:_SHOWN]!r}… ({len(name)} characters)"
    raise explain("name-unsafe", name=shown if name else "An empty name", noun=noun, example=example)


def check_region(region: str, known: Collection[str] = ()) -> str:
    """`region` when it is spelled like one ('us-east-1') and, where `known` regions are given, is one of them.

    Raises `BadInput`, with the nearest known names as a suggestion.
    """
    if _REGION.fullmatch(region) and (not known or region in known):
        return region
    if not region.strip():
        raise explain("region-missing")
    typed = region.strip().lower()
    near = difflib.get_close_matches(typed, sorted(known), n=3, cutoff=0.6)
    # Two letters in the wrong order are what a hand does most often, and no measure of likeness counts that as least.
    near.sort(key=lambda name: sorted(name) != sorted(typed))
    detail = (
        "AWS has no Region of that name."
        if _REGION.fullmatch(region)
        else "A Region is spelled like 'us-east-1' or 'eu-central-1': no spaces, no capitals, and it ends in a number."
    )
    suggestion = f"Did you mean {_or(near)}?" if near else "Check the Region's name and type it again."
    raise explain("region-unknown", region=region, detail=detail, suggestion=suggestion)


def _or(names: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def check_account_id(account_id: str) -> str:
    """The 12 digits of an account id; hyphens and spaces as the console shows them are taken out; raises `BadInput`."""
    digits = re.sub(r"[\s-]", "", account_id)
    if _ACCOUNT.fullmatch(digits):
        return digits
    raise explain("account-id", account_id=account_id, length=str(len(digits)))


def check_stored_key(profile: str, key_id: str, secret: str) -> None:
    """What stands in a profile as a key has nothing behind it; raises `CouldNotTry` without repeating it."""
    for name, value in (("aws_access_key_id", key_id), ("aws_secret_access_key", secret)):
        if any(character.isspace() or character in "\"'#;" for character in value):
            raise explain("key-has-remark", setting=name, profile=profile or "default")


def check_key(key: str) -> str:
    """A setting's name, lower-case letters, digits and underscores; raises `BadInput`."""
    if re.fullmatch(r"[a-z][a-z0-9_]*", key, re.ASCII):
        return key
    raise explain(
        "setting-unsafe", key=repr(key), detail="its name is not lower-case letters, digits and underscores"
    )


def check_value(key: str, value: str) -> str:
    """A value that every tool reads back as it was written; raises `BadInput`, naming `key`, never the value."""
    # What follows ' #' is a comment for the SDK for JavaScript and a part of the value for boto3.
    troubles = (
        (not value, "it is empty"),
        (bool(_CONTROL.search(value)), "it has a line break or another control character"),
        (value != value.strip(), "it begins or ends with a space, which is lost when it is read"),
        (bool(re.search(r"(^|\s)[#;]", value)), "part of it would be taken for a comment"),
        (not value.isascii(), "it has characters that are not read alike on every machine"),
    )
    why = next((sentence for found, sentence in troubles if found), "")
    if not why:
        return value
    raise explain("setting-unsafe", key=key, detail=why)


def name_part(text: str, distinct: str, others: Iterable[str] = ()) -> str:
    """What of `text` a profile's name can hold, as a part of a suggestion.

    `distinct` is added where the text loses letters on the way, or where another of `others` would look the same:
    two accounts must not be suggested one name.
    """
    part = _plain(text)
    lost = any(character.isalnum() and not character.isascii() for character in text)
    if part and not lost and part.casefold() not in {_plain(other).casefold() for other in others}:
        return part
    return f"{part}-{distinct}" if part else distinct


def _plain(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "-", text).strip("-")


def check_section_name(name: str) -> str:
    """A name that an existing header may carry, wider than what is offered today; raises `BadInput`."""
    if name and name == name.strip() and not _CONTROL.search(name) and not re.search(r"[\[\]'\"\\#;]", name):
        return name
    raise explain("name-unsafe", name=repr(name), noun="section", example="my-dev")
