"""Quizzes, take-aways and the glossary are what axe asks of a page, with every answer shut and with each one open."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from awsguide.lessons import course
from awsguide.panels.lessons import course as drawn

if TYPE_CHECKING:
    from playwright.sync_api import Browser

AXE = Path(__file__).parents[2] / "tools" / "page" / "node_modules" / "axe-core" / "axe.min.js"
NAMES = "axe.run().then((found) => found.violations.map((one) => one.id))"


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed: run `npm ci` in tools/page")
def test_quizzes_can_be_used_by_everybody(chromium: Browser) -> None:
    pieces = "".join(drawn.quiz(number).html for number in course.chapters())
    body = f"<main><h1>Quizzes</h1>{pieces}{drawn.takeaways('10').html}{drawn.glossary().html}</main>"
    page = chromium.new_page()
    page.set_content(
        f'<!doctype html><html lang="en"><head><title>Quizzes</title></head><body>{body}</body></html>'
    )
    page.add_script_tag(path=AXE)
    assert page.evaluate(NAMES) == []
    page.evaluate("document.querySelectorAll('details').forEach((answer) => { answer.open = true })")
    assert page.evaluate(NAMES) == []
    page.close()
