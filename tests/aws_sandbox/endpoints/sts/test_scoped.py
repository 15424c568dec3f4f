"""GetScopedCredentials: the same session, with less."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.aws_sandbox.conftest import Reached, refused

ALLOW = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def policy(*actions: str) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{**ALLOW, "Action": list(actions)}]})


@pytest.fixture
def keys(reached: Reached) -> Any:
    """A session token of a user who may everything, made with an MFA device's leave or not."""
    return reached.client("sts", reached.user("guest", ALLOW)).get_session_token()["Credentials"]


def scoped(reached: Reached, keys: Any, **asked: Any) -> Any:
    return reached.client("sts", keys).get_scoped_credentials(**asked)


def test_scoped_keys_are_of_the_same_session_and_end_with_it(reached: Reached, keys: Any) -> None:
    answer = scoped(reached, keys, Policy=policy("s3:ListAllMyBuckets"))
    assert answer["Credentials"]["Expiration"] == keys["Expiration"]
    assert answer["ScopedPoliciesCount"] == 1
    identity = reached.client("sts", answer["Credentials"]).get_caller_identity()
    assert identity["Arn"] == answer["SessionInfo"]["Arn"]
    assert identity["UserId"] == answer["SessionInfo"]["ScopedSessionId"]


def test_they_may_what_both_the_session_and_the_policy_allow(reached: Reached, keys: Any) -> None:
    s3 = reached.client("s3", scoped(reached, keys, Policy=policy("s3:ListAllMyBuckets"))["Credentials"])
    assert s3.list_buckets()["Buckets"] == []
    code, message = refused(s3.create_bucket, Bucket="new")[1:]
    assert code == "AccessDenied"
    assert message.endswith("because no session policy allows the s3:CreateBucket action")


def test_a_policy_on_a_resource_that_names_the_caller_lets_them_in_no_further(
    reached: Reached, keys: Any
) -> None:
    s3 = reached.client("s3")
    s3.create_bucket(Bucket="door")
    s3.put_object(Bucket="door", Key="note", Body=b"-")
    arn = reached.client("sts", keys).get_caller_identity()["Arn"]
    statement = {
        **ALLOW,
        "Principal": {"AWS": arn},
        "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::door/*",
    }
    s3.put_bucket_policy(
        Bucket="door", Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    )
    assert reached.client("s3", keys).get_object(Bucket="door", Key="note")
    less = reached.client("s3", scoped(reached, keys, Policy=policy("sqs:*"))["Credentials"])
    assert refused(less.get_object, Bucket="door", Key="note")[1] == "AccessDenied"


def test_each_policy_on_the_way_limits_and_there_are_three_at_most(reached: Reached, keys: Any) -> None:
    again = "sts:GetScopedCredentials"
    first = scoped(reached, keys, Policy=policy("s3:*", "sqs:*", again))["Credentials"]
    second = scoped(reached, first, Policy=policy("s3:*", "iam:*", again))["Credentials"]
    third = scoped(reached, second, Policy=policy("*"))
    assert third["ScopedPoliciesCount"] == 3
    last = third["Credentials"]
    assert "Buckets" in reached.client("s3", last).list_buckets()
    assert refused(reached.client("sqs", last).list_queues)[1] == "AccessDenied"
    assert refused(reached.client("iam", last).list_users)[1] == "InvalidClientTokenId"
    assert (
        refused(reached.client("sts", last).get_scoped_credentials, Policy=policy("*"))[1] == "AccessDenied"
    )
    shorter = scoped(reached, last, DurationSeconds=60)
    assert shorter["ScopedPoliciesCount"] == 3


def test_they_end_when_they_were_asked_to_and_never_after_the_session(reached: Reached, keys: Any) -> None:
    sts = reached.client("sts", keys)
    assert refused(sts.get_scoped_credentials, DurationSeconds=129600)[:2] == (
        400,
        "InsufficientSessionLifetime",
    )
    short = scoped(reached, keys, DurationSeconds=1)["Credentials"]
    reached.client("sts", short).get_caller_identity()
    reached.sandbox.clock.offset += 2
    assert refused(reached.client("sts", short).get_caller_identity)[1] == "ExpiredToken"
    sts.get_caller_identity()


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({}, "ValidationError"),
        ({"ScopedSessionDescription": "for a script"}, "ValidationError"),
        ({"Policy": '{"Statement": []'}, "MalformedPolicyDocument"),
        ({"DurationSeconds": 60, "ScopedSessionDescription": "snow ☃"}, "ValidationError"),
    ],
)
def test_what_is_asked_has_to_make_sense(
    reached: Reached, keys: Any, asked: dict[str, Any], code: str
) -> None:
    assert refused(reached.client("sts", keys).get_scoped_credentials, **asked)[:2] == (400, code)


def test_long_term_keys_and_those_without_the_permission_get_none(reached: Reached) -> None:
    long_term = reached.user("owner", ALLOW)
    sts = reached.client("sts", long_term)
    assert refused(sts.get_scoped_credentials, DurationSeconds=60)[1] == "AccessDenied"
    nobody = reached.client("sts", reached.user("nobody")).get_session_token()["Credentials"]
    said = refused(reached.client("sts", nobody).get_scoped_credentials, DurationSeconds=60)
    assert said[1:] == (
        "AccessDenied",
        f"User: {reached.client('sts', nobody).get_caller_identity()['Arn']} is not authorized to perform: "
        "sts:GetScopedCredentials because no identity-based policy allows the sts:GetScopedCredentials action",
    )


def test_a_role_session_keeps_its_name_tags_and_source_identity(reached: Reached, sandbox: Any) -> None:
    account = sandbox.company.accounts["sandbox-dev"]
    role = f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"
    opened = reached.client("sts").assume_role(RoleArn=role, RoleSessionName="night")["Credentials"]
    answer = scoped(reached, opened, Policy=policy("iam:ListUsers"))
    assert answer["SessionInfo"]["Arn"].endswith("/OrganizationAccountAccessRole/night")
    assert "Users" in reached.client("iam", answer["Credentials"]).list_users()
    assert refused(reached.client("iam", answer["Credentials"]).list_roles)[1] == "AccessDenied"
