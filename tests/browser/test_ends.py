"""What ends under a reader's hands: the sandbox under a panel, JupyterLab under an open notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.reader import Notebook, Seen, expect, written
from tests.test_processes import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.browser.laboratory import Laboratory

CELLS = ("import awsguide", "panel = awsguide.WorkforcePanel()\npanel", "await panel.sign_in", "1 + 1")


@pytest.fixture
def doomed(tmp_path: Path) -> Iterator[Laboratory]:
    """A JupyterLab of the test's own."""
    from tests.browser import laboratory

    with laboratory.laboratory(tmp_path) as running:
        yield running


@pytest.fixture
def waiting(doomed: Laboratory, chromium: Browser) -> Iterator[Notebook]:
    """A notebook whose panel waits for somebody to allow a sign-in; the browser may complain, but not go outside."""
    seen = Seen()
    with chromium.new_context(viewport={"width": 1280, "height": 1400}) as context:
        seen.watch(context)
        notebook = Notebook(doomed, context.new_page(), written(doomed.copy, CELLS)).open()
        notebook.run("import awsguide")
        notebook.run("panel")
        panel = notebook.panel("sign-in")
        panel.button("Sign in").click()
        expect(panel.code).to_be_visible()
        yield notebook
    assert seen.outside() == set()


def test_a_sandbox_that_is_killed_is_a_card_and_the_kernel_lives(waiting: Notebook) -> None:
    waiting.laboratory.sandbox.kill()
    panel = waiting.panel("sign-in")
    expect(panel.error).to_contain_text("The embedded AWS no longer answers", timeout=60_000)
    expect(panel.link).to_be_hidden()
    expect(waiting.run("await panel.sign_in").get_by_role("alert")).to_contain_text("The embedded AWS no longer answers")
    expect(waiting.run("1 + 1").locator(".jp-OutputArea-output")).to_have_text("2")
    assert waiting.tracebacks() == []


def test_control_c_leaves_no_process_and_no_home(waiting: Notebook) -> None:
    laboratory = waiting.laboratory
    home = laboratory.sandbox_home
    # JupyterLab, its sandbox and the kernel.
    assert len(laboratory.processes()) >= 3
    laboratory.press_control_c()
    assert eventually(lambda: not laboratory.processes()), laboratory.processes()
    assert laboratory.process.wait(20) == 0
    assert not home.exists()
