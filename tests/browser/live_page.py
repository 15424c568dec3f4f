"""The site's notebook pages under a sub-path of a plain server that compresses nothing, and a reader who runs them."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tests.browser.reader import Panel, expect
from tests.docs.built_site import served
from tools.page.bundle import CHECKOUT, HERE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import BrowserContext, Locator, Page

AXE = HERE / "node_modules" / "axe-core" / "axe.min.js"
# The notebook pages and the front page alone: the whole site takes half a minute, and other tests build it.
CONFIGURATION = """
INHERIT: {checkout}/mkdocs.yml
docs_dir: docs
site_dir: site/awsguide
theme:
  custom_dir: {checkout}/docs/theme
hooks:
  - {checkout}/docs/hooks/notebook_pages.py
  - {checkout}/docs/hooks/run_in_place.py
  - {checkout}/docs/hooks/front_page.py
nav:
  - Home: index.md
"""
# Rules of the Web Content Accessibility Guidelines, up to 2.2, level AA.
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@contextmanager
def served_site(folder: Path) -> Iterator[str]:
    """Build the pages in `folder` and serve them; the address of the front page, 'http://127.0.0.1:PORT/awsguide/'."""
    docs = folder / "docs"
    shutil.copytree(CHECKOUT / "docs" / "stylesheets", docs / "stylesheets")
    shutil.copy(CHECKOUT / "docs" / "index.md", docs)
    configuration = folder / "mkdocs.yml"
    configuration.write_text(CONFIGURATION.format(checkout=CHECKOUT))
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(configuration)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    assert done.returncode == 0, done.stderr
    with served(folder / "site") as address:
        yield f"{address}awsguide/"


@dataclass
class LivePage:
    """A page of the site in a tab, and what its reader does with it."""

    page: Page
    address: str

    @classmethod
    def opened(cls, context: BrowserContext, address: str) -> LivePage:
        """The page at `address`, not run yet."""
        page = context.new_page()
        page.goto(address)
        page.wait_for_load_state("networkidle")
        return cls(page, address)

    @property
    def status(self) -> Locator:
        """The line that says what happens."""
        return self.page.locator(".awsguide-page [role=status]")

    def button(self, name: str) -> Locator:
        """A button of the page's own, by its name."""
        return self.page.locator(".awsguide-page").get_by_role("button", name=name, exact=True)

    def start(self, name: str = "Run this page") -> None:
        """Press the button, as an impatient person does, and wait for the first panel."""
        self.button(name).dblclick()
        expect(self.status).to_contain_text("Ready: use the panel")

    def cell(self, source: str) -> Locator:
        """The first cell whose code has this in it."""
        return self.page.locator(".jp-CodeCell[id], .awsguide-demo-cell").filter(has_text=source).first

    def run(self, source: str) -> Locator:
        """Run one cell to its end; returns it."""
        cell = self.cell(source)
        cell.get_by_role("button", name=re.compile("^Run cell")).click()
        expect(self.status).to_have_text(re.compile(r"^Cell \d+ (has run|ended with an error)"))
        return cell

    def show(self, source: str, code: str) -> Locator:
        """Put other code into the first cell with `source`, and run it; returns the cell."""
        cell = self.cell(source)
        cell.get_by_role("button", name=re.compile("^Edit cell")).click()
        cell.get_by_role("textbox", name=re.compile("^Code of cell")).fill(code)
        return self.run(source)

    def panel_of(self, source: str, name: str) -> Panel:
        """The panel of this name that a cell with `source` shows."""
        return Panel(self.cell(source).locator(f".awsguide-panel-{name}"))

    def panel(self, name: str) -> Panel:
        """The last shown panel of this name ('sign-in')."""
        return Panel(self.page.locator(f".awsguide-panel-{name}").last)

    def is_too_wide(self) -> bool:
        """Whether the page must be scrolled sideways."""
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        return bool(self.page.evaluate(wide))

    def faults(self) -> list[str]:
        """What axe finds on the page's content, with the first element of each."""
        self.page.add_script_tag(path=AXE)
        options = {"runOnly": {"type": "tag", "values": STANDARDS}, "resultTypes": ["violations"]}
        found: dict[str, Any] = self.page.evaluate(
            "options => axe.run({include: ['.md-content']}, options)", options
        )
        return [f"{row['id']}: {row['nodes'][0]['html'][:200]}" for row in found["violations"]]


def outside(addresses: list[str], site: str) -> list[str]:
    """The addresses that were asked for and are not the site's; what a page made itself (blob:) is its own."""
    host = urlsplit(site).netloc
    return [
        asked
        for asked in addresses
        if not asked.startswith(("blob:", "data:")) and urlsplit(asked).netloc != host
    ]
