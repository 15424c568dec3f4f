"""What goes wrong on the way is a card in the panel; the kernel stays usable, and the next try works."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.reader import STANDARD_ERROR, allow, answer, enter_code, expect, sign_in

if TYPE_CHECKING:
    from tests.browser.reader import Notebook


def assert_usable(notebook: Notebook) -> None:
    cell = notebook.run('print("the kernel", "answers")')
    expect(cell).to_contain_text("the kernel answers")
    assert notebook.tracebacks() == []


def test_a_denied_code_is_a_card_and_trying_again_works(desk: Notebook) -> None:
    panel = desk.panel("sign-in")
    panel.button("Sign in").click()
    code = panel.code.inner_text()
    tab = panel.follow()
    enter_code(tab, code)
    sign_in(tab, "alice")
    answer(tab, "Deny")
    expect(tab.get_by_role("heading")).to_have_text("Request denied")
    tab.close()
    expect(panel.error).to_contain_text("denied")
    expect(panel.link).to_be_hidden()
    assert_usable(desk)
    cell = desk.run("await panel.sign_in")
    expect(cell.get_by_role("alert")).to_contain_text("denied")
    allow(desk, "alice", button="Try again")


def test_a_denied_page_without_a_code_is_the_same_card(desk: Notebook) -> None:
    panel = desk.panel("sign-in")
    panel.field("How").select_option(label="with a way back to this machine (PKCE)")
    panel.button("Sign in").click()
    tab = panel.follow()
    sign_in(tab, "alice")
    answer(tab, "Deny")
    expect(tab.get_by_role("heading")).to_have_text("Not signed in")
    expect(tab.get_by_text("The request was denied.")).to_be_visible()
    tab.close()
    expect(panel.error).to_contain_text("denied")
    expect(panel.link).to_be_hidden()
    assert_usable(desk)


def test_a_cancelled_sign_in_leaves_nothing_behind(desk: Notebook) -> None:
    panel = desk.panel("sign-in")
    panel.button("Sign in").click()
    expect(panel.code).to_be_visible()
    panel.button("Cancel").click()
    expect(panel.link).to_be_hidden()
    expect(panel.button("Cancel")).to_be_disabled()
    assert desk.laboratory.stored_tokens() == []
    assert_usable(desk)
    allow(desk, "alice", button="Try again")


def test_an_interrupted_cell_gives_the_kernel_back(desk: Notebook) -> None:
    panel = desk.panel("sign-in")
    panel.button("Sign in").click()
    expect(panel.code).to_be_visible()
    cell = desk.run("await panel.sign_in", wait=False)
    expect(cell.locator(".jp-InputPrompt")).to_have_text("[*]:")
    desk.page.keyboard.press("i")
    desk.page.keyboard.press("i")
    expect(cell.locator(".jp-InputPrompt")).not_to_have_text("[*]:")
    expect(panel.link).to_be_hidden()
    expect(cell.locator(STANDARD_ERROR)).to_contain_text("You stopped it")
    expect(cell.locator(STANDARD_ERROR)).not_to_contain_text("Traceback")
    desk.clear_outputs(cell)
    assert_usable(desk)


def test_somebody_without_any_assignment_is_told_so(desk: Notebook) -> None:
    allow(desk, "carol")
    roles = desk.panel("roles")
    expect(roles.error).to_contain_text("assigned")
    assert_usable(desk)
    panel = desk.panel("sign-in")
    panel.button("Sign out").click()
    expect(panel.status).to_have_text("You are not signed in.")
    allow(desk, "bob")
    expect(roles.status).to_contain_text("1 role in 1 account")


@pytest.mark.parametrize(
    ("start_url", "region", "said"),
    [
        ("https://d-sandbox0009.awsapps.com/start", "us-east-1", "start URL"),
        ("https://d-sandbox0002.awsapps.com/start", "us-east-1", "Region"),
        ("http://d-sandbox0001.awsapps.com/start", "us-east-1", "https"),
        ("https://d-sandbox0001.awsapps.com/start", "us-esat-1", "us-esat-1"),
    ],
    ids=["mistyped", "elsewhere", "not https", "no such Region"],
)
def test_a_wrong_start_url_or_region_is_a_card(
    desk: Notebook, start_url: str, region: str, said: str
) -> None:
    panel = desk.panel("sign-in")
    panel.field("Start URL").fill(start_url)
    panel.field("Its Region").fill(region)
    panel.button("Sign in").click()
    expect(panel.error).to_contain_text(said)
    expect(panel.code).to_be_hidden()
    assert_usable(desk)
    panel.field("Start URL").fill("https://d-sandbox0001.awsapps.com/start")
    panel.field("Its Region").fill("us-east-1")
    panel.button("Try again").click()
    expect(panel.code).to_be_visible()
    panel.button("Cancel").click()
    expect(panel.code).to_be_hidden()
