"""A company from a trainer's file is made in a sandbox and can be written to a file again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from awsguide.core.errors import BadInput
from awsguide.launch import company_file
from awsguide.launch.company_export import exported
from awsguide.launch.company_file import PermissionSet
from awsguide.launch.company_seeding import Seeding
from awsguide.lessons import trainer
from awsguide.lessons.scenes import policy
from tests.lessons.conftest import lab, practice

if TYPE_CHECKING:
    from awsguide.lessons.practice import Practice
    from tests.inside import Company

__all__ = ["lab", "practice"]

COMPANY = """accounts: [lab-a]
permission_sets:
  Auditor: {policies: [SecurityAudit], hours: 4}
people:
  grace: {name: Grace Hopper, assigned: {lab-a: [Auditor], staging: [ReadOnlyAccess]}}
users:
  robot:
    account: lab-a
    policies: [ReadOnlyAccess]
    keys: [{age: 400, profile: robot}, {age: 30, active: false}]
roles:
  Worker: {account: lab-a, trusts: [robot], allow: [{Action: "s3:ListAllMyBuckets"}]}
faults: [latency=1]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "company.yaml"
    path.write_text(COMPANY)
    return path


def test_a_company_from_a_file_can_be_worked_with(lab: Company, practice: Practice, file: Path) -> None:
    import boto3

    seeding = Seeding(practice)
    company = company_file.load(file)
    assert seeding.seed(company) == "Seeded 1 accounts, 1 people, 1 users and 1 roles."
    seeding.seed(company)
    keys = seeding.iam("lab-a", "ListAccessKeys", UserName="robot")["AccessKeyMetadata"]
    ages = [round((lab.sandbox.clock.now() - key["CreateDate"].timestamp()) / 86400) for key in keys]
    assert sorted(ages) == [30, 400]
    assert sorted(key["Status"] for key in keys) == ["Active", "Inactive"]
    sts = boto3.Session(profile_name="robot", region_name="us-east-1").client("sts")
    role = f"arn:aws:iam::{seeding.accounts['lab-a']}:role/Worker"
    assert "Worker" in sts.assume_role(RoleArn=role, RoleSessionName="work")["AssumedRoleUser"]["Arn"]
    assert trainer.faults() == ("latency",)
    assert trainer.disarm() == ()


def test_what_was_seeded_can_be_exported_and_read_again(lab: Company, practice: Practice, file: Path) -> None:
    Seeding(practice).seed(company_file.load(file))
    trainer.disarm()
    seeding = Seeding(practice)
    # By hand: somebody new, and a role that says more than such a file can.
    seeding.iam("lab-a", "CreateUser", UserName="ada")
    alone = policy([{"Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}])
    seeding.iam("lab-a", "CreateRole", RoleName="Machine", AssumeRolePolicyDocument=alone)
    text = exported(seeding, lab.sandbox.clock.now())
    again = file.with_name("again.yaml")
    again.write_text(text)
    company = company_file.load(again)
    assert company.people["grace"].assigned == {"staging": ["ReadOnlyAccess"], "lab-a": ["Auditor"]}
    assert company.permission_sets["Auditor"] == PermissionSet(["SecurityAudit"], hours=4)
    assert company.permission_sets["ReadOnlyAccess"].hours == 1
    assert company.users["robot"] == company_file.load(file).users["robot"]
    assert company.users["ada"].keys == []
    worker = company.roles["Worker"]
    assert worker.trusts == ["robot"]
    assert [one["Action"] for one in worker.allow] == ["s3:ListAllMyBuckets"]
    assert not {"Machine", "OrganizationAccountAccessRole"} & company.roles.keys()
    assert "the role Machine of lab-a" in text
    assert "AKIA" not in text


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("accounts: [lab-a]", "acounts: [lab-a]", "line 1: 'acounts' is unknown"),
        ("account: lab-a\n    policies", "acount: lab-a\n    policies", "line 8: 'acount' is unknown"),
        ("{age: 400,", "{ages: 400,", "line 10: 'ages' is unknown"),
        ("account: lab-a\n    policies", "account: lab-b\n    policies", "line 8: robot's account 'lab-b'"),
        ("[Auditor], staging", "[Auditr], staging", "line 5: grace is assigned 'Auditr'"),
        ("people:", "people: [", "line"),
    ],
)
def test_a_typing_error_is_told_with_its_line(file: Path, old: str, new: str, told: str) -> None:
    assert old in COMPANY
    file.write_text(COMPANY.replace(old, new))
    with pytest.raises(BadInput) as caught:
        company_file.load(file)
    assert told in caught.value.what
