from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from aws_sandbox.access.root_features import SERVICE
from aws_sandbox.endpoints.iam.root_access import TASKS
from aws_sandbox.services.console import identities as console_identities
from tests.aws_sandbox.conftest import refused

if TYPE_CHECKING:
    from tests.aws_sandbox.conftest import Reached

AUDIT, PASSWORD, DELETE, BUCKET, QUEUE = TASKS
inside = pytest.mark.parametrize("reached", ["in process"], indirect=True)


@pytest.fixture
def staging(reached: Reached) -> str:
    return reached.sandbox.company.accounts["staging"]


def assume_root(reached: Reached, target: str, task: str, keys: Any = None, **options: Any) -> Any:
    """Keys of a member's root user, asked for by the trainer or with `keys`."""
    sts = reached.client("sts", keys)
    return sts.assume_root(TargetPrincipal=target, TaskPolicyArn={"arn": task}, **options)["Credentials"]


def summary(reached: Reached, keys: Any) -> dict[str, int]:
    return dict(reached.client("iam", keys).get_account_summary()["SummaryMap"])


def administrator(reached: Reached, account: str) -> Any:
    arn = f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"
    return reached.client("sts").assume_role(RoleArn=arn, RoleSessionName="trainer")["Credentials"]


def test_the_management_account_finds_and_deletes_the_keys_of_a_members_root_user(
    reached: Reached, staging: str
) -> None:
    own = reached.profile("staging-root")
    audit = assume_root(reached, staging, AUDIT)
    assert reached.client("sts", audit).get_caller_identity()["Arn"] == f"arn:aws:iam::{staging}:root"
    assert summary(reached, audit)["AccountAccessKeysPresent"] == 1
    looking = reached.client("iam", audit)
    (key,) = looking.list_access_keys()["AccessKeyMetadata"]
    assert key["AccessKeyId"] == own[0]
    assert looking.get_access_key_last_used(AccessKeyId=own[0])["AccessKeyLastUsed"]["ServiceName"] == "ec2"
    assert looking.get_login_profile()["LoginProfile"]
    assert (
        looking.list_mfa_devices()["MFADevices"] == looking.list_signing_certificates()["Certificates"] == []
    )
    assert looking.get_user()["User"]["UserId"] == staging
    assert "explicit deny in a session policy" in refused(looking.delete_access_key, AccessKeyId=own[0])[2]

    deleting = reached.client("iam", assume_root(reached, f"arn:aws:iam::{staging}:root", DELETE))
    deleting.delete_access_key(AccessKeyId=own[0])
    assert refused(reached.client("sts", own).get_caller_identity)[:2] == (403, "InvalidClientTokenId")
    assert summary(reached, audit)["AccountAccessKeysPresent"] == 0
    assert "explicit deny" in refused(deleting.get_account_summary)[2]


def test_a_session_of_the_root_user_ends_after_fifteen_minutes(reached: Reached, staging: str) -> None:
    keys = assume_root(reached, staging, AUDIT)
    left = keys["Expiration"] - datetime.fromtimestamp(reached.sandbox.clock.now(), UTC)
    assert timedelta(minutes=14) < left <= timedelta(minutes=15)
    reached.sandbox.clock.move(899 - 30)
    assert reached.client("iam", keys).get_user()
    reached.sandbox.clock.move(31)
    assert refused(reached.client("iam", keys).get_user)[:2] == (403, "ExpiredToken")


@inside
def test_every_task_policy_of_awss_is_one_and_allows_nothing_of_another_task(
    reached: Reached, staging: str
) -> None:
    calls = {
        AUDIT: {"get_account_summary", "get_login_profile", "list_access_keys"},
        PASSWORD: {"get_login_profile"},
        DELETE: {"get_login_profile", "list_access_keys"},
        BUCKET: set[str](),
        QUEUE: set[str](),
    }
    for task, allowed in calls.items():
        iam = reached.client("iam", assume_root(reached, staging, task))
        for call in ("get_account_summary", "get_login_profile", "list_access_keys", "list_users"):
            if call in allowed:
                getattr(iam, call)()
            else:
                assert refused(getattr(iam, call))[:2] == (403, "AccessDenied")


