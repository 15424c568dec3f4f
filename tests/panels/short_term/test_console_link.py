"""A federation token and the console link: what is closed, a link that works once, and nothing of it to see."""

from __future__ import annotations

from html import unescape

import pytest
from botocore.exceptions import ClientError

from awsguide.adapters.driver.world import World
from awsguide.core.errors import GuideError
from awsguide.panels import autopilot
from awsguide.panels.components.still import Card
from awsguide.panels.short_term.console_link import GUEST, ConsoleLinkPanel
from awsguide.panels.short_term.federation import FederationPanel
from awsguide.panels.short_term.row import ShortTermPanel
from tests.panels.conftest import press, synced, until
from tests.panels.short_term.scenes import code_of, picture_of, scene
from tests.practice import Practice


async def begun(profile: str = "trainer") -> tuple[ShortTermPanel, FederationPanel, ConsoleLinkPanel]:
    whole = ShortTermPanel()
    guest, console = whole.federation, whole.console_link
    whole.source_profile.profile_field.value = profile
    press(whole.source_profile.take_button)
    await whole.source_profile
    return whole, guest, console


async def deployer(whole: ShortTermPanel, practice: Practice) -> None:
    whole.assume_role.form.fill(role_arn=practice.role("Deployer"))
    press(whole.assume_role.assume_button)
    assert isinstance(await whole.assume_role, Card)


def link_of(panel: ConsoleLinkPanel) -> str:
    return unescape(panel.link_html.value.partition('href="')[2].partition('"')[0])


def test_a_guest_may_do_what_both_policies_allow_and_the_rest_is_told_beforehand(practice: Practice) -> None:
    async def work() -> None:
        _whole, guest, _console = await begun()
        assert "Everything in iam" in picture_of(guest)
        press(guest.get_button)
        answer = await guest
        assert "Everything in iam: never." in repr(answer)
        assert "Ends in" in guest.expiry.value
        assert guest.session.client("s3").list_buckets()["Buckets"] == []
        with pytest.raises(ClientError):
            guest.session.client("iam").list_users()
        guest.policy_field.value = '{"Statement": [,]}'
        press(guest.get_button)
        assert code_of(await guest) == "policy-json"

    scene(work)


def test_a_link_leads_one_browser_in_and_is_used_up(practice: Practice) -> None:
    async def work() -> None:
        whole, _guest, console = await begun("hana")
        await deployer(whole, practice)
        console.page_field.value, console.duration_field.value = "s3", "1h"
        press(console.link_button)
        await until(lambda: link_of(console))
        await until(lambda: "Time left: 1" in console.countdown.value)
        link = link_of(console)
        assert link.startswith("http://127.0.0.1:")
        address = real_address(console.world)
        page = await autopilot.visit(link)
        assert "assumed-role/Deployer/awsguide" in page
        answer = await console
        assert isinstance(answer, Card), answer
        assert link_of(console) == console.countdown.value == ""
        call_log = repr(whole.state.call_log.entries) + repr(whole.call_log._repr_mimebundle_())
        assert "getSigninToken" in call_log
        for face in (synced(), picture_of(console), repr(answer), call_log):
            assert address not in face
            assert "SigninToken=" not in face
            assert link not in face
        with pytest.raises((GuideError, RuntimeError)):
            await autopilot.visit(link)

    scene(work)


def real_address(world: World) -> str:
    """The token in AWS's own link, which only the listener has."""
    assert world.callback is not None
    assert world.callback._onward is not None
    return world.callback._onward[1].reveal().partition("SigninToken=")[2].partition("&")[0]


def test_a_link_can_be_called_off(practice: Practice) -> None:
    async def work() -> None:
        whole, _guest, console = await begun("hana")
        await deployer(whole, practice)
        press(console.link_button)
        await until(lambda: link_of(console))
        link = link_of(console)
        press(console.cancel_button)
        assert code_of(await console) == "interrupted"
        assert link_of(console) == ""
        with pytest.raises(GuideError):
            await autopilot.visit(link)

    scene(work)


def test_rules_are_told_before_aws_is_asked(practice: Practice) -> None:
    async def work() -> None:
        whole, guest, console = await begun()
        assert console.link_button.disabled
        press(guest.get_button)
        await guest
        press(console.link_button)
        assert code_of(await console) == "no-role-assumed"
        console.session_field.value, console.duration_field.value = GUEST, "1h"
        press(console.link_button)
        assert code_of(await console) == "console-session-length"
        console.duration_field.value, console.page_field.value = "", "https://example.com/"
        press(console.link_button)
        assert code_of(await console) == "console-destination"
        assert "getSigninToken" not in [entry.operation for entry in whole.state.call_log.entries]

    scene(work)


def test_the_robot_opens_the_console_and_every_run_draws_the_same(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWSGUIDE_AUTOPILOT", "1")
    pictures = []

    async def work() -> None:
        _whole, guest, console = await begun()
        console.session_field.value = GUEST
        assert isinstance(await guest, Card)
        assert isinstance(await console, Card)
        pictures.append(picture_of(guest) + picture_of(console))

    scene(work)
    scene(work)
    assert pictures[0] == pictures[1]
    assert "A browser is in the console as federated-user guest." in pictures[0]
