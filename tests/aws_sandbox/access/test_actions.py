from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_sandbox.access import actions
from aws_sandbox.access.needs import needs
from aws_sandbox.moto_patches import moto_core
from aws_sandbox.protocol import errors
from aws_sandbox.protocol.received import Received

moto_core.prepare()
ACCOUNT = "111122223333"


def received(method: str, target: str, body: bytes = b"", **headers: str) -> Received:
    path, _, query = target.partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "RAW_URI": target,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "HTTP_HOST": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "CONTENT_LENGTH": str(len(body)),
    }
    for name, value in headers.items():
        environ["CONTENT_TYPE" if name == "content_type" else f"HTTP_{name.upper()}"] = value
    return Received.read(environ)


def form(**parameters: str) -> Received:
    body = "&".join(f"{name}={value}" for name, value in parameters.items()).encode()
    return received("POST", "/", body, content_type="application/x-www-form-urlencoded")


def target(name: str, **members: Any) -> Received:
    return received("POST", "/", json.dumps(members).encode(), x_amz_target=name)


ARN = "arn:aws:lambda:us-east-1:111122223333:function:f"
S3, HERE = "arn:aws:s3:::", f"us-east-1:{ACCOUNT}:"
ROWS: list[tuple[str, Received, list[tuple[str, str]]]] = [
    ("iam", form(Action="ListUsers"), [("iam:ListUsers", f"arn:aws:iam::{ACCOUNT}:user/")]),
    (
        "s3",
        received("PUT", "/v20180820/configuration/publicAccessBlock", x_amz_account_id=ACCOUNT),
        [("s3:PutAccountPublicAccessBlock", "*")],
    ),
    (
        "s3",
        received("GET", "/v20180820/accesspoint?maxResults=5", x_amz_account_id=ACCOUNT),
        [("s3:ListAccessPoints", "*")],
    ),
    ("iam", form(Action="GetRole", RoleName="r"), [("iam:GetRole", f"arn:aws:iam::{ACCOUNT}:role/r")]),
    (
        "iam",
        form(Action="AttachUserPolicy", UserName="u", PolicyArn="arn:aws:iam::aws:policy/P"),
        [("iam:AttachUserPolicy", f"arn:aws:iam::{ACCOUNT}:user/u")],
    ),
    (
        "iam",
        form(Action="AddUserToGroup", UserName="u", GroupName="g"),
        [("iam:AddUserToGroup", f"arn:aws:iam::{ACCOUNT}:group/g")],
    ),
    ("iam", form(Action="GetAccountSummary"), [("iam:GetAccountSummary", "*")]),
    ("ec2", form(Action="DescribeInstances"), [("ec2:DescribeInstances", "*")]),
    ("monitoring", form(Action="ListMetrics"), [("cloudwatch:ListMetrics", "*")]),
    (
        "dynamodb",
        target("DynamoDB_20120810.GetItem", TableName="t"),
        [("dynamodb:GetItem", f"arn:aws:dynamodb:{HERE}table/t")],
    ),
    (
        "sqs",
        target("AmazonSQS.SendMessage", QueueUrl=f"http://127.0.0.1/{ACCOUNT}/q"),
        [("sqs:SendMessage", f"arn:aws:sqs:{HERE}q")],
    ),
    (
        "ssm",
        target("AmazonSSM.GetParameter", Name="/a/b"),
        [("ssm:GetParameter", f"arn:aws:ssm:{HERE}parameter/a/b")],
    ),
    (
        "sso",
        target("SWBExternalService.ListInstances"),
        [("sso:ListInstances", "*")],
    ),
    ("s3", received("GET", "/"), [("s3:ListAllMyBuckets", "*")]),
    ("s3", received("HEAD", "/b"), [("s3:ListBucket", f"{S3}b")]),
    ("s3", received("GET", "/b?list-type=2&prefix=x"), [("s3:ListBucket", f"{S3}b")]),
    ("s3", received("PUT", "/b"), [("s3:CreateBucket", f"{S3}b")]),
    ("s3", received("GET", "/b?policy"), [("s3:GetBucketPolicy", f"{S3}b")]),
    ("s3", received("DELETE", "/b?lifecycle"), [("s3:PutLifecycleConfiguration", f"{S3}b")]),
    ("s3", received("GET", "/b/a%20b/c"), [("s3:GetObject", f"{S3}b/a b/c")]),
    ("s3", received("HEAD", "/b/k"), [("s3:GetObject", f"{S3}b/k")]),
    ("s3", received("GET", "/b/k?versionId=1"), [("s3:GetObjectVersion", f"{S3}b/k")]),
    ("s3", received("DELETE", "/b/k?versionId=1"), [("s3:DeleteObjectVersion", f"{S3}b/k")]),
    ("s3", received("PUT", "/b/k?partNumber=1&uploadId=x"), [("s3:PutObject", f"{S3}b/k")]),
    ("s3", received("POST", "/b/k?uploads"), [("s3:PutObject", f"{S3}b/k")]),
    ("s3", received("PUT", "/b/k?acl"), [("s3:PutObjectAcl", f"{S3}b/k")]),
    (
        "s3",
        received("PUT", "/b/k", x_amz_copy_source="/c/a%20b"),
        [("s3:PutObject", f"{S3}b/k"), ("s3:GetObject", f"{S3}c/a b")],
    ),
    (
        "s3",
        received("POST", "/b?delete", b"<Delete><Object><Key>x &amp; y</Key></Object></Delete>"),
        [("s3:DeleteObject", f"{S3}b/x & y")],
    ),
    ("lambda", received("GET", "/2015-03-31/functions/"), [("lambda:ListFunctions", "*")]),
    (
        "lambda",
        received("POST", "/2015-03-31/functions/f/invocations"),
        [("lambda:InvokeFunction", f"arn:aws:lambda:{HERE}function:f")],
    ),
    (
        "lambda",
        received("GET", f"/2015-03-31/functions/{ARN.replace(':', '%3A')}"),
        [("lambda:GetFunction", ARN)],
    ),
    (
        "lambda",
        received(
            "POST",
            "/2015-03-31/functions",
            json.dumps({"FunctionName": "f", "Role": f"arn:aws:iam::{ACCOUNT}:role/r"}).encode(),
            content_type="application/json",
        ),
        [
            ("lambda:CreateFunction", f"arn:aws:lambda:{HERE}function:f"),
            ("iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/r"),
        ],
    ),
    ("lambda", received("GET", "/no/such/path"), [("lambda:GET /no/such/path", "*")]),
    (
        "ec2",
        form(Action="RunInstances", ImageId="ami-1", KeyName="k", **{"SecurityGroupId.1": "sg-1"}),
        [
            ("ec2:RunInstances", f"arn:aws:ec2:{HERE}instance/*"),
            ("ec2:RunInstances", f"arn:aws:ec2:{HERE}network-interface/*"),
            ("ec2:RunInstances", f"arn:aws:ec2:{HERE}volume/*"),
            ("ec2:RunInstances", "arn:aws:ec2:us-east-1::image/ami-1"),
            ("ec2:RunInstances", f"arn:aws:ec2:{HERE}security-group/sg-1"),
            ("ec2:RunInstances", f"arn:aws:ec2:{HERE}key-pair/k"),
        ],
    ),
    (
        "ec2",
        form(Action="CreateTags", **{"ResourceId.1": "i-1", "ResourceId.2": "vol-1", "Tag.1.Key": "a"}),
        [
            ("ec2:CreateTags", f"arn:aws:ec2:{HERE}instance/i-1"),
            ("ec2:CreateTags", f"arn:aws:ec2:{HERE}volume/vol-1"),
        ],
    ),
    (
        "ec2",
        form(Action="DeleteVolume", VolumeId="vol-1"),
        [("ec2:DeleteVolume", f"arn:aws:ec2:{HERE}volume/vol-1")],
    ),
    ("ec2", form(Action="DescribeInstances", **{"InstanceId.1": "i-1"}), [("ec2:DescribeInstances", "*")]),
    (
        "sqs",
        target("AmazonSQS.SendMessage", QueueUrl="http://127.0.0.1/444455556666/q"),
        [("sqs:SendMessage", "arn:aws:sqs:us-east-1:444455556666:q")],
    ),
    (
        "dynamodb",
        target("DynamoDB_20120810.BatchGetItem", RequestItems={"a": {}, "b": {}}),
        [
            ("dynamodb:BatchGetItem", f"arn:aws:dynamodb:{HERE}table/a"),
            ("dynamodb:BatchGetItem", f"arn:aws:dynamodb:{HERE}table/b"),
        ],
    ),
    (
        "s3",
        received("PUT", "/b/k", x_amz_tagging="a=b", x_amz_acl="private"),
        [
            ("s3:PutObject", f"{S3}b/k"),
            ("s3:PutObjectAcl", f"{S3}b/k"),
            ("s3:PutObjectTagging", f"{S3}b/k"),
        ],
    ),
    (
        "rds",
        form(Action="DeleteDBInstance", DBInstanceIdentifier="d"),
        [("rds:DeleteDBInstance", f"arn:aws:rds:{HERE}db:d")],
    ),
    (
        "apigateway",
        received("DELETE", "/restapis/a"),
        [("apigateway:DELETE", "arn:aws:apigateway:us-east-1::/restapis/a")],
    ),
    ("no-such-service", received("GET", "/x"), [("no-such-service:GET /x", "*")]),
]


