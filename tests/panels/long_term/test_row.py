"""The panels of long-term keys, against the sandbox and its users whose keys tell stories."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import boto3
import pytest

from awsguide.adapters import scan
from awsguide.core.access_keys import FilesScanned
from awsguide.core.errors import GuideError
from awsguide.flows.long_term.scan import AT_ONCE
from awsguide.panels.components.still import Card, ErrorCard
from awsguide.panels.long_term.row import LongTermPanel
from tests.inside import Company
from tests.panels.conftest import press, synced, until
from tests.practice import Practice


@pytest.fixture
def company(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> Practice:
    """One sandbox for all tests of this file, each with an environment of its own."""
    return practice


def key_of(profile: str) -> str:
    credentials = boto3.Session(profile_name=profile).get_credentials()
    assert credentials is not None
    return str(credentials.access_key)


def secrets(company: Company) -> list[str]:
    parts = (company.home / ".aws" / "credentials").read_text().split("aws_secret_access_key = ")[1:]
    return [part.split()[0] for part in parts]


def nothing_leaked(company: Company, panel: LongTermPanel) -> None:
    """No secret, and no whole key id, is in what browsers get, in pictures or in words."""
    faces = [synced(), panel.picture(), repr(panel), repr(panel.state)]
    for part in panel.parts:
        faces += [str(part._repr_mimebundle_()), repr(part)]
    ids = [place.key_id for place in panel.state.places]
    for hidden in [*secrets(company), *ids]:
        assert not [face for face in faces if hidden in face]


def test_kira_looks_her_own_key_up_and_sees_where_it_stands(company: Company) -> None:
    async def scene() -> None:
        panel = LongTermPanel("kira")
        assert "Press 'Look up'" in repr(await panel)
        assert panel.keys.scope_field.value == "own"
        press(panel.keys.look_button)
        answer = await panel
        assert isinstance(answer, Card)
        assert "kira: created 412 days ago, last used today from us-east-1 by iam: rotate" in repr(answer)
        drawn = panel.keys.table_html.value
        assert "profile kira, ~/.aws/credentials line" in drawn
        assert "profile kira-backup" in drawn
        assert "As AWS says now. Asking is a use of a key too" in panel.keys.status_html.value
        assert "412 days old, in use" in panel.keys.picture()
        assert "ListAccessKeys" in panel.call_log.picture()
        nothing_leaked(company, panel)

    asyncio.run(scene())


def test_petra_sees_the_whole_account_searches_and_sorts(company: Company) -> None:
    async def scene() -> None:
        panel = LongTermPanel()
        assert (panel.state.source, panel.keys.scope_field.value) == ("petra", "account")
        press(panel.keys.look_button)
        answer = await panel.keys
        assert isinstance(answer, Card)
        assert "liam: created 230 days ago, never used: deactivate" in repr(answer)
        words = panel.keys.status_html.value
        assert "credential report, made within the last hour" in words
        panel.keys.search_field.value = "rotate"
        assert "liam" not in panel.keys.table_html.value
        assert "kira" in panel.keys.table_html.value
        panel.keys.search_field.value = "<b>"
        assert "No key matches &#x27;&lt;b&gt;&#x27;" in panel.keys.status_html.value
        panel.keys.search_field.value = ""
        panel.keys.sort_field.value = "user"
        drawn = panel.keys.table_html.value
        assert drawn.index(">jonas<") < drawn.index(">kira<") < drawn.index(">petra<")
        nothing_leaked(company, panel)

    asyncio.run(scene())


def test_whoever_asks_next_does_not_see_what_the_last_one_saw(company: Company) -> None:
    async def scene() -> None:
        panel = LongTermPanel("petra")
        panel.keys.scope_field.value = "user"
        panel.keys.user_field.value = "mona"
        press(panel.keys.look_button)
        assert "mona" in repr(await panel.keys)
        panel.source_profile.choose("kira")
        assert not panel.keys.done
        with pytest.raises(GuideError) as caught:
            panel.found  # noqa: B018
        assert caught.value.code == "not-looked-up"
        press(panel.keys.look_button)
        refused = await panel.keys
        assert isinstance(refused, ErrorCard)
        assert refused.error.code == "access-denied"

    asyncio.run(scene())


@pytest.mark.parametrize(
    ("user", "code"), [("kyra", "user-unknown"), ("ki ra", "user-name"), ("", "user-name")]
)
def test_a_name_that_leads_nowhere_is_a_card(company: Company, user: str, code: str) -> None:
    async def scene() -> None:
        panel = LongTermPanel("petra")
        panel.keys.scope_field.value = "user"
        panel.keys.user_field.value = user
        press(panel.keys.look_button)
        answer = await panel.keys
        assert isinstance(answer, ErrorCard)
        assert answer.error.code == code

    asyncio.run(scene())


def test_a_pasted_id_leads_to_its_user_and_is_not_kept_in_the_page(company: Company) -> None:
    async def scene() -> None:
        panel = LongTermPanel("petra")
        found = key_of("nils")
        panel.whose.choice.field.value = found
        assert panel.whose.choice.field.value == ""
        assert f"Pasted: {found[:4]}…{found[-4:]}" in panel.whose.status_html.value
        press(panel.whose.ask_button)
        answer = await panel.whose
        assert "User: nils" in repr(answer)
        assert "your own" in panel.whose.picture()
        assert found not in synced() + panel.whose.picture() + repr(answer)

    asyncio.run(scene())


def test_a_key_of_this_machine_is_chosen_from_a_list(company: Company) -> None:
    async def scene() -> None:
        panel = LongTermPanel("petra")
        panel.whose.choice.choose("profile staging-root")
        press(panel.whose.ask_button)
        answer = await panel.whose
        assert "another one than yours" in repr(answer)
        assert "Only somebody of that account" in repr(answer)
        nothing_leaked(company, panel)

    asyncio.run(scene())


def test_a_pasted_secret_is_refused_and_is_nowhere(company: Company) -> None:
    async def scene() -> None:
        panel = LongTermPanel("petra")
        secret = secrets(company)[0]
        panel.whose.choice.field.value = secret
        press(panel.whose.ask_button)
        assert panel.whose.choice.key_id == ""
        answer = await panel.whose
        assert isinstance(answer, ErrorCard)
        assert answer.error.code == "key-id-is-secret"
        assert secret not in synced() + repr(answer) + panel.whose.picture()
        assert not panel.state.call_log.entries

    asyncio.run(scene())


def test_a_leaked_key_is_made_inactive_with_one_press_and_can_be_taken_back(company: Company) -> None:
    async def scene() -> None:
        panel = LongTermPanel("petra")
        panel.keys.scope_field.value = "user"
        panel.keys.user_field.value = "jonas"
        press(panel.keys.look_button)
        await panel.keys
        panel.leaked.choice.choose("jonas")
        press(panel.leaked.retire_button)
        answer = await panel.leaked
        assert "The key of jonas is inactive." in repr(answer)
        drawn = panel.leaked.picture()
        for words in ("AmazonS3ReadOnlyAccess", "refused by a policy of the user", "CloudTrail", "last used"):
            assert words in drawn
        assert panel.found.keys[0].status == "Inactive"
        nothing_leaked(company, panel)
        press(panel.leaked.back_button)
        await panel.leaked.settled(press=False)
        assert panel.found.keys[0].status == "Active"
        assert not panel.leaked.done
        assert "works again" in panel.leaked.status_html.value

    asyncio.run(scene())


def test_a_press_without_a_key_says_that_nothing_was_typed(company: Company) -> None:
    async def scene() -> None:
        panel = LongTermPanel("petra")
        panel.leaked.choice.list.value = ""
        for part, button in (
            (panel.whose, panel.whose.ask_button),
            (panel.leaked, panel.leaked.retire_button),
        ):
            press(button)
            assert "nothing was typed" in repr(await part)
        assert not panel.state.call_log.entries

    asyncio.run(scene())


def test_a_failed_look_up_keeps_the_last_list_and_a_choice_that_fits_nothing_says_so(
    company: Company,
) -> None:
    async def scene() -> None:
        panel = LongTermPanel("petra")
        panel.leaked.choice.choose("jonas")
        assert panel.leaked.choice.key_id == key_of("jonas")
        press(panel.keys.look_button)
        await panel.keys
        offered = panel.leaked.choice.list.options
        panel.keys.scope_field.value = "user"
        press(panel.keys.look_button)
        assert isinstance(await panel.keys, ErrorCard)
        assert panel.leaked.choice.list.options == offered
        assert "From the look-up before" in panel.keys.status_html.value
        panel.leaked.choice.choose("mona")
        assert panel.leaked.choice.key_id
        panel.leaked.choice.choose("nobody at all")
        press(panel.leaked.retire_button)
        answer = await panel.leaked
        assert isinstance(answer, ErrorCard)
        assert answer.error.code == "key-not-listed"
        panel.leaked.choice.choose("jonas")
        assert panel.leaked.error is None

    asyncio.run(scene())


def test_on_ones_own_aws_the_button_asks_first(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        panel = LongTermPanel("petra")
        panel.leaked.choice.paste(key_of("jonas"))
        monkeypatch.setenv("AWSGUIDE_TARGET", "aws")
        press(panel.leaked.retire_button)
        await until(lambda: panel.leaked.answer_buttons)
        # Both of what it writes is asked about.
        assert re.search(
            r"Make the key AKIA\S+ of jonas inactive, and refuse the sessions that were made from it\?",
            panel.leaked.asking.words.value,
        )
        press(panel.leaked.answer_buttons[-1])
        answer = await panel.leaked
        assert isinstance(answer, ErrorCard)
        assert answer.error.code == "interrupted"
        assert "UpdateAccessKey" not in [entry.operation for entry in panel.state.call_log.entries]

    asyncio.run(scene())


def test_a_folder_is_scanned_and_what_is_found_is_masked(company: Company, tmp_path: Path) -> None:
    async def scene() -> None:
        (tmp_path / "deploy.py").write_text(f"client('s3', '{key_of('kira')}')")
        (tmp_path / "x.env").write_text(f"aws_secret_access_key={secrets(company)[0]}")
        panel = LongTermPanel()
        panel.scan.folder_field.value = str(tmp_path)
        press(panel.scan.scan_button)
        answer = await panel.scan
        assert "2 keys in 2 files" in repr(answer)
        assert "profile kira" in panel.scan.found_html.value
        assert "AKIA…" in panel.scan.found_html.value
        assert "AKIA" not in panel.scan.picture()
        faces = synced() + panel.scan.picture() + repr(answer)
        assert not [hidden for hidden in (key_of("kira"), secrets(company)[0]) if hidden in faces]

    asyncio.run(scene())


def test_a_scan_can_be_stopped(company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scanned: list[int] = []
    stopped, real = threading.Event(), scan.scan_files

    def scan_files(paths: Sequence[str], shown: Callable[[Path], str]) -> FilesScanned:
        """After the first few files it goes on only when somebody has pressed Cancel."""
        assert not scanned or stopped.wait(60)
        scanned.append(len(paths))
        return real(paths, shown)

    monkeypatch.setattr(scan, "scan_files", scan_files)

    async def scene() -> None:
        for number in range(4 * AT_ONCE):
            (tmp_path / f"{number}.txt").write_text("nothing\n")
        panel = LongTermPanel()
        panel.scan.folder_field.value = str(tmp_path)
        press(panel.scan.scan_button)
        await until(lambda: panel.scan.progress.widget.value > 0)
        press(panel.scan.cancel_button)
        stopped.set()
        await until(lambda: not panel.scan.running)
        assert panel.scan.error is None
        assert panel.scan.declined is not None
        assert panel.scan.declined.code == "interrupted"
        # The few files that were being looked at are finished, and no others are begun.
        assert scanned == [AT_ONCE, AT_ONCE]

    asyncio.run(scene())


def test_before_anything_was_pressed_every_part_says_what_to_do(company: Company) -> None:
    async def scene() -> None:
        panel = LongTermPanel()
        for part in panel.parts:
            assert "run this cell again" in repr(await asyncio.wait_for(part.settled(), 60))

    asyncio.run(scene())
