from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st
from moto.iam.models import iam_backends

from aws_sandbox.endpoints.identity_center.portal import session_name
from tests import wire
from tests.aws_sandbox.conftest import ONCE
from tests.aws_sandbox.reader import Program, Reader

if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_sandbox.server.application import Sandbox


@pytest.fixture
def token(program: Program, reader: Reader) -> str:
    """Alice's access token."""
    return str(program.sign_in(reader)["accessToken"])


def refused(call: Callable[[], Any]) -> tuple[int, str, str]:
    """Return status, code and message with which AWS refuses a call."""
    with pytest.raises(ClientError) as caught:
        call()
    answer = caught.value.response
    return (
        answer["ResponseMetadata"]["HTTPStatusCode"],
        answer["Error"]["Code"],
        answer["Error"].get("Message", ""),
    )


@pytest.fixture
def as_role(session: boto3.Session, endpoint: str) -> Callable[[Any, str], Any]:
    """Makes clients that sign with the keys of a role: `as_role(keys, "s3")`."""

    def client(keys: Any, service: str) -> Any:
        return session.client(
            service,
            endpoint_url=endpoint,
            aws_access_key_id=keys["accessKeyId"],
            aws_secret_access_key=keys["secretAccessKey"],
            aws_session_token=keys["sessionToken"],
            config=ONCE,
        )

    return client


NO_SESSION = (401, "UnauthorizedException", "Session token not found or invalid")
NO_ACCESS = (403, "ForbiddenException", "No access")


def account(sandbox: Sandbox, name: str) -> str:
    return sandbox.company.accounts[name]


# ListAccounts, ListAccountRoles


def test_a_person_sees_their_accounts_with_name_and_address(
    sandbox: Sandbox, portal: Any, token: str
) -> None:
    answer = portal.list_accounts(accessToken=token)
    assert answer["accountList"] == [
        {"accountId": account(sandbox, name), "accountName": name, "emailAddress": f"aws-{name}@example.com"}
        for name in ("production", "sandbox-dev")
    ]
    assert "nextToken" not in answer


def test_a_person_sees_their_roles_in_an_account(sandbox: Sandbox, portal: Any, token: str) -> None:
    account_id = account(sandbox, "sandbox-dev")
    roles = portal.list_account_roles(accessToken=token, accountId=account_id)["roleList"]
    assert roles == [{"roleName": "AdministratorAccess", "accountId": account_id}]


def test_somebody_without_assignments_sees_no_accounts(program: Program, reader: Reader, portal: Any) -> None:
    tokens = program.sign_in(reader, "carol")
    assert portal.list_accounts(accessToken=tokens["accessToken"])["accountList"] == []


def test_the_roles_of_an_account_without_assignment_are_no_access(
    sandbox: Sandbox, portal: Any, token: str
) -> None:
    for account_id in (account(sandbox, "staging"), "000000000000"):
        call = lambda account_id=account_id: portal.list_account_roles(  # noqa: E731
            accessToken=token, accountId=account_id
        )
        assert refused(call) == NO_ACCESS


def test_pages_hold_as_many_as_asked_and_lead_to_the_next(portal: Any, token: str) -> None:
    pages = list(
        portal.get_paginator("list_accounts").paginate(accessToken=token, PaginationConfig={"PageSize": 1})
    )
    assert [len(page["accountList"]) for page in pages] == [1, 1]
    names = [page["accountList"][0]["accountName"] for page in pages]
    assert names == ["production", "sandbox-dev"]


@pytest.mark.parametrize("max_result", ["0", "101", "-1", "1.5", "", "many", "1" * 9, "\u0661"])
def test_a_page_size_outside_1_to_100_is_refused(endpoint: str, token: str, max_result: str) -> None:
    status, headers, body = get(endpoint, f"/assignment/accounts?max_result={quoted(max_result)}", token)
    assert (status, headers["x-amzn-errortype"]) == (400, "InvalidRequestException")
    assert "100" in body["message"]


def test_a_page_of_a_hundred_is_given(portal: Any, token: str) -> None:
    assert len(portal.list_accounts(accessToken=token, maxResults=100)["accountList"]) == 2


