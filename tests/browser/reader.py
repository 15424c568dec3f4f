"""A reader at a browser: opens notebooks, runs cells, presses buttons, signs in on the sandbox's pages.

Waits are for what a reader would see; none is for a time. Everything the browser fetched or was sent is kept, to be
looked through afterwards.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from tests.processes import eventually

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from playwright.sync_api import (
        BrowserContext,
        ConsoleMessage,
        Locator,
        Page,
        Request,
        WebError,
        WebSocket,
    )

    from tests.browser.laboratory import Laboratory

sync_api = pytest.importorskip(
    "playwright.sync_api", reason="no browser was driven: install the extra 'test', which brings Playwright"
)
expect = sync_api.expect
# How long something may take on a busy machine, in milliseconds; nothing waits that long on a quiet one.
expect.set_options(timeout=60_000)

PASSWORD = "sandbox"
# JupyterLab's own, on every page of it; and the browser's own remark about a form that was answered with a complaint.
NOT_OURS = ("ResizeObserver loop", "WebSocket connection to", "responded with a status of 400")

# JupyterLab shows tracebacks under this name too.
STANDARD_ERROR = "[data-mime-type='application/vnd.jupyter.stderr']"


@dataclass
class Seen:
    """What one browser context fetched, was told, and complained about."""

    addresses: list[str] = field(default_factory=list)
    messages: list[bytes] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        """Listen to everything that happens in `context`."""
        context.on("request", self._request)
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.on("page", self._page)

    def _error(self, thrown: WebError) -> None:
        # JupyterLab's own bundle at times removes a node that its re-rendering has removed before.
        words, stack = str(thrown.error), getattr(thrown.error, "stack", None) or ""
        if "removeChild" in words and "/static/lab/jlab_core." in stack and "blob:" not in stack:
            return
        self.complaints.append(words)

    def _request(self, request: Request) -> None:
        self.addresses.append(request.url)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(words in message.text for words in NOT_OURS):
            self.complaints.append(f"{message.text} ({message.location.get('url', '')})")

    def _page(self, page: Page) -> None:
        page.on("websocket", self._socket)

    def _socket(self, socket: WebSocket) -> None:
        self.addresses.append(socket.url)
        socket.on(
            "framereceived",
            lambda frame: self.messages.append(frame if isinstance(frame, bytes) else frame.encode()),
        )

    def outside(self) -> set[str]:
        """Every address that is not on this machine."""
        local = {"127.0.0.1", None}
        return {address for address in self.addresses if urlsplit(address).hostname not in local}


def written(folder: Path, cells: Iterable[str], name: str = "desk.ipynb") -> str:
    """Write a notebook of these cells for the sandbox's kernel; returns its name."""
    content = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {"kernelspec": {"name": "awsguide-sandbox", "display_name": "awsguide: SANDBOX"}},
        "cells": [
            {
                "id": f"cell-{number}",
                "cell_type": "code",
                "source": source,
                "metadata": {},
                "execution_count": None,
                "outputs": [],
            }
            for number, source in enumerate(cells)
        ],
    }
    (folder / name).write_text(json.dumps(content))
    return name


