from __future__ import annotations

from tests.aws_sandbox.conftest import Reached, refused


def test_a_permission_set_is_provisioned_where_it_is_assigned_until_it_no_longer_is(reached: Reached) -> None:
    admin = reached.client("sso-admin")
    instance_arn = admin.list_instances()["Instances"][0]["InstanceArn"]
    names = {row["Id"]: row["Name"] for row in reached.client("organizations").list_accounts()["Accounts"]}

    def provisioned() -> set[tuple[str, str]]:
        """Account and permission set, by the accounts and by the sets: an audit may walk either way."""
        sets = {
            arn: admin.describe_permission_set(InstanceArn=instance_arn, PermissionSetArn=arn)[
                "PermissionSet"
            ]
            for arn in admin.list_permission_sets(InstanceArn=instance_arn)["PermissionSets"]
        }
        by_account = {
            (names[account_id], sets[arn]["Name"])
            for account_id in names
            for page in admin.get_paginator("list_permission_sets_provisioned_to_account").paginate(
                InstanceArn=instance_arn, AccountId=account_id
            )
            for arn in page["PermissionSets"]
        }
        by_set = {
            (names[account_id], row["Name"])
            for arn, row in sets.items()
            for page in admin.get_paginator("list_accounts_for_provisioned_permission_set").paginate(
                InstanceArn=instance_arn, PermissionSetArn=arn
            )
            for account_id in page["AccountIds"]
        }
        assert by_account == by_set
        return by_account

    before = provisioned()
    assert ("sandbox-dev", "AdministratorAccess") in before
    assert ("production", "ReadOnlyAccess") in before
    assert ("production", "AdministratorAccess") not in before
    production = next(account_id for account_id, name in names.items() if name == "production")
    (arn,) = admin.list_permission_sets_provisioned_to_account(
        InstanceArn=instance_arn, AccountId=production
    )["PermissionSets"]
    (assigned,) = admin.list_account_assignments(
        InstanceArn=instance_arn, AccountId=production, PermissionSetArn=arn
    )["AccountAssignments"]
    admin.delete_account_assignment(
        InstanceArn=instance_arn,
        TargetId=production,
        TargetType="AWS_ACCOUNT",
        PermissionSetArn=arn,
        PrincipalType=assigned["PrincipalType"],
        PrincipalId=assigned["PrincipalId"],
    )
    assert before - provisioned() == {("production", "ReadOnlyAccess")}


def test_what_became_of_a_request_to_provision_can_be_asked(reached: Reached) -> None:
    admin = reached.client("sso-admin")
    instance_arn = admin.list_instances()["Instances"][0]["InstanceArn"]
    arn = admin.list_permission_sets(InstanceArn=instance_arn)["PermissionSets"][0]

    def asked(request_id: str) -> dict[str, str]:
        answer = admin.describe_permission_set_provisioning_status(
            InstanceArn=instance_arn, ProvisionPermissionSetRequestId=request_id
        )
        return dict(answer["PermissionSetProvisioningStatus"])

    place = {"InstanceArn": instance_arn, "PermissionSetArn": arn}
    one = admin.provision_permission_set(**place, TargetType="AWS_ACCOUNT", TargetId="111122223333")
    every = admin.provision_permission_set(**place, TargetType="ALL_PROVISIONED_ACCOUNTS")
    for answer in (one, every):
        status = answer["PermissionSetProvisioningStatus"]
        assert asked(status["RequestId"]) == status
        assert (status["Status"], status["PermissionSetArn"]) == ("SUCCEEDED", arn)
    assert one["PermissionSetProvisioningStatus"]["AccountId"] == "111122223333"
    assert "AccountId" not in every["PermissionSetProvisioningStatus"]
    nobody = "00000000-0000-0000-0000-000000000000"
    assert refused(asked, nobody)[:2] == (400, "ResourceNotFoundException")
