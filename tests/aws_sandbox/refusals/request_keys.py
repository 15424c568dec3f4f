"""Rows about condition keys of single services: S3's own, tags as something is made, boundaries that are to stay."""

from __future__ import annotations

import json
from typing import Any

from tests.aws_sandbox.refusals import Case, Given, Section, Statement, allowed
from tests.aws_sandbox.refusals.policies import EVERYTHING, allow, deny

_USER_GUIDE = "https://docs.aws.amazon.com/IAM/latest/UserGuide/"
_ME = "User: arn:aws:iam::{account}:user/{user} is not authorized to perform: "
_NO = "because no identity-based policy allows the {} action"
_NEW = {"Bucket": "{name}", "Key": "new", "Body": "text"}


def _tags(**pairs: str) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in pairs.items()]


def _put(operator: str, key: str, value: Any) -> Given:
    actions = ["s3:PutObject", "s3:PutObjectTagging"]
    return Given(identity=(allow(actions, Condition={operator: {key: value}}),), resource="bucket")


OBJECTS = Section(
    "S3's own condition keys",
    "What a request for an object bears in its headers and body are keys of S3. Whether an object is there at all is "
    "told to those alone who may list the bucket.",
    "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html",
    (
        allowed(
            "An object with the tag that is asked for as it is put",
            _put("StringEquals", "s3:RequestObjectTag/project", "red"),
            "s3.put_object",
            **_NEW,
            Tagging="project=red",
        ),
        Case(
            "An object with another tag than those that are allowed",
            _put("ForAllValues:StringEquals", "s3:RequestObjectTagKeys", ["project"]),
            "s3.put_object",
            {**_NEW, "Tagging": "project=red&cost=1"},
            reason=_ME + 's3:PutObject on resource: "arn:aws:s3:::{name}/new" ' + _NO.format("s3:PutObject"),
        ),
        allowed(
            "A request that is signed in its header",
            _put("StringEquals", "s3:authType", "REST-HEADER"),
            "s3.put_object",
            **_NEW,
        ),
        allowed(
            "A copy of an object of the same bucket",
            Given(
                identity=(
                    allow("s3:PutObject", Condition={"StringLike": {"s3:x-amz-copy-source": "{name}/*"}}),
                    allow("s3:GetObject"),
                ),
                resource="bucket",
            ),
            "s3.copy_object",
            Bucket="{name}",
            Key="copy",
            CopySource="{name}/note",
        ),
        allowed(
            "A bucket in the Region that is asked for",
            Given(
                identity=(
                    allow(
                        "s3:CreateBucket", Condition={"StringEquals": {"s3:LocationConstraint": "eu-west-1"}}
                    ),
                )
            ),
            "s3.create_bucket",
            Bucket="{name}",
            CreateBucketConfiguration={"LocationConstraint": "eu-west-1"},
        ),
        Case(
            "A bucket with an access control list, made without leave to set one",
            Given(identity=(allow("s3:CreateBucket"),)),
            "s3.create_bucket",
            {"Bucket": "{name}", "ACL": "private"},
            reason=_ME
            + 's3:PutBucketAcl on resource: "arn:aws:s3:::{name}" '
            + _NO.format("s3:PutBucketAcl"),
        ),
        Case(
            "An object that is not there, asked for by somebody who may not list the bucket",
            Given(identity=(allow("s3:GetObject"),), resource="bucket"),
            "s3.get_object",
            {"Bucket": "{name}", "Key": "none"},
            reason=_ME + 's3:ListBucket on resource: "arn:aws:s3:::{name}" ' + _NO.format("s3:ListBucket"),
        ),
        Case(
            "An object that is not there, asked for by somebody who may list the bucket",
            Given(identity=(allow(["s3:GetObject", "s3:ListBucket"]),), resource="bucket"),
            "s3.get_object",
            {"Bucket": "{name}", "Key": "none"},
            404,
            "NoSuchKey",
            "The specified key does not exist.",
        ),
    ),
)

_BLUE = {"StringEquals": {"aws:RequestTag/team": "blue"}}
_VPC = {
    "CidrBlock": "10.0.0.0/16",
    "TagSpecifications": [{"ResourceType": "vpc", "Tags": _tags(team="blue")}],
}

