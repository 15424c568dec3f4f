"""What the identifiers of IAM look like, and what a person may have pasted instead of an access key id.

Only the shape is judged, and nothing of what was typed is repeated: it may be the secret that stands next to the id.
The account is never read out of an id; AWS is asked for it.
Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html, 2026-11-26.
"""

from __future__ import annotations

import re

from awsguide.core.errors import GuideError
from awsguide.explanations import explain

# Every id of today has this length; AWS documents 16 to 128.
LENGTH = 20
KINDS = {
    "AKIA": "a long-term access key of an IAM user or of the root user",
    "ASIA": "a temporary access key, good only together with its session token",
}
OTHER_KINDS = {
    "AIDA": "an IAM user",
    "AROA": "a role",
    "AGPA": "a group",
    "ANPA": "a managed policy",
    "AIPA": "an EC2 instance profile",
    "APKA": "a public key",
    "ASCA": "a certificate",
    "ABIA": "an STS service bearer token",
    "ACCA": "a context-specific credential",
}
_QUOTES = "\"'`"
_ID = re.compile(r"[A-Z0-9]+", re.ASCII)
_SECRET = re.compile(r"[A-Za-z0-9/+=]{40}", re.ASCII)
_USER = re.compile(r"[A-Za-z0-9_+=,.@-]{1,64}", re.ASCII)


def check_key_id(text: str) -> str:
    """The access key id in `text` ('20 characters, AKIA or ASIA first'), without spaces or quotes around it.

    Raises `BadInput` with what is wrong with it.
    """
    key_id = text.strip().strip(_QUOTES).strip()
    if _ID.fullmatch(key_id) and len(key_id) == LENGTH and key_id[:4] in KINDS:
        return key_id
    raise _wrong(key_id)


def check_user_name(text: str) -> str:
    """The name of an IAM user (1 to 64 letters, digits and _+=,.@-), without spaces around it; raises `BadInput`."""
    name = text.strip()
    if _USER.fullmatch(name):
        return name
    if name.startswith("arn:"):
        raise explain("user-name", detail="it is an ARN; the name is what follows the last slash")
    if not name:
        raise explain("user-name", detail="nothing was typed")
    if len(name) > 64:
        raise explain("user-name", detail=f"it has {len(name)} characters, and a name has at most 64")
    raise explain("user-name", detail="it has a character that no user name can have")


def kind_of(key_id: str) -> str:
    """What an access key id says about its kind, in a few words."""
    return KINDS[key_id[:4]]


def _wrong(key_id: str) -> GuideError:
    """What is wrong with it, by the first row that fits; the text itself is never quoted."""
    if _SECRET.fullmatch(key_id):
        return explain("key-id-is-secret")
    kind = OTHER_KINDS.get(key_id[:4], "")
    rows = (
        (not key_id, "nothing was typed"),
        (re.search(r"\s", key_id), "there is a space or a line break inside it"),
        (kind and _ID.fullmatch(key_id), f"it is the id of {kind}"),
        (key_id[:4].upper() in KINDS and key_id.upper() != key_id, "it has small letters"),
        (not _ID.fullmatch(key_id), "it has a character that is neither a capital letter nor a digit"),
        (key_id[:4] not in KINDS, "it begins with neither AKIA nor ASIA"),
        (True, f"it has {len(key_id)} characters"),
    )
    return explain("key-id", detail=next(detail for found, detail in rows if found))
