"""Every role as a profile: a table a page at a time, one difference, one write, and an undo; with thousands too."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import ipywidgets
import pytest

from awsguide.core.model import Account, Role, SsoSession, Token
from awsguide.core.secret import Secret
from awsguide.panels.components.still import Card, ErrorCard
from awsguide.panels.workforce.every_role import PAGE, EveryRolePanel
from awsguide.panels.workforce.state import WorkforceState
from tests.panels.conftest import Company, press, signed_in, until

if TYPE_CHECKING:
    from awsguide.panels.workforce.row import WorkforcePanel

SESSION = SsoSession("corp", "https://d-1234567890.awsapps.com/start", "us-east-1")


async def asked(panel: EveryRolePanel) -> None:
    press(panel.save_button)
    await until(lambda: panel.question_is_open or not panel.running)


def with_accounts(number: int) -> EveryRolePanel:
    accounts = tuple(
        Account(f"{at:012}", f"team-{at}", roles=(Role(f"{at:012}", "Admin"), Role(f"{at:012}", "Read")))
        for at in range(number)
    )
    token = Token(SESSION, Secret("access"), 2e9)
    state = WorkforceState(session=SESSION, token=token, accounts=accounts)
    return EveryRolePanel(state)


def test_every_role_becomes_a_profile_in_one_write_and_undo_takes_all_back(company: Company) -> None:
    before = company.config

    async def scene() -> None:
        whole: WorkforcePanel = await signed_in(company)
        panel = whole.every_role
        assert "sandbox-dev-AdministratorAccess" in panel.table_html.value
        assert "would be written" in panel.table_html.value
        await asked(panel)
        assert company.config == before
        assert "AWS grants you" in panel.asking.words.value
        press(panel.answer_buttons[0])
        assert isinstance(await panel, Card)
        assert panel.outcome
        assert all(f"[profile {name}]" in company.config for name in panel.outcome)
        assert "is there already" in panel.table_html.value
        press(panel.undo_button)
        await until(lambda: not panel.running)
        assert panel.words().startswith("Undone")

    asyncio.run(scene())
    assert company.config == before


def test_a_profile_that_another_panel_saved_meanwhile_is_not_counted_as_written(company: Company) -> None:
    async def scene() -> None:
        whole: WorkforcePanel = await signed_in(company)
        panel = whole.every_role
        count = len(panel.matching())
        mine = panel.matching()[0]
        assert panel.state.session is not None
        section = (
            f"\n[profile {mine.name}]\nsso_session = {panel.state.session.name}\n"
            f"sso_account_id = {mine.role.account_id}\nsso_role_name = {mine.role.role_name}\n"
        )
        (company.home / ".aws" / "config").write_text(company.config + section)
        panel.refresh()
        assert panel.table_html.value.count("is there already") == 1
        await asked(panel)
        press(panel.answer_buttons[0])
        await panel
        assert panel.outcome is not None
        assert mine.name not in panel.outcome
        assert len(panel.outcome) == count - 1

    asyncio.run(scene())


def test_a_no_and_a_name_that_was_written_by_hand_change_nothing_of_it(company: Company) -> None:
    mine = "\n[profile sandbox-dev-AdministratorAccess]\nregion = eu-north-1\n"

    async def scene() -> None:
        panel = (await signed_in(company)).every_role
        (company.home / ".aws" / "config").write_text(company.config + mine)
        before = company.config
        await asked(panel)
        assert "These names belong to other profiles" in panel.asking.words.value
        press(panel.answer_buttons[1])
        assert isinstance(await panel, ErrorCard)
        assert company.config == before
        await asked(panel)
        press(panel.answer_buttons[0])
        await panel
        assert mine in company.config

    asyncio.run(scene())


@pytest.mark.parametrize("template", ["", "same", "{who}", "{role}", "{account"])
def test_names_that_cannot_be_are_told_in_a_sentence_and_nothing_can_be_written(
    company: Company, template: str
) -> None:
    panel = with_accounts(3)
    panel.template_field.value = template
    assert panel.save_button.disabled
    assert f"'{template}'" in panel.words()
    panel.template_field.value = "{role}-{account_id}"
    assert not panel.save_button.disabled


def test_thousands_of_accounts_are_shown_a_page_at_a_time_without_a_widget_for_each(company: Company) -> None:
    async def scene() -> None:
        ipywidgets.Widget.get_manager_state()
        panel = with_accounts(1500)
        before = len(ipywidgets.widgets.widget._instances)
        await panel.looked()
        assert panel.words() == "3000 profiles; 3000 would be written."
        assert panel.table_html.value.count("<tr>") == PAGE + 1
        press(panel.later_button)
        assert "21 to 40 of 3000 profiles" in panel.table_html.value
        panel.filter_field.value = "team-1499 read"
        assert "team-1499-Read" in panel.table_html.value
        assert panel.words() == "1 of 3000 profiles; 3000 would be written."
        panel.template_field.value = "{role}"
        await panel.looked()
        assert "the same name" in panel.words()
        assert len(ipywidgets.widgets.widget._instances) == before

    asyncio.run(scene())
