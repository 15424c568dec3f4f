from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError
from moto.iam.models import iam_backends

from aws_sandbox.access.statements import Kind, read
from aws_sandbox.seed import lessons_temporary
from tests.aws_sandbox.conftest import refused
from tests.aws_sandbox.device import Device
from tests.aws_sandbox.seeded import arn_of, keys_of

if TYPE_CHECKING:
    from tests.aws_sandbox.conftest import Reached

# Both transports are tried elsewhere.
pytestmark = pytest.mark.parametrize("reached", ["in process"], indirect=True)


def assume(reached: Reached, who: Any, name: str, **options: Any) -> Any:
    answer = reached.client("sts", who).assume_role(
        RoleArn=arn_of(reached, name), RoleSessionName="lesson", **options
    )
    return answer["Credentials"]


def test_hana_goes_on_from_deployer_to_releaser_in_production(reached: Reached) -> None:
    deployer = assume(reached, keys_of(reached, "hana"), "Deployer", DurationSeconds=4 * 3600)
    releaser = assume(reached, deployer, "Releaser", ExternalId=lessons_temporary.EXTERNAL_ID)
    account = reached.client("sts", releaser).get_caller_identity()["Account"]
    assert account == reached.sandbox.company.accounts["production"]
    assert "Buckets" in reached.client("s3", releaser).list_buckets()


def test_every_document_of_the_rows_is_read_whole(reached: Reached) -> None:
    for row in lessons_temporary.ROLES:
        account_id = reached.sandbox.company.accounts[row.account]
        role = iam_backends[account_id]["aws"].get_role(row.name)
        texts = [role.assume_role_policy_document, *role.policies.values()]
        for text in texts:
            assert "<" not in text
            assert len(read("row", Kind.TRUST, text).statements) == len(json.loads(text)["Statement"])


def test_the_documented_seed_is_a_device_of_hanas(reached: Reached) -> None:
    assert len(base64.b32decode(lessons_temporary.HANA_MFA_SEED)) == 20
    (device,) = reached.client("iam", keys_of(reached, "hana")).list_mfa_devices()["MFADevices"]
    account_id = reached.sandbox.company.accounts["sandbox-dev"]
    assert device["SerialNumber"] == f"arn:aws:iam::{account_id}:mfa/hana"


@pytest.mark.parametrize("operation", ["list_roles", "list_users"])
def test_ivan_may_look_at_himself_alone(reached: Reached, operation: str) -> None:
    iam = reached.client("iam", keys_of(reached, "ivan"))
    assert iam.get_user()["User"]["UserName"] == "ivan"
    with pytest.raises(iam.exceptions.ClientError, match="AccessDenied"):
        getattr(iam, operation)()


def test_tagged_opens_the_buckets_of_its_project_and_no_others(reached: Reached) -> None:
    hana = keys_of(reached, "hana")
    with pytest.raises(ClientError, match="sts:AssumeRole"):
        assume(reached, hana, "Tagged")
    blue = assume(reached, hana, "Tagged", Tags=[{"Key": "project", "Value": "blue"}], SourceIdentity="hana")
    s3 = reached.client("s3", blue)
    assert s3.create_bucket(Bucket="project-blue")
    with pytest.raises(ClientError, match="AccessDenied"):
        s3.create_bucket(Bucket="project-red")


def test_bounded_is_an_administrator_who_may_only_read_s3(reached: Reached) -> None:
    bounded = assume(reached, keys_of(reached, "hana"), "Bounded")
    assert "Buckets" in reached.client("s3", bounded).list_buckets()
    message = refused(reached.client("iam", bounded).list_users)[2]
    assert message.endswith("because no permissions boundary allows the iam:ListUsers action")


def test_auditor_and_partner_ask_for_what_they_are_there_to_teach(reached: Reached) -> None:
    device, hana = Device(reached.sandbox), keys_of(reached, "hana")
    shown = {"SerialNumber": device.serial_number(), "TokenCode": device.code()}
    for name, options in (("Auditor", shown), ("Partner", {"ExternalId": lessons_temporary.EXTERNAL_ID})):
        with pytest.raises(ClientError, match="AccessDenied"):
            assume(reached, hana, name)
        keys = assume(reached, hana, name, **options)
        assert reached.client("iam", keys).list_roles()["Roles"]


def test_the_trust_policy_and_not_hana_keeps_her_out_of_releaser(reached: Reached) -> None:
    sts = reached.client("sts", keys_of(reached, "hana"))
    message = refused(sts.assume_role, RoleArn=arn_of(reached, "Releaser"), RoleSessionName="hana")[2]
    assert message.endswith("role/Releaser")
