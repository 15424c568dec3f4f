"""What an error means, as a reader meets it: pasted, explained, and a check run at a press."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.keyboard import press
from tests.browser.reader import Notebook, expect, written
from tests.browser.sight import look_at

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.laboratory import Laboratory
    from tests.browser.reader import Seen

PANEL = "panel = awsguide.DiagnosePanel()\npanel"
CELLS = ("import awsguide", PANEL, "await panel")
ERROR = (
    'Traceback (most recent call last):\n  File "main.py", line 3\n'
    "botocore.exceptions.ClientError: An error occurred (SignatureDoesNotMatch) when calling the GetCallerIdentity "
    "operation: Signature expired: 20261130T114500Z is now earlier than 20261130T115000Z (20261130T120500Z - 15 min.)"
)


def test_a_reader_pastes_an_error_and_runs_the_check_that_helps(
    laboratory: Laboratory, page: Page, seen: Seen
) -> None:
    notebook = Notebook(laboratory, page, written(laboratory.copy, CELLS, "diagnose.ipynb")).open()
    notebook.run_all()
    expect(notebook.cell("await panel")).to_contain_text("Paste an error above and press 'Explain'")

    clinic = notebook.panel("diagnose")
    clinic.field("The error").fill(ERROR)
    clinic.field("The error").press("Tab")
    expect(clinic.shown).to_contain_text("3 lines were pasted.")
    expect(clinic.field("The error")).to_have_value("")
    press(page, "Explain")
    expect(clinic.shown).to_contain_text("This machine's clock is wrong")
    expect(clinic.shown).to_contain_text("On a command line")
    expect(clinic.shown).to_contain_text("Sends one unsigned request to STS")
    clinic.button("Run the check").click()
    expect(clinic.shown).to_contain_text("This machine's clock agrees with AWS's.")
    look_at(clinic.shown, "diagnose")
