"""Rows about policies: which kind of policy allows, limits and denies, and in which words a refusal says so."""

from __future__ import annotations

from typing import Any

from tests.aws_sandbox.refusals import ROLE, Case, Given, Section, Statement, allowed

_USER_GUIDE = "https://docs.aws.amazon.com/IAM/latest/UserGuide/"
_ME = "User: arn:aws:iam::{account}:user/{user} is not authorized to perform: "
_SESSION = "User: arn:aws:sts::{account}:assumed-role/{user}/session is not authorized to perform: "
_LIST = "iam:ListUsers on resource: arn:aws:iam::{account}:user/ "
_NO = "because no {kind} allows the {action} action"


def allow(action: Any, resource: Any = "*", **elements: Any) -> Statement:
    """Return a statement that allows."""
    return {"Effect": "Allow", "Action": action, "Resource": resource, **elements}


def deny(action: Any, resource: Any = "*", **elements: Any) -> Statement:
    """Return a statement that denies."""
    return {"Effect": "Deny", "Action": action, "Resource": resource, **elements}


EVERYTHING = allow("*")

IDENTITY = Section(
    "Identity-based policies",
    "Without a statement that allows, the answer is no. A statement that denies beats every one that allows.",
    f"{_USER_GUIDE}reference_policies_evaluation-logic.html",
    (
        Case(
            "No policy at all",
            Given(),
            "iam.list_users",
            reason=_ME + _LIST + "because no identity-based policy allows the iam:ListUsers action",
        ),
        allowed(
            "A statement that names the action", Given(identity=(allow("iam:ListUsers"),)), "iam.list_users"
        ),
        Case(
            "A deny whose ARN ends after the service",
            Given(identity=(EVERYTHING, deny("sqs:SendMessage", "arn:aws:sqs")), resource="queue"),
            "sqs.send_message",
            {"QueueUrl": "http://localhost/{account}/{name}", "MessageBody": "-"},
            400,
            "AccessDenied",
            _ME
            + "sqs:SendMessage on resource: arn:aws:sqs:us-east-1:{account}:{name} "
            + "with an explicit deny in an identity-based policy",
        ),
        allowed(
            "A session policy whose ARN ends after the service",
            Given(
                caller=ROLE,
                identity=(EVERYTHING,),
                session=(allow("sqs:*", "arn:aws:sqs"),),
                resource="queue",
            ),
            "sqs.send_message",
            QueueUrl="http://localhost/{account}/{name}",
            MessageBody="-",
        ),
        allowed(
            "Actions are compared without regard to case, with * and ?",
            Given(identity=(allow("IAM:listuser?"),)),
            "iam.list_users",
        ),
        Case(
            "An explicit deny beside a statement that allows everything",
            Given(identity=(EVERYTHING, deny("iam:List*"))),
            "iam.list_users",
            reason=_ME + _LIST + "with an explicit deny in an identity-based policy",
        ),
        allowed(
            "A policy of a group the user is in", Given(group=(allow("iam:ListUsers"),)), "iam.list_users"
        ),
        Case(
            "A deny of a group the user is in",
            Given(identity=(EVERYTHING,), group=(deny("iam:*"),)),
            "iam.list_users",
            reason=_ME + _LIST + "with an explicit deny in an identity-based policy",
        ),
        Case(
            "A resource that the statement does not cover",
            Given(identity=(allow("iam:GetUser", "arn:aws:iam::{account}:user/{user}"),)),
            "iam.get_user",
            {"UserName": "somebody-else"},
            reason=_ME + "iam:GetUser on resource: arn:aws:iam::{account}:user/somebody-else "
            "because no identity-based policy allows the iam:GetUser action",
        ),
        allowed(
            "A policy variable that stands for the caller's own name",
            Given(identity=(allow("iam:GetUser", "arn:aws:iam::*:user/${aws:username}"),)),
            "iam.get_user",
        ),
    ),
)


_NO_BOUNDARY = "because no permissions boundary allows the iam:ListUsers action"
_NO_SESSION = "because no session policy allows the iam:ListUsers action"