@pytest.mark.parametrize(("service", "request_", "expected"), ROWS)
def test_a_request_needs_these_permissions(
    service: str, request_: Received, expected: list[tuple[str, str]]
) -> None:
    call = actions.identify(request_, service, "us-east-1")
    assert list(needs(call, request_, ACCOUNT)) == expected


def test_tags_and_parameters_become_condition_keys() -> None:
    request = form(
        Action="CreateUser",
        UserName="u",
        PermissionsBoundary="arn:aws:iam::aws:policy/P",
        **{"Tags.member.1.Key": "Team", "Tags.member.1.Value": "blue"},
    )
    call = actions.identify(request, "iam", "us-east-1")
    assert actions.context(call, request) == {
        "iam:permissionsboundary": ("arn:aws:iam::aws:policy/P",),
        "aws:requesttag/team": ("blue",),
        "aws:tagkeys": ("Team",),
    }


@pytest.mark.parametrize(
    ("tags", "found"),
    [
        ([{"Key": "a", "Value": "b"}], {"a": "b"}),
        ([{"key": "a", "value": "b"}], {"a": "b"}),
        ([{"TagKey": "a", "TagValue": "b"}], {"a": "b"}),
        ([{"Key": "a"}, {"Value": "b"}], {"a": ""}),
        ({"a": "b"}, {"a": "b"}),
        ("x", {}),
        ([1], {}),
    ],
)
def test_tags_in_json_are_read_in_every_shape(tags: Any, found: dict[str, str]) -> None:
    call = actions.identify(target("X.CreateThing", Tags=tags), "dynamodb", "us-east-1")
    assert call.tags == found


