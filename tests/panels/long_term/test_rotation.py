"""The panels that rotate and create keys, against the sandbox and its users whose keys tell stories."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

import boto3
import pytest

from aws_sandbox.seed.lessons_long_term import OTTO_MFA_SEED
from awsguide.adapters import surroundings
from awsguide.adapters.browser.shown_once import OncePage
from awsguide.adapters.files import config_files
from awsguide.core.secret import Secret
from awsguide.panels.components.still import ErrorCard
from awsguide.panels.long_term.create_key import CreateKeyPanel
from awsguide.panels.long_term.rotation import RotationPanel
from awsguide.table.questions import QUESTIONS
from tests.aws_sandbox.device import Device
from tests.inside import Company, inside_a_sandbox
from tests.panels.conftest import press, synced, until
from tests.processes import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


# Seconds that nobody waits for in a test.
AN_HOUR = 3600


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    with inside_a_sandbox(tmp_path, monkeypatch) as made:
        yield made


def key_id(profile: str) -> str:
    key = config_files.load_key(profile)
    assert key is not None
    return key.access_key_id


def keys(user: str) -> dict[str, str]:
    """The user's keys and their status, as the account's administrator sees them."""
    reply = boto3.Session(profile_name="petra").client("iam").list_access_keys(UserName=user)
    return {key["AccessKeyId"]: key["Status"] for key in reply["AccessKeyMetadata"]}


def nothing_leaked(company: Company, panel: Any, *before: str) -> None:
    text = (company.home / ".aws" / "credentials").read_text()
    secrets = [part.split()[0] for part in text.split("aws_secret_access_key = ")[1:]]
    faces = [synced(), panel.picture(), repr(panel), str(panel._repr_mimebundle_()), repr(panel.__dict__)]
    for hidden in (*secrets, *before):
        assert not [face[:200] for face in faces if hidden in face]


async def following(panel: RotationPanel, answer: int = 0) -> None:
    """Press Next and the answer to its question, and wait until the stage is done."""
    press(panel.next_button)
    await until(lambda: not panel.running or panel.answer_buttons)
    if panel.answer_buttons:
        press(panel.answer_buttons[answer])
    await until(lambda: not panel.running)
    assert panel.error is None


async def answered(panel: RotationPanel, button: Any, answer: int) -> str:
    """Press a button that asks and an answer to it, and wait until all is done; the question."""
    press(button)
    await until(lambda: panel.answer_buttons)
    question = str(panel.asking.words.value)
    press(panel.answer_buttons[answer])
    await until(lambda: not panel.running)
    return question


def stage(panel: RotationPanel) -> str:
    assert panel.at is not None
    return panel.at.next.stage.name


async def looked(panel: RotationPanel) -> None:
    press(panel.look_button)
    await until(lambda: not panel.running)
    assert panel.error is None, repr(panel.error)


def test_kiras_key_is_changed_and_everything_is_undone_after_a_question(company: Company) -> None:
    old = key_id("kira")
    before = (company.home / ".aws" / "credentials").read_bytes()

    async def scene() -> None:
        panel = RotationPanel()
        assert panel.profile_list.value == "kira"
        assert "Where does it stand?" in repr(await panel)
        await looked(panel)
        assert panel.back_button.disabled
        press(panel.next_button)
        await until(lambda: panel.answer_buttons)
        question = panel.asking.words.value
        assert "kira-backup" in question
        assert "answer is needed below" in panel.status_html.value
        assert old not in question
        nothing_leaked(company, panel, old)
        press(panel.answer_buttons[0])
        await until(lambda: not panel.running)
        assert stage(panel) == "prove"
        new = key_id("kira")
        assert (new != old, key_id("kira-backup")) == (True, new)
        await following(panel)
        assert stage(panel) == "watch"
        nothing_leaked(company, panel, old, new)

        assert panel.back_button.description.startswith("Undo everything")
        await answered(panel, panel.back_button, 1)
        assert len(keys("kira")) == 2
        await looked(panel)
        assert "deleted for good" in await answered(panel, panel.back_button, 0)
        assert (company.home / ".aws" / "credentials").read_bytes() == before
        assert keys("kira") == {old: "Active"}

    asyncio.run(scene())


def test_a_rotation_goes_back_and_on_in_a_second_kernel_and_asks_before_it_deletes(company: Company) -> None:
    old = key_id("kira")

    async def scene() -> None:
        panel = RotationPanel()
        await looked(panel)
        for _ in range(4):
            await following(panel)
        # From here on no waiting is over by itself, however long this takes.
        panel.patience_list.value = AN_HOUR
        await looked(panel)
        assert stage(panel) == "wait"

        other = RotationPanel()
        other.patience_list.value = AN_HOUR
        await looked(other)
        assert stage(other) == "wait"
        assert other.back_button.description == "Go back: reactivate the old key"
        press(other.back_button)
        await until(lambda: not other.running)
        assert keys("kira")[old] == "Active"
        assert stage(other) == "watch"
        press(other.insist_button)
        await until(lambda: not other.running)
        assert stage(other) == "deactivate"
        assert "nobody has checked" in other.status_html.value
        await following(other)
        assert stage(other) == "wait"
        press(other.insist_button)
        await until(lambda: not other.running)
        assert stage(other) == "delete"
        assert "never returns" in await answered(other, other.next_button, 1)
        assert old in keys("kira")
        await looked(other)
        await answered(other, other.next_button, 0)
        assert list(keys("kira")) == [key_id("kira")]
        assert (stage(other), other.back_button.disabled) == ("finished", True)
        assert "is rotated" in repr(await other)
        nothing_leaked(company, other, old, key_id("kira"))

    asyncio.run(scene())


def test_next_does_what_it_said_and_nothing_that_became_next_meanwhile(company: Company) -> None:
    old = key_id("kira")

    async def scene() -> None:
        panel = RotationPanel()
        await looked(panel)
        for announced, instead in (("watch", "deactivate"), ("wait", "delete")):
            while stage(panel) != announced:
                await following(panel)
            before = keys("kira")
            assert panel.at is not None
            patience = panel.at.situation.patience.watch
            since = time.time()
            await until(lambda since=since, patience=patience: time.time() > since + patience)  # type: ignore[misc]
            press(panel.next_button)
            await until(lambda: not panel.running or panel.question_is_open)
            assert not panel.question_is_open
            assert keys("kira") == before
            assert stage(panel) == instead
            assert ": done. " in panel.status_html.value
        assert old in keys("kira")

    asyncio.run(scene())


def test_the_harmless_answer_is_the_one_that_stands_out_before_a_key_goes_for_good(company: Company) -> None:
    async def scene() -> None:
        panel = RotationPanel()
        await looked(panel)
        while stage(panel) != "delete":
            await following(panel)
        press(panel.next_button)
        await until(lambda: panel.question_is_open)
        tones = {button.description: button.button_style for button in panel.answer_buttons}
        assert tones == {"Delete it": "danger", "Keep it": "primary"}
        assert "kira" in panel.asking.words.value
        panel.cancel()
        await until(lambda: not panel.running)

    asyncio.run(scene())


def test_seconds_are_for_the_practice_aws_alone(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    assert min(value for _words, value in RotationPanel().patience_list.options) < 10
    monkeypatch.setenv("AWSGUIDE_TARGET", "aws")
    assert min(value for _words, value in RotationPanel().patience_list.options) >= AN_HOUR


def test_a_key_that_is_still_in_use_is_not_deactivated_unless_the_reader_insists(company: Company) -> None:
    old = config_files.load_key("kira")
    assert old is not None

    async def scene() -> None:
        panel = RotationPanel()
        await looked(panel)
        for _ in range(2):
            await following(panel)
        # Somebody elsewhere still has the old key. AWS's clock shows whole seconds: this is the next one.
        proved_in = int(time.time())
        await until(lambda: int(time.time()) > proved_in)
        client = boto3.client(
            "s3", aws_access_key_id=old.access_key_id, aws_secret_access_key=old.secret_access_key.reveal()
        )
        client.list_buckets()
        await following(panel)
        assert stage(panel) == "watch"
        assert "was used after the new one" in panel.picture()
        press(panel.insist_button)
        await until(lambda: not panel.running)
        assert "You chose not to wait" in panel.picture()
        await following(panel)
        assert keys("kira")[old.access_key_id] == "Inactive"

    asyncio.run(scene())


def test_with_both_places_taken_the_one_that_nobody_would_miss_is_retired_first(company: Company) -> None:
    held = key_id("nils")

    async def scene() -> None:
        panel = RotationPanel(profile="nils")
        await looked(panel)
        press(panel.next_button)
        await until(lambda: panel.answer_buttons)
        assert "never used" in panel.asking.words.value
        assert (
            len(panel.answer_buttons) == 2
        )  # the key in the profile cannot be retired: the other is not here
        press(panel.answer_buttons[0])
        await until(lambda: not panel.running)
        assert panel.error is None
        while stage(panel) != "finished":
            await following(panel)
        assert keys("nils") == {held: "Active"}
        await looked(panel)
        assert stage(panel) == "create"

    asyncio.run(scene())


def test_a_user_who_needs_mfa_is_asked_for_a_code_for_each_key_and_the_rotation_ends(
    company: Company,
) -> None:
    old = key_id("otto")

    async def scene() -> None:
        panel = RotationPanel(profile="otto")
        await looked(panel)
        device = Device(company.sandbox, OTTO_MFA_SEED)
        codes = 0
        for _ in range(10):
            press(panel.next_button)
            while panel.running:
                await until(lambda: not panel.running or panel.answer_buttons or panel.asks_for_code)
                if panel.asks_for_code:
                    panel.enter_code(device.code())
                    codes += 1
                    device.wait()
                    await until(lambda: not panel.asks_for_code)
                elif panel.answer_buttons:
                    press(panel.answer_buttons[0])
                    await until(lambda: not panel.answer_buttons)
            assert panel.error is None, repr(panel.error)
            if stage(panel) == "finished":
                break
        assert stage(panel) == "finished"
        assert old not in keys("otto")
        assert codes >= 2
        nothing_leaked(company, panel, old)

    asyncio.run(scene())


def test_a_key_is_created_only_after_the_rows_that_would_do_instead(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As on a machine whose browser reaches its kernel.
    monkeypatch.setattr(surroundings, "places", lambda: ())

    async def scene() -> None:
        assert CreateKeyPanel().source_list.value == "petra"
        panel = CreateKeyPanel(profile="jonas")
        assert 'href="10-workforce-identity.ipynb"' in panel.picture()
        labels = [field.description for field in panel.questions.values()]
        assert len(set(labels)) == len(labels)
        assert not [each for each in QUESTIONS if each.text[:20] in " ".join(labels)]
        panel.answer(who="iam", runs="person", tool="yes", needs="console")
        assert "20-console-credentials" in panel.instead_html.value
        panel.answer(tool="no")
        assert "no other row would do" in panel.instead_html.value
        panel.profile_field.value = "jonas"
        press(panel.create_button)
        await until(lambda: not panel.running)
        assert panel.error is not None
        assert panel.error.code == "profile-has-key"
        panel.profile_field.value = "old-tool"
        press(panel.create_button)
        await until(lambda: panel.answer_buttons)
        assert len(keys("jonas")) == 1
        press(panel.answer_buttons[0])
        await until(lambda: not panel.running)
        assert panel.error is None, repr(panel.error)
        assert (
            boto3.Session(profile_name="old-tool")
            .client("sts")
            .get_caller_identity()["Arn"]
            .endswith("/jonas")
        )
        nothing_leaked(company, panel, key_id("old-tool"))
        assert panel._page is not None
        page = opened(panel._page.address)
        assert config_files.load_key("old-tool").secret_access_key.reveal() in page  # type: ignore[union-attr]
        await until(lambda: panel._page is not None and panel._page.shown)
        panel.refresh()
        assert "was opened" in panel.secret_html.value

    asyncio.run(scene())


def test_a_third_key_is_refused_and_no_root_key_is_made(company: Company) -> None:
    async def scene(profile: str, code: str) -> None:
        panel = CreateKeyPanel(profile=profile)
        panel.profile_field.value = "another"
        press(panel.create_button)
        await until(lambda: not panel.running or panel.answer_buttons)
        if panel.answer_buttons:
            press(panel.answer_buttons[0])
            await until(lambda: not panel.running)
        answer = await panel
        assert isinstance(answer, ErrorCard)
        assert answer.error.code == code
        assert config_files.load_key("another") is None

    asyncio.run(scene("nils", "key-places-full"))
    asyncio.run(scene("staging-root", "no-root-key"))


# --- the page that is opened once ---------------------------------------------------------------------------------


def opened(address: str, host: str = "") -> str:
    request = Request(address, headers={"Host": host} if host else {})
    try:
        with build_opener(ProxyHandler({})).open(request, timeout=60) as answer:
            assert answer.headers["Cache-Control"] == "no-store"
            return str(answer.read().decode())
    except HTTPError as error:
        return str(error.read().decode())


def test_the_page_shows_a_secret_once_to_whoever_has_its_address_and_to_no_other_site() -> None:
    page = OncePage(Secret("canary/secret+value"))
    assert "canary" not in page.address
    assert "canary" not in opened(page.address, host="evil.example")
    assert "canary" not in opened(page.address.rpartition("/")[0] + "/guess")
    assert "canary/secret+value" in opened(page.address)
    assert page.shown
    page.close()


def test_a_page_that_nobody_opens_is_gone_after_its_time() -> None:
    page = OncePage(Secret("canary"), seconds=0.05)

    def refused() -> bool:
        try:
            build_opener(ProxyHandler({})).open(page.address, timeout=60)
        except OSError as error:
            return "refused" in str(error)
        return False

    assert eventually(lambda: page.shown)
    # Between the forgetting and the closing of the port a request gets nothing either.
    assert eventually(refused)
