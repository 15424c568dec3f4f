"""A profile for every role in a real browser: named anew, searched, compared, written and undone from the keyboard."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.browser.reader import Notebook, allow, expect
from tests.browser.sight import look_at

if TYPE_CHECKING:
    from playwright.sync_api import Locator

AXE = Path(__file__).parents[2] / "tools" / "page" / "node_modules" / "axe-core" / "axe.min.js"
FOUND = "axe.run('.awsguide-panel-every-role').then(found => found.violations.map(one => one.id))"


def complaints(shown: Locator) -> list[str]:
    """What axe finds in the panel; nothing where it is not installed."""
    if not AXE.is_file():
        return []
    shown.page.evaluate(AXE.read_text())
    found: list[str] = shown.page.evaluate(FOUND)
    return found


def test_a_reader_writes_every_profile_and_undoes_it_from_the_keyboard(desk: Notebook) -> None:
    allow(desk, "alice")
    config = desk.laboratory.sandbox_home / ".aws" / "config"
    before = config.read_text()
    panel = desk.panel("every-role")
    expect(panel.status).to_contain_text("2 profiles; 2 would be written.")
    panel.field("Names").fill("corp-{role}-{account}")
    expect(panel.shown.get_by_role("table")).to_contain_text("corp-ReadOnlyAccess-production")
    panel.field("Search").fill("dev admin")
    expect(panel.status).to_contain_text("1 of 2 profiles")
    look_at(panel.shown, "every-role")
    assert complaints(panel.shown) == []

    panel.button("Show what would change …").press("Enter")
    expect(panel.shown).to_contain_text("+[profile corp-ReadOnlyAccess-production]")
    assert config.read_text() == before
    panel.button("Save").press("Enter")
    expect(panel.status).to_contain_text("2 profiles written")
    assert "[profile corp-AdministratorAccess-sandbox-dev]" in config.read_text()
    panel.button("Undo").press("Enter")
    expect(panel.status).to_contain_text("Undone")
    assert config.read_text() == before
