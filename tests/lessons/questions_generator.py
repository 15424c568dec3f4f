"""Makes the questions of predict-then-reveal from the rows of refusals: scenes as lessons know them, in one JSON file.

    python -m tests.lessons.questions_generator

Only rows whose answer hangs on policies become questions: what was answered, and what a kind of policy refused.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.aws_sandbox.refusals import FEDERATED, PLACE, ROLE, SESSION_TOKEN, USER
from tests.aws_sandbox.refusals.every import SECTIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.aws_sandbox.refusals import Case, Section

FILE = Path(__file__).parents[2] / "awsguide" / "lessons" / "data" / "questions.json"
# What a question cannot arrange: other people's keys, time, devices and tokens.
_LEFT_OUT = ("profile", "later", "before", "mfa", "token", "recreated", "organization_policy")
_REASON = re.compile(
    r"(no (?:[a-z]+[ -])+policy allows|no permissions boundary allows|explicit deny in an? [a-z -]+)"
)
_KINDS: Mapping[str, tuple[str, str, Mapping[str, Any], Mapping[str, str]]] = {
    "bucket": ("s3", "CreateBucket", {"Bucket": "thing-<account>"}, {}),
    "queue": ("sqs", "CreateQueue", {"QueueName": "thing"}, {"queue": "QueueUrl"}),
    "topic": ("sns", "CreateTopic", {"Name": "thing"}, {"resource": "TopicArn"}),
    "key": ("kms", "CreateKey", {"Description": "thing"}, {"resource": "KeyMetadata.Arn"}),
    "secret": ("secretsmanager", "CreateSecret", {"Name": "thing", "SecretString": "-"}, {"resource": "ARN"}),
}
# How a policy is put on each kind: the call, its parameters, and the parameter that takes the policy.
_LIMITS: Mapping[str, tuple[str, Mapping[str, Any], str]] = {
    "bucket": ("PutBucketPolicy", {"Bucket": "thing-<account>"}, "Policy"),
    "queue": ("SetQueueAttributes", {"QueueUrl": "<queue>"}, "Attributes"),
    "topic": ("SetTopicAttributes", {"TopicArn": "<resource>", "AttributeName": "Policy"}, "AttributeValue"),
    "key": ("PutKeyPolicy", {"KeyId": "<resource>", "PolicyName": "default"}, "Policy"),
    "secret": ("PutResourcePolicy", {"SecretId": "<resource>"}, "ResourcePolicy"),
}


def questions() -> list[dict[str, Any]]:
    """Every row that makes a question, in the order of the rows."""
    return [
        made
        for section in SECTIONS
        for case in section.cases
        if (made := _question(section, case)) is not None
    ]


def text() -> str:
    """The file's content."""
    return json.dumps(questions(), indent=1, ensure_ascii=False) + "\n"


_CALLERS: Mapping[str, str] = {
    USER: "an IAM user",
    ROLE: "a session of a role",
    SESSION_TOKEN: "a user's session",
    FEDERATED: "a federated user",
}


def _makes_a_question(case: Case) -> bool:
    """Whether the answer hangs on policies that a scene of a lesson can arrange."""
    given = case.given
    return all(
        (
            case.status == 200 or (case.status in (400, 403) and _REASON.search(case.reason)),
            not any(getattr(given, name, None) for name in _LEFT_OUT),
            given.caller in _CALLERS,
            given.resource in ("", *_KINDS),
            # A policy without statements is none that AWS takes.
            given.boundary != () and given.session != (),
            case.region == "us-east-1",
            not given.resource_tags,
        )
    )


