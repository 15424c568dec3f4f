"""Where no browser can open the sandbox's page, the panel shows it inside itself, and one can sign in all the same."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest

from awsguide.adapters import surroundings
from awsguide.adapters.browser import jupyter_pages
from awsguide.panels.components import embedded_page
from awsguide.panels.components.practice_authenticator import PracticeAuthenticator
from awsguide.panels.components.still import Card
from awsguide.panels.console.row import ConsolePanel
from awsguide.panels.workforce.row import WorkforcePanel
from tests.panels.conftest import Company, code_of, press, synced, until

COLAB = surroundings.Place("colab", "This notebook runs in Google Colab.")


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kernel without a Jupyter server of ours, its browser on another machine."""
    monkeypatch.delenv(jupyter_pages.BASE, raising=False)
    monkeypatch.setattr(surroundings, "places", lambda: (COLAB,))


def pieces(panel: Any) -> list[Any]:
    found = []
    for piece in panel.here.frame.children:
        found += piece.children if hasattr(piece, "children") else [piece]
    return found


def line(panel: Any, label: str) -> Any:
    return next(piece for piece in pieces(panel) if getattr(piece, "description", "") == label)


def words(panel: Any) -> str:
    return " ".join(str(piece.value) for piece in pieces(panel) if hasattr(piece, "value"))


async def go_on(panel: Any, label: str, then: str) -> None:
    press(line(panel, label))
    await until(lambda: then in words(panel))


