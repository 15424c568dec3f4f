"""The web identity panel: where the token comes from, what it says beside what the role asks, and the trade."""

from __future__ import annotations

import re

import pytest

import awsguide
from awsguide.core.errors import CouldNotTry
from awsguide.panels.autopilot import enter
from awsguide.panels.components.still import Card
from awsguide.panels.short_term.row import ShortTermPanel
from awsguide.panels.short_term.web_identity import FILE, LESSON, PASTED, WebIdentityPanel
from tests.panels.conftest import press, synced
from tests.panels.short_term.scenes import code_of, picture_of, scene
from tests.practice import Practice


def made() -> tuple[ShortTermPanel, WebIdentityPanel]:
    whole = ShortTermPanel()
    return whole, whole.web_identity


async def begun() -> tuple[ShortTermPanel, WebIdentityPanel]:
    whole, panel = made()
    press(whole.source_profile.take_button)
    await whole.source_profile
    return whole, panel


def test_the_claims_stand_beside_what_the_role_asks_for(practice: Practice) -> None:
    async def work() -> None:
        _whole, panel = await begun()
        assert panel.role_field.value == practice.role("Pipeline")
        panel.subject_field.value = "repo:example/app:ref:refs/heads/mine"
        press(panel.look_button)
        await panel
        face = picture_of(panel)
        assert "StringEquals sts.amazonaws.com: fits" in face
        assert "StringEquals repo:example/app:ref:refs/heads/main: does not fit" in face
        assert "The condition on sub does not hold." in face
        assert re.search(r"in the future: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", panel._drawn.value)
        assert " UTC" not in face
        press(panel.trade_button)
        assert code_of(await panel) == "web-role-closed"

    scene(work)


@pytest.mark.parametrize("place", [LESSON, FILE, PASTED])
def test_a_token_is_traded_and_shown_nowhere(place: str, practice: Practice) -> None:
    async def work() -> None:
        whole, panel = await begun()
        token = awsguide.lesson_token().reveal()
        (practice.home / "token").write_text(token)
        panel.place_field.value = place
        panel.file_field.value = "~/token"
        if place == PASTED:
            enter(panel.token_field, token)
            assert panel.token_field.value == ""
        press(panel.trade_button)
        answer = await panel
        assert isinstance(answer, Card), answer
        assert whole.session.client("sts").get_caller_identity()["Arn"].endswith("Pipeline/awsguide")
        call_log = repr(whole.state.call_log.entries) + repr(whole.call_log._repr_mimebundle_())
        for face in (synced(), picture_of(panel), repr(answer), call_log):
            for part in token.split("."):
                assert part not in face

    scene(work)


def test_no_key_of_anybody_is_taken_for_the_beginning_of_such_a_session(practice: Practice) -> None:
    async def work() -> None:
        whole, panel = await begun()
        press(panel.trade_button)
        await panel
        assert "user hana" not in picture_of(whole.chain)
        assert "takes another token" in picture_of(whole.renewal)
        assert whole.save.save_button.disabled
        assert "save_web_identity_profile" in picture_of(whole.save)
        with pytest.raises(CouldNotTry) as caught:
            assert whole.renewal.session
        assert caught.value.code == "renew-needs-token"

    scene(work)


def test_without_anybody_s_keys_the_trade_works_and_the_policy_stays_unread(practice: Practice) -> None:
    async def work() -> None:
        whole, panel = made()
        panel.role_field.value = practice.role("Pipeline")
        press(panel.look_button)
        assert isinstance(await panel, Card)
        assert "cannot be read here" in picture_of(panel)
        press(panel.trade_button)
        assert isinstance(await panel, Card)
        assert whole.assumed.caller == "repo:example/app:ref:refs/heads/main"
        assert "a web identity's token" in picture_of(whole.chain)
        # Another role afterwards is not this panel's any more.
        press(whole.source_profile.take_button)
        await whole.source_profile
        assert not panel.done

    scene(work)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({"place": FILE}, "web-token-missing"),
        ({"place": FILE, "file": "~/none"}, "web-token-file"),
        ({"place": PASTED}, "web-token-missing"),
        ({"place": PASTED, "pasted": "nonsense"}, "web-token-shape"),
        ({"place": LESSON, "role": ""}, "role-arn-shape"),
    ],
)
def test_what_cannot_work_is_told(typed: dict[str, str], code: str, practice: Practice) -> None:
    async def work() -> None:
        _whole, panel = made()
        panel.place_field.value, panel.file_field.value = typed["place"], typed.get("file", "")
        panel.role_field.value = typed.get("role", practice.role("Pipeline"))
        if "pasted" in typed:
            enter(panel.token_field, typed["pasted"])
        press(panel.trade_button)
        assert code_of(await panel) == code

    scene(work)


def test_the_robot_trades_a_token_and_every_run_draws_the_same(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWSGUIDE_AUTOPILOT", "1")
    pictures = []

    async def work() -> None:
        whole, panel = made()
        await whole.source_profile
        assert isinstance(await panel, Card)
        pictures.append(picture_of(panel))

    scene(work)
    scene(work)
    assert pictures[0] == pictures[1]
    assert "StringEquals repo:example/app:ref:refs/heads/main: fits" in pictures[0]


def test_on_the_reader_s_own_aws_no_token_is_given_away(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWSGUIDE_TARGET", "aws")
    panel = made()[1]
    assert [value for _words, value in panel.place_field.options] == [FILE, PASTED]