@inside
def test_a_root_session_deals_with_the_root_user_alone(reached: Reached) -> None:
    account = reached.sandbox.company.accounts["sandbox-dev"]
    iam = reached.client("iam", assume_root(reached, account, DELETE))
    assert "explicit deny" in refused(iam.list_access_keys, UserName="kira")[2]
    kira = reached.profile("kira")[0]
    assert "explicit deny" in refused(iam.delete_access_key, UserName="kira", AccessKeyId=kira)[2]
    assert "explicit deny" in refused(iam.get_access_key_last_used, AccessKeyId=kira)[2]
    # Said so or not: the permission is about whom the call is about.
    iam.meta.events.register(
        "before-call.iam.ListAccessKeys",
        lambda params, **_: params["body"].update(RootUser=f"arn:aws:iam::{account}:root"),
    )
    assert "explicit deny" in refused(iam.list_access_keys, UserName="kira")[2]


@inside
def test_without_its_password_a_root_user_cannot_sign_in_until_it_may_choose_one_again(
    reached: Reached, staging: str
) -> None:
    company = reached.sandbox.company
    signed_in = console_identities.root_user(company, "aws-staging@example.com", "sandbox")
    assert signed_in is not None
    audit = assume_root(reached, staging, AUDIT)
    assert summary(reached, audit)["AccountPasswordPresent"] == 1
    deleting = reached.client("iam", assume_root(reached, staging, DELETE))
    deleting.delete_login_profile()
    assert console_identities.root_user(company, "aws-staging@example.com", "sandbox") is None
    assert not console_identities.unchanged(company, signed_in)
    assert summary(reached, audit)["AccountPasswordPresent"] == 0
    assert refused(deleting.get_login_profile)[:2] == (404, "NoSuchEntity")
    assert refused(deleting.delete_login_profile)[:2] == (404, "NoSuchEntity")
    giving = reached.client("iam", assume_root(reached, staging, PASSWORD))
    giving.create_login_profile()
    assert refused(giving.create_login_profile)[:2] == (409, "EntityAlreadyExists")
    assert console_identities.root_user(company, "aws-staging@example.com", "sandbox") is not None


@inside
def test_the_root_user_of_a_new_account_has_no_password_until_it_may_choose_one(reached: Reached) -> None:
    organizations, company = reached.client("organizations"), reached.sandbox.company
    organizations.create_account(AccountName="later", Email="aws-later@example.com")
    (later,) = (row["Id"] for row in organizations.list_accounts()["Accounts"] if row["Name"] == "later")
    assert summary(reached, assume_root(reached, later, AUDIT))["AccountPasswordPresent"] == 0
    assert console_identities.root_user(company, "aws-later@example.com", "sandbox") is None
    reached.client("iam", assume_root(reached, later, PASSWORD)).create_login_profile()
    assert console_identities.root_user(company, "aws-later@example.com", "sandbox") is not None


@inside
def test_a_bucket_that_nobody_may_touch_is_opened_by_a_root_session(reached: Reached, staging: str) -> None:
    s3 = reached.client("s3", administrator(reached, staging))
    s3.create_bucket(Bucket="locked-out")
    statement = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::locked-out"}
    s3.put_bucket_policy(
        Bucket="locked-out", Policy=json.dumps({"Version": "2012-10-17", "Statement": statement})
    )
    assert refused(s3.delete_bucket_policy, Bucket="locked-out")[1] == "AccessDenied"
    unlocking = reached.client("s3", assume_root(reached, staging, BUCKET))
    assert refused(unlocking.list_objects_v2, Bucket="locked-out")[1] == "AccessDenied"
    unlocking.delete_bucket_policy(Bucket="locked-out")
    assert s3.list_objects_v2(Bucket="locked-out")["KeyCount"] == 0


