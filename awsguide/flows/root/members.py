"""Centralized root access: what an organization's management account sees of its members' root users, and deletes.

Flows: `root_access` looks, with one root session per member that may audit and nothing else; `delete_keys` deletes the
deactivated root keys of one member in a session that may do that alone. A session lasts at most fifteen minutes. No
feature is switched on or off here. Sources:
https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoot.html and
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html, 2026-11-26.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from awsguide.config.names import check_account_id
from awsguide.core.access_keys import ROOT, AccessKey
from awsguide.core.errors import AwsError, NoAnswer
from awsguide.core.model import Credentials
from awsguide.core.partitions import home_region, partition_of
from awsguide.core.root_users import MemberRoot, RootAccess
from awsguide.core.steps import Call, Flow, Many, Outcome
from awsguide.explanations import explain
from awsguide.flows import root
from awsguide.flows.shared.answers import DENIED, explained, translated
from awsguide.flows.shared.identity import given
from awsguide.flows.shared.key_calls import keys_in, last_used, use_in
from awsguide.flows.shared.root_uses import remembered

AUDIT, DELETE = "IAMAuditRootUserCredentials", "IAMDeleteRootUserCredentials"
SECONDS = 900

# What each task policy lets a root session do, for whoever wonders why there are five.
TASKS: Mapping[str, str] = {
    "IAMAuditRootUserCredentials": "see keys, password, MFA devices and certificates",
    "IAMDeleteRootUserCredentials": "delete keys, password, MFA devices and certificates",
    "IAMCreateRootUserPassword": "let the owner choose a password again",
    "S3UnlockBucketPolicy": "delete a bucket policy that locks everybody out",
    "SQSUnlockQueuePolicy": "delete a queue policy that locks everybody out",
}
# What says that there is no centralized root access, and why.
_OFF: Mapping[str, str] = {
    "OrganizationNotFoundException": "this account is in no organization.",
    "AWSOrganizationsNotInUseException": "this account is in no organization.",
    "AccountNotManagementOrDelegatedAdministratorException": "this account does not manage its organization.",
    "OrganizationNotInAllFeaturesModeException": "the organization has not all features enabled.",
    "ServiceAccessNotEnabledException": "trusted access for IAM is not enabled.",
}


def root_access(credentials: Credentials, *, without: str = "") -> Flow[RootAccess]:
    """Which features are on, and the root user of every active member account, looked at in parallel.

    Accounts whose names begin with `without` are left out, if it is given.

    A member that could not be looked at carries a `problem`. Raises `Refused` ('root-access-off', 'access-denied').
    """
    call = Call(
        "iam",
        "ListOrganizationsFeatures",
        {},
        region=home_region(credentials.region),
        credentials=credentials,
        expected=tuple(_OFF),
        why="is centralized root access switched on?",
    )
    try:
        reply = yield call
    except (AwsError, NoAnswer) as error:
        code = error.code if isinstance(error, AwsError) else ""
        if code in _OFF:
            raise explain("root-access-off", detail=_OFF[code]) from error
        raise translated(error) from error
    features = tuple(reply.get("EnabledFeatures", ()))
    if "RootSessions" not in features:
        return RootAccess(features)
    found = yield from _members(credentials)
    accounts = [(account, name) for account, name in found if not (without and name.startswith(without))]
    sessions = yield from _sessions(credentials, [account for account, _ in accounts])
    members = []
    for (account, name), session in zip(accounts, sessions, strict=True):
        if isinstance(session, str):
            members.append(MemberRoot(account, name, problem=session))
    open_accounts = [
        (account, name, session)
        for (account, name), session in zip(accounts, sessions, strict=True)
        if isinstance(session, Credentials)
    ]
    members += yield from _looked_at(open_accounts)
    uses = yield from remembered(key for member in members for key in member.keys)
    return RootAccess(features, tuple(sorted(members, key=lambda member: member.name)), uses)


def delete_keys(credentials: Credentials, account_id: str, *, insist: bool = False) -> Flow[int]:
    """Delete the deactivated root keys of a member account ('12 digits'); returns how many there were.

    Raises `BadInput` for another account id, `Refused` ('root-key-active' for one that is active, unless `insist`;
    'root-session-refused').
    """
    account_id = check_account_id(account_id)
    reply = yield from explained(
        _assume(credentials, account_id, DELETE, "a root session that may delete and no more")
    )
    session = given(reply["Credentials"], credentials.region)
    keys = yield from root.keys_of_root(session)
    if any(key.status == "Active" for key in keys) and not insist:
        raise explain("root-key-active")
    for key in keys:
        yield from root.delete(session, key.key_id, insist=insist)
    return len(keys)


def _members(credentials: Credentials) -> Flow[list[tuple[str, str]]]:
    """Every active account but the management account, whose root user cannot be dealt with like this."""
    organization = yield from explained(
        root.call("organizations", "DescribeOrganization", {}, credentials, "who manages it?")
    )
    management = organization["Organization"]["MasterAccountId"]
    found: list[tuple[str, str]] = []
    page = ""
    while True:
        params = {"NextToken": page} if page else {}
        reply = yield from explained(
            root.call("organizations", "ListAccounts", params, credentials, "which accounts are members?")
        )
        found += [
            (item["Id"], item.get("Name", ""))
            for item in reply["Accounts"]
            if item["Id"] != management and item.get("Status", "ACTIVE") == "ACTIVE"
        ]
        page = reply.get("NextToken") or ""
        if not page:
            return found


def _sessions(credentials: Credentials, accounts: Sequence[str]) -> Flow[list[Credentials | str]]:
    calls = tuple(
        _assume(credentials, account, AUDIT, "a root session that may look and no more")
        for account in accounts
    )
    outcomes: list[Outcome] = (yield Many(calls, "Opening root sessions")) if calls else []
    return [
        given(outcome.reply["Credentials"], credentials.region)
        if outcome.reply is not None
        else translated(outcome.error).what
        for outcome in outcomes
    ]


def _looked_at(accounts: Sequence[tuple[str, str, Credentials]]) -> Flow[list[MemberRoot]]:
    sessions = [session for _, _, session in accounts]
    keys = yield from _asked("ListAccessKeys", sessions, "which keys has the member's root user?")
    passwords = yield from _asked("GetLoginProfile", sessions, "has it a password?")
    devices = yield from _asked("ListMFADevices", sessions, "has it MFA?")
    members = [
        _member(account, name, *outcomes)
        for (account, name, _), *outcomes in zip(accounts, keys, passwords, devices, strict=True)
    ]
    return (yield from _with_uses(members, sessions))


def _with_uses(members: Sequence[MemberRoot], sessions: Sequence[Credentials]) -> Flow[list[MemberRoot]]:
    """The same members, each key with its last use; None where it could not be asked for."""
    pairs = [(key, session) for member, session in zip(members, sessions, strict=True) for key in member.keys]
    calls = tuple(last_used(key.key_id, session, home_region(session.region)) for key, session in pairs)
    outcomes: list[Outcome] = (yield Many(calls, "Asking for last uses")) if calls else []
    uses = {
        key.key_id: use_in(outcome.reply)
        for (key, _), outcome in zip(pairs, outcomes, strict=True)
        if outcome.reply is not None
    }
    return [
        replace(member, keys=tuple(replace(key, last_use=uses.get(key.key_id)) for key in member.keys))
        for member in members
    ]


def _asked(operation: str, sessions: Sequence[Credentials], why: str) -> Flow[list[Outcome]]:
    calls = tuple(
        Call(
            "iam",
            operation,
            {},
            region=home_region(session.region),
            credentials=session,
            expected=(*DENIED, "NoSuchEntity"),
            why=why,
        )
        for session in sessions
    )
    return (yield Many(calls, "Looking at root users")) if calls else []


def _member(account: str, name: str, keys: Outcome, password: Outcome, devices: Outcome) -> MemberRoot:
    if keys.reply is None:
        return MemberRoot(account, name, problem=translated(keys.error).what)
    mfa = None if devices.reply is None else bool(devices.reply["MFADevices"])
    return MemberRoot(account, name, _keys(keys.reply), _has_password(password), mfa)


def _keys(reply: Mapping[str, Any]) -> tuple[AccessKey, ...]:
    named = {"AccessKeyMetadata": [{"UserName": ROOT, **item} for item in reply["AccessKeyMetadata"]]}
    return tuple(keys_in(named))


def _has_password(outcome: Outcome) -> bool | None:
    if outcome.reply is not None:
        return True
    gone = isinstance(outcome.error, AwsError) and outcome.error.code == "NoSuchEntity"
    return False if gone else None


def _assume(credentials: Credentials, account_id: str, task: str, why: str) -> Call:
    policy = f"arn:{partition_of(credentials.region).name}:iam::aws:policy/root-task/{task}"
    params = {"TargetPrincipal": account_id, "TaskPolicyArn": {"arn": policy}, "DurationSeconds": SECONDS}
    return root.call("sts", "AssumeRoot", params, credentials, why)
