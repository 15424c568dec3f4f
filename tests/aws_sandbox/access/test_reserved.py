"""The roles that IAM Identity Center made: whoever holds one may do everything, but change it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aws_sandbox.endpoints.sts import security_tokens
from aws_sandbox.server.application import Sandbox
from aws_sandbox.services.identity_center import reserved_roles
from tests.aws_sandbox.conftest import Reached, refused

EVERYTHING = json.dumps(
    {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
)


@pytest.fixture
def held(reached: Reached, sandbox: Sandbox) -> tuple[Any, str]:
    """An IAM client with the keys of the role for AdministratorAccess, and the role's name."""
    from moto.ssoadmin.models import ssoadmin_backends

    company = sandbox.company
    account = company.accounts["sandbox-dev"]
    (backend,) = (dict.get(ssoadmin_backends[company.accounts["management"]], company.region),)
    (row,) = (row for row in backend.permission_sets if row.name == "AdministratorAccess")
    role = reserved_roles.provision(account, company.region, row)
    keys = security_tokens.issue(sandbox, role=role, session_name="alice", duration_seconds=3600)
    three = (keys.access_key_id, keys.secret_access_key, keys.session_token)
    return reached.client("iam", three), role.name


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("put_role_policy", {"PolicyName": "more", "PolicyDocument": EVERYTHING}),
        ("delete_role_policy", {"PolicyName": "AwsSSOInlinePolicy"}),
        ("attach_role_policy", {"PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}),
        ("detach_role_policy", {"PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}),
        ("update_role", {"MaxSessionDuration": 3600}),
        ("update_assume_role_policy", {"PolicyDocument": EVERYTHING}),
        ("put_role_permissions_boundary", {"PermissionsBoundary": "arn:aws:iam::aws:policy/ReadOnlyAccess"}),
        ("tag_role", {"Tags": [{"Key": "team", "Value": "red"}]}),
        ("delete_role", {}),
    ],
)
def test_its_holder_cannot_change_a_role_that_identity_center_made(
    held: tuple[Any, str], operation: str, parameters: dict[str, Any]
) -> None:
    iam, name = held
    assert iam.get_role(RoleName=name)["Role"]["Path"].startswith("/aws-reserved/")
    assert refused(getattr(iam, operation), RoleName=name, **parameters) == (
        400,
        "UnmodifiableEntity",
        f"Cannot perform the operation on the protected role '{name}' - this role is only modifiable by AWS",
    )


def test_disabling_policies_of_a_type_detaches_them_and_enabling_allows_everything_again(
    trainer: Any,
) -> None:
    organizations = trainer("organizations")
    (root,) = organizations.list_roots()["Roots"]
    kind = {"RootId": root["Id"], "PolicyType": "SERVICE_CONTROL_POLICY"}
    organizations.enable_policy_type(**kind)
    policy = organizations.create_policy(
        Name="none", Description="-", Type="SERVICE_CONTROL_POLICY", Content=EVERYTHING
    )["Policy"]["PolicySummary"]["Id"]
    organizations.attach_policy(PolicyId=policy, TargetId=root["Id"])
    organizations.disable_policy_type(**kind)
    assert organizations.list_targets_for_policy(PolicyId=policy)["Targets"] == []
    organizations.enable_policy_type(**kind)
    attached = organizations.list_policies_for_target(TargetId=root["Id"], Filter="SERVICE_CONTROL_POLICY")
    assert [row["Id"] for row in attached["Policies"]] == ["p-FullAWSAccess"]


def test_a_delegated_administrator_reads_the_organization_and_does_not_change_it(
    reached: Reached, sandbox: Sandbox
) -> None:
    account = sandbox.company.accounts["sandbox-dev"]
    organizations = reached.client("organizations")
    service = {"ServicePrincipal": "guardduty.amazonaws.com"}
    organizations.enable_aws_service_access(**service)
    organizations.register_delegated_administrator(AccountId=account, **service)
    role = f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"
    keys = reached.client("sts").assume_role(RoleArn=role, RoleSessionName="member")["Credentials"]
    member = reached.client("organizations", keys)
    assert account in {row["Id"] for row in member.list_accounts()["Accounts"]}
    assert (
        refused(member.create_account, AccountName="new", Email="new@example.com")[1]
        == "AccessDeniedException"
    )