MADE_WITH = Section(
    "Tags as something is made, and taken away",
    "Who makes something with tags needs leave to tag, beside leave to make it. Taking tags away names keys and no "
    "values.",
    f"{_USER_GUIDE}access_tags.html",
    (
        Case(
            "A user with tags, made without leave to tag users",
            Given(identity=(allow("iam:CreateUser"),)),
            "iam.create_user",
            {"UserName": "{name}", "Tags": _tags(team="blue")},
            reason=_ME
            + "iam:TagUser on resource: arn:aws:iam::{account}:user/{name} "
            + _NO.format("iam:TagUser"),
        ),
        allowed(
            "A key with the tag that is asked for",
            Given(identity=(allow(["kms:CreateKey", "kms:TagResource"], Condition=_BLUE),)),
            "kms.create_key",
            Tags=[{"TagKey": "team", "TagValue": "blue"}],
        ),
        Case(
            "A key with another value of the tag",
            Given(identity=(allow(["kms:CreateKey", "kms:TagResource"], Condition=_BLUE),)),
            "kms.create_key",
            {"Tags": [{"TagKey": "team", "TagValue": "red"}]},
            400,
            "AccessDeniedException",
            _ME + "kms:CreateKey " + _NO.format("kms:CreateKey"),
        ),
        allowed(
            "A network with a tag, and leave to tag while one is made",
            Given(
                identity=(
                    allow("ec2:CreateVpc", Condition=_BLUE),
                    allow("ec2:CreateTags", Condition={"StringEquals": {"ec2:CreateAction": "CreateVpc"}}),
                )
            ),
            "ec2.create_vpc",
            **_VPC,
        ),
        Case(
            "A network with a tag, made without leave to tag",
            Given(identity=(allow("ec2:CreateVpc"),)),
            "ec2.create_vpc",
            _VPC,
            code="UnauthorizedOperation",
            reason="You are not authorized to perform this operation. "
            + _ME
            + "ec2:CreateTags on resource: arn:aws:ec2:us-east-1:{account}:vpc/* "
            + _NO.format("ec2:CreateTags"),
            differs="AWS adds an encoded authorization failure message, which the sandbox has none of.",
        ),
        allowed(
            "A tag of a table is taken away, asked for by its key",
            Given(
                identity=(
                    allow(
                        "dynamodb:UntagResource",
                        Condition={"ForAnyValue:StringEquals": {"aws:TagKeys": ["team"]}},
                    ),
                ),
                resource="table",
            ),
            "dynamodb.untag_resource",
            ResourceArn="{resource}",
            TagKeys=["team"],
        ),
        Case(
            "A tag of a user is taken away, where a value is asked for",
            Given(identity=(allow("iam:UntagUser", Condition={"StringLike": {"aws:RequestTag/team": "*"}}),)),
            "iam.untag_user",
            {"UserName": "{user}", "TagKeys": ["team"]},
            reason=_ME
            + "iam:UntagUser on resource: arn:aws:iam::{account}:user/{user} "
            + _NO.format("iam:UntagUser"),
        ),
    ),
)

_LIMIT = "arn:aws:iam::{account}:policy/limit-of-{name}"
_MADE = (
    "create_policy",
    {
        "PolicyName": "limit-of-{name}",
        "PolicyDocument": json.dumps({"Version": "2012-10-17", "Statement": [EVERYTHING]}),
    },
)
_BOUNDED = ("create_user", {"UserName": "{name}", "PermissionsBoundary": _LIMIT})
_FREE = ("create_user", {"UserName": "{name}"})
_WITHIN = {"StringEquals": {"iam:PermissionsBoundary": _LIMIT}}
_ATTACH = {"UserName": "{name}", "PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}


def _delegated(*before: tuple[str, Any], identity: tuple[Statement, ...]) -> Given:
    return Given(identity=identity, before=(_MADE, *before))


DELEGATED = Section(
    "Administration that is handed on, with a boundary to keep",
    "iam:PermissionsBoundary says which boundary is to be set, and for policies of users and roles, which one is set.",
    f"{_USER_GUIDE}access_policies_boundaries.html",
    (
        allowed(
            "A user who is made with the boundary",
            _delegated(identity=(allow("iam:CreateUser", Condition=_WITHIN),)),
            "iam.create_user",
            UserName="{name}",
            PermissionsBoundary=_LIMIT,
        ),
        Case(
            "A user who is made without the boundary",
            _delegated(identity=(allow("iam:CreateUser", Condition=_WITHIN),)),
            "iam.create_user",
            {"UserName": "{name}"},
            reason=_ME
            + "iam:CreateUser on resource: arn:aws:iam::{account}:user/{name} "
            + _NO.format("iam:CreateUser"),
        ),
        allowed(
            "A policy for a user who has the boundary",
            _delegated(_BOUNDED, identity=(allow("iam:AttachUserPolicy", Condition=_WITHIN),)),
            "iam.attach_user_policy",
            **_ATTACH,
        ),
        Case(
            "A policy for a user who has no boundary",
            _delegated(_FREE, identity=(allow("iam:AttachUserPolicy", Condition=_WITHIN),)),
            "iam.attach_user_policy",
            _ATTACH,
            reason=_ME
            + "iam:AttachUserPolicy on resource: arn:aws:iam::{account}:user/{name} "
            + _NO.format("iam:AttachUserPolicy"),
        ),
        Case(
            "The boundary of a user is taken away",
            _delegated(
                _BOUNDED,
                identity=(EVERYTHING, deny("iam:DeleteUserPermissionsBoundary", Condition=_WITHIN)),
            ),
            "iam.delete_user_permissions_boundary",
            {"UserName": "{name}"},
            reason=_ME
            + "iam:DeleteUserPermissionsBoundary on resource: arn:aws:iam::{account}:user/{name} "
            + "with an explicit deny in an identity-based policy",
        ),
    ),
)

SECTIONS = (OBJECTS, MADE_WITH, DELEGATED)