def test_a_page_token_of_nowhere_or_of_another_person_is_refused(
    program: Program, reader: Reader, endpoint: str, portal: Any, token: str
) -> None:
    foreign = portal.list_accounts(accessToken=token, maxResults=1)["nextToken"]
    reader.cookies.clear()
    other = program.sign_in(reader, "bob")["accessToken"]
    for next_token in (foreign, "nonsense"):
        status, headers, _ = get(endpoint, f"/assignment/accounts?next_token={quoted(next_token)}", other)
        assert (status, headers["x-amzn-errortype"]) == (400, "InvalidRequestException")


@pytest.mark.parametrize(
    "path",
    [
        "/assignment/roles",
        "/assignment/roles?account_id=12345",
        "/assignment/roles?account_id=",
        "/federation/credentials?role_name=x",
        "/federation/credentials?account_id=123456789012",
        "/federation/credentials?account_id=abc&role_name=x",
    ],
)
def test_a_missing_or_malformed_parameter_is_an_invalid_request(endpoint: str, token: str, path: str) -> None:
    status, headers, body = get(endpoint, path, token)
    assert (status, headers["x-amzn-errortype"]) == (400, "InvalidRequestException")
    assert body["__type"].endswith("#InvalidRequestException")


def quoted(text: str) -> str:
    return urllib.parse.quote(text)


def get(endpoint: str, path: str, token: str) -> tuple[int, dict[str, str], Any]:
    status, headers, content = wire.send(endpoint, "GET", path, {"x-amz-sso_bearer_token": token})
    return status, headers, json.loads(content)


# GetRoleCredentials


def test_role_credentials_are_of_the_reserved_role(
    sandbox: Sandbox, portal: Any, token: str, as_role: Callable[[Any, str], Any]
) -> None:
    account_id = account(sandbox, "sandbox-dev")
    keys = portal.get_role_credentials(
        accessToken=token, accountId=account_id, roleName="AdministratorAccess"
    )["roleCredentials"]
    identity = as_role(keys, "sts").get_caller_identity()
    assert identity["Account"] == account_id
    role, _, name = identity["Arn"].removeprefix(f"arn:aws:sts::{account_id}:assumed-role/").partition("/")
    assert role.startswith("AWSReservedSSO_AdministratorAccess_")
    assert len(role.rpartition("_")[2]) == 16
    assert name == "alice"
    assert identity["UserId"].startswith("AROA")
    described = as_role(keys, "iam").get_role(RoleName=role)["Role"]
    assert described["Path"] == "/aws-reserved/sso.amazonaws.com/"
    assert described["MaxSessionDuration"] == 43200
    assert identity["UserId"] == f"{described['RoleId']}:alice"


def test_the_expiration_is_in_milliseconds_and_follows_the_permission_set(
    sandbox: Sandbox, portal: Any, token: str, trainer: Any
) -> None:
    account_id = account(sandbox, "sandbox-dev")

    def hours() -> float:
        keys = portal.get_role_credentials(
            accessToken=token, accountId=account_id, roleName="AdministratorAccess"
        )["roleCredentials"]
        seconds: float = keys["expiration"] / 1000 - sandbox.clock.now()
        return round(seconds / 3600, 2)

    assert hours() == 1
    sso = trainer("sso-admin")
    instance_arn = sso.list_instances()["Instances"][0]["InstanceArn"]
    for arn in sso.list_permission_sets(InstanceArn=instance_arn)["PermissionSets"]:
        sso.update_permission_set(InstanceArn=instance_arn, PermissionSetArn=arn, SessionDuration="PT4H30M")
    assert hours() == 4.5


@pytest.mark.parametrize(
    ("account_name", "role_name"),
    [
        ("sandbox-dev", "ReadOnlyAccess"),
        ("production", "AdministratorAccess"),
        ("staging", "AdministratorAccess"),
        ("sandbox-dev", "administratoraccess"),
        ("sandbox-dev", "NoSuchRole"),
    ],
)
def test_a_role_that_is_not_assigned_is_no_access(
    sandbox: Sandbox, portal: Any, token: str, account_name: str, role_name: str
) -> None:
    account_id = account(sandbox, account_name)
    call = lambda: portal.get_role_credentials(  # noqa: E731
        accessToken=token, accountId=account_id, roleName=role_name
    )
    assert refused(call) == NO_ACCESS
    assert not [
        role for role in iam_backends[account_id]["aws"].get_roles() if role.name.startswith("AWSReserved")
    ]


