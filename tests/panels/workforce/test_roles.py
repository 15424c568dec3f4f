"""The list of accounts and roles, the credentials of one, and a boto3 session made from them."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest
from ipywidgets import HTML
from ipywidgets.widgets.widget import _instances

from aws_sandbox.server.application import Sandbox
from awsguide.core.errors import GuideError
from awsguide.core.model import Account, Progress, Role
from awsguide.panels.components.still import Card, ErrorCard
from awsguide.panels.workforce.row import WorkforcePanel
from tests.inside import inside_a_sandbox
from tests.panels.conftest import Company, press, signed_in, until


def labels(panel: WorkforcePanel) -> list[str]:
    return [label for label, _role in panel.roles.role_list.options]


def test_search_narrows_the_list_and_says_how_far(company: Company) -> None:
    async def scene() -> None:
        panel = await signed_in(company)
        assert len(labels(panel)) == 2
        panel.roles.filter_field.value = "PROD read"
        assert [label.split(" · ")[0] for label in labels(panel)] == ["production"]
        assert "1 of 2 roles" in panel.roles.status_html.value
        panel.roles.filter_field.value = "<b>nothing"
        assert labels(panel) == []
        assert "matches &#x27;&lt;b&gt;nothing&#x27;" in panel.roles.status_html.value
        panel.roles.filter_field.value = company.sandbox.company.accounts["sandbox-dev"]
        assert len(labels(panel)) == 1

    asyncio.run(scene())


def test_a_choice_that_the_search_hides_is_no_choice(company: Company) -> None:
    async def scene() -> None:
        panel = await signed_in(company)
        panel.roles.role_list.index = 0
        assert not panel.roles.get_button.disabled
        panel.roles.filter_field.value = "nowhere"
        assert panel.roles.role_list.value is None
        assert panel.roles.get_button.disabled

    asyncio.run(scene())


def test_a_search_that_leaves_one_role_has_chosen_it(company: Company) -> None:
    async def scene() -> None:
        panel = await signed_in(company)
        panel.roles.filter_field.value = "access"
        assert panel.roles.role_list.value is None
        panel.roles.filter_field.value = "prod read"
        press(panel.roles.get_button)
        assert isinstance(await panel.credentials, Card)
        assert panel.role_session.role.role_name == "ReadOnlyAccess"

    asyncio.run(scene())


def test_a_role_that_was_saved_is_found_by_its_profile_the_next_time(company: Company) -> None:
    account_id = company.sandbox.company.accounts["production"]
    config = company.home / ".aws" / "config"
    saved = f"sso_session = sandbox-company\nsso_account_id = {account_id}\nsso_role_name = ReadOnlyAccess\n"
    config.write_text(f"{config.read_text()}\n[profile look]\n{saved}\n[profile look-again]\n{saved}")

    async def scene() -> None:
        panel = await signed_in(company)
        assert [label.rpartition(" · ")[2] for label in labels(panel)] == [
            "profiles look, look-again",
            "AdministratorAccess",
        ]
        panel.roles.filter_field.value = "look-again"
        assert len(labels(panel)) == 1
        # Nor does a file that nobody can read any more keep the list from its reader.
        config.write_text("[profile look")
        press(panel.roles.again_button)
        await panel.roles
        assert "1 of 2 roles" in panel.roles.status_html.value

    asyncio.run(scene())


def test_a_person_chooses_a_role_and_gets_proved_credentials(company: Company) -> None:
    async def scene() -> None:
        panel = await signed_in(company)
        panel.roles.filter_field.value = "admin"
        panel.roles.role_list.index = 0
        press(panel.roles.get_button)
        answer = await panel.credentials
        assert isinstance(answer, Card)
        assert "AdministratorAccess" in repr(answer)
        assert "assumed-role/AWSReservedSSO_AdministratorAccess_" in panel.credentials._identity.value
        assert "These credentials work" in panel.credentials.status_html.value
        # Where the button was pressed it shows too, and so does who signed in.
        assert "You hold credentials of AdministratorAccess in sandbox-dev." in panel.roles.status_html.value
        assert panel.sign_in.signed_in_words() == "You are signed in to sandbox-company as alice."
        assert not panel.credentials.renew_button.disabled
        assert (
            "Ends in 60 min" in panel.credentials.expiry.value or "59 min" in panel.credentials.expiry.value
        )
        identity = await asyncio.to_thread(panel.session.client("sts").get_caller_identity)
        assert identity["Account"] == company.sandbox.company.accounts["sandbox-dev"]

    asyncio.run(scene())


def test_renewing_gets_new_keys_without_a_new_sign_in(company: Company) -> None:
    async def scene() -> None:
        panel = await signed_in(company)
        await panel.choose("production", "ReadOnlyAccess")
        first = panel.role_session.credentials
        press(panel.credentials.renew_button)
        await panel.credentials
        assert panel.role_session.credentials.access_key_id != first.access_key_id
        assert [entry.operation for entry in panel.state.call_log.entries].count("RegisterClient") == 1

    asyncio.run(scene())


def test_credentials_that_ended_say_so(company: Company) -> None:
    async def scene() -> None:
        panel = await signed_in(company)
        await panel.choose("production", "ReadOnlyAccess")
        object.__setattr__(panel.role_session.credentials, "expires_at", 1.0)
        panel.credentials.refresh()
        assert "Ended: press Renew" in panel.credentials.expiry.value

    asyncio.run(scene())


def test_a_role_that_is_not_assigned_is_a_card_and_the_old_credentials_stay(company: Company) -> None:
    async def scene() -> None:
        panel = await signed_in(company)
        await panel.choose("production", "ReadOnlyAccess")
        kept = panel.role_session
        answer = await panel.choose("staging", "AdministratorAccess")
        assert isinstance(answer, ErrorCard)
        assert answer.error.code == "no-access"
        assert panel.role_session is kept
        assert isinstance(await panel.choose("production", "ReadOnlyAccess"), Card)

    asyncio.run(scene())


def test_before_a_sign_in_everything_says_what_to_do_first(company: Company) -> None:
    panel = WorkforcePanel()

    async def scene() -> None:
        for awaited in (panel, panel.sign_in, panel.roles, panel.credentials, panel.save, panel.call_log):
            assert "run this cell again" in repr(await asyncio.wait_for(awaited.settled(), 60))
        assert "Press Sign in" in repr(await panel.choose("production", "ReadOnlyAccess"))
        assert "Press Sign in" in repr(await panel.sign_out())

    asyncio.run(scene())
    for name in ("token", "role_session", "session", "profile"):
        with pytest.raises(GuideError):
            getattr(panel, name)


def test_the_bar_follows_the_calls(company: Company) -> None:
    roles = WorkforcePanel().roles
    roles.shown(Progress(7, 20, 2))
    assert (roles.progress.widget.value, roles.progress.widget.max) == (7, 20)
    assert roles.progress.widget.description == "7 of 20, 2 waiting for AWS"


def test_an_account_that_could_not_be_listed_is_named(company: Company) -> None:
    panel = WorkforcePanel()
    listed = Account("123456789012", "one", roles=(Role("123456789012", "Reader"),))
    unlisted = Account("210987654321", "two", problem="AWS has a <problem>.")
    panel.state.change(accounts=(listed, unlisted))
    assert "2109-8765-4321: AWS has a &lt;problem&gt;." in panel.roles._problems.value
    assert len(labels(panel)) == 1


def test_the_names_of_a_trainer_s_company_are_text_wherever_they_are_drawn(company: Company) -> None:
    evil = "<img src=x onerror=steal()>"
    panel = WorkforcePanel()
    roles = (Role("123456789012", evil), Role("123456789012", "Reader"))
    panel.state.change(accounts=(Account("123456789012", evil, roles=roles),))
    panel.roles.filter_field.value = evil
    drawn = [piece._repr_mimebundle_()["text/html"] for piece in (panel, panel.roles, panel.every_role)]
    drawn += [widget.value for widget in _instances.values() if isinstance(widget, HTML)]
    assert any("&lt;img src=x" in text for text in drawn)
    assert [text for text in drawn if "<img src=x" in text] == []


def test_too_many_requests_are_waited_out(company: Company) -> None:
    company.sandbox.faults.arm("too_many_requests@ListAccountRoles:2")

    async def scene() -> None:
        panel = await signed_in(company)
        assert len(labels(panel)) == 2

    asyncio.run(scene())


class Gate:
    """In front of a sandbox: while it is shut, whoever asks waits for it to open."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.open, self.waited_at = threading.Event(), threading.Event()
        self.open.set()

    def __call__(self, environ: Any, start_response: Any) -> Any:
        if not self.open.is_set():
            self.waited_at.set()
            self.open.wait(60)
        return self.sandbox(environ, start_response)


def test_cancelling_the_list_keeps_the_sign_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gates: list[Gate] = []

    def gated(sandbox: Sandbox) -> Gate:
        gates.append(Gate(sandbox))
        return gates[0]

    async def scene(company: Company) -> None:
        panel = await signed_in(company)
        gates[0].open.clear()
        press(panel.roles.again_button)
        await until(gates[0].waited_at.is_set)
        press(panel.roles.cancel_button)
        gates[0].open.set()
        await until(lambda: not panel.roles.running)
        assert panel.roles.error is None
        assert panel.roles.declined is not None
        assert panel.roles.declined.code == "interrupted"
        assert panel.sign_in.done

    with inside_a_sandbox(tmp_path, monkeypatch, gated) as company:
        asyncio.run(scene(company))
