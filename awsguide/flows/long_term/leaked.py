"""A key has leaked: made inactive at once, then what it could do and last did, and the sessions made from it revoked.

Flows: `retire_leaked`, and `taken_back`, which undoes it. Nothing is deleted: a key that was deleted cannot be brought
back when it turns out that a program needs it. What no call can do is a row of `CHECKLIST`.
Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_disable-perms.html,
2026-11-26.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from awsguide.core.access_keys import LastUse
from awsguide.core.errors import AwsError, NoAnswer
from awsguide.core.model import Credentials, Note
from awsguide.core.secret import mask_key_id
from awsguide.core.steps import Ask, Call, Flow, Now, Show
from awsguide.explanations import explain
from awsguide.flows.policies.powers import Powers, powers_of
from awsguide.flows.shared.answers import DENIED, explained, translated
from awsguide.flows.shared.key_calls import last_used, use_in
from awsguide.flows.shared.key_ids import check_key_id

# The name that the IAM console gives to the policy by which it revokes the sessions of a role.
REVOKING_POLICY = "AWSRevokeOlderSessions"
# This machine's clock may be a little behind AWS's; a session of the last moments must not slip through.
MARGIN = 60


@dataclass(frozen=True)
class Leak:
    """What was done about a leaked key, and what is known: `revoked` says whether sessions made before are refused.

    `policy_added` is whether the revoking policy is new, and so goes again when everything is taken back.
    """

    key_id: str = field(repr=False)
    user: str
    last_use: LastUse
    powers: Powers
    revoked: bool
    policy_added: bool
    missing: tuple[str, ...] = ()

    @property
    def shown_id(self) -> str:
        """The id as it may be shown."""
        return mask_key_id(self.key_id)


@dataclass(frozen=True)
class LeakedKey:
    """What a person is asked about before anything is written."""

    key_id: str = field(repr=False)
    user: str
    last_use: LastUse


@dataclass(frozen=True)
class Item:
    """One thing that only a person can do: `what`, how, and the page that says so."""

    what: str
    how: str
    source: str


CHECKLIST: tuple[Item, ...] = (
    Item(
        "See what was done with it",
        "CloudTrail keeps 90 days of events: look them up by this access key, in every Region you have.",
        "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events-cli.html",
    ),
    Item(
        "Look for what was left behind",
        "Users, keys, roles and policies that none of you made; machines and functions in Regions you do not use; "
        "the bill of the last days.",
        "https://repost.aws/knowledge-center/potential-account-compromise",
    ),
    Item(
        "Revoke sessions of the roles that it assumed",
        "A role's session outlives the key that opened it. In the IAM console: the role, Revoke sessions.",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html",
    ),
    Item(
        "Give what used it something better",
        "Credentials that expire, by one of the other rows; a new key only where none of them fits.",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
    ),
    Item(
        "Take it out of the place where it leaked",
        "Scan your notebooks and folders. A commit keeps what a later commit deletes: once public, it stays known.",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/securing_access-keys.html",
    ),
    Item(
        "Answer AWS, if AWS found it first",
        "AWS may have opened a support case and attached a policy named AWSCompromisedKeyQuarantine to the user.",
        "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCompromisedKeyQuarantine.html",
    ),
    Item(
        "Delete the key",
        "Do this when nothing has missed it for some days. It can't be undone.",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id-credentials-access-keys-update.html",
    ),
)


def retire_leaked(credentials: Credentials, region: str, key_id: str, *, now: Now, ask: bool) -> Flow[Leak]:
    """Make the key inactive, then say what it could do and last did, and revoke the sessions made from it.

    `ask` puts a question before anything is written. Where the leaked key itself is what signs, it goes last: after
    that it can do nothing more. Raises `BadInput`, `Cancelled`, `Refused` ('key-not-here', 'access-denied').
    """
    key_id = check_key_id(key_id)
    if key_id.startswith("ASIA"):
        raise explain("key-temporary")
    user, use = yield from _whose(key_id, credentials, region)
    question = (
        f"Make the key {mask_key_id(key_id)} of {user} inactive, and refuse the sessions that were made from it? "
        f"Whatever uses them stops working. The second is an inline policy of {user}, {REVOKING_POLICY}."
    )
    if ask and (yield Ask(question, ("deactivate", "cancel"), LeakedKey(key_id, user, use))) != "deactivate":
        raise explain("interrupted")
    by_itself = credentials.access_key_id == key_id
    if not by_itself:
        yield from _set_status("Inactive", user, key_id, credentials, region)
        yield Show(Note("The key is inactive: AWS refuses it from now on."))
    powers = yield from powers_of(user, credentials, region)
    missing = list(powers.missing)
    refusal = yield from _revoke(user, now, credentials, region)
    if refusal:
        missing.append(refusal)
    if by_itself:
        yield from _set_status("Inactive", user, key_id, credentials, region)
        missing.append("The key signed its own end: taking it back needs other credentials.")
    added = not refusal and REVOKING_POLICY not in powers.inline
    return Leak(key_id, user, use, powers, not refusal, added, tuple(missing))


def taken_back(leak: Leak, credentials: Credentials, region: str) -> Flow[None]:
    """Make the key active again and remove the policy that came with it; raises `Refused`."""
    yield from _set_status("Active", leak.user, leak.key_id, credentials, region)
    if leak.policy_added:
        yield from explained(
            Call(
                "iam",
                "DeleteUserPolicy",
                {"UserName": leak.user, "PolicyName": REVOKING_POLICY},
                region=region,
                credentials=credentials,
                why="let sessions made before work again",
            )
        )


def revoking_policy(moment: float) -> str:
    """The policy (JSON) that refuses everything to sessions that began before `moment` (seconds since 1970 UTC).

    A long-term key carries no time of issue, so the policy does not touch requests signed with one.
    """
    told = datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    statement: dict[str, Any] = {
        "Effect": "Deny",
        "Action": "*",
        "Resource": "*",
        "Condition": {"DateLessThan": {"aws:TokenIssueTime": told}},
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _whose(key_id: str, credentials: Credentials, region: str) -> Flow[tuple[str, LastUse]]:
    """The user of the key and its last use; AWS says 'denied' of a key that is not of this account, or deleted."""
    try:
        reply = yield last_used(key_id, credentials, region)
    except AwsError as error:
        if error.code in (*DENIED, "NoSuchEntity", "InvalidInput"):
            raise explain("key-not-here", key=mask_key_id(key_id)) from error
        raise translated(error) from error
    except NoAnswer as error:
        raise translated(error) from error
    return str(reply.get("UserName", "")), use_in(reply)


def _set_status(status: str, user: str, key_id: str, credentials: Credentials, region: str) -> Flow[None]:
    why = "AWS refuses the key from now on" if status == "Inactive" else "the key works again"
    call = Call(
        "iam",
        "UpdateAccessKey",
        {"UserName": user, "AccessKeyId": key_id, "Status": status},
        region=region,
        credentials=credentials,
        why=why,
    )
    try:
        yield call
    except AwsError as error:
        if error.code == "NoSuchEntity":
            raise explain("key-not-here", key=mask_key_id(key_id)) from error
        raise translated(error) from error
    except NoAnswer as error:
        raise translated(error) from error


def _revoke(user: str, now: Now, credentials: Credentials, region: str) -> Flow[str]:
    """Refuse the sessions made so far; returns why that was not possible, empty when it was."""
    call = Call(
        "iam",
        "PutUserPolicy",
        {
            "UserName": user,
            "PolicyName": REVOKING_POLICY,
            "PolicyDocument": revoking_policy(now() + MARGIN),
        },
        region=region,
        credentials=credentials,
        expected=DENIED,
        why="refuse the sessions that were made from the key",
    )
    try:
        yield call
    except (AwsError, NoAnswer) as error:
        said = translated(error)
        return f"Sessions made from the key could not be revoked, and may live up to 36 hours. {said.what}"
    return ""
