"""Long-term credentials: look up access keys - of oneself, of one user, of the whole account - and whose a key is.

Flows: `own_keys`, `keys_of_user`, `keys_of_account`, `whose_key`, `who_am_i`. What is not allowed is said
in the result and not hidden. The time is an argument. Nothing here changes a key, and nothing reads a secret.
Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html, 2026-11-26.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from awsguide.core.access_keys import ROOT, AccessKey, KeyList, KeyOwner
from awsguide.core.errors import AwsError, GuideError, NoAnswer
from awsguide.core.model import Credentials, Note
from awsguide.core.steps import Call, Flow, Many, Now, Outcome, Show
from awsguide.explanations import explain
from awsguide.flows.shared.answers import DENIED, explained, translated
from awsguide.flows.shared.credential_report import credential_report
from awsguide.flows.shared.identity import caller_identity, who_am_i
from awsguide.flows.shared.key_calls import (
    keys_in,
    last_used,
    list_keys,
    use_in,
    with_ids,
    with_last_use,
    with_mfa,
)
from awsguide.flows.shared.key_ids import check_key_id, check_user_name, kind_of
from awsguide.flows.shared.missing import missed


def own_keys(credentials: Credentials, region: str, *, now: Now) -> Flow[KeyList]:
    """The keys of whoever signs; raises `Refused` ('no-keys-of-its-own') for a role, which has none."""
    caller = yield from who_am_i(credentials, region)
    if caller.kind not in ("user", "root"):
        raise explain("no-keys-of-its-own", identity=caller.identity.arn)
    found = yield from _keys_of(caller.name, credentials, region, now)
    return replace(found, account_id=caller.identity.account_id)


def keys_of_user(credentials: Credentials, region: str, user: str, *, now: Now) -> Flow[KeyList]:
    """The keys of one IAM user, newest first, with last use and MFA where these may be asked for.

    Raises `BadInput` for what cannot be a user's name, `Refused` ('user-unknown', 'access-denied').
    """
    return (yield from _keys_of(check_user_name(user), credentials, region, now))


def _keys_of(name: str, credentials: Credentials, region: str, now: Now) -> Flow[KeyList]:
    """The keys of a user; of the root user, who has no name, when the root user asks."""
    try:
        reply = yield list_keys(name, credentials, region)
    except AwsError as error:
        if error.code == "NoSuchEntity":
            raise explain("user-unknown", user=name) from error
        raise translated(error) from error
    except NoAnswer as error:
        raise translated(error) from error
    keys = keys_in(reply)
    keys, unused = yield from with_last_use(keys, credentials, region)
    keys, unknown = yield from with_mfa(keys, credentials, region)
    asked_with = credentials.access_key_id
    missing = (*unused, *unknown)
    return KeyList(_sorted(keys), "calls", now(), users=1, missing=missing, asked_with=asked_with)


def keys_of_account(credentials: Credentials, region: str, *, now: Now, ids: bool = True) -> Flow[KeyList]:
    """Every key of the account, the root user's too: from the credential report, or by calls where it is not allowed.

    The report has no ids; `ids` asks for them user by user, in parallel. Whoever may not list users either sees their
    own keys. `missing` says what that leaves out. Raises `GuideError` when nothing at all is allowed.
    """
    try:
        report = yield from credential_report(credentials, region)
    except GuideError as error:
        if error.code not in ("access-denied", "report-missing", "report-slow"):
            raise
        yield Show(Note("The credential report could not be read; looking user by user instead."))
        return (yield from _by_calls(credentials, region, now, error))
    keys = [key for row in report.rows for key in row.keys]
    missing = report.missing
    if ids:
        keys, unlisted = yield from with_ids(keys, credentials, region)
        missing = (*missing, *unlisted)
    account = next((row.arn.split(":")[4] for row in report.rows), "")
    users = sum(row.user != ROOT for row in report.rows)
    asked_with = credentials.access_key_id
    return KeyList(_sorted(keys), "report", report.made, account, users, missing, asked_with)


def whose_key(credentials: Credentials, region: str, key_id: str) -> Flow[KeyOwner]:
    """Whose a key id is: the account from AWS, and in one's own account the user and the last use.

    The account is asked for, not read out of the id. AWS does not say whether the key still exists. Raises `BadInput`
    for what cannot be a key id, `Refused` without permission.
    """
    key_id = check_key_id(key_id)
    me = yield from caller_identity(credentials, region)
    info = yield from explained(
        Call(
            "sts",
            "GetAccessKeyInfo",
            {"AccessKeyId": key_id},
            region=region,
            credentials=credentials,
            why="which account does this key ID belong to?",
        )
    )
    owner = KeyOwner(key_id, kind_of(key_id), info["Account"], info["Account"] == me.account_id)
    if not owner.own_account:
        return replace(owner, missing=("Only somebody of that account can see whose key it is.",))
    if key_id.startswith("ASIA"):
        return replace(owner, missing=("For temporary keys AWS keeps no name and no last use.",))
    try:
        reply = yield last_used(key_id, credentials, region)
    except (AwsError, NoAnswer) as error:
        return replace(owner, missing=(f"Its user could not be asked for. {translated(error).what}",))
    return replace(owner, user=str(reply.get("UserName", "")), last_use=use_in(reply))


def _by_calls(credentials: Credentials, region: str, now: Now, why: GuideError) -> Flow[KeyList]:
    no_report = f"There was no credential report, so the root user's keys are not known. {why.what}"
    try:
        users = yield from _users(credentials, region)
    except GuideError as error:
        if error.code != "access-denied":
            raise
        own = yield from own_keys(credentials, region, now=now)
        others = "Listing the account's users is not allowed (iam:ListUsers): these are your own keys only."
        return replace(own, missing=(no_report, others, *own.missing))
    calls = tuple(list_keys(user, credentials, region) for user in users)
    outcomes: list[Outcome] = yield Many(calls, "Listing keys")
    keys = [key for outcome in outcomes if outcome.reply for key in keys_in(outcome.reply)]
    keys, unused = yield from with_last_use(keys, credentials, region)
    keys, unknown = yield from with_mfa(keys, credentials, region)
    missing = (no_report, *missed(outcomes, "the keys", "ListAccessKeys"), *unused, *unknown)
    asked_with = credentials.access_key_id
    return KeyList(_sorted(keys), "calls", now(), "", len(users), missing, asked_with)


def _users(credentials: Credentials, region: str) -> Flow[list[str]]:
    names: list[str] = []
    marker = ""
    while True:
        reply = yield from explained(
            Call(
                "iam",
                "ListUsers",
                {"MaxItems": 1000} | ({"Marker": marker} if marker else {}),
                region=region,
                credentials=credentials,
                expected=DENIED,
                why="who is in this account?",
            )
        )
        names += [user["UserName"] for user in reply["Users"]]
        marker = reply.get("Marker", "") if reply.get("IsTruncated") else ""
        if not marker:
            return names


def _sorted(keys: Iterable[AccessKey]) -> tuple[AccessKey, ...]:
    return tuple(sorted(keys, key=lambda key: (key.user, -(key.created or 0), key.key_id)))
