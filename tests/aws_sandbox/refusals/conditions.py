"""Rows about conditions: on the request, on who asks, and on the tags of both sides."""

from __future__ import annotations

from typing import Any

from tests.aws_sandbox.refusals import ROLE, Case, Given, Section, Statement, allowed
from tests.aws_sandbox.refusals.policies import EVERYTHING, allow, deny

_USER_GUIDE = "https://docs.aws.amazon.com/IAM/latest/UserGuide/"
_ME = "User: arn:aws:iam::{account}:user/{user} is not authorized to perform: "
_SESSION = "User: arn:aws:sts::{account}:assumed-role/{user}/session is not authorized to perform: "
_LIST = "iam:ListUsers on resource: arn:aws:iam::{account}:user/ "
_NO_LIST = "because no identity-based policy allows the iam:ListUsers action"


def _if(operator: str, key: str, value: Any, action: str = "iam:ListUsers") -> Statement:
    return allow(action, Condition={operator: {key: value}})


def _refused(title: str, operator: str, key: str, value: Any) -> Case:
    """A user whose one statement has a condition that does not hold."""
    return Case(
        title, Given(identity=(_if(operator, key, value),)), "iam.list_users", reason=_ME + _LIST + _NO_LIST
    )


def _met(title: str, operator: str, key: str, value: Any) -> Case:
    """A user whose one statement has a condition that holds."""
    return allowed(title, Given(identity=(_if(operator, key, value),)), "iam.list_users")


REQUEST = Section(
    "Conditions on the request",
    "A condition compares a key of the request with the policy's values; a key that the request does not have fulfils "
    "no condition but the negated ones and those that end in IfExists.",
    f"{_USER_GUIDE}reference_policies_condition-keys.html",
    (
        _met("From an address within the network", "IpAddress", "aws:SourceIp", "127.0.0.0/8"),
        _refused("From an address outside the network", "IpAddress", "aws:SourceIp", "192.0.2.0/24"),
        _met("After a year", "DateGreaterThan", "aws:CurrentTime", "2025"),
        _refused("After a year that has not come", "DateGreaterThan", "aws:CurrentTime", "2999"),
        _met("After a month of a year", "DateGreaterThan", "aws:CurrentTime", "2025-02"),
        _refused("Before a month of a year", "DateLessThan", "aws:CurrentTime", "2025-02"),
        _met(
            "A boolean compared with a policy variable", "Bool", "aws:SecureTransport", "${aws:ViaAWSService}"
        ),
        _met("Before a date", "DateLessThan", "aws:CurrentTime", "2999-01-01T00:00:00Z"),
        _refused(
            "After a date that has not come", "DateGreaterThan", "aws:CurrentTime", "2999-01-01T00:00:00Z"
        ),
        _met("In the Region that is named", "StringEquals", "aws:RequestedRegion", "us-east-1"),
        Case(
            "In another Region than the one that is named",
            Given(
                identity=(_if("StringEquals", "aws:RequestedRegion", "eu-central-1", "dynamodb:ListTables"),)
            ),
            "dynamodb.list_tables",
            {},
            400,
            "AccessDeniedException",
            _ME
            + "dynamodb:ListTables because no identity-based policy allows the dynamodb:ListTables action",
            region="us-east-1",
        ),
        _met("By the name of the user", "StringLike", "aws:username", "user-*"),
        _met("By the ARN of the user", "ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:user/{user}"),
        _met("By the account", "StringEquals", "aws:PrincipalAccount", "{account}"),
        _met("By the kind of caller", "StringEquals", "aws:PrincipalType", "User"),
        _refused(
            "Called through a service", "ForAnyValue:StringEquals", "aws:CalledVia", "athena.amazonaws.com"
        ),
        _refused("With TLS, which the sandbox does not speak", "Bool", "aws:SecureTransport", "true"),
        Case(
            "Listing a bucket under another prefix than the one that is allowed",
            Given(identity=(_if("StringLike", "s3:prefix", "open/*", "s3:ListBucket"),), resource="bucket"),
            "s3.list_objects_v2",
            {"Bucket": "{name}", "Prefix": "closed/"},
            reason=_ME + 's3:ListBucket on resource: "arn:aws:s3:::{name}" '
            "because no identity-based policy allows the s3:ListBucket action",
        ),
    ),
)

