"""The plain functions for roles against a sandbox over real HTTP: all options, refusals, chains, forecasts."""

from __future__ import annotations

from contextlib import nullcontext

import pytest

import awsguide
from awsguide.adapters.aws import Aws
from awsguide.api.perform import boto3_session
from awsguide.core.errors import BadInput, CouldNotTry, Refused
from awsguide.core.model import AssumedRole
from awsguide.flows.policies.readings import FROM_READING, FROM_SANDBOX, Explained
from tests.aws_sandbox.device import Device
from tests.practice import Practice


def releaser(practice: Practice, external_id: str = "awsguide-4711") -> awsguide.RoleRequest:
    return awsguide.RoleRequest(practice.role("Releaser", "production"), "hana", external_id=external_id)


def who(assumed: AssumedRole) -> str:
    arn: str = boto3_session(assumed).client("sts").get_caller_identity()["Arn"]
    return arn


def test_a_role_is_assumed_and_boto3_is_it(practice: Practice) -> None:
    assumed = awsguide.assume_role(practice.role("Deployer"), "hana", session_name="hana", duration="2h")
    assert who(assumed) == assumed.identity.arn
    assert assumed.identity.arn.endswith(":assumed-role/Deployer/hana")
    left = (assumed.credentials.expires_at or 0) - practice.sandbox.clock.now()
    assert 7100 < left <= 7200


def test_the_roles_that_one_can_see_are_listed_with_their_limits(practice: Practice) -> None:
    found = {each.arn: each for each in awsguide.roles_one_can_see("hana").roles}
    assert found[practice.role("Deployer")].longest == 4 * 3600
    refused = awsguide.roles_one_can_see("ivan")
    assert (refused.roles, "ListRoles" in refused.problem) == ((), True)


def test_mfa_opens_the_door_and_a_code_is_told_the_second_time_before_any_call(
    practice: Practice, device: Device
) -> None:
    with pytest.raises(Refused) as caught:
        awsguide.assume_role(practice.role("Auditor"), "hana")
    assert caught.value.code == "role-not-trusting"
    code = device.code()
    options = {"mfa_serial": device.serial_number(), "code": code}
    assert "assumed-role/Auditor" in who(awsguide.assume_role(practice.role("Auditor"), "hana", **options))
    with pytest.raises(BadInput) as used:
        awsguide.assume_role(practice.role("Auditor"), "hana", **options)
    assert used.value.code == "mfa-code-used"
    assert code not in str(used.value)


def test_a_wrong_code_is_awss_no(practice: Practice, device: Device) -> None:
    wrong = f"{(int(device.code()) + 1) % 1_000_000:06d}"
    with pytest.raises(Refused) as caught:
        awsguide.assume_role(practice.role("Auditor"), "hana", mfa_serial=device.serial_number(), code=wrong)
    assert caught.value.code == "mfa-code-refused"


def test_nobody_to_type_a_code_is_said(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getpass", lambda _prompt: (_ for _ in ()).throw(EOFError))
    with pytest.raises(CouldNotTry):
        awsguide.assume_role(practice.role("Auditor"), "hana", mfa_serial="GAHT12345678")


def test_tags_source_identity_and_session_policy_arrive(practice: Practice) -> None:
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
    assumed = awsguide.assume_role(
        practice.role("Tagged"),
        "hana",
        tags={"project": "apollo"},
        transitive=["project"],
        source_identity="hana",
        policy=policy,
    )
    assert assumed.source_identity == "hana"
    assert assumed.packed_percent is not None
    s3 = boto3_session(assumed).client("s3")
    assert s3.create_bucket(Bucket="project-apollo")
    with pytest.raises(s3.exceptions.ClientError):
        s3.create_bucket(Bucket="project-gemini")


def test_a_chain_of_two_roles_ends_in_another_account(practice: Practice) -> None:
    first, last = awsguide.assume_chain(
        [awsguide.RoleRequest(practice.role("Deployer")), releaser(practice)], "hana"
    )
    assert (first.chained, last.chained, last.caller) == (False, True, first.identity.arn)
    assert who(last).split(":")[4] == practice.sandbox.company.accounts["production"]


def test_the_sandboxs_own_reasons_are_shown_for_a_no_in_the_chain(practice: Practice) -> None:
    shown: list[object] = []
    with pytest.raises(Refused):
        awsguide.assume_chain(
            [awsguide.RoleRequest(practice.role("Deployer")), releaser(practice, "awsguide-0815")],
            "hana",
            show=shown.append,
        )
    reasons = [event for event in shown if isinstance(event, Explained)]
    assert [reason.verdict for reason in reasons] == ["yes", "no"]
    trust = [reading for reading in reasons[-1].readings if reading.kind == "role trust policy"]
    assert trust[0].source == FROM_SANDBOX
    assert "sts:ExternalId" in trust[0].why
    assert "0815" not in repr(reasons)
    assert "4711" not in repr(reasons)


@pytest.mark.parametrize(
    ("name", "options", "verdict", "why"),
    [
        ("Deployer", {}, "yes", ""),
        ("Auditor", {}, "no", "aws:MultiFactorAuthPresent is not in the request"),
        ("Tagged", {}, "no", "aws:RequestTag/project is not in the request"),
        ("Tagged", {"tags": (("project", "apollo"),)}, "yes", ""),
        ("Pipeline", {}, "no", "it is not about sts:AssumeRole"),
    ],
)
def test_what_is_foretold_is_what_the_sandbox_then_says(
    practice: Practice, name: str, options: dict[str, object], verdict: str, why: str
) -> None:
    request = awsguide.RoleRequest(practice.role(name), **options)  # type: ignore[arg-type]
    told = awsguide.trust_explained(request, "hana")
    ours = [reading for reading in told.readings if reading.source == FROM_READING]
    assert ours
    assert all(why in reading.why for reading in ours)
    assert told.verdict == verdict
    shown: list[object] = []
    with nullcontext() if verdict == "yes" else pytest.raises(Refused):
        awsguide.assume_role(request, "hana", show=shown.append)
    (after,) = (event for event in shown if isinstance(event, Explained))
    assert (after.verdict, after.by_aws) == (verdict, True)
    theirs = {r.index: r.mark for r in after.readings if r.kind == "role trust policy"}
    assert {reading.index: reading.mark for reading in ours} == theirs


class CalledAws(Aws):
    """A client that talks to the sandbox, and takes it for AWS."""

    def __init__(self, target: str) -> None:
        super().__init__(target)
        self.target = "aws"


def test_reasons_are_taken_from_the_sandbox_alone(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[object] = []
    monkeypatch.setattr("awsguide.api.perform.Aws", CalledAws)
    assume = awsguide.assume_role
    assert assume(practice.role("Deployer"), "hana", show=shown.append)
    with pytest.raises(Refused):
        assume(practice.role("Auditor"), "hana", show=shown.append)
    assert shown == []


def test_an_option_that_there_is_not_is_told_with_those_there_are() -> None:
    with pytest.raises(TypeError, match="no option session_nam; the options are session_name, duration, "):
        awsguide.role_request("arn:aws:iam::111122223333:role/Deployer", session_nam="hana")  # type: ignore[call-arg]


def test_options_beside_a_request_that_has_its_own_are_not_left_out_in_silence() -> None:
    request = awsguide.role_request("arn:aws:iam::111122223333:role/Deployer")
    with pytest.raises(TypeError, match="duration would be left out"):
        awsguide.assume_role(request, duration="1h")