def _question(section: Section, case: Case) -> dict[str, Any] | None:
    if not _makes_a_question(case):
        return None
    reason = _REASON.search(case.reason)
    service, _, operation = case.call.partition(".")
    made = {
        "id": re.sub(r"[^a-z0-9]+", "-", case.title.lower()).strip("-")[:60],
        "title": case.title,
        "about": section.title,
        "source": section.source,
        "caller": _CALLERS[case.given.caller],
        "policies": _shown(case),
        "accounts": [],
        "steps": _steps(case),
        "call": f"{service}.{_operation(service, operation)}",
        "params": _plain(case.parameters),
        "allowed": case.status == 200,
        "by": "" if case.status == 200 or reason is None else _by(reason.group(1)),
    }
    places = _places(case)
    whole = json.dumps(made)
    # A name that the rows' own arrangement gives, and a scene does not.
    if set(PLACE.findall(whole)) - places.keys() or '"user-' in whole:
        return None
    found: dict[str, Any] = json.loads(PLACE.sub(lambda place: places[place[1]], whole))
    found["accounts"] = ["other"] if case.given.elsewhere or "<other>" in json.dumps(found) else []
    return found


def _by(reason: str) -> str:
    return re.sub(
        r"^explicit deny in an? ",
        "explicit deny: ",
        re.sub(r"^no (.*) allows$", r"nothing allows it: \1", reason),
    ).strip()


def _places(case: Case) -> dict[str, str]:
    arn = "arn:aws:s3:::thing-<account>" if case.given.resource == "bucket" else "<resource>"
    return {
        "account": "<account>",
        "other": "<other>",
        "user": "caller",
        "role": "role",
        "name": "thing-<account>" if case.given.resource in ("bucket", "") else "thing",
        "resource": arn,
        "key": "<key:caller>",
    }


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


def _operation(service: str, operation: str) -> str:
    from botocore.session import Session

    model = Session().get_service_model(service)
    from botocore import xform_name

    return next(name for name in model.operation_names if xform_name(name) == operation)


def _shown(case: Case) -> list[dict[str, Any]]:
    """What a learner sees: each policy with its kind."""
    given = case.given
    rows = (
        ("identity-based policy", given.identity or None),
        ("identity-based policy of a group", given.group),
        ("permissions boundary", given.boundary),
        ("session policy", given.session),
        ("service control policy", given.organization),
        ("resource control policy", given.resource_control),
        (f"resource-based policy of the {given.resource}", given.resource_policy),
        ("role trust policy", given.trust),
    )
    return [{"kind": kind, "statements": _plain(list(found))} for kind, found in rows if found is not None]


def _tags(pairs: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in pairs.items()]


def _steps(case: Case) -> list[list[Any]]:
    """The scene as steps of a lesson, in the order in which the rows' own arrangement makes it."""
    given = case.given
    owner = "admin:other" if given.elsewhere else "admin"
    steps = _caller(case)
    if given.trust is not None:
        role = {"RoleName": "role", "AssumeRolePolicyDocument": list(given.trust)}
        steps.append([owner, "iam.CreateRole", role])
    steps += _resource(case, owner) if given.resource else []
    steps += _limits(case)
    steps += _keys(case)
    for kind, statements in (
        ("SERVICE_CONTROL_POLICY", given.organization),
        ("RESOURCE_CONTROL_POLICY", given.resource_control),
    ):
        steps += _organization(kind, list(statements)) if statements is not None else []
    return [_plain(step) for step in steps]


def _caller(case: Case) -> list[list[Any]]:
    given = case.given
    if given.caller == ROLE:
        actions = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]
        trust = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::{account}:root"}, "Action": actions}
        role = {"RoleName": "caller", "AssumeRolePolicyDocument": [trust], "Tags": _tags(given.tags)}
        return [["admin", "iam.CreateRole", role]]
    steps: list[list[Any]] = [["admin", "iam.CreateUser", {"UserName": "caller", "Tags": _tags(given.tags)}]]
    if given.group is not None:
        group = {"GroupName": "caller"}
        steps.append(["admin", "iam.CreateGroup", group])
        if given.group:
            document = {**group, "PolicyName": "g", "PolicyDocument": list(given.group)}
            steps.append(["admin", "iam.PutGroupPolicy", document])
        steps.append(["admin", "iam.AddUserToGroup", {**group, "UserName": "caller"}])
    return steps


