"""Who asks: a profile is chosen, and AWS says whose it is."""

from __future__ import annotations

import asyncio

import pytest

from awsguide.core.errors import CouldNotTry
from awsguide.explanations import explain
from awsguide.panels.components.source_profile import SourceProfilePanel, SourceState
from awsguide.panels.components.still import Card, ErrorCard
from tests.panels.conftest import Company, press, synced


def panel(suggested: str = "kira") -> SourceProfilePanel:
    return SourceProfilePanel(SourceState(), suggested)


def test_the_suggested_person_asks_and_is_told_who_they_are(company: Company) -> None:
    async def scene() -> None:
        asks = panel()
        assert asks.profile_list.value == asks.state.source == "kira"
        assert "press" in repr(await asks.settled()).lower()
        press(asks.ask_button)
        answer = await asks
        assert isinstance(answer, Card)
        assert "user/kira" in repr(answer)
        assert "user/kira" in asks.picture()
        secret = (
            (company.home / ".aws" / "credentials")
            .read_text()
            .partition("aws_secret_access_key = ")[2]
            .split()[0]
        )
        assert secret not in synced()

    asyncio.run(scene())


def test_another_profile_is_another_question(company: Company) -> None:
    async def scene() -> None:
        asks = panel()
        press(asks.ask_button)
        await asks
        asks.choose("staging-root")
        assert not asks.done
        press(asks.ask_button)
        assert "root user" in repr(await asks)
        asks.choose("somebody")
        assert asks.state.source == "staging-root"

    asyncio.run(scene())


def test_without_a_profile_it_is_what_boto3_finds(company: Company) -> None:
    async def scene() -> None:
        asks = panel("")
        assert asks.state.source == ""
        press(asks.ask_button)
        answer = await asks
        assert isinstance(answer, ErrorCard)
        assert answer.error.code == "no-credentials-here"

    asyncio.run(scene())


def test_on_ones_own_aws_nobody_is_suggested(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWSGUIDE_TARGET", "aws")
    assert panel().state.source == ""


def test_a_file_that_cannot_be_read_is_told(company: Company) -> None:
    def unreadable() -> tuple[str, ...]:
        raise explain("config-malformed", file="config", detail="line 3 is broken")

    asks = SourceProfilePanel(SourceState(), "kira", unreadable)
    assert isinstance(asks.error, CouldNotTry)
    assert "line 3 is broken" in asks.trouble.value
