"""The clean-up lists what the guide made and changes nothing; asked really, it brings disk and sandbox back."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest

from awsguide.adapters.files import config_files, home, ledger_file
from awsguide.api.perform import perform
from awsguide.config.changes import Change, SetSection
from awsguide.core.model import Credentials
from awsguide.core.steps import Call, Flow
from awsguide.flows.shared import key_calls
from awsguide.lessons import ledger, lesson
from awsguide.panels.lessons.clean_up import CleanUpPanel
from tests.conftest import contents
from tests.panels.conftest import press, until

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from awsguide.lessons.practice import Practice
    from tests.inside import Company


def _disk(lab: Company) -> dict[str, str]:
    """Every file of the sandbox's home but the progress, which a learner keeps."""
    return {
        name: digest
        for name, digest in contents(lab.home).items()
        if "progress" not in name and not name.endswith(".lock")
    }


def _sandbox(practice: Practice) -> dict[str, object]:
    """What lessons could leave behind in AWS: accounts, organization policies, assignments, people's permissions."""
    accounts = practice.call("organizations", "ListAccounts")["Accounts"]
    (root,) = practice.call("organizations", "ListRoots")["Roots"]
    policies = practice.call("organizations", "ListPolicies", Filter="SERVICE_CONTROL_POLICY")["Policies"]
    return {
        "accounts": [account["Id"] for account in accounts if account["Status"] == "ACTIVE"],
        "policy types": root["PolicyTypes"],
        "policies": [policy["Name"] for policy in policies],
        "assignments": _assigned(practice),
        "management": [
            practice.call("iam", "GetAccountAuthorizationDetails", Filter=kind)[member]
            for kind, member in (
                (["User"], "UserDetailList"),
                (["Group"], "GroupDetailList"),
                (["Role"], "RoleDetailList"),
                (["LocalManagedPolicy"], "Policies"),
            )
        ],
    }


def _assigned(practice: Practice) -> int:
    """How many assignments there are in all accounts, closed ones too."""
    (instance,) = practice.call("sso-admin", "ListInstances")["Instances"]
    where = {"InstanceArn": instance["InstanceArn"]}
    return sum(
        len(
            practice.call(
                "sso-admin",
                "ListAccountAssignments",
                AccountId=account["Id"],
                PermissionSetArn=one,
                **where,
            )["AccountAssignments"]
        )
        for account in practice.call("organizations", "ListAccounts")["Accounts"]
        for one in practice.call("sso-admin", "ListPermissionSets", **where)["PermissionSets"]
    )


@pytest.fixture
def clean(lab: Company) -> None:
    ledger.clean_up(really=True)


def test_a_clean_up_brings_disk_and_sandbox_back_to_the_state_before(
    lab: Company, practice: Practice, clean: None
) -> None:
    disk, sandbox = _disk(lab), _sandbox(practice)
    lesson.start("P01")
    lesson.start("P01-fix")
    # Files of every kind, a policy of the organization, and an assignment in Identity Center.
    for name in ("Z02", "Z17", "Z18", "Z14", "10-1"):
        lesson.start(name)
        lesson.solution(name, run=True)
    assert _sandbox(practice) != sandbox
    home.save(Change("config", (SetSection("profile", "mine", {"region": "eu-west-1"}),)))
    changed = _disk(lab)
    told = ledger.clean_up()
    assert _disk(lab) == changed
    assert {done.outcome for done in told} == {"would be undone"}
    whats = " ".join(done.made.what for done in told)
    for word in ("P01", "Z02", "section mine", "section z02-app", "backup", "Z02.env"):
        assert word in whats
    done = ledger.clean_up(really=True)
    assert {one.outcome for one in done} == {"undone"}
    assert _disk(lab) == disk
    assert _sandbox(practice) == sandbox
    assert ledger.clean_up() == ()


def test_a_section_that_was_there_before_stays_and_that_is_said(lab: Company, clean: None) -> None:
    home.save(Change("config", (SetSection("profile", "hana", {"output": "json"}),)))
    (row,) = [one for one in ledger.made() if "section hana" in one.what]
    assert row.undo is None
    assert "was there before" in row.does
    ledger.clean_up(really=True)
    assert config_files.load_profile("hana") is not None


def _made_key(credentials: Credentials) -> Flow[Any]:
    return (yield Call("iam", "CreateAccessKey", {"UserName": "ivan"}, "us-east-1", credentials))


def _deleted(credentials: Credentials, key_id: str) -> Flow[Any]:
    params = {"UserName": "ivan", "AccessKeyId": key_id}
    return (yield Call("iam", "DeleteAccessKey", params, "us-east-1", credentials))


def test_a_key_is_switched_off_and_a_deleted_one_is_told_as_gone(lab: Company, clean: None) -> None:
    petra = config_files.load_key("petra")
    assert petra is not None
    made = perform(_made_key(petra))["AccessKey"]
    assert made["SecretAccessKey"].reveal() not in ledger_file.path().read_text()
    (row,) = [one for one in ledger.made() if one.where == "AWS"]
    assert row.undo is None
    assert "name a profile" in row.does
    (row,) = [one for one in ledger.made("petra") if one.where == "AWS"]
    assert "inactive" in row.does
    assert made["AccessKeyId"] not in row.what
    assert "undone" in [done.outcome for done in ledger.clean_up("petra", really=True)]
    keys = perform(_keys(petra))
    assert {key.key_id: key.status for key in keys}[made["AccessKeyId"]] == "Inactive"
    perform(_deleted(petra, made["AccessKeyId"]))
    (row,) = [one for one in ledger.made("petra") if one.where == "AWS"]
    assert row.undo is None
    assert "cannot be undone" in row.does


def _keys(credentials: Credentials) -> Flow[Any]:
    return key_calls.keys_in((yield key_calls.list_keys("ivan", credentials, "us-east-1")))


def test_a_damaged_ledger_is_read_as_far_as_it_goes(lab: Company, clean: None) -> None:
    ledger_file.note(kind="section", file="config", section_kind="profile", section="gone", new=True)
    path: Path = ledger_file.path()
    path.write_text("not json\n[]\n" + path.read_text())
    assert [entry["section"] for entry in ledger_file.entries()] == ["gone"]
    assert all("gone" not in one.what for one in ledger.made())
    assert json.loads(path.read_text().splitlines()[-1])["new"] is True


def test_what_aws_refuses_is_told_with_the_thing_it_was(lab: Company, clean: None) -> None:
    ledger_file.note(kind="call", operation="PutUserPolicy", UserName="nobody", PolicyName="revoked")
    (done,) = [one for one in ledger.clean_up("petra", really=True) if one.made.where == "AWS"]
    assert done.outcome == "not undone: AWS answered NoSuchEntity"


def test_the_panel_asks_before_it_undoes_and_then_does(lab: Company, clean: None) -> None:
    async def played() -> None:
        home.save(Change("config", (SetSection("profile", "mine", {"region": "eu-west-1"}),)))
        panel = CleanUpPanel()
        press(panel.look_button)
        await until(lambda: not panel.running)
        assert "section mine" in panel.table_html.value
        listed = {done.made.what for done in panel.listed or ()}
        assert "the lock ~/.aws/config.awsguide-lock" in listed
        assert "none of them stays" in panel.words()
        press(panel.undo_button)
        await until(lambda: panel.question_is_open)
        assert config_files.load_profile("mine") is not None
        (undo,) = [one for one in panel.answer_buttons if one.description == "Undo"]
        press(undo)
        await until(lambda: not panel.running)
        assert panel.error is None
        assert config_files.load_profile("mine") is None
        assert "Undone" in panel.words()

    asyncio.run(played())
