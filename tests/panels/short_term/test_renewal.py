"""The panels that keep a role: renewing by itself, and saving it as profiles or as a process."""

from __future__ import annotations

import re
from collections.abc import Iterator

import boto3
import pytest

from awsguide.core.errors import CouldNotTry
from awsguide.panels.autopilot import enter
from awsguide.panels.components.still import Card
from awsguide.panels.short_term.renewal import RenewalPanel
from awsguide.panels.short_term.row import ShortTermPanel
from awsguide.panels.short_term.save import PROCESS, ShortTermSavePanel
from tests.panels.conftest import press, until
from tests.panels.short_term.scenes import code_of, picture_of, scene
from tests.practice import Practice


@pytest.fixture(autouse=True)
def _the_company_stays_as_it_is(practice: Practice) -> Iterator[None]:
    """The company, its config file as it was when the test ends."""
    before = practice.config_file.read_text()
    yield
    practice.config_file.write_text(before)


async def assumed(*options: dict[str, str]) -> tuple[ShortTermPanel, RenewalPanel, ShortTermSavePanel]:
    """A panel that has assumed these roles one after the other, as hana."""
    whole = ShortTermPanel()
    renewal, save = whole.renewal, whole.save
    assert renewal.renew_button.disabled
    assert save.save_button.disabled
    press(whole.source_profile.take_button)
    await whole.source_profile
    for place, row in enumerate(options):
        if place:
            press(whole.chain.on_button)
        code = row.pop("code", "")
        whole.assume_role.form.fill(**row)
        if code:
            enter(whole.assume_role.form.code_field, code)
        press(whole.assume_role.assume_button)
        assert isinstance(await whole.assume_role, Card)
    return whole, renewal, save


def chain(practice: Practice) -> tuple[dict[str, str], dict[str, str]]:
    return (
        {"role_arn": practice.role("Deployer"), "session_name": "hana"},
        {
            "role_arn": practice.role("Releaser", "production"),
            "session_name": "hana",
            "external_id": "awsguide-4711",
        },
    )


def who(session: boto3.Session) -> str:
    arn: str = session.client("sts").get_caller_identity()["Arn"]
    return arn


async def saved(save: ShortTermSavePanel) -> object:
    press(save.save_button)
    await until(lambda: save.answer_buttons or not save.running)
    if save.answer_buttons:
        press(save.answer_buttons[0])
    return await save


def test_a_chain_renews_itself_and_the_button_renews_the_newest_link_at_once(practice: Practice) -> None:
    async def work() -> None:
        whole, renewal, _save = await assumed(*chain(practice))
        assert isinstance(await renewal, Card)
        assert "Renews itself in 5" in renewal.expiry.value
        before = [link.credentials.access_key_id for link in whole.links]
        assert who(renewal.session).endswith("Releaser/hana")
        still = picture_of(renewal)
        assert "Renewed at" not in renewal.status_html.value
        press(renewal.renew_button)
        await renewal
        assert re.search(r"Renewed at \d\d:\d\d:\d\d UTC, 1 role assumed", renewal.status_html.value)
        assert picture_of(renewal) == still
        after = [link.credentials.access_key_id for link in whole.links]
        assert (after[0] == before[0], after[1] == before[1]) == (True, False)
        assert whole.assumed.chained

    scene(work)


def test_mfa_in_a_chain_is_named_as_what_stops_it(practice: Practice) -> None:
    async def work() -> None:
        row = {
            "role_arn": practice.role("Auditor"),
            "mfa_serial": practice.device(),
            "code": practice.code(),
        }
        _whole, renewal, _save = await assumed(row)
        answer = await renewal
        assert "cannot renew itself" in repr(answer)
        assert "session token with MFA first" in picture_of(renewal)
        assert renewal.renew_button.disabled

    scene(work)


def test_before_a_role_there_is_nothing_to_renew_or_save(practice: Practice) -> None:
    async def work() -> None:
        _whole, renewal, save = await assumed()
        assert isinstance(await renewal, Card)
        assert isinstance(await save, Card)
        with pytest.raises(CouldNotTry):
            assert renewal.session

    scene(work)


def test_a_chain_becomes_profiles_that_boto3_reads_and_undo_takes_them_away(practice: Practice) -> None:
    before = practice.config_file.read_text()

    async def work() -> None:
        whole, _renewal, save = await assumed(*chain(practice))
        assert save.profile_field.value == "releaser"
        assert isinstance(await saved(save), Card)
        assert whole.state.profile == "releaser"
        assert "The profiles releaser-via-deployer and releaser in " in save.status_html.value
        assert "were written" in save.status_html.value
        text = practice.config_file.read_text()
        assert "[profile releaser-via-deployer]" in text
        assert "source_profile = releaser-via-deployer" in text
        assert who(boto3.Session(profile_name="releaser")).endswith("Releaser/hana")
        press(save.undo_button)
        await until(lambda: not save.running)
        assert practice.config_file.read_text() == before

    scene(work)


def test_what_no_profile_can_say_is_said_and_a_process_says_it(practice: Practice) -> None:
    async def work() -> None:
        row = {"role_arn": practice.role("Tagged"), "session_name": "hana", "tags": "project=apollo"}
        _whole, _renewal, save = await assumed(row)
        assert "A profile cannot say session tags" in picture_of(save)
        assert code_of(await saved(save)) == "role-profile-options"
        save.way_field.value = PROCESS
        assert isinstance(await saved(save), Card)
        # The place in which the guide is installed differs from machine to machine.
        assert "credential_process = awsguide credentials --row iam-short-term --profile hana" in picture_of(
            save
        )
        assert "/awsguide credentials" in practice.config_file.read_text()
        assert who(boto3.Session(profile_name="tagged")).endswith("Tagged/hana")

    scene(work)


def test_another_source_of_credentials_is_left_alone(practice: Practice) -> None:
    async def work() -> None:
        _whole, _renewal, save = await assumed(chain(practice)[0])
        save.profile_field.value = "hana"
        assert code_of(await saved(save)) == "role-profile-taken"
        save.profile_field.value = "kira"
        assert code_of(await saved(save)) == "role-profile-taken"

    scene(work)
