"""The kin of assume-role in a real browser: a code leaves its field, a token is looked at, a link opens the console."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser.reader import Notebook, expect, written
from tests.browser.sight import look_at
from tests.leaks.canaries import has_code

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

    from tests.browser.laboratory import Laboratory
    from tests.browser.reader import Seen

CELLS = (
    "import awsguide",
    "panel = awsguide.ShortTermPanel()\npanel",
    "await panel.console_link",
)


def mfa_proved(notebook: Notebook, user: str) -> str:
    """Begin as `user` and prove MFA with the code of the authenticator's page; returns the code."""
    begin = notebook.panel("source-profile")
    begin.field("Credentials of").select_option(user)
    begin.button("Begin with these").click()
    expect(begin.status).to_contain_text(f"You begin as user {user}")
    mfa = notebook.panel("session-token")
    tab = mfa.follow()
    code = tab.locator(f"code[data-device$=':mfa/{user}']").inner_text()
    tab.close()
    mfa.field("MFA code").fill(code)
    mfa.field("MFA code").press("Enter")
    expect(mfa.shown.get_by_text("A code is there.")).to_be_visible()
    expect(mfa.field("MFA code")).to_have_value("")
    mfa.button("Get it with MFA").click()
    expect(mfa.status).to_have_text(f"You hold a session of user {user}.")
    return code


def guest_held(notebook: Notebook) -> None:
    """Get the federation token."""
    guest = notebook.panel("federation")
    guest.button("Get the token").click()
    expect(guest.status).to_contain_text("There is a session for federated-user guest.")


def console_link(notebook: Notebook, whose: str) -> str:
    """Make a link to the console; returns where it leads."""
    console = notebook.panel("console-link")
    console.field("Open it as").select_option(label=whose)
    console.button("Make a link").click()
    expect(console.link).to_be_visible()
    link = console.link.get_attribute("href")
    assert link is not None
    return link


def console_opened(notebook: Notebook) -> Page:
    """Follow that link, which is then used up; returns the console's tab."""
    console = notebook.panel("console-link")
    tab = console.follow()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Signed in to the console")
    expect(console.status).to_contain_text("The link is used up.")
    expect(console.link).to_have_count(0)
    return tab


@pytest.fixture
def sessions(laboratory: Laboratory, context: BrowserContext, seen: Seen) -> Iterator[Notebook]:
    """A notebook with the row's panels, begun with by nobody."""
    page = context.new_page()
    notebook = Notebook(laboratory, page, written(laboratory.copy, CELLS, "sessions.ipynb")).open()
    notebook.run("import awsguide")
    notebook.run("panel")
    yield notebook
    page.close()
    complaints, seen.complaints = seen.complaints, []
    assert complaints == []
    assert seen.outside() == set()


def test_a_person_proves_mfa_trades_a_token_and_opens_the_console(sessions: Notebook) -> None:
    begin, mfa = sessions.panel("source-profile"), sessions.panel("session-token")
    look_at(mfa.shown, "session-token-before")
    # Not hana, whose device's code of this half minute another test may need.
    code = mfa_proved(sessions, "otto")
    look_at(mfa.shown, "session-token-after")

    begin.field("Credentials of").select_option("hana")
    begin.button("Begin with these").click()
    expect(begin.status).to_contain_text("You begin as user hana")
    token = sessions.panel("web-identity")
    token.button("Look at the token").click()
    expect(token.shown).to_contain_text("StringEquals sts.amazonaws.com: fits")
    look_at(token.shown, "web-identity-claims")
    token.button("Trade it for the role").click()
    expect(token.status).to_contain_text("You are role Pipeline")
    look_at(sessions.panel("renewal").shown, "renewal-of-a-token")

    guest_held(sessions)
    look_at(sessions.panel("federation").shown, "federation")

    link = console_link(sessions, "the newest role")
    look_at(sessions.panel("console-link").shown, "console-link")
    tab = console_opened(sessions)
    look_at(tab.locator("body"), "page-console")
    tab.close()
    answer = sessions.run("await panel.console_link")
    expect(answer).to_contain_text("The console is open.")
    saved = str(sessions.saved())
    assert not has_code(saved, code)
    assert link not in saved
    assert "SigninToken=" not in saved
