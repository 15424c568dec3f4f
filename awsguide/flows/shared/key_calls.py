"""The calls that ask about access keys, one by one or for many at once, and what their answers say.

A call of a `Many` that is not allowed becomes a sentence and no error: the rest is still worth knowing.
Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccessKeys.html and API_GetAccessKeyLastUsed.html,
2026-11-26.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from awsguide.core.access_keys import ROOT, AccessKey, LastUse
from awsguide.core.model import Credentials
from awsguide.core.steps import Call, Flow, Many, Outcome
from awsguide.flows.shared.answers import DENIED
from awsguide.flows.shared.missing import missed

# AWS's report and its list round the moment of creation differently.
SAME_MOMENT = 2.0


def with_ids(
    keys: Sequence[AccessKey], credentials: Credentials, region: str
) -> Flow[tuple[list[AccessKey], tuple[str, ...]]]:
    """The report's keys with their ids, and their status of this moment; keys that are gone meanwhile are left out."""
    users = sorted({key.user for key in keys} - {ROOT})
    outcomes: list[Outcome] = yield Many(
        tuple(list_keys(user, credentials, region) for user in users), "Asking for the ids"
    )
    found: list[AccessKey] = [key for key in keys if key.user == ROOT]
    for user, outcome in zip(users, outcomes, strict=True):
        reported = [key for key in keys if key.user == user]
        found += _joined(reported, keys_in(outcome.reply)) if outcome.reply else reported
    return found, missed(outcomes, "the key ids", "ListAccessKeys")


def _joined(reported: Iterable[AccessKey], listed: Iterable[AccessKey]) -> list[AccessKey]:
    """What the list says now, with what the report knows of the key that was made at the same moment."""
    mfa = next((key.mfa for key in reported), None)
    joined = []
    for key in listed:
        same = [
            old
            for old in reported
            if old.created and key.created and abs(old.created - key.created) < SAME_MOMENT
        ]
        joined.append(replace(key, mfa=mfa, last_use=same[0].last_use if same else None))
    return joined


def with_last_use(
    keys: Sequence[AccessKey], credentials: Credentials, region: str
) -> Flow[tuple[list[AccessKey], tuple[str, ...]]]:
    """The same keys with their last use, and sentences about those that could not be asked for."""
    calls = tuple(last_used(key.key_id, credentials, region) for key in keys)
    outcomes: list[Outcome] = (yield Many(calls, "Asking for the last use")) if calls else []
    found = [
        replace(key, last_use=use_in(outcome.reply)) if outcome.reply is not None else key
        for key, outcome in zip(keys, outcomes, strict=True)
    ]
    return found, missed(outcomes, "the last use", "GetAccessKeyLastUsed")


def with_mfa(
    keys: Sequence[AccessKey], credentials: Credentials, region: str
) -> Flow[tuple[list[AccessKey], tuple[str, ...]]]:
    """The same keys with whether their user has an MFA device, and sentences about who could not be asked for."""
    users = sorted({key.user for key in keys} - {ROOT})
    calls = tuple(
        Call(
            "iam",
            "ListMFADevices",
            {"UserName": user},
            region=region,
            credentials=credentials,
            expected=DENIED,
            why="does the user have an MFA device?",
        )
        for user in users
    )
    outcomes: list[Outcome] = (yield Many(calls, "Asking for MFA devices")) if calls else []
    known = {
        user: bool(outcome.reply["MFADevices"])
        for user, outcome in zip(users, outcomes, strict=True)
        if outcome.reply is not None
    }
    found = [replace(key, mfa=known.get(key.user)) for key in keys]
    return found, missed(outcomes, "MFA", "ListMFADevices")


def list_keys(user: str, credentials: Credentials, region: str) -> Call:
    """The keys of one user, or of whoever signs without a name: at most two, so one page."""
    return Call(
        "iam",
        "ListAccessKeys",
        {"UserName": user} if user else {},
        region=region,
        credentials=credentials,
        expected=(*DENIED, "NoSuchEntity"),
        why="which keys does the user have?",
    )


def last_used(key_id: str, credentials: Credentials, region: str) -> Call:
    """When, where and with which service a key was last used, and by whom."""
    return Call(
        "iam",
        "GetAccessKeyLastUsed",
        {"AccessKeyId": key_id},
        region=region,
        credentials=credentials,
        expected=DENIED,
        why="when and where was the key last used?",
    )


def keys_in(reply: Any) -> list[AccessKey]:
    """The keys in an answer to `list_keys`."""
    return [
        AccessKey(
            item.get("UserName", ROOT), item["AccessKeyId"], item["Status"], item["CreateDate"].timestamp()
        )
        for item in reply["AccessKeyMetadata"]
    ]


def use_in(reply: Any) -> LastUse:
    """The last use in an answer to `last_used`."""
    used = reply.get("AccessKeyLastUsed") or {}
    moment = used.get("LastUsedDate")
    if moment is None:
        return LastUse(None)
    return LastUse(moment.timestamp(), _told(used.get("Region", "")), _told(used.get("ServiceName", "")))


def _told(text: str) -> str:
    return "" if text == "N/A" else text