_WITH_MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}

MFA = Section(
    "Conditions on MFA",
    "Long-term access keys never carry MFA, and have no such key at all: a condition Bool does not hold for them, and "
    "a deny needs BoolIfExists to reach them. A role session says false unless MFA was shown when it began.",
    f"{_USER_GUIDE}id_credentials_mfa_configure-api-require.html",
    (
        _refused("An access key where MFA is required", "Bool", "aws:MultiFactorAuthPresent", "true"),
        Case(
            "An access key, and a deny without MFA by BoolIfExists",
            Given(
                identity=(
                    EVERYTHING,
                    deny("*", Condition={"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}),
                )
            ),
            "iam.list_users",
            reason=_ME + _LIST + "with an explicit deny in an identity-based policy",
        ),
        allowed(
            "An access key, and a deny without MFA by Bool: it does not reach long-term keys",
            Given(
                identity=(EVERYTHING, deny("*", Condition={"Bool": {"aws:MultiFactorAuthPresent": "false"}}))
            ),
            "iam.list_users",
        ),
        Case(
            "A role session without MFA where MFA is required",
            Given(ROLE, identity=(allow("iam:ListUsers", Condition=_WITH_MFA),)),
            "iam.list_users",
            reason=_SESSION + _LIST + _NO_LIST,
        ),
        _refused(
            "An access key, asked how long ago MFA was", "NumericLessThan", "aws:MultiFactorAuthAge", "300"
        ),
        _met("An access key, and Null says that there is no MFA", "Null", "aws:MultiFactorAuthAge", "true"),
    ),
)

_OWN_PROJECT = {"StringEquals": {"aws:ResourceTag/project": "${aws:PrincipalTag/project}"}}
_TABLE = allow("dynamodb:DescribeTable", Condition=_OWN_PROJECT)
_NO_TABLE = (
    "dynamodb:DescribeTable on resource: {resource} "
    "because no identity-based policy allows the dynamodb:DescribeTable action"
)
_RED, _BLUE = {"project": "red"}, {"project": "blue"}
_CREATE = "iam:CreateUser on resource: arn:aws:iam::{account}:user/{name} "
_NO_CREATE = "because no identity-based policy allows the iam:CreateUser action"
_TAGGED = allow("iam:CreateUser", Condition={"StringEquals": {"aws:RequestTag/team": ["blue", "green"]}})

TAGS = Section(
    "Tags",
    "Tags of the caller, of the session, of the request and of the resource are condition keys. A session's tag is "
    "stronger than the role's of the same name.",
    f"{_USER_GUIDE}access_tags.html",
    (
        allowed(
            "The user's project and the table's are the same",
            Given(identity=(_TABLE,), tags=_RED, resource="table", resource_tags=_RED),
            "dynamodb.describe_table",
            TableName="{name}",
        ),
        Case(
            "The user's project and the table's are two",
            Given(identity=(_TABLE,), tags=_BLUE, resource="table", resource_tags=_RED),
            "dynamodb.describe_table",
            {"TableName": "{name}"},
            400,
            "AccessDeniedException",
            _ME + _NO_TABLE,
        ),
        Case(
            "The table has no tag",
            Given(identity=(_TABLE,), tags=_RED, resource="table"),
            "dynamodb.describe_table",
            {"TableName": "{name}"},
            400,
            "AccessDeniedException",
            _ME + _NO_TABLE,
        ),
        allowed(
            "A role's own tag",
            Given(ROLE, identity=(_TABLE,), tags=_RED, resource="table", resource_tags=_RED),
            "dynamodb.describe_table",
            TableName="{name}",
        ),
        allowed(
            "A session's tag wins over the role's",
            Given(
                ROLE,
                identity=(_TABLE,),
                tags=_BLUE,
                session_tags=_RED,
                resource="table",
                resource_tags=_RED,
            ),
            "dynamodb.describe_table",
            TableName="{name}",
        ),
        Case(
            "A session's tag wins over the role's, which would have been the right one",
            Given(
                ROLE,
                identity=(_TABLE,),
                tags=_RED,
                session_tags=_BLUE,
                resource="table",
                resource_tags=_RED,
            ),
            "dynamodb.describe_table",
            {"TableName": "{name}"},
            400,
            "AccessDeniedException",
            _SESSION + _NO_TABLE,
        ),
        allowed(
            "Made with the tag that is asked for",
            Given(identity=(_TAGGED, allow("iam:TagUser"))),
            "iam.create_user",
            UserName="{name}",
            Tags=[{"Key": "team", "Value": "blue"}],
        ),
        Case(
            "Made with another value of the tag",
            Given(identity=(_TAGGED,)),
            "iam.create_user",
            {"UserName": "{name}", "Tags": [{"Key": "team", "Value": "red"}]},
            reason=_ME + _CREATE + _NO_CREATE,
        ),
        Case(
            "Made without the tag that is asked for",
            Given(identity=(_TAGGED,)),
            "iam.create_user",
            {"UserName": "{name}"},
            reason=_ME + _CREATE + _NO_CREATE,
        ),
        Case(
            "Made with one tag too many",
            Given(
                identity=(
                    allow(
                        "iam:CreateUser", Condition={"ForAllValues:StringEquals": {"aws:TagKeys": ["team"]}}
                    ),
                )
            ),
            "iam.create_user",
            {"UserName": "{name}", "Tags": [{"Key": "team", "Value": "x"}, {"Key": "cost", "Value": "y"}]},
            reason=_ME + _CREATE + _NO_CREATE,
        ),
        Case(
            "A user with the tag of somebody else's team, by iam:ResourceTag",
            Given(
                identity=(
                    allow("iam:GetUser", Condition={"StringEquals": {"iam:ResourceTag/project": "red"}}),
                ),
                resource="user",
                resource_tags=_BLUE,
            ),
            "iam.get_user",
            {"UserName": "{name}"},
            reason=_ME + "iam:GetUser on resource: {resource} "
            "because no identity-based policy allows the iam:GetUser action",
        ),
        allowed(
            "A user with the tag of the own team, by iam:ResourceTag",
            Given(
                identity=(
                    allow("iam:GetUser", Condition={"StringEquals": {"iam:ResourceTag/project": "red"}}),
                ),
                resource="user",
                resource_tags=_RED,
            ),
            "iam.get_user",
            UserName="{name}",
        ),
        allowed(
            "An object with the tag that is asked for",
            Given(
                identity=(
                    allow(
                        "s3:GetObject", Condition={"StringEquals": {"s3:ExistingObjectTag/project": "red"}}
                    ),
                ),
                resource="bucket",
                resource_tags=_RED,
            ),
            "s3.get_object",
            Bucket="{name}",
            Key="note",
        ),
        Case(
            "An object with another value of the tag",
            Given(
                identity=(
                    allow(
                        "s3:GetObject", Condition={"StringEquals": {"s3:ExistingObjectTag/project": "red"}}
                    ),
                ),
                resource="bucket",
                resource_tags=_BLUE,
            ),
            "s3.get_object",
            {"Bucket": "{name}", "Key": "note"},
            reason=_ME + 's3:GetObject on resource: "arn:aws:s3:::{name}/note" '
            "because no identity-based policy allows the s3:GetObject action",
        ),
    ),
)

SECTIONS = (REQUEST, MFA, TAGS)
