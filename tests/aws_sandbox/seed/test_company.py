from __future__ import annotations

import time
from typing import Any

import pytest
from moto.iam.models import iam_backends

from aws_sandbox.seed.company import (
    CONSOLE_USERS,
    LESSONS,
    MEMBER_ACCOUNTS,
    PEOPLE,
    PERMISSION_SETS,
    Company,
    seed,
)
from aws_sandbox.server.application import Sandbox


def seeded(sandbox: Sandbox) -> Company:
    return seed(sandbox.roots, sandbox.root_access, sandbox.clock.now())


def test_ids_are_the_same_run_after_run_and_the_trainers_key_is_not(sandbox: Sandbox) -> None:
    first, second = seeded(sandbox), seeded(sandbox)
    assert first.accounts == second.accounts
    assert first.trainer_access_key_id != second.trainer_access_key_id
    assert first.trainer_secret_access_key != second.trainer_secret_access_key
    assert first.accounts == {
        "management": "148171883270",
        "sandbox-dev": "237681757619",
        "staging": "772970668335",
        "production": "353199145823",
    }


def test_the_trainers_secret_does_not_show_in_the_company(sandbox: Sandbox) -> None:
    assert sandbox.company.trainer_secret_access_key not in repr(sandbox.company)


def test_every_profile_of_the_home_has_a_key_of_its_own_that_does_not_show(sandbox: Sandbox) -> None:
    profiles = sandbox.company.profiles
    names = [profile.name for profile in profiles]
    assert names[0] == "trainer"
    assert len(set(names)) == len(names)
    for profile in profiles:
        assert profile.secret_access_key not in repr(sandbox.company)
        credential = sandbox.keys.find(profile.access_key_id)
        assert credential is not None
        assert credential.secret_access_key == profile.secret_access_key


def test_seeding_again_leaves_nothing_behind(sandbox: Sandbox) -> None:
    seeded(sandbox)
    company: Company = seeded(sandbox)
    assert set(iam_backends) == set(company.accounts.values())


def test_seeding_is_quick(sandbox: Sandbox) -> None:
    began = time.process_time()
    seeded(sandbox)
    assert time.process_time() - began < 0.15


def test_organizations_sees_the_company(sandbox: Sandbox, trainer: Any) -> None:
    organizations = trainer("organizations")
    organization = organizations.describe_organization()["Organization"]
    assert organization["MasterAccountId"] == sandbox.company.management_account_id
    assert organization["Id"].startswith("o-")
    accounts = organizations.list_accounts()["Accounts"]
    assert {row["Name"]: row["Id"] for row in accounts} == sandbox.company.accounts
    assert [row["Name"] for row in accounts] == ["management", *MEMBER_ACCOUNTS]
    assert all(organization["Id"] in row["Arn"] for row in accounts)
    (root,) = organizations.list_roots()["Roots"]
    children = organizations.list_accounts_for_parent(ParentId=root["Id"])["Accounts"]
    assert len(children) == len(accounts)
    policies = organizations.list_policies(Filter="SERVICE_CONTROL_POLICY")["Policies"]
    assert [row["Name"] for row in policies] == ["FullAWSAccess"]
    assert organization["Id"] in policies[0]["Arn"]


def test_identity_store_and_sso_admin_see_the_people_and_what_they_are_assigned(
    sandbox: Sandbox, trainer: Any
) -> None:
    sso, people = trainer("sso-admin"), trainer("identitystore")
    (instance,) = sso.list_instances()["Instances"]
    assert instance["IdentityStoreId"] == "d-sandbox0001"
    assert instance["OwnerAccountId"] == sandbox.company.management_account_id
    users = people.list_users(IdentityStoreId="d-sandbox0001")["Users"]
    assert {user["UserName"] for user in users} == {row.user_name for row in PEOPLE}
    arn = instance["InstanceArn"]
    sets = {
        sso.describe_permission_set(InstanceArn=arn, PermissionSetArn=set_arn)["PermissionSet"][
            "Name"
        ]: set_arn
        for set_arn in sso.list_permission_sets(InstanceArn=arn)["PermissionSets"]
    }
    assert set(sets) == {row.name for row in PERMISSION_SETS}
    for name, set_arn in sets.items():
        attached = sso.list_managed_policies_in_permission_set(InstanceArn=arn, PermissionSetArn=set_arn)
        assert [row["Name"] for row in attached["AttachedManagedPolicies"]] == [name]
    user_ids = {user["UserId"]: user["UserName"] for user in users}
    assigned = {
        (user_ids[row["PrincipalId"]], account_name, set_name)
        for account_name, account_id in sandbox.company.accounts.items()
        for set_name, set_arn in sets.items()
        for row in sso.list_account_assignments(
            InstanceArn=arn, AccountId=account_id, PermissionSetArn=set_arn
        )["AccountAssignments"]
    }
    assert assigned == {(row.user_name, *pair) for row in PEOPLE for pair in row.assignments}


def test_the_second_instance_lives_in_the_other_region(trainer: Any) -> None:
    (instance,) = trainer("sso-admin", "eu-west-1").list_instances()["Instances"]
    assert instance["IdentityStoreId"] == "d-sandbox0002"


@pytest.mark.parametrize("name", MEMBER_ACCOUNTS)
def test_the_trainer_reaches_every_member_account_as_administrator(
    sandbox: Sandbox, trainer: Any, session: Any, endpoint: str, name: str
) -> None:
    account_id = sandbox.company.accounts[name]
    keys = trainer("sts").assume_role(
        RoleArn=f"arn:aws:iam::{account_id}:role/OrganizationAccountAccessRole", RoleSessionName="trainer"
    )["Credentials"]
    member = {
        "aws_access_key_id": keys["AccessKeyId"],
        "aws_secret_access_key": keys["SecretAccessKey"],
        "aws_session_token": keys["SessionToken"],
        "endpoint_url": endpoint,
    }
    assert session.client("sts", **member).get_caller_identity()["Account"] == account_id
    users = [row["UserName"] for row in session.client("iam", **member).list_users()["Users"]]
    rows = (*CONSOLE_USERS, *(row for lesson in LESSONS for row in lesson.USERS))
    assert users == sorted(row.user_name for row in rows if row.account == name)


def test_the_trainer_is_an_iam_user_of_the_management_account(sandbox: Sandbox, trainer: Any) -> None:
    identity = trainer("sts").get_caller_identity()
    management = sandbox.company.management_account_id
    assert identity["Arn"] == f"arn:aws:iam::{management}:user/trainer"
    assert identity["UserId"].startswith("AIDA")
    attached = trainer("iam").list_attached_user_policies(UserName="trainer")["AttachedPolicies"]
    assert [row["PolicyName"] for row in attached] == ["AdministratorAccess"]
    assert len(trainer("iam").list_access_keys(UserName="trainer")["AccessKeyMetadata"]) == 1


def test_a_trainer_may_open_another_account_and_hire_somebody(trainer: Any) -> None:
    organizations = trainer("organizations")
    organizations.create_account(AccountName="analytics", Email="analytics@example.com")
    assert len(organizations.list_accounts()["Accounts"]) == 5
    people = trainer("identitystore")
    people.create_user(
        IdentityStoreId="d-sandbox0001",
        UserName="dora",
        DisplayName="Dora",
        Name={"GivenName": "Dora", "FamilyName": "D"},
    )
    assert len(people.list_users(IdentityStoreId="d-sandbox0001")["Users"]) == 4
