"""The panel that shows which credentials win: told without a request, and held against the real boto3."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

import awsguide
from awsguide.panels.which import WhichPanel
from tests.panels.conftest import press, until

if TYPE_CHECKING:
    from tests.practice import Practice

KEY = "AKIAIOSFODNN7EXAMPLE"


@pytest.fixture
def two_identities(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> Practice:
    """Keys in the environment and a profile named: boto3 takes the one, JavaScript the other."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI")
    monkeypatch.setenv("AWS_PROFILE", "trainer")
    return practice


def test_looking_shows_what_each_client_would_use_and_sends_nothing(two_identities: Practice) -> None:
    async def scene() -> None:
        panel = WhichPanel()
        assert panel.ask_button.disabled
        press(panel.look_button)
        card = await panel
        assert "do not do the same" in card.title  # type: ignore[union-attr]
        assert panel.answers is not None
        assert [answer.provider for answer in panel.answers.values()] == [
            "env",
            "env",
            "shared-credentials-file",
        ]
        assert panel.state.call_log.entries == []
        html = str(panel._repr_mimebundle_()["text/html"])
        assert "AWS_ACCESS_KEY_ID" in html
        assert "~/.aws/credentials, line" in html
        assert KEY not in html + panel.found_html.value
        assert "wJalrXUtnFEMI" not in html + panel.found_html.value

    asyncio.run(scene())


def test_the_real_clients_are_asked_at_a_press_and_compared(practice: Practice) -> None:
    async def scene() -> None:
        panel = WhichPanel("trainer")
        press(panel.look_button)
        await until(lambda: panel.done and not panel.running)
        press(panel.ask_button)
        await panel
        assert panel.real["boto3"].arn.endswith(":user/trainer")
        assert panel.real["boto3"].provider == "shared-credentials-file"
        assert "as told" in panel.found_html.value
        assert ":user/trainer" not in str(panel._repr_mimebundle_()["text/html"])

    asyncio.run(scene())


def test_the_plain_function_is_a_table_without_a_key(two_identities: Practice) -> None:
    found = awsguide.which_credentials()
    assert found["boto3"].provider == "env"
    assert found["boto3"].key_id_ends == KEY[-4:]
    assert KEY not in repr(found) + str(found._repr_mimebundle_())
