"""What can be seen: contrast of every word against what lies behind it, in light and dark; and pictures of it.

With AWSGUIDE_SCREENSHOTS=FOLDER every look also leaves a picture there, for a person to look at.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tests.browser.reader import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")

# The Web Content Accessibility Guidelines 2.2, 1.4.3: 4.5 to 1, and 3 to 1 for large type; what is disabled is exempt.
_FAINT = """root => {
    const numbers = colour => (colour.match(/[0-9.]+/g) || []).map(Number);
    const over = (top, under) => {
        const alpha = top.length > 3 ? top[3] : 1;
        return [0, 1, 2].map(at => top[at] * alpha + under[at] * (1 - alpha));
    };
    const behind = it => {
        const layers = [];
        for (; it; it = it.parentElement) layers.push(numbers(getComputedStyle(it).backgroundColor));
        const dark = matchMedia('(prefers-color-scheme: dark)').matches;
        return layers.reverse().reduce((under, top) => over(top, under), dark ? [18, 18, 18] : [255, 255, 255]);
    };
    const light = colour => colour.map(part => part / 255)
        .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
    const found = [];
    const pieces = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (pieces.nextNode()) {
        const it = pieces.currentNode.parentElement;
        const words = pieces.currentNode.textContent.trim();
        if (!words || it.closest('style, script, :disabled') || !it.checkVisibility()) continue;
        const style = getComputedStyle(it), back = behind(it);
        const [one, other] = [light(over(numbers(style.color), back)), light(back)].sort((a, b) => b - a);
        const size = parseFloat(style.fontSize), bold = Number(style.fontWeight) >= 700;
        const needed = size >= 24 || (bold && size >= 18.66) ? 3 : 4.5;
        const ratio = (one + 0.05) / (other + 0.05);
        if (ratio < needed) found.push(`${words.slice(0, 60)}: ${ratio.toFixed(2)} to 1`);
    }
    return found;
}"""


def look_at(piece: Locator, name: str) -> None:
    """Every word of `piece` can be read in light and in dark."""
    folder = os.environ.get("AWSGUIDE_SCREENSHOTS")
    for scheme in SCHEMES:
        _show_in(piece.page, scheme)
        expect(piece).to_be_visible()
        if folder:
            piece.screenshot(path=Path(folder) / f"{name}-{scheme}.png")
        faint = piece.evaluate(_FAINT)
        assert faint == [], f"too faint in {scheme}: {name}: {faint}"
    _show_in(piece.page, "light")


def _show_in(page: Page, scheme: Literal["light", "dark"]) -> None:
    """Change the colours, and wait for JupyterLab's: what is typed while it draws its cells anew is lost."""
    page.emulate_media(color_scheme=scheme)
    if page.locator("body[data-jp-theme-light]").count():
        light = str(scheme == "light").lower()
        expect(page.locator(f"body[data-jp-theme-light={light}]")).to_have_count(1)