BOUNDARIES = Section(
    "Permissions boundaries",
    "A boundary limits what the policies of a user or role may give, and gives nothing itself.",
    f"{_USER_GUIDE}access_policies_boundaries.html",
    (
        Case(
            "A user's boundary that does not allow what the user's policy does",
            Given(identity=(EVERYTHING,), boundary=(allow("s3:*"),)),
            "iam.list_users",
            reason=_ME + _LIST + _NO_BOUNDARY,
        ),
        Case(
            "A role's boundary that does not allow what the role's policy does",
            Given(ROLE, identity=(EVERYTHING,), boundary=(allow("s3:*"),)),
            "iam.list_users",
            reason=_SESSION + _LIST + _NO_BOUNDARY,
        ),
        Case(
            "A boundary that denies",
            Given(identity=(EVERYTHING,), boundary=(EVERYTHING, deny("iam:List*"))),
            "iam.list_users",
            reason=_ME
            + _LIST
            + "with an explicit deny in a permissions boundary: arn:aws:iam::{account}:policy/boundary-of-{user}",
        ),
        Case(
            "A boundary that allows what no policy does",
            Given(boundary=(EVERYTHING,)),
            "iam.list_users",
            reason=_ME + _LIST + "because no identity-based policy allows the iam:ListUsers action",
        ),
        allowed(
            "Policy and boundary agree",
            Given(identity=(EVERYTHING,), boundary=(allow("iam:List*"),)),
            "iam.list_users",
        ),
        Case(
            "A boundary that does not exist",
            Given(identity=(EVERYTHING,)),
            "iam.put_user_permissions_boundary",
            {"UserName": "{user}", "PermissionsBoundary": "arn:aws:iam::{account}:policy/none"},
            404,
            "NoSuchEntity",
            "Scope ARN: arn:aws:iam::{account}:policy/none does not exist or is not attachable.",
        ),
    ),
)

SESSIONS = Section(
    "Session policies",
    "A policy given when a role is assumed limits that one session, and gives nothing itself.",
    f"{_USER_GUIDE}access_policies.html",
    (
        Case(
            "A session policy that does not allow what the role's policy does",
            Given(ROLE, identity=(EVERYTHING,), session=(allow("s3:*"),)),
            "iam.list_users",
            reason=_SESSION + _LIST + _NO_SESSION,
        ),
        Case(
            "A session policy that allows what the role's policy does not",
            Given(ROLE, session=(EVERYTHING,)),
            "iam.list_users",
            reason=_SESSION + _LIST + "because no identity-based policy allows the iam:ListUsers action",
        ),
        Case(
            "A session policy that denies",
            Given(ROLE, identity=(EVERYTHING,), session=(EVERYTHING, deny("iam:*"))),
            "iam.list_users",
            reason=_SESSION + _LIST + "with an explicit deny in a session policy",
        ),
        allowed(
            "Role and session policy agree",
            Given(ROLE, identity=(allow("iam:*"),), session=(allow("iam:ListUsers"),)),
            "iam.list_users",
        ),
    ),
)

ORGANIZATION = Section(
    "Policies of the organization",
    "Service control policies limit who is in an account, resource control policies who reaches what is in it. Both "
    "start at the organization's root and have to allow on every level; neither concerns the management account.",
    "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies.html",
    (
        Case(
            "A service control policy that denies",
            Given(identity=(EVERYTHING,), organization=(EVERYTHING, deny("iam:List*"))),
            "iam.list_users",
            reason=_ME
            + _LIST
            + "with an explicit deny in a service control policy: arn:aws:organizations::...",
        ),
        Case(
            "No service control policy of the account allows",
            Given(identity=(EVERYTHING,), organization=(allow("s3:*"),)),
            "iam.list_users",
            reason=_ME + _LIST + "because no service control policy allows the iam:ListUsers action",
        ),
        Case(
            "A service control policy that gives what no policy of the user does",
            Given(organization=(EVERYTHING,)),
            "iam.list_users",
            reason=_ME + _LIST + "because no identity-based policy allows the iam:ListUsers action",
        ),
        Case(
            "A resource control policy that keeps a bucket within a network",
            Given(
                identity=(EVERYTHING,),
                resource="bucket",
                resource_control=(
                    {
                        **deny("s3:*", Condition={"NotIpAddress": {"aws:SourceIp": "192.0.2.0/24"}}),
                        "Principal": "*",
                    },
                ),
            ),
            "s3.get_object",
            {"Bucket": "{name}", "Key": "note"},
            reason=_ME + 's3:GetObject on resource: "arn:aws:s3:::{name}/note" '
            "with an explicit deny in a resource control policy: arn:aws:organizations::...",
        ),
        Case(
            "Only people of the organization, asked by aws:PrincipalOrgID",
            Given(
                identity=(
                    allow("iam:ListUsers", Condition={"StringEquals": {"aws:PrincipalOrgID": "o-another"}}),
                )
            ),
            "iam.list_users",
            reason=_ME + _LIST + "because no identity-based policy allows the iam:ListUsers action",
        ),
    ),
)


def granting(principal: str, action: Any, resource: str = "{resource}", **elements: Any) -> Statement:
    """Return a statement of a resource-based policy."""
    return {**allow(action, resource, **elements), "Principal": {"AWS": principal}}


_THE_USER, _THE_ACCOUNT = "arn:aws:iam::{account}:user/{user}", "{account}"
_READ = {"Bucket": "{name}", "Key": "note"}
_GET = 's3:GetObject on resource: "arn:aws:s3:::{name}/note" '
_READING = allow("s3:GetObject", "arn:aws:s3:::{name}/*")


def _bucket(principal: str, **elements: Any) -> Statement:
    return granting(principal, "s3:GetObject", "arn:aws:s3:::{name}/*", **elements)


