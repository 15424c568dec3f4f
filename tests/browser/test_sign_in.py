"""The workforce row as a reader meets it: sign in on the company's page, choose a role, use it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.reader import Notebook, allow, answer, enter_code, expect, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.laboratory import Laboratory
    from tests.browser.reader import Seen

NOTEBOOK = "10-workforce-identity.ipynb"
ADMINISTRATOR = "assumed-role/AWSReservedSSO_AdministratorAccess_"


def choose_administrator(notebook: Notebook) -> None:
    """Search the list, choose what is found, get credentials and read whose they are."""
    roles = notebook.panel("roles")
    expect(roles.status).to_contain_text("2 roles in 2 accounts")
    roles.field("Search").fill("dev admin")
    expect(roles.status).to_contain_text("1 of 2 roles")
    roles.field("Account and role").select_option(index=0)
    roles.button("Get credentials").click()
    credentials = notebook.panel("credentials")
    expect(credentials.status).to_contain_text("These credentials work")
    expect(credentials.shown).to_contain_text(ADMINISTRATOR)
    expect(credentials.shown).to_contain_text("/alice")


def test_a_reader_runs_the_notebook_signs_in_with_a_code_and_runs_what_follows(
    laboratory: Laboratory, page: Page, seen: Seen
) -> None:
    notebook = Notebook(laboratory, page, NOTEBOOK).open()
    notebook.run_all()
    assert notebook.tracebacks() == []
    expect(notebook.cell("await panel.sign_in")).to_contain_text("Press Sign in above")

    panel = notebook.panel("sign-in")
    panel.button("Sign in").click()
    expect(panel.code).to_be_visible()
    expect(panel.shown.get_by_text("Time left")).to_be_visible()
    code = panel.code.inner_text()
    tab = panel.follow()
    assert code not in tab.url
    enter_code(tab, code)
    sign_in(tab, "alice")
    expect(tab.locator(".code")).to_have_text(code)
    answer(tab, "Allow")
    expect(tab.get_by_role("heading")).to_have_text("Request allowed")
    tab.close()
    expect(panel.status).to_contain_text("You are signed in to sandbox-company")
    expect(panel.link).to_be_hidden()
    choose_administrator(notebook)
    secrets = laboratory.stored_secrets() | {
        laboratory.value(NOTEBOOK, f"panel.role_session.credentials.{name}.reveal()")
        for name in ("secret_access_key", "session_token")
    }
    assert len(secrets) >= 4

    save = notebook.panel("save")
    save.button("Show what would change …").click()
    expect(save.shown).to_contain_text("sso_role_name")
    save.button("Save").click()
    expect(save.status).to_contain_text("was written")
    notebook.run_from("await panel.sign_in")
    assert notebook.tracebacks() == []
    expect(notebook.cell("await panel.credentials")).to_contain_text("The credentials work.")
    refused = 'panel.session.client("iam").delete_group(GroupName="no-such-group")'
    expect(notebook.cell(f"    {refused}")).to_contain_text("does not allow DeleteGroup")
    expect(notebook.cell("    session = boto3.Session(profile_name=panel.profile)")).to_contain_text(
        ADMINISTRATOR
    )
    expect(notebook.cell("await panel.sign_out()")).to_contain_text("You are signed out.")

    saved = notebook.saved()
    assert "widgets" not in saved["content"]["metadata"]
    where = {"page": page.content(), "file": str(saved), "storage": page.evaluate(STORAGE)}
    told = b"".join(seen.messages)
    for secret in secrets:
        assert [name for name, text in where.items() if secret in text] == []
        assert secret.encode() not in told


STORAGE = "JSON.stringify([{...localStorage}, {...sessionStorage}])"


def test_a_reader_comes_back_from_the_page_without_a_code(desk: Notebook, seen: Seen) -> None:
    panel = desk.panel("sign-in")
    panel.field("How").select_option(label="with a way back to this machine (PKCE)")
    panel.button("Sign in").click()
    expect(panel.link).to_be_visible()
    expect(panel.code).to_be_hidden()
    tab = panel.follow()
    sign_in(tab, "alice")
    answer(tab, "Allow")
    expect(tab.get_by_role("heading")).to_have_text("Back to your notebook")
    # The address that carried the code is not the one that the tab keeps.
    assert tab.url.endswith("/done")
    tab.close()
    expect(panel.status).to_contain_text("You are signed in to sandbox-company")
    choose_administrator(desk)
    codes = {address.partition("code=")[2].partition("&")[0] for address in seen.addresses} - {""}
    told = b"".join(seen.messages)
    assert codes
    assert [code for code in codes if code.encode() in told or code in desk.page.content()] == []


def test_a_reader_changes_the_profile_s_name_sees_the_difference_and_undoes_it(desk: Notebook) -> None:
    allow(desk, "alice")
    choose_administrator(desk)
    config = desk.laboratory.sandbox_home / ".aws" / "config"
    before = config.read_text()
    save = desk.panel("save")
    save.field("Profile name").fill("from-the-browser")
    save.button("Show what would change …").click()
    expect(save.shown).to_contain_text("[profile from-the-browser]")
    assert config.read_text() == before
    save.button("Save").click()
    expect(save.status).to_contain_text("was written")
    assert "[profile from-the-browser]" in config.read_text()
    save.button("Undo").click()
    expect(save.status).to_contain_text("Undone")
    assert config.read_text() == before