@pytest.mark.parametrize(
    "prefix", ["Tags.member.1", "Tag.1", "Tags.Tag.1", "TagSpecification.1.Tag.1", "TagSpecification.2.Tag.7"]
)
def test_tags_in_forms_are_read_in_every_shape(prefix: str) -> None:
    request = form(Action="CreateThing", **{f"{prefix}.Key": "team", f"{prefix}.Value": "blue"})
    assert actions.identify(request, "ec2", "us-east-1").tags == {"team": "blue"}


@pytest.mark.parametrize(
    ("service", "request_"),
    [
        ("iam", form(Action="UntagUser", UserName="u", **{"TagKeys.member.1": "a", "TagKeys.member.2": "b"})),
        ("dynamodb", target("DynamoDB_20120810.UntagResource", TagKeys=["a", "b"])),
        ("lambda", received("DELETE", "/2017-03-31/tags/x?tagKeys=a&tagKeys=b")),
    ],
)
def test_tags_that_are_taken_away_are_keys_without_values(service: str, request_: Received) -> None:
    call = actions.identify(request_, service, "us-east-1")
    keys = actions.context(call, request_)
    assert keys["aws:tagkeys"] == ("a", "b")
    assert not [key for key in keys if key.startswith("aws:requesttag/")]


def test_a_parameter_that_an_operation_does_not_have_is_no_condition_key() -> None:
    request = form(Action="AttachUserPolicy", UserName="u", PermissionsBoundary="arn:aws:iam::aws:policy/P")
    assert actions.context(actions.identify(request, "iam", "us-east-1"), request) == {}


@pytest.mark.parametrize(
    ("request_", "service", "spoken"),
    [
        (form(Action="X"), "ec2", errors.EC2),
        (form(Action="X"), "iam", errors.QUERY),
        (target("X.Y"), "dynamodb", errors.JSON),
        (received("GET", "/"), "lambda", errors.REST_JSON),
        (received("GET", "/"), "route53", errors.REST_XML),
        (received("GET", "/"), "", errors.S3),
        (received("GET", "/?Action=X", x_amz_target="X.Y"), "iam", errors.QUERY),
    ],
)
def test_the_wire_format_is_the_callers(request_: Received, service: str, spoken: str) -> None:
    assert actions.protocol(request_, service) == spoken


@given(st.binary(max_size=40), st.sampled_from(["s3", "lambda", "iam", "dynamodb", "x/y", ".."]))
def test_no_body_makes_it_stumble(body: bytes, service: str) -> None:
    request = received("POST", "/b?delete", body, content_type="application/json", x_amz_target="A.B")
    call = actions.identify(request, service, "us-east-1")
    assert list(needs(call, request, ACCOUNT)) is not None
