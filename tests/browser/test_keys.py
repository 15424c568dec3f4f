"""The key panels as a reader meets them: an account looked up and searched, a leaked key, a scan; all readable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.keyboard import go_to, press
from tests.browser.reader import Notebook, expect, written
from tests.browser.sight import look_at

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.laboratory import Laboratory
    from tests.browser.reader import Seen

WHO = "panel = awsguide.LongTermPanel()\npanel"
CELLS = ("import awsguide", WHO, "await panel.keys", "await panel.leaked")
# Nobody's real one, in the shape of a secret.
PASTED = "Wp8canaryPastedByAPerson/6Uy+Df1GcXaLzTq"


def test_a_reader_looks_up_an_account_retires_a_leaked_key_and_takes_it_back(
    laboratory: Laboratory, page: Page, seen: Seen
) -> None:
    notebook = Notebook(laboratory, page, written(laboratory.copy, CELLS, "keys.ipynb")).open()
    notebook.run_all()
    expect(notebook.cell("await panel.keys")).to_contain_text("Press 'Look up' above")

    # The keyboard alone is enough to look up and to search.
    keys = notebook.panel("key-table")
    notebook.panel("source-profile").field("Profile").focus()
    press(page, "Who am I?")
    expect(notebook.panel("source-profile").shown).to_contain_text("user/petra")
    press(page, "Look up")
    expect(keys.status).to_contain_text("10 keys of 11 users")
    go_to(page, "Search")
    # One whom no other test of this laboratory gives another key.
    page.keyboard.type("rotate otto")
    expect(keys.status).to_contain_text("1 of 10 keys")
    expect(keys.shown).to_contain_text("created 120 days ago")
    expect(keys.shown).to_contain_text("profile otto, ~/.aws/credentials line")
    keys.field("Search").fill("")
    keys.field("Sort by").select_option(label="user")
    expect(keys.shown.locator(".awsguide-keys tbody tr").first).to_contain_text("hana")
    look_at(keys.shown, "keys")

    whose = notebook.panel("whose-key")
    whose.field("Access key ID").fill(PASTED)
    whose.field("Access key ID").press("Tab")
    expect(whose.error).to_contain_text("the shape of a secret access key")
    expect(whose.field("Access key ID")).to_have_value("")
    look_at(whose.shown, "keys-secret-pasted")

    leaked = notebook.panel("leaked")
    label = leaked.field("Key").locator("option", has_text="jonas").inner_text()
    leaked.field("Key").select_option(label=label)
    leaked.button("It has leaked: make it inactive").click()
    expect(leaked.shown).to_contain_text("What only you can do")
    expect(leaked.shown).to_contain_text("AmazonS3ReadOnlyAccess")
    look_at(leaked.shown, "keys-leaked")
    leaked.button("Take it back").click()
    expect(leaked.status).to_contain_text("the key of jonas works again")

    scan = notebook.panel("scan")
    scan.button("Scan").click()
    expect(scan.status).to_contain_text("files of this folder.")
    look_at(scan.shown, "keys-scan")

    notebook.run_from("await panel.keys")
    assert notebook.tracebacks() == []
    expect(notebook.cell("await panel.keys")).to_contain_text(
        "liam: created 230 days ago, never used: deactivate"
    )
    id_of_kira = laboratory.value("keys.ipynb", 'awsguide.own_keys("kira").keys[0].key_id')
    file, told = str(notebook.saved()), b"".join(seen.messages)
    for hidden in (PASTED, id_of_kira):
        assert hidden not in page.content()
        assert hidden not in file
        assert hidden.encode() not in told
