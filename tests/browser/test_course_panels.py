"""The panels of the course are what axe asks of a page at every stage, and the keyboard alone suffices for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.keyboard import go_to, press
from tests.browser.live_page import AXE, STANDARDS
from tests.browser.reader import Notebook, expect, written

if TYPE_CHECKING:
    from typing import Any

    from playwright.sync_api import Locator, Page

    from tests.browser.laboratory import Laboratory

CELLS = (
    "import awsguide",
    'awsguide.LessonPanel("20-2")',
    'awsguide.PredictPanel("Permissions boundaries")',
    'awsguide.BoardPanel("levels")',
    'awsguide.BoardPanel("puzzles")',
    "awsguide.CleanUpPanel()",
    "awsguide.progress_view()",
)
PANELS = ("lesson", "predict", "board", "clean-up")


def faults(page: Page) -> list[str]:
    """What axe finds in the panels and in the progress, with the first element of each."""
    if not page.evaluate("'axe' in window"):
        page.add_script_tag(path=AXE)
    where = [[f".awsguide-panel-{name}"] for name in PANELS] + [[".awsguide-progress"]]
    options = {"runOnly": {"type": "tag", "values": STANDARDS}, "resultTypes": ["violations"]}
    found: dict[str, Any] = page.evaluate(
        "([where, options]) => axe.run({include: where}, options)", [where, options]
    )
    return [f"{row['id']}: {row['nodes'][0]['html'][:200]}" for row in found["violations"]]


def press_in(panel: Locator, name: str, way: str = "Tab") -> None:
    """Press a panel's button once it can be pressed: until then Tab leads past it, to another panel's of this name."""
    expect(panel.get_by_role("button", name=name, exact=True).first).to_be_enabled()
    go_to(panel.page, name, way)
    panel.page.keyboard.press("Enter")


def solved_puzzle(page: Page, notebook: Notebook) -> None:
    """A puzzle: its program's error, the solution, and the list that says that it is solved."""
    puzzles = notebook.panel("board").shown
    go_to(page, "Choose")
    page.keyboard.press("ArrowDown")
    expect(puzzles.get_by_text("Z19: Nowhere to call", exact=True)).to_be_visible()
    page.keyboard.press("ArrowUp")
    expect(puzzles.get_by_text("Z01: The profile that is not there", exact=True)).to_be_visible()
    press_in(puzzles, "Start")
    expect(puzzles).to_contain_text("The program runs with:")
    press_in(puzzles, "Check")
    expect(puzzles).to_contain_text("ProfileNotFound")
    press_in(puzzles, "Show solution")
    press_in(puzzles, "Run solution")
    expect(puzzles).to_contain_text("was run in your scene")
    press_in(puzzles, "Check", "Shift+Tab")
    expect(puzzles).to_contain_text("Right.")
    expect(puzzles.get_by_role("option", name="Z01 The profile that is not there - solved")).to_be_attached()
    assert faults(page) == []


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed: run `npm ci` in tools/page")
def test_the_course_can_be_taken_with_the_keyboard_and_by_everybody(
    laboratory: Laboratory, page: Page
) -> None:
    notebook = Notebook(laboratory, page, written(laboratory.copy, CELLS, "course.ipynb")).open()
    notebook.run_all()
    for name in PANELS:
        expect(notebook.panel(name).shown).to_be_visible()
    assert faults(page) == []

    # An exercise: a hint, a wrong answer, the right one.
    exercise = page.locator(".awsguide-panel-lesson").first
    notebook.cell(CELLS[1]).locator(".jp-InputPrompt").click()
    press_in(exercise, "Start")
    expect(exercise).to_contain_text("Account:")
    press_in(exercise, "Hint: where to look")
    expect(exercise).to_contain_text("20-2.env")
    go_to(page, "What you found", "Shift+Tab")
    page.keyboard.type("ada")
    press_in(exercise, "Check")
    expect(exercise).to_contain_text("Not yet.")
    assert faults(page) == []
    go_to(page, "What you found", "Shift+Tab")
    page.keyboard.press("Control+a")
    page.keyboard.type("cleo")
    press_in(exercise, "Check")
    expect(exercise).to_contain_text("Right.")
    press_in(exercise, "Show solution")
    press_in(exercise, "Run solution")
    expect(exercise).to_contain_text("was run in your scene")

    # A prediction.
    predict = notebook.panel("predict").shown
    go_to(page, "It is allowed.")
    page.keyboard.press("Space")
    press(page, "Reveal")
    expect(predict).to_contain_text("AWS's page about it")

    # A level out of the list.
    board = notebook.cell(CELLS[3]).locator(".awsguide-panel-board")
    go_to(page, "Choose")
    page.keyboard.press("ArrowDown")
    expect(board.get_by_text("P03: Join the admins", exact=True)).to_be_visible()
    press_in(board, "Start")
    expect(board).to_contain_text("p03-onboarding")

    solved_puzzle(page, notebook)

    # The clean-up: a dry run, and the question before anything is undone.
    clean_up = notebook.panel("clean-up").shown
    press_in(clean_up, "Dry run")
    expect(clean_up).to_contain_text("Nothing was changed.")
    press(page, "Undo all of this")
    expect(clean_up).to_contain_text("Undo these")
    assert faults(page) == []
    press(page, "Undo")
    expect(clean_up).to_contain_text("Undone:")
