"""The keyboard alone suffices, what has it is seen, and what changes is announced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.keyboard import go_to, press
from tests.browser.reader import PASSWORD, Notebook, expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.browser.laboratory import Laboratory

# From the top of the notebook to the questions.
CELLS = 6


def is_announced(piece: Locator) -> None:
    """The piece lies in a region that was there before its words changed."""
    expect(piece.locator("xpath=ancestor::*[@aria-live='polite']")).to_have_count(1)


def test_the_questions_lead_to_the_row_and_its_notebook(laboratory: Laboratory, page: Page) -> None:
    notebook = Notebook(laboratory, page, "00-start-here.ipynb").open()
    chooser = notebook.panel("chooser")
    outcome = chooser.shown.get_by_role("status")
    for _ in range(CELLS):
        page.keyboard.press("Shift+Enter")
    expect(chooser.shown).to_be_visible()
    is_announced(outcome)
    page.keyboard.press("ArrowUp")

    go_to(page, "With an IAM user")
    page.keyboard.press("Space")
    expect(chooser.shown).to_contain_text("Question 2")
    # A change of mind: nothing has moved the reader to another place.
    go_to(page, "Through my company's start page", key="Shift+Tab")
    page.keyboard.press("Space")
    go_to(page, "A person starts it")
    page.keyboard.press("Space")
    go_to(page, "Yes, or it is an AWS CLI or SDK")
    page.keyboard.press("Space")
    expect(outcome).to_contain_text("Your row: Workforce identity")
    # Starting over leaves the keyboard on the first question.
    press(page, "Start over")
    first = chooser.shown.get_by_label("Through my company's start page")
    expect(first).to_be_focused()
    page.keyboard.press("Space")
    go_to(page, "A person starts it")
    page.keyboard.press("Space")
    go_to(page, "Yes, or it is an AWS CLI or SDK")
    page.keyboard.press("Space")
    expect(outcome).to_contain_text("Your row: Workforce identity")
    go_to(page, "10-workforce-identity.ipynb")
    # It opens here, as a link of the text does.
    tabs = len(page.context.pages)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Workforce identity").first).to_be_visible(timeout=60_000)
    assert len(page.context.pages) == tabs


def test_the_panel_leads_to_the_identity(desk: Notebook) -> None:
    page, panel = desk.page, desk.panel("sign-in")
    is_announced(panel.status)
    press(page, "Sign in")
    expect(panel.code).to_be_visible()
    go_to(page, "Copy")
    go_to(page, "Open the sign-in page")
    with page.context.expect_page() as opened:
        page.keyboard.press("Enter")
    tab = opened.value
    expect(tab.get_by_label("Code")).to_be_focused()
    tab.keyboard.type(panel.code.inner_text())
    tab.keyboard.press("Enter")
    expect(tab.get_by_label("User name")).to_be_focused()
    tab.keyboard.type("alice")
    go_to(tab, "Password")
    tab.keyboard.type(PASSWORD)
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("status")).to_have_text("You are signed in as alice.")
    press(tab, "Allow")
    expect(tab.get_by_role("status")).to_contain_text("is signed in")
    tab.close()

    roles, credentials = desk.panel("roles"), desk.panel("credentials")
    expect(roles.status).to_have_text("2 roles in 2 accounts.")
    is_announced(roles.status)
    go_to(page, "Search")
    page.keyboard.type("dev admin")
    expect(roles.status).to_contain_text("1 of 2 roles")
    go_to(page, "Account and role")
    page.keyboard.press("ArrowDown")
    expect(roles.button("Get credentials")).to_be_enabled()
    press(page, "Get credentials")
    expect(credentials.status).to_contain_text("These credentials work")
    is_announced(credentials.status)
    expect(credentials.shown).to_contain_text("/alice")


def test_every_piece_that_can_be_used_has_a_name(desk: Notebook) -> None:
    panel = desk.page.locator(".awsguide-panel-workforce")
    used = panel.locator("button, a[href], input, select, textarea")
    assert used.count() > 10
    nameless = used.evaluate_all("""pieces => pieces.filter(it => it.offsetParent).filter(it =>
        !((it.labels && it.labels.length ? it.labels[0].innerText : it.innerText) ||
          it.getAttribute('aria-label') || '').trim()).map(it => it.outerHTML)""")
    assert nameless == []
