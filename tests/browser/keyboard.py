"""Somebody who uses the keyboard alone: presses Tab until the piece they want has it, and must see that it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

MOST_STEPS = 80
_FOCUSED = """() => {
    const it = document.activeElement, style = getComputedStyle(it);
    const label = it.labels && it.labels.length ? it.labels[0].innerText : it.innerText;
    return {
        name: (label || it.getAttribute('aria-label') || '').trim(),
        framed: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    };
}"""


def go_to(page: Page, name: str, key: str = "Tab") -> None:
    """Press `key` until the piece whose label or words begin with `name` has the keyboard, and is framed."""
    passed = []
    for _ in range(MOST_STEPS):
        page.keyboard.press(key)
        focused = page.evaluate(_FOCUSED)
        passed.append(focused["name"][:40])
        if focused["name"].startswith(name):
            assert focused["framed"], f"nothing shows that {name!r} has the keyboard"
            return
    raise AssertionError(f"{key} does not lead to {name!r}, but to {passed}")


def press(page: Page, name: str, key: str = "Enter") -> None:
    """Go to a button or a link and press it."""
    go_to(page, name)
    page.keyboard.press(key)
