"""Exercises on one's own AWS: those that only read work with the reader's own credentials, and nothing else starts."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

import awsguide
from awsguide.core.errors import CouldNotTry, GuideError
from awsguide.lessons import catalogue
from awsguide.panels.lessons.lesson import LessonPanel
from tests.conftest import contents
from tests.own_aws.test_environment import begun, config
from tests.own_aws.test_hosts import STS
from tests.panels.lessons.test_lesson import pressed

if TYPE_CHECKING:
    from pathlib import Path

    from tests.own_aws.network import Network

READING = [task for task in catalogue.tasks() if task.own is not None]
OTHERS = [name for name, item in catalogue.everything().items() if item not in READING]


def a_person_and_a_role(network: Network, home: Path) -> str:
    """Hana's key and her profile of a role; returns the account."""
    begun(network, home, "hana")
    account = network.company.accounts["sandbox-dev"]
    role = f"role_arn = arn:aws:iam::{account}:role/Deployer\nrole_session_name = night"
    config(home, f"[profile deployer]\n{role}\nsource_profile = hana\nregion = us-east-1\n")
    return account


def test_an_exercise_that_only_reads_asks_aws_whose_the_credentials_are_and_writes_nothing(
    network: Network, home: Path
) -> None:
    account = a_person_and_a_role(network, home)
    before = contents(home / ".aws")
    told = awsguide.start("50-1")
    assert "your own account" in told.goal
    assert told.profiles == ()
    assert told.account_id == ""
    assert awsguide.check("50-1").state == "not tried"
    assert network.hosts() == []
    answers = {
        "root": "An ARN says which account",
        f"arn:aws:iam::{account}:user/hana": "what AWS says about you",
        "arn:aws:iam::111122223333:root": "not the answer",
    }
    for answer, why in answers.items():
        verdict = awsguide.check("50-1", answer, "hana")
        assert verdict.state == "wrong"
        assert why in verdict.why
    assert awsguide.check("50-1", f" arn:aws:iam::{account}:root ", "hana").passed
    assert set(network.hosts()) == {STS}
    assert "<account>" in awsguide.solution("50-1", run=True)
    assert awsguide.reset("50-1") == told
    assert contents(home / ".aws") == before
    assert awsguide.progress_view().text.count("1 of ") == 1  # type: ignore[union-attr]


def test_an_exercise_says_which_credentials_it_cannot_be_asked_about(network: Network, home: Path) -> None:
    a_person_and_a_role(network, home)
    assert "Choose a profile that has a role" in awsguide.check("30-3", "hana", "hana").why
    assert "Whoever opens one chooses it" in awsguide.check("30-3", "night", "deployer").why
    assert awsguide.check("30-3", "Deployer", "deployer").passed
    for profile, code in (("", "no-credentials-here"), ("nobody", "profile-unknown")):
        with pytest.raises(GuideError) as caught:
            awsguide.check("30-3", "Deployer", profile)
        assert caught.value.code == code


def test_whatever_changes_something_is_refused_before_a_call_or_a_file(network: Network, home: Path) -> None:
    a_person_and_a_role(network, home)
    before = contents(home)
    for name in OTHERS:
        for what in (awsguide.start, awsguide.check, awsguide.reset):
            with pytest.raises(CouldNotTry) as caught:
                what(name)
            exercise = name[0].isdigit()
            assert caught.value.code == ("exercise-needs-sandbox" if exercise else "lesson-needs-sandbox")
            if exercise:
                assert all(task.id in caught.value.next_step for task in READING)
    assert network.hosts() == []
    assert contents(home) == before


def test_the_panel_asks_for_a_profile_and_offers_nothing_to_run(network: Network, home: Path) -> None:
    a_person_and_a_role(network, home)

    async def played() -> LessonPanel:
        panel = LessonPanel("30-3")
        await pressed(panel, panel.start_button)
        panel.profile_list.value = "deployer"
        panel.answer_field.value = "Deployer"
        await pressed(panel, panel.solution_button)
        await pressed(panel, panel.check_button)
        return panel

    panel = asyncio.run(played())
    assert panel.verdict is not None
    assert panel.verdict.passed
    assert panel.profile_list.layout.display != "none"
    assert panel.run_button.layout.display == "none"
    assert "Account" not in panel.story_html.value
