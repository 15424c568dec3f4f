"""A refusal names the policy that denied, and under which id its details are; IAM Toolbox opens them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from aws_sandbox.services.iam import authorizations
from tests.aws_sandbox.conftest import DETAILS, Reached, refused, refused_in_full


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


ALLOW = {"Effect": "Allow", "Action": "*", "Resource": "*"}
DENY = {"Sid": "NoUsers", "Effect": "Deny", "Action": "iam:Create*", "Resource": "*"}


@pytest.fixture
def denied(reached: Reached) -> tuple[Any, str]:
    """The keys of a user to whom a managed policy denies creating users, and that policy's ARN."""
    iam = reached.client("iam")
    keys = reached.user("guest", {**ALLOW, "Action": ["iam:*", "s3:*"]})
    arn = iam.create_policy(PolicyName="NoUsers", PolicyDocument=document(DENY))["Policy"]["Arn"]
    iam.attach_user_policy(UserName="guest", PolicyArn=arn)
    return keys, arn


def identifier_of(reached: Reached, keys: Any) -> str:
    message = refused_in_full(reached.client("iam", keys).create_user, UserName="new")[2]
    found = DETAILS.search(message)
    assert found is not None
    return found["id"]


def test_a_refusal_of_iam_names_the_managed_policy_that_denied_and_the_authorization_id(
    reached: Reached, denied: tuple[Any, str]
) -> None:
    keys, arn = denied
    status, code, message = refused_in_full(reached.client("iam", keys).create_user, UserName="new")
    assert (status, code) == (403, "AccessDenied")
    assert DETAILS.sub("", message).endswith(f"with an explicit deny in an identity-based policy: {arn}")
    assert DETAILS.search(message)


def test_the_id_opens_which_statement_of_which_policy_denied(
    reached: Reached, denied: tuple[Any, str]
) -> None:
    keys, arn = denied
    toolbox = reached.client("iam-toolbox")
    details = toolbox.get_request_authorization_details(authorizationId=identifier_of(reached, keys))
    (evaluation,) = details["evaluations"]
    assert evaluation["action"] == "iam:CreateUser"
    assert evaluation["resource"].endswith(":user/new")
    assert evaluation["evaluatedEffect"] == "EXPLICIT_DENY"
    matched = [{"uri": arn, "matchedStatements": [{"sid": "NoUsers", "evaluatedEffect": "DENY"}]}]
    (check,) = evaluation["checks"]
    assert check["checkType"] == "PRINCIPAL"
    assert check["evaluatedEffect"] == "EXPLICIT_DENY"
    assert [row for row in check["matchedPolicies"] if row["uri"] == arn] == matched
    assert details["requestContext"]["aws:PrincipalArn"].endswith(":user/guest")
    assert details["requestContext"]["aws:username"] == "guest"
    kinds = {(row["type"], row["inline"]) for row in details["policies"]}
    assert kinds == {("IDENTITY_BASED_POLICY", False), ("IDENTITY_BASED_POLICY", True)}
    assert all(row["attachedTo"][0]["arn"].endswith(":user/guest") for row in details["policies"])


def test_each_policy_is_opened_as_it_was_when_the_call_was_refused(
    reached: Reached, denied: tuple[Any, str]
) -> None:
    keys, arn = denied
    identifier, toolbox, iam = (
        identifier_of(reached, keys),
        reached.client("iam-toolbox"),
        reached.client("iam"),
    )
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=document(ALLOW), SetAsDefault=True)
    details = toolbox.get_request_authorization_details(authorizationId=identifier)
    documents = {
        row["uri"]: toolbox.get_request_authorization_policy(authorizationId=identifier, policyUri=row["uri"])
        for row in details["policies"]
    }
    assert documents[arn]["policyDocument"]["Statement"] == [DENY]
    other = {"authorizationId": identifier, "policyUri": "arn:aws:iam::aws:policy/ReadOnlyAccess"}
    assert refused(toolbox.get_request_authorization_policy, **other)[1] == "ResourceNotFoundException"


def test_the_condition_keys_are_those_of_the_refusal_and_not_of_the_moment_they_are_looked_at(
    reached: Reached, denied: tuple[Any, str]
) -> None:
    identifier = identifier_of(reached, denied[0])
    reached.client("iam").tag_user(UserName="guest", Tags=[{"Key": "team", "Value": "later"}])
    details = reached.client("iam-toolbox").get_request_authorization_details(authorizationId=identifier)
    assert "later" not in str(details)


