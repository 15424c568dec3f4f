"""The panel that lists what holds credentials, and takes one away after a question that names it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import awsguide
from awsguide.panels.inventory import InventoryPanel
from tests.panels.conftest import press, signed_in, until

if TYPE_CHECKING:
    from tests.inside import Company


def answer(panel: InventoryPanel, label: str) -> None:
    (button,) = [button for button in panel.answer_buttons if button.description == label]
    press(button)


async def chosen(kind: str) -> InventoryPanel:
    panel = InventoryPanel()
    press(panel.look_button)
    await panel
    assert panel.held is not None
    panel.choice.value = next(at for at, row in enumerate(panel.held) if row.kind == kind)
    return panel


def test_one_sign_in_is_ended_on_the_server_and_the_others_stay(company: Company) -> None:
    async def scene() -> None:
        workforce = await signed_in(company)
        token = workforce.sign_in.state.token
        panel = await chosen("sign-in")
        assert token.access_token.reveal() not in panel.found_html.value
        before = {row.path for row in panel.held or ()}
        gone = (panel.held or ())[panel.choice.value].path
        press(panel.sign_out_button)
        await until(lambda: not panel.running)
        assert {row.path for row in panel.held or ()} == before - {gone}
        assert [entry.operation for entry in panel.state.call_log.entries] == ["Logout"]
        assert "the others are as they were" in panel.status_html.value

    asyncio.run(scene())


def test_what_cannot_be_brought_back_is_asked_about_by_its_name(company: Company) -> None:
    async def scene() -> None:
        await signed_in(company)
        panel = await chosen("registration")
        place = (panel.held or ())[panel.choice.value].path
        press(panel.remove_button)
        await until(lambda: panel.question_is_open)
        assert place in panel.asking.words.value
        answer(panel, "Keep it")
        await until(lambda: not panel.running)
        assert any(row.path == place for row in panel.held or ())
        press(panel.remove_button)
        await until(lambda: panel.question_is_open)
        answer(panel, "Remove it")
        await until(lambda: not panel.running)
        assert not any(row.path == place for row in panel.held or ())

    asyncio.run(scene())


def test_a_key_in_a_file_comes_back_with_undo(company: Company) -> None:
    async def scene() -> None:
        before = (company.home / ".aws" / "credentials").read_bytes()
        panel = await chosen("access key")
        press(panel.remove_button)
        await until(lambda: not panel.running)
        assert (company.home / ".aws" / "credentials").read_bytes() != before
        press(panel.undo_button)
        await until(lambda: not panel.running)
        assert (company.home / ".aws" / "credentials").read_bytes() == before

    asyncio.run(scene())


def test_code_signs_one_out_and_removes_one(company: Company) -> None:
    asyncio.run(signed_in(company))
    before = awsguide.credentials_on_this_machine()
    signed = next(row for row in before if row.kind == "sign-in")
    awsguide.sign_out_credentials(signed)
    key = next(row for row in before if row.kind == "access key")
    receipt = awsguide.remove_credentials(key)
    left = awsguide.credentials_on_this_machine()
    assert {row for row in before if row not in left} == {signed, key}
    awsguide.undo(receipt)
    assert key in awsguide.credentials_on_this_machine()