@inside
def test_a_queue_that_nobody_may_touch_is_opened_by_a_root_session(reached: Reached, staging: str) -> None:
    sqs = reached.client("sqs", administrator(reached, staging))
    url = sqs.create_queue(QueueName="locked-out")["QueueUrl"]
    statement = {"Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": statement})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    assert refused(sqs.set_queue_attributes, QueueUrl=url, Attributes={"Policy": ""})[1] == "AccessDenied"
    unlocking = reached.client("sqs", assume_root(reached, staging, QUEUE))
    assert refused(unlocking.send_message, QueueUrl=url, MessageBody="x")[1] == "AccessDenied"
    unlocking.set_queue_attributes(QueueUrl=url, Attributes={"Policy": ""})
    assert sqs.send_message(QueueUrl=url, MessageBody="x")["MessageId"]


@inside
@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"target": "{management}"}, "AccessDenied"),
        ({"target": "123456789012"}, "AccessDenied"),
        ({"target": "arn:aws:iam::{staging}:user/x"}, "ValidationError"),
        ({"task": "arn:aws:iam::aws:policy/AdministratorAccess"}, "ValidationError"),
        ({"duration": 901}, "ValidationError"),
        ({"duration": -1}, "ValidationError"),
        ({"who": "staging-root"}, "AccessDenied"),
        ({"who": "petra"}, "AccessDenied"),
        ({"who": "root"}, "AccessDenied"),
        ({"who": "nobody"}, "AccessDenied"),
        ({"who": "session"}, "AccessDenied"),
    ],
)
def test_who_may_not_assume_a_root_user_and_which(
    reached: Reached, staging: str, options: dict[str, Any], code: str
) -> None:
    company = reached.sandbox.company
    who = options.get("who")
    keys: Any = None
    if who == "nobody":
        keys = reached.user("nobody")
    elif who == "root":
        keys = reached.root(company.management_account_id)
    elif who == "session":
        keys = reached.client("sts").get_session_token()["Credentials"]
    elif who:
        keys = reached.profile(who)
    places = {"management": company.management_account_id, "staging": staging}
    target = options.get("target", "{staging}").format(**places)
    duration = {"DurationSeconds": options["duration"]} if "duration" in options else {}
    sts = reached.client("sts", keys, parameter_validation=False)
    task = {"arn": options.get("task", AUDIT)}
    refusal = refused(sts.assume_root, TargetPrincipal=target, TaskPolicyArn=task, **duration)
    assert refusal[1] == code


@inside
def test_a_policy_may_allow_one_task_in_one_account(reached: Reached, staging: str) -> None:
    keys = reached.user(
        "auditor",
        {
            "Effect": "Allow",
            "Action": "sts:AssumeRoot",
            "Resource": f"arn:aws:iam::{staging}:root",
            "Condition": {"StringEquals": {"sts:TaskPolicyArn": AUDIT}},
        },
    )
    assert assume_root(reached, staging, AUDIT, keys)
    refusal = refused(assume_root, reached, staging, DELETE, keys)
    assert refusal[2].endswith("because no identity-based policy allows the sts:AssumeRoot action")
    production = reached.sandbox.company.accounts["production"]
    assert refused(assume_root, reached, production, AUDIT, keys)[:2] == (403, "AccessDenied")


