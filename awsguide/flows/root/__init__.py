"""Root credentials: is this the root user, are there root keys, and how one's own root key is retired.

Flows: `root_user`, `deactivate`, `reactivate`, `delete`. Creating a root key is never offered. What the management
account can do about its members is in `members.py`. Source:
https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html, 2026-11-26.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from awsguide.core.access_keys import ROOT, AccessKey
from awsguide.core.errors import AwsError, GuideError, NoAnswer
from awsguide.core.model import Credentials
from awsguide.core.partitions import home_region
from awsguide.core.root_users import RootUser
from awsguide.core.steps import Ask, Call, Flow
from awsguide.explanations import explain
from awsguide.flows.shared.answers import DENIED, explained, translated
from awsguide.flows.shared.credential_report import credential_report
from awsguide.flows.shared.identity import caller_identity
from awsguide.flows.shared.key_calls import use_in
from awsguide.flows.shared.root_uses import asked_with, forgotten, remembered


@dataclass(frozen=True)
class Step:
    """One step of retiring a root key: what it does, why it comes now, and how to go back."""

    name: str
    title: str
    does: str
    why: str
    back: str


STEPS: tuple[Step, ...] = (
    Step(
        "look",
        "Look what the key did last",
        "Asks, with another identity, when, where and by which service the root key was last used. Asking with the key "
        "is itself a use of it, and takes the place of the last one.",
        "Whatever uses a root key needs something else before the key goes: a role, mostly.",
        "Nothing is changed.",
    ),
    Step(
        "other-way",
        "Make sure of another way in",
        "Sign in at the console as the root user once, with its password and MFA, or ask the management account.",
        "A deactivated key cannot sign for its own return, and not for its own deletion either.",
        "Nothing is changed.",
    ),
    Step(
        "deactivate",
        "Deactivate it",
        "The key switches itself off. Whatever still uses it is refused from now on.",
        "It can be undone, and shows what depended on the key.",
        "Signed in at the console as the root user, activate the key again.",
    ),
    Step(
        "watch",
        "Wait for complaints",
        "Leave it switched off for days, so that monthly jobs show themselves too.",
        "A deactivated key can be brought back, a deleted one cannot.",
        "Signed in at the console as the root user, activate the key again.",
    ),
    Step(
        "delete",
        "Delete it",
        "A console sign-in of the root user, or a root session of the management account, deletes the key.",
        "What is not there cannot leak.",
        "There is no way back, and no reason to want one.",
    ),
)


@dataclass(frozen=True)
class Deactivation:
    """What is shown before a root key switches itself off."""

    key: AccessKey


def root_user(credentials: Credentials) -> Flow[RootUser]:
    """What these credentials can see of their account's root user; `missing` says what was not allowed.

    Raises `GuideError` when AWS does not even say whose the credentials are.
    """
    identity = yield from caller_identity(credentials, home_region(credentials.region))
    yield from asked_with(credentials, identity.arn)
    found = RootUser(identity.account_id, identity, identity.arn.endswith(":root"))
    missing: list[str] = []
    try:
        summary = (
            yield call("iam", "GetAccountSummary", {}, credentials, "does the root user have keys, and MFA?")
        )["SummaryMap"]
        found = replace(
            found,
            keys_present=bool(summary.get("AccountAccessKeysPresent")),
            mfa=bool(summary.get("AccountMFAEnabled")),
        )
    except (AwsError, NoAnswer) as error:
        missing.append(
            f"The account summary could not be asked for (iam:GetAccountSummary). {translated(error).what}"
        )
    if found.is_root:
        keys = yield from keys_of_root(credentials)
        uses = yield from remembered(keys)
        return replace(found, keys=keys, keys_present=bool(keys), missing=tuple(missing), uses=uses)
    try:
        report = yield from credential_report(credentials, home_region(credentials.region))
    except GuideError as error:
        missing.append(
            f"The credential report, which has a row about the root user, could not be read. {error.what}"
        )
        return replace(found, missing=tuple(missing))
    keys = tuple(key for row in report.rows for key in row.keys if key.user == ROOT)
    mfa = found.mfa if found.mfa is not None else next((key.mfa for key in keys), None)
    present = found.keys_present if found.keys_present is not None else bool(keys)
    return replace(found, keys=keys, keys_present=present, mfa=mfa, missing=tuple(missing))


def keys_of_root(credentials: Credentials) -> Flow[tuple[AccessKey, ...]]:
    """The root user's own keys with their last use, as it or a root session sees them. Raises `GuideError`."""
    reply = yield from explained(
        call("iam", "ListAccessKeys", {}, credentials, "which keys does the root user have?")
    )
    keys = []
    for item in reply["AccessKeyMetadata"]:
        key = AccessKey(ROOT, item["AccessKeyId"], item["Status"], item["CreateDate"].timestamp())
        try:
            used = yield call(
                "iam",
                "GetAccessKeyLastUsed",
                {"AccessKeyId": key.key_id},
                credentials,
                "when and where was it last used?",
            )
            key = replace(key, last_use=use_in(used))
        except (AwsError, NoAnswer):
            # A root session for deleting may not ask; the key is listed all the same.
            pass
        keys.append(key)
    return tuple(keys)


