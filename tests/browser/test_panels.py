"""How panels look and behave in a browser beyond what they say: at every width, their links, their snippets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from awsguide.launch.saved_notebooks import VIEW
from awsguide.panels.components.keyboard import OVER
from tests.browser.reader import STANDARD_ERROR, Notebook, expect, written
from tests.processes import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from tests.browser.laboratory import Laboratory

# The narrowest telephone, a half window, a laptop, 4k.
WIDTHS = (320, 600, 1280, 3840)

# Every answer's button beside its first line, and no answer over another.
_MISPLACED = """box => {
    const found = [];
    let below = -Infinity;
    for (const label of box.querySelectorAll('label')) {
        const lines = label.getBoundingClientRect(), button = label.querySelector('input').getBoundingClientRect();
        const words = label.textContent.trim().slice(0, 40);
        const range = document.createRange();
        range.selectNodeContents(label);
        const texts = [...range.getClientRects()].filter(rect => rect.width > 1);
        const first = Math.min(...texts.map(rect => rect.top)), last = Math.max(...texts.map(rect => rect.bottom));
        const middle = (button.top + button.bottom) / 2;
        if (!button.width || middle < first - 2 || middle > first + 24) found.push(`${words}: button at ${middle}`);
        if (button.left < 0 || button.right > innerWidth) found.push(`${words}: button outside`);
        if (last > lines.bottom + 3) found.push(`${words}: falls out of its line`);
        if (lines.top < below - 1) found.push(`${words}: over the answer before`);
        below = lines.bottom;
    }
    return found;
}"""

# What lies outside the page; a table may, where it can be scrolled.
_OUTSIDE = """panel => [...panel.querySelectorAll('p, button, input, select')].filter((piece) => piece.offsetParent &&
    !piece.closest('td') && piece.getBoundingClientRect().right > innerWidth + 1).map((piece) => piece.outerHTML)"""


@pytest.fixture
def wide(page: Page) -> Iterator[Page]:
    """A page whose width may be changed."""
    yield page
    page.set_viewport_size({"width": 1280, "height": 1400})


def test_every_answer_has_its_button_at_every_width_and_its_group_a_name(
    laboratory: Laboratory, wide: Page
) -> None:
    cells = ("import awsguide", "chooser = awsguide.Chooser()", "chooser")
    notebook = Notebook(laboratory, wide, written(laboratory.copy, cells, "answers.ipynb")).open()
    for cell in cells:
        notebook.run(cell)
    shown = notebook.panel("chooser").shown
    for words in ("With an IAM user", "A person starts it", "Yes, or it is an AWS CLI or SDK"):
        shown.get_by_label(words).check()
    groups = shown.get_by_role("radiogroup")
    expect(groups).to_have_count(4)
    for number, words in enumerate(
        ("How do you get into AWS", "Where will the code run", "session token", "Which of these is true")
    ):
        expect(shown.get_by_role("radiogroup", name=words)).to_have_count(1)
        for width in WIDTHS:
            wide.set_viewport_size({"width": width, "height": 1400})
            group = groups.nth(number)
            group.scroll_into_view_if_needed()
            assert eventually(lambda group=group: group.evaluate(_MISPLACED) == [], 10), (  # type: ignore[misc]
                width,
                group.evaluate(_MISPLACED),
            )
    shown.get_by_label("I can open the AWS console").check()
    expect(shown).to_contain_text("Why not another row?")
    wide.set_viewport_size({"width": min(WIDTHS), "height": 1400})
    assert eventually(lambda: shown.evaluate(_OUTSIDE) == [], 10), shown.evaluate(_OUTSIDE)


def test_a_link_of_a_panel_opens_a_notebook_as_one_of_the_text_does(
    laboratory: Laboratory, page: Page
) -> None:
    notebook = Notebook(laboratory, page, "00-start-here.ipynb").open()
    notebook.run_all()
    link = page.locator(".awsguide-panel-chooser, .jp-OutputArea-output").get_by_role(
        "link", name="10-workforce-identity.ipynb"
    )
    tabs = len(page.context.pages)
    link.first.click()
    expect(page.get_by_role("heading", name="Workforce identity").first).to_be_visible()
    assert len(page.context.pages) == tabs


def test_a_snippet_is_copied_with_one_press(laboratory: Laboratory, page: Page) -> None:
    cells = (
        "import awsguide",
        "from awsguide.panels.components import controls",
        "import ipywidgets",
        'ipywidgets.HTML(controls.snippet("aws sts get-caller-identity"))',
    )
    notebook = Notebook(laboratory, page, written(laboratory.copy, cells, "copy.ipynb")).open()
    for cell in cells:
        shown = notebook.run(cell)
    shown.get_by_role("button", name="Copy").click()
    expect(shown.locator(".awsguide-copy")).to_have_text("Copied")


def test_a_panel_whose_kernel_ended_says_so_and_is_a_picture_in_the_saved_notebook(
    laboratory: Laboratory, page: Page
) -> None:
    cells = ("import awsguide", "panel = awsguide.WorkforcePanel()\npanel", "panel.sign_in")
    notebook = Notebook(laboratory, page, written(laboratory.copy, cells, "restarted.ipynb")).open()
    # The last cell before the first: its name is not there yet, and that is a sentence.
    early = notebook.run("panel.sign_in")
    expect(early.locator(STANDARD_ERROR)).to_contain_text("run that cell first")
    notebook.run("import awsguide")
    notebook.run("panel")
    panel = notebook.panel("workforce")
    expect(panel.button("Sign in")).to_be_enabled()

    (shown,) = notebook.saved()["content"]["cells"][1]["outputs"]
    assert VIEW not in shown["data"]
    assert "run this cell in JupyterLab" in "".join(shown["data"]["text/html"])

    page.get_by_role("button", name="Restart the kernel", exact=True).click()
    page.get_by_role("button", name="Confirm Kernel Restart").click()
    told = panel.shown.locator(":scope > [role=alert]")
    expect(told).to_have_text(OVER)
    # What nobody answers any more cannot be pressed.
    expect(panel.shown.locator(":scope > [inert] button").first).to_be_attached()
    expect(panel.shown.locator(":scope > :not([inert])")).to_have_count(1)