def test_a_reader_may_look_but_not_touch(
    sandbox: Sandbox, portal: Any, token: str, as_role: Callable[[Any, str], Any]
) -> None:
    keys = portal.get_role_credentials(
        accessToken=token, accountId=account(sandbox, "production"), roleName="ReadOnlyAccess"
    )["roleCredentials"]
    s3 = as_role(keys, "s3")
    assert s3.list_buckets()["Buckets"] == []
    assert refused(lambda: s3.create_bucket(Bucket="not-for-readers"))[:2] == (403, "AccessDenied")


# Tokens


@pytest.mark.parametrize("access_token", ["aoaunknown", "x" * 5000])
def test_an_unknown_token_is_unauthorized(portal: Any, access_token: str) -> None:
    assert refused(lambda: portal.list_accounts(accessToken=access_token)) == NO_SESSION


def test_a_missing_token_is_unauthorized(endpoint: str) -> None:
    status, headers, body = get(endpoint, "/assignment/accounts", "")
    assert (status, headers["x-amzn-errortype"]) == (401, "UnauthorizedException")
    assert body["message"] == NO_SESSION[2]


def test_an_expired_token_is_unauthorized(sandbox: Sandbox, portal: Any, token: str) -> None:
    sandbox.clock.move(3601)
    assert refused(lambda: portal.list_accounts(accessToken=token)) == NO_SESSION


def test_logging_out_ends_every_token_of_the_session_and_no_other(
    program: Program, portal: Any, endpoint: str, reader: Reader
) -> None:
    elsewhere = program.sign_in(Reader(endpoint))["accessToken"]
    first = program.sign_in(reader)
    second = program.sign_in(reader)
    portal.logout(accessToken=first["accessToken"])
    for tokens in (first, second):
        assert refused(lambda tokens=tokens: portal.list_accounts(accessToken=tokens["accessToken"])) == (
            NO_SESSION
        )
    assert refused(lambda: program.refresh(second["refreshToken"]))[1] == "InvalidGrantException"
    assert refused(lambda: portal.logout(accessToken=first["accessToken"])) == NO_SESSION
    assert portal.list_accounts(accessToken=elsewhere)["accountList"]
    assert reader.get("/start").title == "Sign in"


def test_a_token_for_something_else_gives_no_accounts(oidc: Any, portal: Any, reader: Reader) -> None:
    tokens = Program(oidc, ["codewhisperer:completions"]).sign_in(reader)
    assert refused(lambda: portal.list_accounts(accessToken=tokens["accessToken"])) == NO_ACCESS


def test_a_token_of_the_older_kind_without_scopes_lists_accounts(
    oidc: Any, portal: Any, reader: Reader
) -> None:
    tokens = Program(oidc, []).sign_in(reader)
    assert len(portal.list_accounts(accessToken=tokens["accessToken"])["accountList"]) == 2


def test_a_deleted_persons_token_is_unauthorized(portal: Any, token: str, trainer: Any) -> None:
    store_id = trainer("sso-admin").list_instances()["Instances"][0]["IdentityStoreId"]
    people = trainer("identitystore")
    (alice,) = [
        user for user in people.list_users(IdentityStoreId=store_id)["Users"] if user["UserName"] == "alice"
    ]
    people.delete_user(IdentityStoreId=store_id, UserId=alice["UserId"])
    assert refused(lambda: portal.list_accounts(accessToken=token)) == NO_SESSION


# What a trainer changes