def test_where_no_port_leads_to_the_kernel_the_page_opens_by_itself(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scene() -> None:
        for name in ("binder", "colab", "databricks", "jupyterhub", "sagemaker"):
            place = surroundings.Place(name, "Elsewhere.")
            monkeypatch.setattr(surroundings, "places", lambda place=place: (place,))
            panel = WorkforcePanel().sign_in
            panel.link = f"{company.endpoint}/device"
            panel.refresh()
            await until(lambda panel=panel: "Enter the code" in words(panel))
            assert panel.link_html.value == ""

    asyncio.run(scene())


def test_where_a_port_may_be_passed_on_the_link_says_what_to_do_if_none_is(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ssh", "wsl", "container", "codespaces"):
        place = surroundings.Place(name, "Elsewhere.")
        monkeypatch.setattr(surroundings, "places", lambda place=place: (place,))
        panel = WorkforcePanel().sign_in
        panel.link = f"{company.endpoint}/device"
        panel.refresh()
        assert f'href="{company.endpoint}/device"' in panel.link_html.value
        assert "Elsewhere. If your browser cannot open the link, press" in panel.link_html.value
        assert panel.here_button.layout.display != "none"
        assert not panel.here.open


def test_one_signs_in_on_the_page_inside_the_panel(company: Company) -> None:
    async def scene() -> None:
        panel = WorkforcePanel()
        sign_in = panel.sign_in
        assert sign_in.here.frame.layout.display == "none"
        press(sign_in.sign_in_button)
        await until(lambda: "Enter the code" in words(sign_in))
        assert "STANDS IN FOR YOUR BROWSER" in words(sign_in)
        assert sign_in.link_html.layout.display == "none"
        line(sign_in, "Code").value = code_of(panel)
        await go_on(sign_in, "Continue", "For the program with the code")
        line(sign_in, "User name").value = "alice"
        line(sign_in, "Password").value = "sandbox"
        assert line(sign_in, "Password").value == ""
        await go_on(sign_in, "Sign in", "You are signed in as alice.")
        press(line(sign_in, "Allow"))
        assert isinstance(await sign_in, Card)
        assert sign_in.here.frame.layout.display == "none"
        assert "csrf" not in str(synced())

    asyncio.run(scene())


def test_the_code_of_the_console_s_page_is_taken_and_never_drawn(company: Company) -> None:
    async def scene() -> None:
        panel = ConsolePanel().sign_in
        assert panel.way_field.value == "cross-device"
        press(panel.sign_in_button)
        await until(lambda: "IAM user name" in [getattr(piece, "description", "") for piece in pieces(panel)])
        line(panel, "Account ID or alias").value = "sandbox-dev"
        line(panel, "IAM user name").value = "dana"
        line(panel, "Password").value = "sandbox"
        await go_on(panel, "Sign in as an IAM user", "user/dana")
        press(line(panel, "Allow"))
        await until(lambda: panel.question_is_open)
        press(panel.answer_buttons[0])
        assert isinstance(await panel, Card)
        assert "state=" not in str(synced())

    asyncio.run(scene())


def test_a_sandbox_that_is_gone_is_said_where_the_page_was(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scene() -> None:
        here = embedded_page.EmbeddedPage(lambda _code: None)
        here.show("http://127.0.0.1:9/device")
        await until(lambda: here.frame.children)
        assert "no longer answers" in here.frame.children[1].value
        here.close()
        assert here.frame.children == ()

    asyncio.run(scene())


def test_a_panel_on_your_aws_has_a_link_and_no_stand_in(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = WorkforcePanel().sign_in
    monkeypatch.setenv("AWSGUIDE_TARGET", "aws")
    panel.link = "https://device.sso.us-east-1.amazonaws.com/"
    panel.refresh()
    assert 'href="https://device.sso.us-east-1.amazonaws.com/"' in panel.link_html.value
    assert not panel.here.open
    assert panel.here_button.layout.display == "none"


def test_a_panel_without_a_sandbox_offers_no_page(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWSGUIDE_TARGET_PROBLEM", "The disk is full.")
    panel = WorkforcePanel().sign_in
    assert panel.refused is not None
    assert panel.here_button.layout.display == "none"


def test_through_jupyter_the_browser_tries_first_whether_it_reaches_the_page(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(jupyter_pages.BASE, "/user/ada/awsguide/")
    panel = WorkforcePanel().sign_in
    panel.link = f"{company.endpoint}/device"
    panel.refresh()
    assert 'href="/user/ada/awsguide/sandbox/device"' in panel.link_html.value
    assert 'src="/user/ada/awsguide/reachable.svg"' in panel.link_html.value
    assert "awsguide-if-needed" in panel.here_button._dom_classes
    assert "awsguide-if-reached" in panel.countdown._dom_classes
    # AWS's own page is on the internet: there is nothing to be tried.
    panel.link = "https://device.sso.us-east-1.amazonaws.com/"
    panel.refresh()
    assert "awsguide-if-reached" not in panel.countdown._dom_classes
    assert not panel.here.open


def test_what_is_typed_as_a_password_and_the_form_s_token_are_in_no_widget(company: Company) -> None:
    async def scene() -> None:
        panel = WorkforcePanel()
        sign_in = panel.sign_in
        press(sign_in.sign_in_button)
        await until(lambda: "Enter the code" in words(sign_in))
        line(sign_in, "Code").value = code_of(panel)
        await go_on(sign_in, "Continue", "For the program with the code")
        line(sign_in, "User name").value = "alice"
        line(sign_in, "Password").value = "canary-of-a-password"
        before = words(sign_in)
        press(line(sign_in, "Sign in"))
        await until(lambda: words(sign_in) not in ("", before))
        assert "canary-of-a-password" not in str(synced())
        assert "canary-of-a-password" not in words(sign_in)
        assert "csrf" not in str(synced())

    asyncio.run(scene())


def test_the_practice_authenticator_is_inside_the_panel_where_no_browser_reaches_it(company: Company) -> None:
    async def scene() -> None:
        authenticator = PracticeAuthenticator()
        authenticator.refresh()
        assert authenticator.link_html.value == ""
        assert authenticator.button.layout.display != "none"
        press(authenticator.button)
        await until(lambda: authenticator.page.frame.children)
        drawn = " ".join(str(piece.value) for piece in authenticator.page.frame.children)
        assert "STANDS IN FOR YOUR BROWSER" in drawn
        assert re.search(r"\b\d{6} \d{6}\b", drawn)
        authenticator.refresh(wanted=False)
        assert authenticator.button.layout.display == "none"
        assert authenticator.page.frame.children == ()

    asyncio.run(scene())


def test_the_practice_authenticator_is_a_link_where_jupyter_leads_to_it_and_nothing_on_your_aws(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(jupyter_pages.BASE, "/user/ada/awsguide/")
    authenticator = PracticeAuthenticator()
    authenticator.refresh()
    assert 'href="/user/ada/awsguide/sandbox/authenticator"' in authenticator.link_html.value
    assert authenticator.button.layout.display == "none"
    monkeypatch.setenv("AWSGUIDE_TARGET", "aws")
    authenticator.refresh()
    assert authenticator.link_html.value == ""
    assert authenticator.button.layout.display == "none"
