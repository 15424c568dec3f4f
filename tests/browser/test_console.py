"""The console credentials row as a reader meets it: both ways in, whose sign-in it is, and what follows."""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

import pytest

from tests.browser.reader import PASSWORD, Notebook, answer, expect, written
from tests.browser.sight import look_at

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.laboratory import Laboratory
    from tests.browser.reader import Panel, Seen

NOTEBOOK = "20-console-credentials.ipynb"
DANA = "arn:aws:iam::237681757619:user/dana"
BACK = "with a way back to this machine"
PASTE = "with a code to paste (works from any machine)"


@pytest.fixture
def fresh(laboratory: Laboratory, nobody: None) -> Laboratory:
    """A laboratory and a browser in which nobody has signed in at the console."""
    # A sandbox comes with the first kernel: before that nobody can have signed in.
    if laboratory.sandboxes():
        for file in (laboratory.sandbox_home / ".aws" / "login" / "cache").glob("*.json"):
            file.unlink()
    return laboratory


def cached(laboratory: Laboratory) -> list[dict[str, object]]:
    """What the cache of console sign-ins holds."""
    cache = laboratory.sandbox_home / ".aws" / "login" / "cache"
    return [json.loads(file.read_text()) for file in cache.glob("*.json")]


def sign_in(tab: Page, user_name: str = "dana") -> None:
    """Be an IAM user of sandbox-dev on the console's page."""
    tab.get_by_label("Account ID or alias").fill("sandbox-dev")
    tab.get_by_label("IAM user name").fill(user_name)
    tab.get_by_label("Password").first.fill(PASSWORD)
    tab.get_by_role("button", name="Sign in as an IAM user").click()


def opened(panel: Panel, way: str) -> Page:
    """Choose a way, press Sign in, and open the page."""
    panel.field("How").select_option(label=way)
    panel.button("Sign in").click()
    expect(panel.link).to_be_visible()
    return panel.follow()


def signed_in_by_a_pasted_code(notebook: Notebook) -> tuple[str, Page]:
    """Run notebook 20 and sign in with the code that the page shows; returns the code, and the tab that showed it."""
    notebook.run_all()
    assert notebook.tracebacks() == []
    panel = notebook.panel("console-sign-in")
    tab = opened(panel, PASTE)
    sign_in(tab)
    answer(tab, "Allow")
    code = tab.get_by_label("Authorization code").input_value()
    panel.field("Code from the page").fill(code)
    panel.field("Code from the page").press("Enter")
    kept(panel, notebook.laboratory)
    return code, tab


def signed_in_by_the_way_back(panel: Panel) -> str:
    """Sign in and come back by the browser, up to the question whose sign-in it is; returns the tab's last address."""
    tab = opened(panel, BACK)
    sign_in(tab)
    expect(tab.get_by_role("table")).to_contain_text(DANA)
    answer(tab, "Allow")
    expect(tab.get_by_role("heading")).to_have_text("Back to your notebook")
    address = tab.url
    tab.close()
    expect(panel.button("Keep this sign-in")).to_be_visible()
    return address


def kept(panel: Panel, laboratory: Laboratory) -> None:
    """Look whose sign-in it is, and keep it."""
    expect(panel.shown).to_contain_text("Is this the account and identity you meant?")
    expect(panel.shown).to_contain_text(DANA)
    assert cached(laboratory) == []
    panel.button("Keep this sign-in").click()
    expect(panel.status).to_have_text(f"You are signed in as {DANA}.")
    expect(panel.link).to_be_hidden()


def test_a_reader_runs_the_notebook_comes_back_by_the_browser_and_runs_what_follows(
    fresh: Laboratory, page: Page, seen: Seen
) -> None:
    notebook = Notebook(fresh, page, NOTEBOOK).open()
    notebook.run_all()
    assert notebook.tracebacks() == []
    expect(notebook.cell("await panel.sign_in")).to_contain_text("Press Sign in above")

    panel = notebook.panel("console-sign-in")
    look_at(panel.shown, "console-before")
    assert signed_in_by_the_way_back(panel).endswith("/done")
    look_at(panel.shown, "console-question")
    kept(panel, fresh)

    credentials = notebook.panel("console-credentials")
    expect(credentials.shown).to_contain_text(re.compile("Sign-in ends in (11 h 5|12 h 0)"))
    credentials.button("Renew").click()
    expect(credentials.status).to_contain_text("These credentials work")
    (document,) = cached(fresh)
    save = notebook.panel("save")
    save.button("Show what would change …").click()
    expect(save.shown).to_contain_text("login_session")
    save.button("Save").click()
    expect(save.status).to_contain_text("was written")
    notebook.run_from("await panel.sign_in")
    assert notebook.tracebacks() == []
    expect(notebook.cell("await panel.credentials")).to_contain_text("The credentials work.")
    expect(notebook.cell("    session = boto3.Session(profile_name=panel.profile)")).to_contain_text(DANA)
    expect(notebook.cell("await panel.sign_out()")).to_contain_text("You are signed out.")
    assert cached(fresh) == []

    keys = document["accessToken"]
    assert isinstance(keys, dict)
    secrets = [document["refreshToken"], document["idToken"], keys["secretAccessKey"], keys["sessionToken"]]
    secrets += str(document["dpopKey"]).splitlines()[1:-1]
    where = {"page": page.content(), "file": str(notebook.saved())}
    told = b"".join(seen.messages)
    for secret in map(str, secrets):
        assert [name for name, text in where.items() if secret in text] == []
        assert secret.encode() not in told


def test_a_reader_pastes_the_code_that_the_page_shows(fresh: Laboratory, page: Page, seen: Seen) -> None:
    name = written(fresh.copy, ("import awsguide", "panel = awsguide.ConsolePanel()\npanel"), "console.ipynb")
    notebook = Notebook(fresh, page, name).open()
    notebook.run("import awsguide")
    notebook.run("panel")
    panel = notebook.panel("console-sign-in")
    tab = opened(panel, PASTE)
    sign_in(tab)
    answer(tab, "Allow")
    code = tab.get_by_label("Authorization code").input_value()
    tab.close()

    field = panel.field("Code from the page")
    look_at(panel.shown, "console-code")
    field.fill(code[: len(code) // 3])
    panel.button("Use this code").click()
    expect(panel.error).to_contain_text("not the whole code")
    expect(field).to_have_value("")
    field.fill(code)
    field.press("Enter")
    kept(panel, fresh)
    expect(panel.error).to_be_hidden()
    expect(field).to_be_hidden()
    assert field.input_value() == ""
    # The field that had the focus is gone; saving by key needs it back in the notebook.
    notebook.run("import awsguide")
    file, told = str(notebook.saved()), b"".join(seen.messages)
    plain = dict(parse_qsl(base64.b64decode(code).decode()))
    for secret in (code, plain["code"]):
        assert secret.encode() not in told
        assert secret not in page.content()
        assert secret not in file