@inside
def test_the_features_are_switched_by_the_management_account_and_its_delegate(reached: Reached) -> None:
    iam, organizations = reached.client("iam"), reached.client("organizations")
    accounts = reached.sandbox.company.accounts
    both = ["RootCredentialsManagement", "RootSessions"]
    told = iam.list_organizations_features()
    assert told["EnabledFeatures"] == both
    assert told["OrganizationId"] == organizations.describe_organization()["Organization"]["Id"]
    assert iam.disable_organizations_root_sessions()["EnabledFeatures"] == both[:1]
    assert refused(assume_root, reached, accounts["staging"], AUDIT)[:2] == (403, "AccessDenied")
    assert iam.enable_organizations_root_sessions()["EnabledFeatures"] == both
    member = administrator(reached, accounts["production"])
    code = "AccountNotManagementOrDelegatedAdministratorException"
    assert refused(reached.client("iam", member).list_organizations_features)[1] == code
    assert refused(assume_root, reached, accounts["staging"], AUDIT, member)[:2] == (403, "AccessDenied")
    organizations.register_delegated_administrator(AccountId=accounts["production"], ServicePrincipal=SERVICE)
    assert reached.client("iam", member).list_organizations_features()["EnabledFeatures"] == both
    assert assume_root(reached, accounts["staging"], AUDIT, member)
    organizations.disable_aws_service_access(ServicePrincipal=SERVICE)
    assert (
        refused(iam.enable_organizations_root_credentials_management)[1] == "ServiceAccessNotEnabledException"
    )
    organizations.enable_aws_service_access(ServicePrincipal=SERVICE)
    assert iam.disable_organizations_root_credentials_management()["EnabledFeatures"] == both[1:]


@inside
def test_the_summary_counts_what_there_is(reached: Reached, staging: str) -> None:
    petra, root = reached.profile("petra"), reached.profile("staging-root")
    told = summary(reached, petra)
    iam = reached.client("iam", petra)
    assert told["Users"] == len(iam.list_users()["Users"])
    assert told["Roles"] == len(iam.list_roles()["Roles"])
    assert (told["MFADevices"], told["MFADevicesInUse"]) == (2, 2)
    assert (told["AccountAccessKeysPresent"], told["AccountPasswordPresent"], told["AccountMFAEnabled"]) == (
        0,
        1,
        0,
    )
    assert (told["AccessKeysPerUserQuota"], told["UsersQuota"]) == (2, 5000)
    assert summary(reached, root)["AccountAccessKeysPresent"] == 1


@inside
def test_a_service_control_policy_binds_a_members_root_user_and_spares_sessions_of_assume_root_if_it_says_so(
    reached: Reached, staging: str
) -> None:
    organizations, root = reached.client("organizations"), reached.profile("staging-root")
    (unit,) = organizations.list_roots()["Roots"]
    organizations.enable_policy_type(RootId=unit["Id"], PolicyType="SERVICE_CONTROL_POLICY")
    statement = {
        "Effect": "Deny",
        "Action": "*",
        "Resource": "*",
        "Condition": {
            "ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:root"},
            "BoolIfExists": {"aws:AssumedRoot": "false"},
        },
    }
    policy = organizations.create_policy(
        Name="no-root",
        Description="",
        Type="SERVICE_CONTROL_POLICY",
        Content=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
    )["Policy"]["PolicySummary"]["Id"]
    organizations.attach_policy(PolicyId=policy, TargetId=staging)
    refusal = refused(reached.client("iam", root).list_access_keys)
    assert refusal[1] == "AccessDenied"
    assert "with an explicit deny in a service control policy: arn:aws:organizations::" in refusal[2]
    assert reached.client("iam", assume_root(reached, staging, AUDIT)).list_access_keys()["AccessKeyMetadata"]


@inside
def test_the_root_user_looks_after_itself_and_its_account(reached: Reached, staging: str) -> None:
    iam = reached.client("iam", reached.profile("staging-root"))
    user = iam.get_user()["User"]
    assert user["Arn"] == f"arn:aws:iam::{staging}:root"
    assert user["CreateDate"].date().isoformat() == "2024-01-17"
    assert "UserName" not in user
    assert iam.list_mfa_devices()["MFADevices"] == []
    assert (
        refused(iam.deactivate_mfa_device, SerialNumber=f"arn:aws:iam::{staging}:mfa/none")[1]
        == "NoSuchEntity"
    )
    assert refused(iam.delete_signing_certificate, CertificateId="A" * 32)[1] == "NoSuchEntity"
    iam.create_access_key()
    assert refused(iam.create_access_key)[1] == "LimitExceeded"
    iam.create_user(UserName="first")
    assert iam.list_access_keys(UserName="first")["AccessKeyMetadata"] == []
