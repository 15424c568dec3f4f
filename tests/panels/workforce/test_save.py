"""Saving shows the difference first, writes only after Save, and can be undone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from awsguide.config.names import check_profile_name
from awsguide.panels.components.still import Card, ErrorCard
from awsguide.panels.workforce.row import WorkforcePanel
from awsguide.panels.workforce.save import SavePanel, profile_name
from tests.panels.conftest import Company, press, signed_in, until


async def asked(
    company: Company, change: Callable[[SavePanel], None] = lambda _panel: None
) -> WorkforcePanel:
    """A panel whose question whether to write is open, or that has refused to ask it."""
    panel = await signed_in(company)
    await panel.choose("production", "ReadOnlyAccess")
    change(panel.save)
    press(panel.save.save_button)
    await until(lambda: panel.save.answer_buttons or not panel.save.running)
    return panel


def answers(panel: WorkforcePanel) -> dict[str, Any]:
    return {button.description: button for button in panel.save.answer_buttons}


def test_a_name_is_suggested_from_the_role(company: Company) -> None:
    async def scene() -> None:
        panel = await signed_in(company)
        await panel.choose("production", "ReadOnlyAccess")
        assert panel.save.profile_field.value == "production-ReadOnlyAccess"
        await panel.choose("sandbox-dev", "AdministratorAccess")
        assert panel.save.profile_field.value == "sandbox-dev-AdministratorAccess"
        panel.save.profile_field.value = "mine"
        await panel.choose("production", "ReadOnlyAccess")
        assert panel.save.profile_field.value == "mine"

    asyncio.run(scene())


def test_nothing_is_written_before_save_is_pressed_and_then_exactly_the_difference(company: Company) -> None:
    before = company.config

    async def scene() -> None:
        panel = await asked(company)
        assert "+[profile production-ReadOnlyAccess]" in panel.save.asking.words.value
        assert company.config == before
        press(answers(panel)["Save"])
        assert isinstance(await panel.save, Card)
        assert panel.profile == "production-ReadOnlyAccess"
        assert company.config.startswith(before)
        assert "sso_role_name = ReadOnlyAccess" in company.config

    asyncio.run(scene())


def test_not_now_writes_nothing(company: Company) -> None:
    before = company.config

    async def scene() -> None:
        panel = await asked(company)
        press(answers(panel)["Not now"])
        assert isinstance(await panel.save, ErrorCard)

    asyncio.run(scene())
    assert company.config == before


def test_undo_gives_the_file_back_as_it_was(company: Company) -> None:
    before = company.config

    async def scene() -> None:
        panel = await asked(company)
        press(answers(panel)["Save"])
        await panel.save
        press(panel.save.undo_button)
        await until(lambda: not panel.save.running)
        assert "Undone" in panel.save.status_html.value
        assert not panel.save.done

    asyncio.run(scene())
    assert company.config == before


def test_undo_after_somebody_else_wrote_refuses_and_keeps_their_change(company: Company) -> None:
    async def scene() -> None:
        panel = await asked(company)
        press(answers(panel)["Save"])
        await panel.save
        path = company.home / ".aws" / "config"
        path.write_text(company.config + "# theirs\n")
        press(panel.save.undo_button)
        answer = await panel.save
        assert isinstance(answer, ErrorCard)
        assert answer.error.code == "file-changed-since"

    asyncio.run(scene())
    assert company.config.endswith("# theirs\n")


def test_a_profile_that_exists_is_replaced_only_knowingly(company: Company) -> None:
    path = company.home / ".aws" / "config"
    path.write_text(company.config + "\n[profile production-ReadOnlyAccess]\nregion = eu-west-1\n")

    async def scene() -> None:
        panel = await asked(company)
        assert set(answers(panel)) == {"Save and replace", "Not now"}
        assert "region: eu-west-1 would become us-east-1" in panel.save.asking.words.value
        press(answers(panel)["Not now"])
        await panel.save

    asyncio.run(scene())


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [("profile_field", "two words", "name-unsafe"), ("profile_field", "", "name-unsafe")],
)
def test_a_name_that_cannot_stand_in_the_file_is_told(
    field: str, value: str, code: str, company: Company
) -> None:
    before = company.config

    def change(panel: SavePanel) -> None:
        getattr(panel, field).value = value

    async def scene() -> None:
        panel = await asked(company, change)
        answer = await panel.save
        assert isinstance(answer, ErrorCard)
        assert answer.error.code == code

    asyncio.run(scene())
    assert company.config == before


def test_the_picture_shows_what_was_written_and_no_path_of_the_machine(company: Company) -> None:
    async def scene() -> None:
        panel = await asked(company)
        press(answers(panel)["Save"])
        await panel.save
        html = str(panel.save._repr_mimebundle_()["text/html"])
        assert "+sso_role_name = ReadOnlyAccess" in html
        assert str(company.home) not in html
        assert "~/.aws/config" in html

    asyncio.run(scene())


def test_a_suggested_name_can_stand_in_the_file() -> None:
    assert profile_name("Sales & Ops", "Read Only") == "Sales-Ops-Read-Only"


def test_two_accounts_are_never_suggested_one_name() -> None:
    accounts = {
        "111122223333": "開発",
        "222233334444": "本番",
        "333344445555": "Team A",
        "444455556666": "Team-A",
        "555566667777": "Café",
        "666677778888": "Caf",
        "777788889999": "Team-A",
    }
    names = [
        profile_name(name, "Reader", number, [other for each, other in accounts.items() if each != number])
        for number, name in accounts.items()
    ]
    assert len({name.casefold() for name in names}) == len(accounts)
    assert names[0] == "111122223333-Reader"
    assert [check_profile_name(name) for name in names] == names