@dataclass
class Notebook:
    """A notebook, open in a page of its own."""

    laboratory: Laboratory
    page: Page
    name: str

    def open(self) -> Notebook:
        """Open it and wait until its kernel takes cells."""
        self.page.goto(self.laboratory.url(self.name))
        expect(self.page.locator(".jp-CodeCell").first).to_be_visible(timeout=60_000)
        assert eventually(lambda: self.laboratory.is_ready(self.name), 60), "the kernel did not start"
        expect(self.page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]")).to_be_visible(
            timeout=30_000
        )
        return self

    # --- cells --------------------------------------------------------------------------------------------------

    def cell(self, source: str) -> Locator:
        """The code cell with a line that is exactly `source`."""
        line = self.page.locator(".cm-line", has_text=re.compile(rf"^{re.escape(source)}$"))
        return self.page.locator(".jp-CodeCell").filter(has=line)

    def run(self, source: str, *, wait: bool = True) -> Locator:
        """Run one cell; returns it when it has run."""
        cell = self.cell(source)
        prompt = cell.locator(".jp-InputPrompt")
        prompt.click()
        before = prompt.inner_text()
        self.page.keyboard.press("Control+Enter")
        expect(prompt).not_to_have_text(before)
        if wait:
            self._has_run()
        return cell

    def run_all(self) -> None:
        """Run > Run All Cells, and wait for the last of them."""
        self._run_by_menu("Run All Cells")

    def run_from(self, source: str) -> None:
        """Run > Run Selected Cell and All Below, and wait for the last of them."""
        self.cell(source).locator(".jp-InputPrompt").click()
        self._run_by_menu("Run Selected Cell and All Below")

    def _run_by_menu(self, item: str) -> None:
        prompts = self.page.locator(".jp-CodeCell .jp-InputPrompt")
        before = prompts.all_inner_texts()
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.get_by_role("menuitem", name=item, exact=True).click()
        expect(prompts).not_to_have_text(before)
        self._has_run()

    def _has_run(self) -> None:
        waiting = self.page.locator(".jp-CodeCell .jp-InputPrompt", has_text="[*]")
        expect(waiting).to_have_count(0, timeout=60_000)

    def tracebacks(self) -> list[str]:
        """Tracebacks, and whatever else cells have written to standard error."""
        return self.page.locator(STANDARD_ERROR).all_inner_texts()

    def clear_outputs(self, cell: Locator) -> None:
        """Edit > Clear Cell Output, for one cell."""
        cell.locator(".jp-InputPrompt").click()
        self.page.get_by_role("menuitem", name="Edit", exact=True).click()
        self.page.get_by_role("menuitem", name="Clear Cell Output", exact=True).click()

    def saved(self) -> Any:
        """Save it; returns what JupyterLab then has of it."""
        with self.page.expect_response(
            lambda reply: reply.request.method == "PUT" and self.name in reply.url
        ):
            self.page.keyboard.press("Control+s")
        return self.laboratory.ask(f"contents/{self.name}")

    # --- panels -------------------------------------------------------------------------------------------------

    def panel(self, name: str) -> Panel:
        """The last shown panel of this name ('sign-in')."""
        return Panel(self.page.locator(f".awsguide-panel-{name}").last)


@dataclass
class Panel:
    """A panel in a page, found by what it offers to everybody: names of buttons, labels of fields, its status."""

    shown: Locator

    def button(self, name: str) -> Locator:
        """A button by its accessible name."""
        return self.shown.get_by_role("button", name=name, exact=True)

    def field(self, label: str) -> Locator:
        """A field by its label."""
        return self.shown.get_by_label(label, exact=True)

    @property
    def status(self) -> Locator:
        """The line that is announced when it changes."""
        return self.shown.get_by_role("status").first

    @property
    def error(self) -> Locator:
        """The card that explains what went wrong."""
        return self.shown.get_by_role("alert")

    @property
    def code(self) -> Locator:
        """The code to confirm."""
        return self.shown.locator(".awsguide-code")

    @property
    def link(self) -> Locator:
        """The link to the sign-in page."""
        return self.shown.locator("a.awsguide-link")

    def follow(self) -> Page:
        """Open the sign-in page in a tab of its own."""
        with self.shown.page.context.expect_page() as opened:
            self.link.click()
        opened.value.wait_for_load_state()
        return opened.value


def enter_code(tab: Page, code: str) -> None:
    """Type the code that the panel shows."""
    tab.get_by_label("Code").fill(code)
    tab.get_by_role("button", name="Continue").click()


def sign_in(tab: Page, person: str) -> None:
    """Be `person` on the sandbox's page, whoever was signed in before."""
    other = tab.get_by_role("button", name="Sign in as somebody else")
    user_name = tab.get_by_label("User name")
    expect(other.or_(user_name)).to_be_visible()
    if other.is_visible():
        other.click()
    user_name.fill(person)
    tab.get_by_label("Password").fill(PASSWORD)
    tab.get_by_role("button", name="Sign in").click()


def answer(tab: Page, decision: str) -> None:
    """Press Allow or Deny."""
    tab.get_by_role("button", name=decision, exact=True).click()


def allow(notebook: Notebook, person: str, *, button: str = "Sign in") -> None:
    """Sign in as `person` with a device code and allow it."""
    panel = notebook.panel("sign-in")
    panel.button(button).click()
    code = panel.code.inner_text()
    tab = panel.follow()
    enter_code(tab, code)
    sign_in(tab, person)
    answer(tab, "Allow")
    expect(tab.get_by_role("heading")).to_have_text("Request allowed")
    tab.close()
    expect(panel.status).to_contain_text("You are signed in to sandbox-company")
