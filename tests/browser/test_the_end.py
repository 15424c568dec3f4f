"""What ends under a reader's hands: the sandbox under a panel, JupyterLab under an open notebook.

This file comes last, by `LAST` of conftest.py: it ends the JupyterLab that all tests of this folder share.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.reader import Notebook, Seen, expect, written
from tests.processes import eventually

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

CELLS = ("import awsguide", "panel = awsguide.WorkforcePanel()\npanel", "await panel.sign_in", "1 + 1")
GONE = "The embedded AWS no longer answers"


def wait_for_a_person(notebook: Notebook) -> None:
    """Bring a new panel to where it waits for somebody to allow the sign-in."""
    notebook.run("panel")
    panel = notebook.panel("sign-in")
    panel.button("Sign in").click()
    expect(panel.code).to_be_visible()


def test_a_sandbox_that_is_killed_is_a_card_and_the_kernel_lives(chromium: Browser, tmp_path: Path) -> None:
    from tests.browser.laboratory import laboratory

    seen = Seen()
    with laboratory(tmp_path) as doomed, chromium.new_context() as context:
        seen.watch(context)
        notebook = Notebook(doomed, context.new_page(), written(doomed.copy, CELLS)).open()
        notebook.run("import awsguide")
        wait_for_a_person(notebook)
        doomed.sandbox.kill()
        panel = notebook.panel("sign-in")
        expect(panel.error).to_contain_text(GONE)
        expect(panel.link).to_be_hidden()
        expect(notebook.run("await panel.sign_in").get_by_role("alert")).to_contain_text(GONE)
        expect(notebook.run("1 + 1").locator(".jp-OutputArea-output")).to_have_text("2")
        assert notebook.tracebacks() == []
    assert seen.complaints == []
    assert seen.outside() == set()


def test_control_c_leaves_no_process_and_no_home(desk_notebook: Notebook) -> None:
    laboratory = desk_notebook.laboratory
    laboratory.forget_sign_ins()
    wait_for_a_person(desk_notebook)
    home = laboratory.sandbox_home
    # JupyterLab, its sandbox and the kernel.
    assert len(laboratory.processes()) >= 3
    laboratory.press_control_c()
    assert eventually(lambda: not laboratory.processes()), laboratory.processes()
    assert laboratory.process.wait(20) == 0
    assert not home.exists()
