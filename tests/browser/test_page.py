"""The site's pages run where they are read: from the press to credentials that work, and what goes wrong on the way."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.live_page import AXE, LivePage
from tests.browser.reader import Panel, answer, enter_code, expect, sign_in
from tests.browser.sight import look_at

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytest.importorskip("mkdocs_jupyter", reason="the site is not built: install the extra 'docs'")
pytestmark = pytest.mark.skipif(
    not AXE.exists(),
    reason="a page cannot be run: install Node.js 20 or newer and run `npm ci` in tools/page",
)

FIRST = "notebooks/10-workforce-identity/"
CONSOLE = "notebooks/20-console-credentials/"
DANA = "arn:aws:iam::237681757619:user/dana"


def signed_in(panel: Panel) -> None:
    """Press Sign in, confirm the code in the other tab as alice, and come back."""
    panel.button("Sign in").click()
    expect(panel.code).to_be_visible()
    tab = panel.follow()
    expect(tab.get_by_label("Code")).to_be_visible()
    enter_code(tab, panel.code.inner_text())
    sign_in(tab, "alice")
    answer(tab, "Allow")
    expect(tab.get_by_role("heading")).to_have_text("Request allowed")
    tab.close()
    expect(panel.status).to_contain_text("You are signed in to sandbox-company")


def test_a_reader_runs_two_pages_from_the_press_to_credentials_that_work(
    reader: BrowserContext, asked: list[str], site: str
) -> None:
    first = LivePage.opened(reader, site + FIRST)
    assert [address for address in asked if "/run/" in address] == []
    assert first.faults() == []
    first.start()
    assert first.faults() == []
    # The parts are fetched once, and no more than these.
    assert len([address for address in asked if "/run/" in address]) <= 8

    second = LivePage.opened(reader, site + CONSOLE)
    second.start()
    console = second.panel("console-sign-in")
    expect(console.field("How")).to_have_value(re.compile("."))
    console.button("Sign in").click()
    tab = console.follow()
    tab.get_by_label("Account ID or alias").fill("sandbox-dev")
    tab.get_by_label("IAM user name").fill("dana")
    tab.get_by_label("Password").first.fill("sandbox")
    tab.get_by_role("button", name="Sign in as an IAM user").click()
    answer(tab, "Allow")
    code = tab.get_by_label("Authorization code").input_value()
    tab.close()
    console.field("Code from the page").fill(code)
    console.button("Use this code").click()
    console.button("Keep this sign-in").click()
    expect(console.status).to_have_text(f"You are signed in as {DANA}.")
    second.page.close()

    signed_in(first.panel("sign-in"))
    first.button("Run to the next panel").click()
    roles = first.panel("roles")
    expect(roles.status).to_contain_text("2 roles in 2 accounts")
    roles.field("Account and role").select_option(index=1)
    roles.button("Get credentials").click()
    expect(roles.status).to_contain_text(re.compile("."))
    works = first.run("await panel.credentials")
    expect(works).to_contain_text("The credentials work.")
    expect(works.get_by_text("Your own result")).to_be_visible()
    look_at(first.panel("roles").shown, "page-roles")
    assert first.faults() == []


def test_a_reader_edits_a_cell_puts_it_back_and_ends_an_endless_loop(
    reader: BrowserContext, site: str
) -> None:
    page = LivePage.opened(reader, site + FIRST)
    page.start()
    cell = page.cell("awsguide.which_aws()")
    cell.get_by_role("button", name="Edit cell 1").press("Enter")
    editor = cell.get_by_role("textbox")
    expect(editor).to_be_focused()
    editor.fill("print('mine')\n1 / 0")
    editor.press("Control+Enter")
    expect(cell).to_contain_text("mine")
    expect(cell).to_contain_text("ZeroDivisionError")
    expect(page.status).to_have_text("Cell 1 ended with an error.")
    editor.fill("%pip install boto3")
    editor.press("Control+Enter")
    expect(cell).to_contain_text("commands of Jupyter's")
    expect(cell).not_to_contain_text("kernel.py")
    editor.fill("import js\njs.fetch('https://elsewhere.example/')")
    editor.press("Control+Enter")
    expect(cell).to_contain_text("sends nothing anywhere")
    editor.fill("import os\nos.environ['AWSGUIDE_TARGET'] = 'aws'\nimport awsguide\nawsguide.which_aws()")
    editor.press("Control+Enter")
    expect(cell).to_contain_text("Real credentials do not belong in a page of a website")
    editor.fill("while True: print('again and again')")
    editor.press("Control+Enter")
    expect(cell).to_contain_text("The rest is left out")
    expect(cell).to_have_attribute("aria-busy", "true")
    page.button("Start over").click()
    expect(page.status).to_contain_text("Ready: everything is as new")
    cell.get_by_role("button", name="Put back cell 1").click()
    page.run("awsguide.which_aws()")
    expect(cell).to_contain_text("inside this page")
    # A reader who leaves and comes back finds the page as it was: running, or to be run.
    page.page.goto(site)
    page.page.go_back()
    expect(page.button("Run this page").or_(page.button("Start over"))).to_be_visible()


def test_a_phone_shows_the_page_and_the_demo_of_the_front_page(chromium: Browser, site: str) -> None:
    with chromium.new_context(viewport={"width": 390, "height": 844}, color_scheme="dark") as phone:
        phone.set_default_timeout(90_000)
        front = LivePage.opened(phone, site)
        front.start("Try it here")
        signed_in(front.panel("sign-in"))
        assert not front.is_too_wide()
        assert front.faults() == []


# What a browser lacks or refuses, before a page is loaded.
MISSING = {
    "no WebAssembly": "delete globalThis.WebAssembly",
    "no channel": "delete globalThis.BroadcastChannel",
    "worker refused": "globalThis.Worker = function () { throw new DOMException('no', 'SecurityError') }",
}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("offline", "the site did not answer"),
        ("offline at once", "could not be loaded. Check your connection"),
        ("half offline", "the site did not answer"),
        ("updated", "this site was updated"),
        ("no WebAssembly", "cannot run the page"),
        ("no memory", "not enough memory"),
        ("no channel", "does not let the page talk to a second tab"),
        ("channel refused", "does not let the page talk to a second tab"),
        ("worker refused", "does not let the page talk to a second tab"),
    ],
)
def test_what_keeps_a_page_from_running_is_a_sentence_and_the_page_stays_readable(
    chromium: Browser, site: str, wrong: str, said: str
) -> None:
    with chromium.new_context() as context:
        context.set_default_timeout(60_000)
        if wrong in MISSING:
            context.add_init_script(MISSING[wrong])
        page = LivePage.opened(context, site + FIRST)
        _spoil(page.page, wrong)
        page.button("Run this page").dblclick()
        expect(page.status).to_contain_text(said)
        expect(page.cell("awsguide.which_aws()")).to_contain_text("SANDBOX")
        expect(page.button("Run this page")).to_be_enabled()


def _spoil(page: Page, wrong: str) -> None:
    script = {"content_type": "text/javascript"}
    if wrong == "offline":
        page.route("**/library.bin", lambda route: route.abort())
    elif wrong == "offline at once":
        page.context.set_offline(True)
    elif wrong == "half offline":
        page.route("**/worker.js", lambda route: route.abort())
    elif wrong == "updated":
        page.route("**/wasm.bin", lambda route: route.fulfill(status=404))
    elif wrong == "no memory":
        broken = "onmessage = () => postMessage({kind: 'failed', reason: 'broken', words: 'RangeError: Out of memory'})"
        page.route("**/worker.js", lambda route: route.fulfill(body=broken, **script))
    elif wrong == "channel refused":
        refuses = "self.BroadcastChannel = function () { throw new DOMException('no', 'SecurityError') };\n"
        worker = "**/worker.js"
        page.route(worker, lambda route: route.fulfill(body=refuses + route.fetch().text(), **script))


def test_a_blocked_tab_and_a_closed_notebook_are_sentences(reader: BrowserContext, site: str) -> None:
    page = LivePage.opened(reader, site + FIRST)
    page.start()
    panel = page.panel("sign-in")
    panel.button("Sign in").click()
    page.page.evaluate("void (window.opened = window.open, window.open = () => null)")
    panel.link.click()
    expect(page.status).to_contain_text("Your browser blocked the new tab")
    page.page.evaluate("void (window.open = window.opened)")
    tab = panel.follow()
    expect(tab.get_by_label("Code")).to_be_visible()
    page.page.close()
    enter_code(tab, "ABCD-EFGH")
    expect(tab.get_by_role("status")).to_contain_text("The notebook's tab does not answer")
