"""A plain `jupyter lab` with a base address, of which the browser reaches one port through a relay, and no other."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from awsguide.launch import lab as guide
from awsguide.launch import working_copy
from tests.browser.conftest import COOKIE
from tests.browser.laboratory import WINDOWING, Laboratory
from tests.browser.reader import Notebook, allow, expect, written
from tests.browser.test_console import kept, signed_in_by_a_pasted_code, signed_in_by_the_way_back
from tests.browser.test_session_panels import console_link, console_opened, guest_held, mfa_proved
from tests.browser.test_sign_in import choose_administrator
from tests.launch.relay import Relay
from tests.launch.server import TOKEN, Server, server
from tests.processes import marked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

BASE = "/pre/fix/"


@dataclass(frozen=True)
class Far(Laboratory):
    """A server on another machine, as far as the browser can tell."""

    server: Server

    @property
    def runtime(self) -> Path:
        """Where Jupyter says how its kernels are reached."""
        return self.home / "runtime"

    def ask(self, path: str) -> Any:
        """JupyterLab's own answer to a question such as 'sessions'."""
        return json.loads(self.server.send(f"api/{path}").text)

    def processes(self) -> Any:
        """Everything that this started, however indirectly."""
        return marked(self.mark)


@pytest.fixture(scope="module")
def far(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Far]:
    """`jupyter lab` under a path, behind a relay."""
    folder, mark = tmp_path_factory.mktemp("far"), uuid.uuid4().hex
    setting = folder / ".jupyter" / "lab" / Path(WINDOWING).relative_to("jupyterlab")
    setting.parent.mkdir(parents=True)
    setting.write_text(json.dumps({"windowingMode": "none"}))
    kernel = {"display_name": "awsguide: SANDBOX", "language": "python", "name": "awsguide-sandbox"}
    working_copy.refresh(guide.notebooks(), folder, kernel)
    with server(folder, mark, base=BASE, program="lab") as running, Relay(running.port) as relay:
        address = f"http://127.0.0.1:{relay.port}{BASE.rstrip('/')}"
        yield Far(running.process, mark, address, TOKEN, folder, folder, running)


@pytest.fixture
def tab(chromium: Browser, far: Far) -> Iterator[Page]:
    """A tab whose every request has to go to the relay's port."""
    with chromium.new_context(viewport={"width": 1280, "height": 1400}) as context:
        context.set_default_timeout(60_000)
        asked: list[str] = []
        context.on("request", lambda request: asked.append(request.url))
        yield context.new_page()
        ports = {urlsplit(address).port for address in asked if address.startswith("http")}
        assert ports == {urlsplit(far.address).port}


def test_a_reader_signs_in_through_jupyter_s_port_alone(far: Far, tab: Page) -> None:
    notebook = Notebook(far, tab, "10-workforce-identity.ipynb").open()
    notebook.run_all()
    assert notebook.tracebacks() == []
    allow(notebook, "alice")
    choose_administrator(notebook)


@pytest.mark.hub
def test_a_reader_signs_in_at_the_console_by_a_code_and_by_the_way_back_through_that_port(
    far: Far, tab: Page
) -> None:
    notebook = Notebook(far, tab, "20-console-credentials.ipynb").open()
    _, shown = signed_in_by_a_pasted_code(notebook)
    assert shown.url.startswith(f"{far.address}/awsguide/sandbox/v1/authorize?")
    shown.close()
    panel = notebook.panel("console-sign-in")
    panel.button("Sign out").click()
    expect(panel.status).to_have_text("You are not signed in.")
    # The console's page knows who signed in; this is somebody who has not.
    tab.context.clear_cookies(name=COOKIE)
    last = signed_in_by_the_way_back(panel)
    assert last.startswith(f"{far.address}/awsguide/here/")
    assert last.endswith("/done")
    kept(panel, far)


@pytest.mark.hub
def test_a_reader_proves_mfa_and_opens_the_console_through_that_port(far: Far, tab: Page) -> None:
    notebook = Notebook(far, tab, "30-iam-short-term.ipynb").open()
    notebook.run_all()
    assert notebook.tracebacks() == []
    mfa_proved(notebook, "hana")
    used = 'panel.session_token.session.client("sts").get_caller_identity()["Arn"]'
    assert far.value(notebook.name, used).endswith(":user/hana")
    guest_held(notebook)
    assert console_link(notebook, "the guest").startswith(f"{BASE}awsguide/here/")
    console_opened(notebook)


def test_where_the_browser_cannot_reach_the_page_the_panel_says_so_and_shows_it(far: Far, tab: Page) -> None:
    tab.route("**/reachable.svg", lambda route: route.abort())
    name = written(
        far.copy, ("import awsguide", "panel = awsguide.WorkforcePanel()\npanel"), "unreachable.ipynb"
    )
    notebook = Notebook(far, tab, name).open()
    notebook.run("import awsguide")
    # A sign-in of another notebook is good in this one too: nobody is signed in here yet.
    far.forget_sign_ins()
    notebook.run("panel")
    panel = notebook.panel("sign-in")
    panel.field("How").select_option(label="with a device code (works from any machine)")
    expect(panel.button("Show the page here")).to_be_hidden()
    panel.button("Sign in").click()
    expect(panel.error).to_contain_text("Your browser cannot reach the page under Jupyter's address")
    expect(panel.link).to_be_hidden()
    expect(panel.shown.get_by_text("Time left")).to_be_hidden()
    panel.button("Show the page here").click()
    expect(panel.shown).to_contain_text("STANDS IN FOR YOUR BROWSER")
    panel.field("Code").fill(panel.code.inner_text())
    panel.button("Continue").click()
    panel.field("User name").fill("alice")
    panel.field("Password").fill("sandbox")
    panel.field("Password").press("Tab")
    panel.shown.locator(".awsguide-page-here").get_by_role("button", name="Sign in", exact=True).click()
    panel.button("Allow").click()
    expect(panel.status).to_contain_text("You are signed in to sandbox-company")