def _resource(case: Case, owner: str) -> list[list[Any]]:
    given = case.given
    service, operation, params, keep = _KINDS[given.resource]
    steps: list[list[Any]] = [[owner, f"{service}.{operation}", dict(params), {"keep": dict(keep)}]]
    if given.resource == "bucket":
        steps.append([owner, "s3.PutObject", {"Bucket": "thing-<account>", "Key": "note", "Body": "text"}])
    if given.resource == "queue":
        asked = {"QueueUrl": "<queue>", "AttributeNames": ["QueueArn"]}
        kept = {"keep": {"resource": "Attributes.QueueArn"}}
        steps.append([owner, "sqs.GetQueueAttributes", asked, kept])
    if given.resource_policy is not None:
        limit, fixed, member = _LIMITS[given.resource]
        policy: Any = list(given.resource_policy)
        value = {"Policy": policy} if member == "Attributes" else policy
        steps.append([owner, f"{service}.{limit}", {**fixed, member: value}])
    return steps


def _limits(case: Case) -> list[list[Any]]:
    given = case.given
    noun = "Role" if given.caller == ROLE else "User"
    who = {f"{noun}Name": "caller"}
    steps: list[list[Any]] = []
    if given.identity:
        own = {**who, "PolicyName": "own", "PolicyDocument": list(given.identity)}
        steps.append(["admin", f"iam.Put{noun}Policy", own])
    if given.boundary is not None:
        policy = {"PolicyName": "boundary", "PolicyDocument": list(given.boundary)}
        arn = "arn:aws:iam::{account}:policy/boundary"
        steps.append(["admin", "iam.CreatePolicy", policy])
        steps.append(["admin", f"iam.Put{noun}PermissionsBoundary", {**who, "PermissionsBoundary": arn}])
    return steps


def _keys(case: Case) -> list[list[Any]]:
    given = case.given
    session = {} if given.session is None else {"Policy": list(given.session)}
    if given.caller == ROLE:
        tags = {"Tags": _tags(given.session_tags)} if given.session_tags else {}
        params = {
            "RoleArn": "arn:aws:iam::{account}:role/caller",
            "RoleSessionName": "session",
            **given.opened,
            **session,
            **tags,
        }
        return [["admin", "sts.AssumeRole", params, {"become": "caller"}]]
    first = ["admin", "iam.CreateAccessKey", {"UserName": "caller"}, {"become": "caller"}]
    if given.caller == SESSION_TOKEN:
        return [first, ["caller", "sts.GetSessionToken", dict(given.opened), {"become": "caller"}]]
    if given.caller == FEDERATED:
        return [
            first,
            [
                "caller",
                "sts.GetFederationToken",
                {"Name": "guest", **session, **given.opened},
                {"become": "caller"},
            ],
        ]
    return [first]


def _organization(kind: str, statements: list[Any]) -> list[list[Any]]:
    content = json.dumps({"Version": "2012-10-17", "Statement": statements})
    steps: list[list[Any]] = [
        ["trainer", "organizations.ListRoots", {}, {"keep": {"root": "Roots.0.Id"}}],
        [
            "trainer",
            "organizations.EnablePolicyType",
            {"RootId": "<root>", "PolicyType": kind},
            {"ignore": ["PolicyTypeAlreadyEnabledException"]},
        ],
        [
            "trainer",
            "organizations.CreatePolicy",
            {"Name": "question-<account>", "Description": "-", "Type": kind, "Content": content},
            {"keep": {"limit": "Policy.PolicySummary.Id"}},
        ],
        ["trainer", "organizations.AttachPolicy", {"PolicyId": "<limit>", "TargetId": "<account>"}],
    ]
    if kind == "SERVICE_CONTROL_POLICY":
        steps.append(
            [
                "trainer",
                "organizations.DetachPolicy",
                {"PolicyId": "p-FullAWSAccess", "TargetId": "<account>"},
            ]
        )
    return steps


if __name__ == "__main__":
    FILE.write_text(text(), "utf-8")
