"""For the trainer: a company from a file and back, faults by one call, and a class's progress."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from awsguide.core.errors import BadInput, GuideError
from awsguide.launch import company_file
from awsguide.lessons import progress, trainer
from awsguide.lessons.progress import Entry

if TYPE_CHECKING:
    from pathlib import Path

    from awsguide.lessons.scenes import Practice
    from tests.inside import Company

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

    playing = company_file.Playing(practice)
    company = company_file.load(file)
    assert playing.play(company) == "Seeded 1 accounts, 1 people, 1 users and 1 roles."
    playing.play(company)
    keys = playing._iam("lab-a", "ListAccessKeys", UserName="robot")["AccessKeyMetadata"]
    ages = [round((lab.sandbox.clock.now() - key["CreateDate"].timestamp()) / 86400) for key in keys]
    assert sorted(ages) == [30, 400]
    assert sorted(key["Status"] for key in keys) == ["Active", "Inactive"]
    sts = boto3.Session(profile_name="robot", region_name="us-east-1").client("sts")
    role = f"arn:aws:iam::{playing.accounts['lab-a']}:role/Worker"
    assert "Worker" in sts.assume_role(RoleArn=role, RoleSessionName="work")["AssumedRoleUser"]["Arn"]
    assert trainer.faults() == ("latency",)
    assert trainer.disarm() == ()


def test_what_was_seeded_can_be_exported_and_read_again(lab: Company, practice: Practice, file: Path) -> None:
    company_file.Playing(practice).play(company_file.load(file))
    trainer.disarm()
    text = company_file.exported(practice)
    again = file.with_name("again.yaml")
    again.write_text(text)
    company = company_file.load(again)
    assert company.people["grace"].assigned == {"staging": ["ReadOnlyAccess"], "lab-a": ["Auditor"]}
    assert company.permission_sets["Auditor"].policies == ["SecurityAudit"]
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


def test_one_call_arms_a_fault_and_one_disarms_it(lab: Company) -> None:
    assert trainer.arm("pending:3") == ("pending",)
    assert trainer.arm("clock_skew=1800") == ("clock_skew", "pending")
    assert trainer.disarm("pending:3") == ("clock_skew",)
    assert trainer.disarm() == ()
    with pytest.raises(BadInput, match="no fault 'pendig'"):
        trainer.arm("pendig")


# The menu of docs/teaching.md: a fault in the first column.
MENU = re.findall(r"^\| `([a-z_]+[^`]*)` \|", Path("docs/teaching.md").read_text("utf-8"), re.M)


def test_the_menu_has_its_faults() -> None:
    assert len(MENU) >= 10


@pytest.mark.parametrize("fault", MENU)
def test_every_fault_of_the_menu_can_be_armed(lab: Company, fault: str) -> None:
    assert trainer.arm(fault)
    trainer.disarm()


def test_controls_are_refused_outside_the_sandbox(lab: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWSGUIDE_TARGET", "aws")
    with pytest.raises(GuideError, match="not started on your own AWS"):
        trainer.arm("denied")


def test_a_class_is_added_up_from_exported_files(lab: Company, progress_file: Path, tmp_path: Path) -> None:
    progress.record("P01", lambda entry: Entry("right", 2, hints=1, started=0, solved=0))
    progress.record("Z04", lambda entry: Entry("wrong", 3))
    trainer.export_progress("grace", tmp_path)
    progress.record("Z04", lambda entry: Entry("right", 4))
    trainer.export_progress("ada", tmp_path)
    (tmp_path / "progress-tom.json").write_text("{")
    text = trainer.class_text(tmp_path)
    assert "3 learners" in text
    assert "grace: 1 solved in 0 min; not yet: Z04" in text
    assert "ada: 2 solved" in text
    assert "tom: progress-tom.json is not a progress file" in text
    assert text.splitlines()[-2:] == ["Z04: 1 of 2 solved, 0 hints", "P01: 2 of 2 solved, 2 hints"]


@pytest.mark.parametrize("name", ["../x", "a/b", "", "x" * 50])
def test_a_name_that_leads_elsewhere_is_refused(lab: Company, name: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        trainer.export_progress(name, tmp_path)


def test_a_folder_without_files_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no progress file"):
        trainer.learners(tmp_path)
