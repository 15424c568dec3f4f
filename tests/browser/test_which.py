"""Which credentials win, as a reader meets it: two identities on one machine, and what the real boto3 says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.keyboard import press
from tests.browser.reader import Notebook, expect, written
from tests.browser.sight import look_at

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.laboratory import Laboratory
    from tests.browser.reader import Seen

TWO = 'import os\nos.environ["AWS_ACCESS_KEY_ID"] = os.environ["AWS_SECRET_ACCESS_KEY"] = "an-example"'
PANEL = "panel = awsguide.WhichPanel()\npanel"
CELLS = ("import awsguide", TWO, PANEL, "await panel")


def test_a_reader_sees_two_identities_and_asks_the_real_client(
    laboratory: Laboratory, page: Page, seen: Seen
) -> None:
    notebook = Notebook(laboratory, page, written(laboratory.copy, CELLS, "which.ipynb")).open()
    notebook.run_all()
    expect(notebook.cell("await panel")).to_contain_text("Press 'Look' above")

    which = notebook.panel("which")
    which.field("Profile").focus()
    press(page, "Look")
    expect(which.shown).to_contain_text("All three clients do the same here.")
    expect(which.shown).to_contain_text("AWS_ACCESS_KEY_ID")

    which.field("Profile").fill("trainer")
    which.field("Profile").press("Tab")
    press(page, "Look")
    expect(which.shown).to_contain_text("shared-credentials-file")
    expect(which.shown).to_contain_text("A profile was given to the client")
    which.button("Ask the real clients").click()
    expect(which.shown).to_contain_text(":user/trainer")
    expect(which.shown).to_contain_text("as told")
    look_at(which.shown, "which")