def test_what_a_trainer_assigns_to_a_group_is_seen_at_once(
    sandbox: Sandbox, portal: Any, program: Program, reader: Reader, trainer: Any
) -> None:
    token = program.sign_in(reader, "carol")["accessToken"]
    sso, people = trainer("sso-admin"), trainer("identitystore")
    instance = sso.list_instances()["Instances"][0]
    store = {"IdentityStoreId": instance["IdentityStoreId"]}
    (carol,) = [user for user in people.list_users(**store)["Users"] if user["UserName"] == "carol"]
    group_id = people.create_group(**store, DisplayName="Auditors")["GroupId"]
    membership = people.create_group_membership(
        **store, GroupId=group_id, MemberId={"UserId": carol["UserId"]}
    )["MembershipId"]
    set_arn = sso.create_permission_set(InstanceArn=instance["InstanceArn"], Name="Audit")["PermissionSet"][
        "PermissionSetArn"
    ]
    account_id = account(sandbox, "staging")
    sso.create_account_assignment(
        InstanceArn=instance["InstanceArn"],
        TargetId=account_id,
        TargetType="AWS_ACCOUNT",
        PermissionSetArn=set_arn,
        PrincipalType="GROUP",
        PrincipalId=group_id,
    )
    roles = portal.list_account_roles(accessToken=token, accountId=account_id)["roleList"]
    assert roles == [{"roleName": "Audit", "accountId": account_id}]
    keys = portal.get_role_credentials(accessToken=token, accountId=account_id, roleName="Audit")
    assert keys["roleCredentials"]["accessKeyId"].startswith("ASIA")
    people.delete_group_membership(**store, MembershipId=membership)
    assert portal.list_accounts(accessToken=token)["accountList"] == []


def test_a_role_follows_its_permission_set(
    sandbox: Sandbox, portal: Any, token: str, trainer: Any, as_role: Callable[[Any, str], Any]
) -> None:
    account_id = account(sandbox, "production")

    def keys() -> Any:
        return portal.get_role_credentials(
            accessToken=token, accountId=account_id, roleName="ReadOnlyAccess"
        )["roleCredentials"]

    refusal = refused(lambda: as_role(keys(), "s3").create_bucket(Bucket="later-allowed"))
    assert refusal[1] == "AccessDenied"
    sso = trainer("sso-admin")
    instance_arn = sso.list_instances()["Instances"][0]["InstanceArn"]
    described = [
        sso.describe_permission_set(InstanceArn=instance_arn, PermissionSetArn=arn)["PermissionSet"]
        for arn in sso.list_permission_sets(InstanceArn=instance_arn)["PermissionSets"]
    ]
    (set_arn,) = [row["PermissionSetArn"] for row in described if row["Name"] == "ReadOnlyAccess"]
    which = {"InstanceArn": instance_arn, "PermissionSetArn": set_arn}
    statement = {"Effect": "Allow", "Action": "s3:CreateBucket", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    sso.put_inline_policy_to_permission_set(**which, InlinePolicy=policy)
    as_role(keys(), "s3").create_bucket(Bucket="later-allowed")
    sso.detach_managed_policy_from_permission_set(
        **which, ManagedPolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess"
    )
    assert refused(lambda: as_role(keys(), "s3").list_buckets())[1] == "AccessDenied"


def test_a_suspended_account_is_not_listed(sandbox: Sandbox, portal: Any, token: str, trainer: Any) -> None:
    trainer("organizations").close_account(AccountId=account(sandbox, "production"))
    names = [row["accountName"] for row in portal.list_accounts(accessToken=token)["accountList"]]
    assert names == ["sandbox-dev"]


# Faults


@pytest.mark.parametrize(
    ("fault", "refusal"),
    [
        ("session_ended:1", NO_SESSION),
        ("too_many_requests@ListAccounts:1", (429, "TooManyRequestsException")),
        ("server_error:1", (500, "InternalServerError")),
    ],
)
def test_trouble_of_the_portal_can_be_armed(
    sandbox: Sandbox, portal: Any, token: str, fault: str, refusal: tuple[Any, ...]
) -> None:
    sandbox.faults.arm(fault)
    got = refused(lambda: portal.list_accounts(accessToken=token))
    assert got[: len(refusal)] == refusal
    assert portal.list_accounts(accessToken=token)["accountList"]


def test_an_sdk_rides_out_a_throttled_listing(
    sandbox: Sandbox, endpoint: str, token: str, session: boto3.Session
) -> None:
    sandbox.faults.arm("too_many_requests@ListAccounts:1")
    patient = session.client("sso", endpoint_url=endpoint)
    assert patient.list_accounts(accessToken=token)["accountList"]


@given(st.text(min_size=1, max_size=128))
def test_any_user_name_makes_a_session_name_that_sts_knows(user_name: str) -> None:
    name = session_name(user_name)
    assert 2 <= len(name) <= 64
    assert all(letter.isascii() and (letter.isalnum() or letter in "_+=,.@-") for letter in name)
