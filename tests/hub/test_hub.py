"""Two learners on a real JupyterHub under a name, over http and over https: each has one sandbox of their own."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from awsguide.launch.programs import CHROMIUM
from tests.browser.conftest import FLAGS
from tests.browser.reader import Notebook, allow, answer, expect, written
from tests.browser.test_console import DANA, PASTE, opened
from tests.browser.test_console import sign_in as sign_in_at_console
from tests.browser.test_sign_in import choose_administrator
from tests.clients.packages import why_missing
from tests.test_processes import eventually

pytestmark = pytest.mark.hub

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.hub.hub import Hub, Learner

HERE = Path(__file__).parent
OTHER_USER = 65534
SYSTEM_PYTHON = "/usr/bin/python3"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser that finds the hub's name on this machine, and no other host."""
    from tests.hub.hub import NAME

    program = CHROMIUM.find()
    if program is None:
        pytest.skip("Chromium was not found: the hub is not tried in a real browser")
    from playwright.sync_api import sync_playwright

    rules = f"--host-resolver-rules=MAP {NAME} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    flags = [*(flag for flag in FLAGS if "host-resolver-rules" not in flag), rules]
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, headless=True, args=flags)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def running(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """The hub; without jupyterhub or its proxy these tests are left out."""
    pytest.importorskip(
        "jupyterhub", reason="no hub was tried: install the extra 'test', which brings JupyterHub"
    )
    if missing := why_missing(HERE, "JupyterHub's proxy"):
        pytest.skip(missing)
    from tests.hub.hub import hub

    with hub(tmp_path_factory.mktemp("hub")) as started:
        yield started


def at_home(context: BrowserContext, learner: Learner) -> Page:
    """Log in at the hub, and wait for the learner's own server."""
    from tests.hub.hub import PASSWORD

    page = context.new_page()
    page.goto(f"{learner.address}/hub/login")
    page.get_by_label("Username").fill(learner.name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**/user/{learner.name}/lab**", timeout=120_000)
    return page


@contextlib.contextmanager
def browsing(browser: Browser) -> Iterator[BrowserContext]:
    """A browser of one learner."""
    with browser.new_context(ignore_https_errors=True, viewport={"width": 1280, "height": 1400}) as context:
        context.set_default_timeout(60_000)
        yield context


def console_by_a_code_to_paste(learner: Learner, page: Page) -> tuple[str, Page]:
    """Sign in with notebook 20; returns the code that was pasted, and the tab that showed it."""
    notebook = Notebook(learner, page, "20-console-credentials.ipynb").open()
    notebook.run_all()
    assert notebook.tracebacks() == []
    panel = notebook.panel("console-sign-in")
    tab = opened(panel, PASTE)
    assert tab.url.startswith(f"{learner.address}/user/{learner.name}/awsguide/sandbox/v1/authorize?")
    sign_in_at_console(tab)
    answer(tab, "Allow")
    code = tab.get_by_label("Authorization code").input_value()
    panel.field("Code of the page").fill(code)
    panel.field("Code of the page").press("Enter")
    expect(panel.shown).to_contain_text(DANA)
    panel.button("Keep this sign-in").click()
    expect(panel.status).to_have_text(f"You are signed in as {DANA}.")
    return code, tab


def show_the_authenticator(learner: Learner, browser: BrowserContext) -> None:
    """Follow the link to the authenticator in notebook 30."""
    notebook = Notebook(learner, browser.new_page(), "30-iam-short-term.ipynb").open()
    notebook.run_all()
    assert notebook.tracebacks() == []
    panel = notebook.panel("session-token")
    with browser.expect_page() as opened_page:
        panel.shown.get_by_role("link", name="Open the practice authenticator").click()
    shown = opened_page.value
    assert shown.url == f"{learner.address}/user/{learner.name}/awsguide/sandbox/authenticator"
    expect(shown.locator("code[data-device]").first).to_have_text(re.compile(r"\d{6}"))
    assert len(learner.sandboxes()) == 1


def test_two_learners_of_a_hub_sign_in_each_in_a_sandbox_of_their_own(running: Hub, browser: Browser) -> None:
    ada, bob = running.learner("ada"), running.learner("bob", tls=True)
    with browsing(browser) as hers, browsing(browser) as his:
        page = at_home(hers, ada)
        notebook = Notebook(ada, page, "10-workforce-identity.ipynb").open()
        notebook.run_all()
        allow(notebook, "alice")
        choose_administrator(notebook)
        save = notebook.panel("save")
        save.field("Profile name").fill("from-the-hub")
        save.button("Show what would change …").click()
        save.button("Save").click()
        expect(save.status).to_contain_text("was written")

        # Her second notebook and her terminal are in the same sandbox.
        second = Notebook(ada, hers.new_page(), written(ada.copy, ("import boto3",), "second.ipynb")).open()
        second.run("import boto3")
        assert "from-the-hub" in ada.value("second.ipynb", "','.join(boto3.Session().available_profiles)")
        known = {process.pid for process in ada.processes()}
        ada.ask("terminals", {})
        home = str(ada.sandbox_home)
        assert eventually(
            lambda: home in {row.environ().get("HOME") for row in ada.processes() if row.pid not in known}
        )
        assert len(ada.sandboxes()) == 1

        page = at_home(his, bob)
        code, tab = console_by_a_code_to_paste(bob, page)
        show_the_authenticator(bob, his)
        assert bob.sandbox_home != ada.sandbox_home
        # The hub lets nobody into the server of somebody else, nor to its pages.
        refused = tab.goto(f"{bob.address}/user/ada/awsguide/sandbox/device")
        assert refused
        assert refused.status in (403, 404)
        assert "SANDBOX" not in tab.content()
        stolen = what_another_user_of_the_machine_gets([ada, bob])
        assert stolen in ([], None)

    for learner in (ada, bob):
        running.api(f"users/{learner.name}/server", "DELETE")
    assert eventually(lambda: not ada.processes() and not bob.processes())
    assert list((running.folder / "temporary").glob("awsguide-*")) == []
    assert code not in running.log.read_text()


# What a curious neighbour would try: every open port of this machine, with what needs no signature.
SCRIPT = """
import json, sys, urllib.request
got = []
for port in map(int, sys.argv[1:]):
    for path, body in (("/authenticator", None), ("/start", None), ("/oidc/token", b"{}"), ("/device", None)):
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data=body)
        try:
            got.append([port, path, urllib.request.urlopen(request, timeout=20).status])
        except OSError as error:
            if hasattr(error, "code"):
                got.append([port, path, error.code])
print(json.dumps(got))
"""


def what_another_user_of_the_machine_gets(learners: list[Learner]) -> list[list[object]] | None:
    """What a script of another Unix user is told by the learners' sandboxes; None where no such user can be had."""
    if os.name == "nt" or os.geteuid() != 0 or shutil.which(SYSTEM_PYTHON) is None:
        return None
    ports = [str(row.sandbox.net_connections()[0].laddr.port) for row in learners]
    done = subprocess.run(
        [SYSTEM_PYTHON, "-c", SCRIPT, *ports],
        user=OTHER_USER, group=OTHER_USER, extra_groups=[], cwd="/", env={"NO_PROXY": "*"},
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    got: list[list[object]] = json.loads(done.stdout)
    return got
