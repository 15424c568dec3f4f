"""The panels of root credentials, against the sandbox: a member's root user with a key, and who manages it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

import awsguide
from awsguide.adapters.files import config_files
from awsguide.api.perform import credentials_of, perform
from awsguide.core.errors import GuideError
from awsguide.core.model import Credentials
from awsguide.core.secret import Secret
from awsguide.flows import root
from awsguide.panels.components.still import ErrorCard
from awsguide.panels.root.row import RootPanel
from tests.inside import Company, inside_a_sandbox
from tests.panels.conftest import press, synced, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    with inside_a_sandbox(tmp_path, monkeypatch) as made:
        yield made


async def pressed(part: Any, button: Any, answer: int | None = None) -> None:
    press(button)
    await until(lambda: part.answer_buttons or not part.running)
    if part.answer_buttons and answer is not None:
        press(part.answer_buttons[answer])
    await until(lambda: not part.running)
    assert part.error is None, repr(part.error)


def nothing_leaked(panel: RootPanel, *before: str) -> None:
    faces = [synced(), panel.picture(), repr(panel), str(panel._repr_mimebundle_()), panel.call_log.picture()]
    for hidden in before:
        assert not [face[:300] for face in faces if hidden in face]


def test_a_root_key_switches_itself_off_and_the_management_account_deletes_it(company: Company) -> None:
    key = config_files.load_key("staging-root")
    assert key is not None
    staging = company.sandbox.company.accounts["staging"]

    async def scene() -> None:
        panel = RootPanel()
        assert panel.state.source == "staging-root"
        assert "run this cell again" in repr(await panel)
        await pressed(panel.key, panel.key.look_button)
        answer = repr(await panel.key)
        assert "IS the root user" in answer
        assert "yes: 1 active, 0 inactive" in answer
        assert "NO: whoever has the password is root" in answer

        await pressed(panel.members, panel.members.look_button)
        assert "1 of 3 member accounts have root keys" in repr(await panel.members)
        assert panel.members.delete_button.disabled

        await pressed(panel.key, panel.key.deactivate_button, answer=0)
        assert "deactivated itself" in panel.key.status_html.value
        press(panel.key.look_button)
        answered = await panel.key
        assert isinstance(answered, ErrorCard)
        assert answered.error.code == "credentials-unknown"

        await pressed(panel.members, panel.members.look_button)
        press(panel.members.delete_button)
        await until(lambda: panel.members.answer_buttons)
        assert "no way back" in panel.members.asking.words.value
        assert company.sandbox.roots.of(staging).keys
        press(panel.members.answer_buttons[0])
        await until(lambda: not panel.members.running)
        assert "1 root key deleted" in panel.members.status_html.value
        assert "0 of 3 member accounts have root keys" in repr(await panel.members)
        assert company.sandbox.roots.of(staging).keys == {}
        nothing_leaked(panel, key.access_key_id, key.secret_access_key.reveal())

    asyncio.run(scene())


LONG_AGO = "last used 610 days ago from us-east-1 by ec2"


def test_what_a_root_key_did_last_is_kept_beyond_the_kernel_when_somebody_else_looks_first(
    company: Company,
) -> None:
    key = config_files.load_key("staging-root")
    assert key is not None

    async def scene() -> None:
        panel = RootPanel()
        await pressed(panel.members, panel.members.look_button)
        assert f"inactive; {LONG_AGO}" in repr(await panel.members)
        await pressed(panel.key, panel.key.look_button)
        assert f"before this guide asked: {LONG_AGO}" in panel.key.found_html.value
        press(panel.key.deactivate_button)
        await until(lambda: panel.key.answer_buttons)
        assert f"before this guide asked: {LONG_AGO}" in panel.key.asking.words.value
        press(panel.key.answer_buttons[1])
        await until(lambda: not panel.key.running)

        # What stands on the disk is all that another kernel has.
        another = RootPanel()
        await pressed(another.key, another.key.look_button)
        await pressed(another.members, another.members.look_button)
        for words in (another.key.found_html.value, repr(await another.members)):
            assert f"before this guide asked: {LONG_AGO}" in words
        nothing_leaked(another, key.access_key_id, key.secret_access_key.reveal())

    asyncio.run(scene())
    (kept,) = (company.home / ".awsguide" / "root-keys").iterdir()
    assert key.secret_access_key.reveal() not in kept.read_text()
    assert (
        awsguide.delete_member_root_keys(company.sandbox.company.accounts["staging"], "trainer", insist=True)
        == 1
    )
    assert not kept.exists()


def test_a_root_key_that_asked_before_anybody_looked_is_said_to_have_hidden_its_last_use(
    company: Company,
) -> None:
    async def scene() -> None:
        panel = RootPanel()
        await pressed(panel.source_profile, panel.source_profile.ask_button)
        await pressed(panel.members, panel.members.look_button)
        words = repr(await panel.members)
        assert "before this guide asked" not in words
        assert "own question" in words

    asyncio.run(scene())


def test_a_root_key_is_brought_back_or_deleted_by_a_root_sign_in_and_never_deleted_while_it_is_on(
    company: Company,
) -> None:
    key = config_files.load_key("staging-root")
    assert key is not None
    made = company.sandbox.roots.create_key(
        company.sandbox.company.accounts["staging"], company.sandbox.clock.now()
    )
    other = Credentials(made.access_key_id, Secret(made.secret_access_key))
    flow = root.deactivate(credentials_of("staging-root"), key.access_key_id)
    assert {each.status for each in perform(flow, None, lambda ask: ask.choices[0]).keys} == {
        "Active",
        "Inactive",
    }
    again = awsguide.reactivate_root_key(key.access_key_id, other)
    assert {each.status for each in again.keys} == {"Active"}
    assert awsguide.root_user("staging-root").is_root
    with pytest.raises(GuideError) as active:
        awsguide.delete_root_key(key.access_key_id, "staging-root")
    assert active.value.code == "root-key-active"
    with pytest.raises(GuideError) as unknown:
        awsguide.delete_root_key("AKIAAAAAAAAAAAAAAAAA", "staging-root")
    assert unknown.value.code == "root-key-gone"
    with pytest.raises(GuideError) as member:
        awsguide.delete_member_root_keys(company.sandbox.company.accounts["staging"], "trainer")
    assert member.value.code == "root-key-active"
    for account, code in (
        ("12", "account-id"),
        ("123456789012", "root-session-refused"),
        (company.sandbox.company.accounts["management"], "root-session-refused"),
    ):
        with pytest.raises(GuideError) as wrong:
            awsguide.delete_member_root_keys(account, "trainer")
        assert wrong.value.code == code
    account = company.sandbox.company.accounts["staging"]
    assert awsguide.delete_member_root_keys(account, "trainer", insist=True) == 2


def test_whoever_is_not_root_learns_of_root_keys_from_the_summary_and_the_report(company: Company) -> None:
    petra = awsguide.root_user("petra")
    assert (petra.is_root, petra.keys_present, petra.mfa, petra.missing) == (False, False, False, ())
    kira = awsguide.root_user("kira")
    assert (kira.is_root, kira.keys_present) == (False, None)
    assert len(kira.missing) == 2
    with pytest.raises(GuideError) as refused:
        awsguide.deactivate_root_key("AKIAAAAAAAAAAAAAAAAA", "petra")
    assert refused.value.code == "not-root"
    with pytest.raises(GuideError) as off:
        awsguide.member_roots("petra")
    assert off.value.code in ("root-access-off", "access-denied")


def test_nothing_in_the_package_makes_a_root_key() -> None:
    assert not [name for name in awsguide.__all__ if "root" in name and ("create" in name or "make" in name)]