def test_the_oldest_refusals_go_where_requests_say_too_much(
    reached: Reached, denied: tuple[Any, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authorizations, "MOST_LETTERS", 10_000)
    keys, toolbox = denied[0], reached.client("iam-toolbox")
    first = identifier_of(reached, keys)
    agent = reached.client("iam", keys, user_agent="a" * 9_000)
    refused(agent.create_user, UserName="new")
    last = identifier_of(reached, keys)
    assert refused(toolbox.get_request_authorization_details, authorizationId=first)[1] == (
        "ResourceNotFoundException"
    )
    assert toolbox.get_request_authorization_details(authorizationId=last)["evaluations"]


def test_levels_of_the_organization_boundary_and_session_are_checks_of_their_own(reached: Reached) -> None:
    organizations, sts = reached.client("organizations"), reached.client("sts")
    account = reached.sandbox.company.accounts["sandbox-dev"]
    (root,) = organizations.list_roots()["Roots"]
    organizations.enable_policy_type(RootId=root["Id"], PolicyType="SERVICE_CONTROL_POLICY")
    made = organizations.create_policy(
        Name="no", Description="-", Type="SERVICE_CONTROL_POLICY", Content=document(DENY)
    )["Policy"]["PolicySummary"]
    organizations.attach_policy(PolicyId=made["Id"], TargetId=account)
    role = f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"
    limited = document({**ALLOW, "Action": "iam:*"})
    keys = sts.assume_role(RoleArn=role, RoleSessionName="member", Policy=limited)["Credentials"]
    status, code, message = refused_in_full(reached.client("iam", keys).create_user, UserName="new")
    assert f"in a service control policy: {made['Arn']}. Go to" in message
    found = DETAILS.search(message)
    assert (status, code, found is not None) == (403, "AccessDenied", True)
    identifier = str(found["id"]) if found else ""
    details = reached.client("iam-toolbox").get_request_authorization_details(authorizationId=identifier)
    checks = [
        (row["checkType"], row["evaluatedEffect"], row.get("targetArn", "").rpartition("/")[2])
        for row in details["evaluations"][0]["checks"]
    ]
    assert checks == [
        ("SERVICE_CONTROL_POLICY", "ALLOW", root["Id"]),
        ("SERVICE_CONTROL_POLICY", "EXPLICIT_DENY", account),
        ("PRINCIPAL", "ALLOW", ""),
        ("SESSION", "ALLOW", ""),
    ]


def test_other_services_name_the_policy_and_the_sandbox_alone_the_id(
    reached: Reached, denied: tuple[Any, str]
) -> None:
    keys, _ = denied
    iam = reached.client("iam")
    no_buckets = document({"Effect": "Deny", "Action": "s3:CreateBucket", "Resource": "*"})
    arn = iam.create_policy(PolicyName="NoBuckets", PolicyDocument=no_buckets)["Policy"]["Arn"]
    iam.attach_user_policy(UserName="guest", PolicyArn=arn)
    with pytest.raises(ClientError) as caught:
        reached.client("s3", keys).create_bucket(Bucket="new")
    answer = caught.value.response
    assert answer["Error"]["Message"].endswith(f"in an identity-based policy: {arn}")
    identifier = answer["ResponseMetadata"]["HTTPHeaders"]["x-awsguide-authorization-id"]
    details = reached.client("iam-toolbox").get_request_authorization_details(authorizationId=identifier)
    assert details["evaluations"][0]["action"] == "s3:CreateBucket"


def test_the_details_are_for_the_organization_for_a_day_and_in_one_region(
    reached: Reached, denied: tuple[Any, str]
) -> None:
    keys, _ = denied
    identifier = identifier_of(reached, keys)
    asked = {"authorizationId": identifier}
    said = refused(
        reached.client("iam-toolbox", keys).get_request_authorization_details, authorizationId="UPPER"
    )
    assert said[:2] == (400, "ValidationException")
    elsewhere = reached.client("iam-toolbox", region="eu-west-1")
    assert refused(elsewhere.get_request_authorization_details, **asked)[1] == "ResourceNotFoundException"
    reached.sandbox.clock.offset += 86399
    reached.client("iam-toolbox").get_request_authorization_details(**asked)
    reached.sandbox.clock.offset += 2
    gone = refused(reached.client("iam-toolbox").get_request_authorization_details, **asked)
    assert gone[:2] == (404, "ResourceNotFoundException")


def test_an_external_id_is_in_no_details(reached: Reached) -> None:
    keys = reached.user("guest")
    role = f"arn:aws:iam::{reached.sandbox.company.accounts['sandbox-dev']}:role/nowhere"
    with pytest.raises(ClientError) as caught:
        reached.client("sts", keys).assume_role(
            RoleArn=role, RoleSessionName="guest", ExternalId="agreed-4711"
        )
    identifier = caught.value.response["ResponseMetadata"]["HTTPHeaders"]["x-awsguide-authorization-id"]
    details = reached.client("iam-toolbox").get_request_authorization_details(authorizationId=identifier)
    assert "agreed-4711" not in json.dumps(details, default=str)
    assert details["evaluations"][0]["action"] == "sts:AssumeRole"