RESOURCES = Section(
    "Policies on resources",
    "Within an account a policy on the resource that names the caller is enough. Across accounts the caller's own "
    "policy and the resource's have to allow.",
    f"{_USER_GUIDE}reference_policies_evaluation-logic-cross-account.html",
    (
        allowed(
            "A bucket policy that names the user, who has no policy",
            Given(resource="bucket", resource_policy=(_bucket(_THE_USER),)),
            "s3.get_object",
            **_READ,
        ),
        Case(
            "A bucket policy that trusts the user's own account leaves it to the user's policies",
            Given(resource="bucket", resource_policy=(_bucket(_THE_ACCOUNT),)),
            "s3.get_object",
            _READ,
            reason=_ME + _GET + "because no identity-based policy allows the s3:GetObject action",
        ),
        Case(
            "A bucket policy that denies",
            Given(
                identity=(EVERYTHING,),
                resource="bucket",
                resource_policy=({**_bucket("*"), "Effect": "Deny"},),
            ),
            "s3.get_object",
            _READ,
            reason=_ME + _GET + "with an explicit deny in a resource-based policy",
        ),
        Case(
            "Another account's bucket without a policy",
            Given(identity=(EVERYTHING,), resource="bucket", elsewhere=True),
            "s3.get_object",
            _READ,
            reason=_ME + _GET + "because no resource-based policy allows the s3:GetObject action",
        ),
        Case(
            "Another account's bucket that allows, and a user without a policy",
            Given(resource="bucket", resource_policy=(_bucket(_THE_USER),), elsewhere=True),
            "s3.get_object",
            _READ,
            reason=_ME + _GET + "because no identity-based policy allows the s3:GetObject action",
        ),
        allowed(
            "Another account's bucket, and both sides allow",
            Given(
                identity=(_READING,),
                resource="bucket",
                resource_policy=(_bucket(_THE_ACCOUNT),),
                elsewhere=True,
            ),
            "s3.get_object",
            **_READ,
        ),
        allowed(
            "Another account's queue, and both sides allow",
            Given(
                identity=(allow("sqs:SendMessage", "{resource}"),),
                resource="queue",
                resource_policy=(granting(_THE_ACCOUNT, "sqs:SendMessage"),),
                elsewhere=True,
            ),
            "sqs.send_message",
            QueueUrl="http://127.0.0.1/{other}/{name}",
            MessageBody="text",
        ),
        Case(
            "Another account's queue whose policy names somebody else",
            Given(
                identity=(EVERYTHING,),
                resource="queue",
                resource_policy=(granting("arn:aws:iam::{account}:user/somebody", "sqs:SendMessage"),),
                elsewhere=True,
            ),
            "sqs.send_message",
            {"QueueUrl": "http://127.0.0.1/{other}/{name}", "MessageBody": "text"},
            400,
            reason=_ME + "sqs:SendMessage on resource: {resource} "
            "because no resource-based policy allows the sqs:SendMessage action",
        ),
        allowed(
            "A topic's policy that names the user, who has no policy",
            Given(resource="topic", resource_policy=(granting(_THE_USER, "sns:Publish"),)),
            "sns.publish",
            TopicArn="{resource}",
            Message="text",
        ),
        allowed(
            "A secret of another account, and both sides allow",
            Given(
                identity=(allow("secretsmanager:GetSecretValue", "{resource}"),),
                resource="secret",
                resource_policy=(granting(_THE_ACCOUNT, "secretsmanager:GetSecretValue", "*"),),
                elsewhere=True,
            ),
            "secretsmanager.get_secret_value",
            SecretId="{resource}",
        ),
        Case(
            "A key whose policy neither names the user nor leaves the decision to the account",
            Given(
                identity=(EVERYTHING,),
                resource="key",
                resource_policy=(granting("arn:aws:iam::{account}:user/keeper", "kms:*", "*"),),
            ),
            "kms.describe_key",
            {"KeyId": "{resource}"},
            400,
            "AccessDeniedException",
            _ME + "kms:DescribeKey on resource: {resource} "
            "because no resource-based policy allows the kms:DescribeKey action",
        ),
        allowed(
            "A key whose policy leaves the decision to the account",
            Given(identity=(allow("kms:DescribeKey", "{resource}"),), resource="key"),
            "kms.describe_key",
            KeyId="{resource}",
        ),
        Case(
            "A table of another account: tables have no policies here",
            Given(identity=(EVERYTHING,), resource="table", elsewhere=True),
            "dynamodb.describe_table",
            {"TableName": "{resource}"},
            400,
            "AccessDeniedException",
            _ME + "dynamodb:DescribeTable on resource: {resource} "
            "because no resource-based policy allows the dynamodb:DescribeTable action",
            "DynamoDB has resource-based policies on AWS; the sandbox does not keep them.",
        ),
    ),
)

SECTIONS = (IDENTITY, BOUNDARIES, SESSIONS, ORGANIZATION, RESOURCES)
