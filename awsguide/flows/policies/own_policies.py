"""One's own identity-based policies, read one by one: those of a user and of its groups, or those of a role.

It reads what IAM lets one see and says what it could not; what the policies mean is for `trust.py` to mark. Permissions
boundaries and an organization's policies are not among them.

Source: IAM API reference (botocore's service model iam 2010-05-08, read 2026-11-26).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from awsguide.core.model import Credentials
from awsguide.core.steps import Call, Flow, Many, Outcome
from awsguide.flows.policies.trust import Caller


@dataclass(frozen=True)
class OwnPolicies:
    """Names and documents (JSON), and how many could not be read."""

    documents: tuple[tuple[str, str], ...] = ()
    unread: int = 0


def own_policies(caller: Caller, credentials: Credentials, *, region: str) -> Flow[OwnPolicies]:
    """The policies of the user or role that asks; never raises for a refusal."""
    reader = _Reader(credentials, region)
    owners = [("Role", caller.role.rpartition("/")[2])] if caller.role else []
    if ":user/" in caller.identity.arn:
        name = caller.identity.arn.rpartition("/")[2]
        (groups,) = yield from reader.asked([("ListGroupsForUser", {"UserName": name})])
        owners = [("User", name), *(("Group", group["GroupName"]) for group in groups.get("Groups", ()))]
    listed = yield from reader.asked(
        [
            (operation.format(kind), {f"{kind}Name": name})
            for kind, name in owners
            for operation in ("List{}Policies", "ListAttached{}Policies")
        ]
    )
    inline = [
        (kind, owner, policy)
        for (kind, owner), found in zip(owners, listed[::2], strict=True)
        for policy in found.get("PolicyNames", ())
    ]
    attached = [policy["PolicyArn"] for found in listed[1::2] for policy in found.get("AttachedPolicies", ())]
    own = yield from reader.asked(
        [(f"Get{kind}Policy", {f"{kind}Name": owner, "PolicyName": policy}) for kind, owner, policy in inline]
    )
    managed = yield from reader.asked([("GetPolicy", {"PolicyArn": arn}) for arn in attached])
    versions = yield from reader.asked(
        [
            (
                "GetPolicyVersion",
                {"PolicyArn": found["Policy"]["Arn"], "VersionId": found["Policy"]["DefaultVersionId"]},
            )
            for found in managed
            if found
        ]
    )
    names = [found["Policy"]["PolicyName"] for found in managed if found]
    documents = [
        (f"{policy} of {kind.lower()} {owner}", found.get("PolicyDocument"))
        for (kind, owner, policy), found in zip(inline, own, strict=True)
    ] + [
        (name, found.get("PolicyVersion", {}).get("Document"))
        for name, found in zip(names, versions, strict=True)
    ]
    read = tuple((name, _text(document)) for name, document in documents if document)
    return OwnPolicies(read, reader.unread)


def _text(document: Any) -> str:
    # botocore decodes the document on its way in.
    return document if isinstance(document, str) else json.dumps(document)


class _Reader:
    """Asks IAM several things at once; what it refuses is an empty answer, and counted."""

    def __init__(self, credentials: Credentials, region: str) -> None:
        self._credentials = credentials
        self._region = region
        self.unread = 0

    def asked(self, questions: Sequence[tuple[str, Mapping[str, str]]]) -> Flow[list[Mapping[str, Any]]]:
        if not questions:
            return []
        calls = tuple(
            Call(
                "iam",
                operation,
                dict(parameters),
                region=self._region,
                credentials=self._credentials,
                expected=("AccessDenied", "NoSuchEntity"),
                why="what do your own policies say, statement by statement?",
            )
            for operation, parameters in questions
        )
        outcomes: list[Outcome] = yield Many(calls, "Reading your policies")
        self.unread += sum(outcome.reply is None for outcome in outcomes)
        return [outcome.reply or {} for outcome in outcomes]
