"""Panels and pages can be read in light and in dark, at every stage of a sign-in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.reader import answer, enter_code, expect
from tests.browser.sight import look_at

if TYPE_CHECKING:
    from tests.browser.reader import Notebook


def test_a_sign_in_can_be_read_at_every_stage(desk: Notebook) -> None:
    whole = desk.panel("workforce")
    panel = desk.panel("sign-in")
    look_at(whole.shown, "panel-before")
    panel.field("Its Region").fill("us-esat-1")
    panel.button("Sign in").click()
    expect(panel.error).to_be_visible()
    look_at(panel.shown, "panel-error")
    panel.field("Its Region").fill("us-east-1")
    panel.button("Try again").click()
    expect(panel.code).to_be_visible()
    look_at(panel.shown, "panel-code")

    tab = panel.follow()
    look_at(tab.locator("body"), "page-code")
    enter_code(tab, panel.code.inner_text())
    expect(tab.get_by_label("User name")).to_be_visible()
    look_at(tab.locator("body"), "page-sign-in")
    tab.get_by_label("User name").fill("alice")
    tab.get_by_label("Password").fill("wrong")
    tab.get_by_role("button", name="Sign in").click()
    expect(tab.get_by_role("alert")).to_be_visible()
    look_at(tab.locator("body"), "page-wrong-password")
    tab.get_by_label("User name").fill("alice")
    tab.get_by_label("Password").fill("sandbox")
    tab.get_by_role("button", name="Sign in").click()
    expect(tab.get_by_role("button", name="Allow")).to_be_visible()
    look_at(tab.locator("body"), "page-allow")
    answer(tab, "Allow")
    expect(tab.get_by_role("heading")).to_have_text("Request allowed")
    look_at(tab.locator("body"), "page-allowed")
    sandbox = tab.url.partition("/device")[0].removesuffix("/start")
    for path in ("start", "authenticator", ""):
        tab.goto(f"{sandbox}/{path}")
        look_at(tab.locator("body"), f"page-{path or 'front'}")
    tab.close()

    roles = desk.panel("roles")
    expect(roles.status).to_contain_text("2 roles")
    roles.field("Account and role").select_option(index=1)
    look_at(roles.shown, "panel-roles")
    roles.button("Get credentials").click()
    expect(desk.panel("credentials").status).to_contain_text("These credentials work")
    look_at(desk.panel("credentials").shown, "panel-identity")
    save = desk.panel("save")
    save.button("Show what would change …").click()
    expect(save.button("Not now")).to_be_visible()
    look_at(save.shown, "panel-save")
    save.button("Not now").click()
    call_log = desk.panel("call-log")
    call_log.shown.get_by_text("Make this call yourself").first.click()
    look_at(call_log.shown, "panel-call-log")
    answered = desk.run("await panel.credentials")
    look_at(answered.locator(".jp-OutputArea-output"), "card-identity")


def test_the_questions_and_the_table_can_be_read(desk: Notebook) -> None:
    desk.run("awsguide.Chooser()")
    chooser = desk.panel("chooser")
    look_at(chooser.shown, "chooser-question")
    chooser.shown.get_by_label("Through my company's start page").check()
    chooser.shown.get_by_label("A person starts it").check()
    chooser.shown.get_by_label("Yes, or it is an AWS CLI or SDK").check()
    expect(chooser.shown).to_contain_text("Your row")
    look_at(chooser.shown, "chooser-row")
    table = desk.run("awsguide.DecisionTable()")
    look_at(table.locator(".jp-OutputArea-output"), "decision-table")


def test_faint_words_are_found(desk: Notebook) -> None:
    desk.page.evaluate("""document.querySelector('.awsguide-panel-workforce').insertAdjacentHTML('beforeend',
        '<p id="faint" style="color:#999;background:#fff">words that nobody can read</p>')""")
    with pytest.raises(AssertionError, match="words that nobody can read"):
        look_at(desk.page.locator("#faint"), "faint")
