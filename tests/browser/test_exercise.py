"""An exercise as a learner meets it: a hint, a failure, a reset and a pass, and the quiz with the keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.reader import Notebook, expect, written

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.laboratory import Laboratory
    from tests.browser.reader import Seen

CELLS = (
    "import awsguide",
    'exercise_2 = awsguide.LessonPanel("20-2")\nexercise_2',
    "await exercise_2",
    'awsguide.quiz("20")',
)


def test_a_learner_takes_a_hint_fails_resets_and_passes(
    laboratory: Laboratory, page: Page, seen: Seen
) -> None:
    notebook = Notebook(laboratory, page, written(laboratory.copy, CELLS, "exercise.ipynb")).open()
    notebook.run_all()
    expect(notebook.cell("await exercise_2")).to_contain_text("Press 'Start'")

    panel = notebook.panel("lesson")
    panel.button("Start").click()
    expect(panel.shown).to_contain_text("Account:")
    panel.button("Hint: where to look").click()
    expect(panel.shown).to_contain_text("20-2.env")

    answer = panel.field("What you found")
    answer.fill("ada")
    panel.button("Check").click()
    expect(panel.shown).to_contain_text("Not yet.")
    expect(panel.shown).to_contain_text("a key in the environment comes first")

    panel.button("Reset").click()
    expect(panel.shown).not_to_contain_text("Not yet.")
    expect(answer).to_have_value("")
    answer.fill("cleo")
    panel.button("Check").click()
    expect(panel.shown).to_contain_text("Right.")

    first = notebook.cell('awsguide.quiz("20")').locator("summary").first
    first.focus()
    page.keyboard.press("Enter")
    expect(notebook.cell('awsguide.quiz("20")').locator("details[open]")).to_have_count(1)