def deactivate(credentials: Credentials, key_id: str) -> Flow[RootUser]:
    """The root user switches one of its keys off, after a question: a key cannot sign for its own return.

    Raises `Refused` ('not-root'), `BadInput` ('root-key-gone'), `Cancelled`.
    """
    at = yield from _as_root(credentials)
    key = _key(at, key_id)
    question = (
        "Deactivate this root key? It cannot bring itself back: only a console sign-in as the root user can."
    )
    if (yield Ask(question, ("deactivate", "cancel"), Deactivation(key))) != "deactivate":
        raise explain("interrupted")
    yield from _set(credentials, key_id, "Inactive", "the root key switches itself off")
    keys = tuple(replace(each, status="Inactive") if each.key_id == key_id else each for each in at.keys)
    return replace(at, keys=keys)


def reactivate(credentials: Credentials, key_id: str) -> Flow[RootUser]:
    """Switch a root key on again, signed by another root credential. Raises as `deactivate` does."""
    at = yield from _as_root(credentials)
    _key(at, key_id)
    yield from _set(credentials, key_id, "Active", "bring the root key back")
    return (yield from root_user(credentials))


def delete(credentials: Credentials, key_id: str, *, insist: bool = False) -> Flow[tuple[AccessKey, ...]]:
    """Delete a root key, as the root user or in a root session for deleting; the keys that are left.

    Raises `Refused` ('root-key-active') for one that was not deactivated, unless `insist`; `BadInput`
    ('root-key-gone').
    """
    keys = yield from keys_of_root(credentials)
    key = next((each for each in keys if each.key_id == key_id), None)
    if key is None:
        raise explain("root-key-gone")
    if key.status == "Active" and not insist:
        raise explain("root-key-active")
    yield from explained(
        call("iam", "DeleteAccessKey", {"AccessKeyId": key_id}, credentials, "what is not there cannot leak")
    )
    yield from forgotten(key_id)
    return tuple(each for each in keys if each.key_id != key_id)


def _as_root(credentials: Credentials) -> Flow[RootUser]:
    at = yield from root_user(credentials)
    if not at.is_root:
        raise explain("not-root", identity=at.asked_by.arn)
    return at


def _key(at: RootUser, key_id: str) -> AccessKey:
    found = next((key for key in at.keys if key.key_id == key_id), None)
    if found is None:
        raise explain("root-key-gone")
    return found


def _set(credentials: Credentials, key_id: str, status: str, why: str) -> Flow[Mapping[str, Any]]:
    # Without a user's name, the call is about whoever signs it.
    switched = call("iam", "UpdateAccessKey", {"AccessKeyId": key_id, "Status": status}, credentials, why)
    return (yield from explained(switched))


def call(service: str, operation: str, params: Mapping[str, Any], credentials: Credentials, why: str) -> Call:
    """A call of this row: to the Region that the whole partition's identity lives in, and it may be denied."""
    region = home_region(credentials.region)
    return Call(service, operation, params, region=region, credentials=credentials, expected=DENIED, why=why)
