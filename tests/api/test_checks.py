"""The checks that a diagnosis names: each finds what is wrong, and says first what it calls."""

from __future__ import annotations

import json
import re
import time
from typing import TYPE_CHECKING

import pytest

import awsguide
from awsguide.adapters.files import config_files
from awsguide.core.errors import BadInput
from awsguide.core.model import DeviceCode, Role, SsoSession
from awsguide.flows.diagnosis.checks import CHECKS
from tests.aws_sandbox.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.practice import Practice


def sign_in(practice: Practice, role: str = "AdministratorAccess") -> str:
    """Sign alice in and save a profile for a role; returns the profile's name."""

    def show(event: object) -> None:
        if isinstance(event, DeviceCode):
            Reader(practice.endpoint).allow(event.user_code)

    session = SsoSession("corp", practice.sandbox.company.start_url, practice.sandbox.company.region)
    token = awsguide.sign_in(session, way="device-code", fresh=True, show=show)
    awsguide.save_profile(token, Role(practice.sandbox.company.accounts["sandbox-dev"], role), "mine")
    return "mine"


@pytest.fixture(autouse=True)
def _nothing_armed(practice: Practice) -> Iterator[None]:
    yield
    practice.sandbox.faults.clear()


@pytest.mark.parametrize("seconds", [1200, -1200])
def test_a_clock_that_is_off_is_found_by_the_date_of_an_answer(practice: Practice, seconds: int) -> None:
    assert awsguide.run_check("clock").well is True
    practice.sandbox.faults.arm(f"clock_skew={seconds}")
    found = awsguide.run_check("clock")
    assert found.well is False
    assert f"20 minutes {'behind' if seconds > 0 else 'ahead of'} AWS's" in found.sentence


def test_who_one_is_and_that_nobody_is_anybody(practice: Practice) -> None:
    found = awsguide.run_check("identity", "trainer")
    assert found.well is True
    assert ":user/trainer" in found.sentence
    nobody = awsguide.run_check("identity")
    assert nobody.well is False
    assert nobody.next_step


def test_which_credentials_win_sends_nothing(practice: Practice) -> None:
    assert awsguide.run_check("winner", "trainer").well is True
    nothing = awsguide.run_check("winner")
    assert nothing.well is False
    assert "'default'" in nothing.sentence


def test_what_a_sign_in_has_left_and_what_is_assigned(practice: Practice) -> None:
    profile = sign_in(practice)
    assert awsguide.run_check("region", profile).well is True
    assigned = awsguide.run_check("assignments", profile)
    assert assigned.well is True
    ends = awsguide.run_check("ends", profile)
    assert ends.well is True
    assert re.search(r"The access token lasts \d+ (minutes|hours) more", ends.sentence)
    assert "renewed" in ends.sentence


def test_a_role_that_is_not_assigned_is_told_with_those_that_are(practice: Practice) -> None:
    found = awsguide.run_check("assignments", sign_in(practice, "Nobody"))
    assert found.well is False
    assert "AdministratorAccess" in found.sentence


def test_a_token_that_is_over_and_a_region_that_is_wrong_are_found(practice: Practice) -> None:
    profile = sign_in(practice)
    (file,) = [
        path
        for path in (practice.home / ".aws/sso/cache").glob("*.json")
        if "accessToken" in path.read_text()
    ]
    kept = json.loads(file.read_text())
    ended = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 3 * 3600))
    file.write_text(
        json.dumps({key: kept[key] for key in ("startUrl", "region", "accessToken")} | {"expiresAt": ended})
    )
    over = awsguide.run_check("ends", profile)
    assert over.well is False
    practice.config_file.write_text(
        practice.config.replace("sso_region = us-east-1", "sso_region = eu-west-1")
    )
    wrong = awsguide.run_check("region", profile)
    assert wrong.well is False
    assert "us-east-1, not in eu-west-1" in wrong.sentence


def test_a_profile_without_a_sign_in_is_told_and_a_check_that_does_not_exist_too(practice: Practice) -> None:
    for name in ("region", "ends", "assignments"):
        found = awsguide.run_check(name, "trainer")
        assert found.well is False
        assert "trainer" in found.sentence
    with pytest.raises(BadInput, match="Name one of winner, identity"):
        awsguide.run_check("everything")


def test_what_a_check_calls_is_said_before_and_nothing_is_written(
    practice: Practice, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(path for path in practice.home.rglob("*") if path.is_file())
    for name, check in CHECKS.items():
        awsguide.run_check(name, "trainer")
        assert capsys.readouterr().out == f"{check.calls}\n"
    assert sorted(path for path in practice.home.rglob("*") if path.is_file()) == before
    assert config_files.load_profile("trainer")
