"""The sandbox's page inside a panel, for places where the reader's own browser cannot reach it.

It is marked as what it is: a stand-in, for the sandbox alone. What a person types into it goes to the sandbox and is
kept nowhere; a code that the page shows is handed to the panel and not drawn. It decides nothing about a sign-in.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from awsguide.adapters.browser import in_page
from awsguide.adapters.browser.stand_in import Button, Field, Form, Line, Page, StandIn
from awsguide.core.errors import GuideError
from awsguide.core.secret import Secret
from awsguide.panels.components import controls, still

MARK = (
    "This is the sandbox's page. It is shown in this panel because your browser cannot reach it from here; on AWS it "
    "would be a page of AWS in your browser, and you would never type your AWS password into a notebook."
)
TAKEN = "The page showed a code; this panel has taken it, as if you had pasted it."


class EmbeddedPage:
    """A page in `frame`, out of sight until one is shown."""

    def __init__(self, code_shown: Callable[[Secret], None]) -> None:
        """`code_shown` gets a code that a page shows to be pasted."""
        self._code_shown = code_shown
        self._browser = StandIn()
        self._address = ""
        self._task: asyncio.Task[None] | None = None
        self._lines: list[Any] = []
        self.frame = controls.column(name="page-here")
        self.frame.layout.border = "2px dashed"
        self.frame.layout.padding = "0.4em 0.8em"
        controls.show(self.frame, when=False)

    @property
    def open(self) -> bool:
        """Whether a page is shown."""
        return bool(self._address)

    def show(self, address: str) -> None:
        """Show the page at `address` of this machine; nothing happens while it is shown already."""
        if address == self._address:
            return
        self._address = address
        self._browser = StandIn()
        self._begin(lambda: self._browser.open(address))

    def close(self) -> None:
        """Show no page any more."""
        self._address = ""
        self.frame.children = ()
        controls.show(self.frame, when=False)

    def _begin(self, ask: Callable[[], Page]) -> None:
        # Referenced, or the loop might forget it.
        self._task = asyncio.get_running_loop().create_task(self._turn(self._address, ask))

    async def _turn(self, address: str, ask: Callable[[], Page]) -> None:
        try:
            page: Page = await in_page.aside(ask)
        except GuideError as error:
            if address == self._address:
                self._put([controls.html("page-trouble", still.explained(error))])
            return
        if address != self._address:
            return
        self._put(self._pieces(page))
        if page.code is not None:
            self._code_shown(page.code)

    def _put(self, pieces: list[Any]) -> None:
        mark = controls.html(
            "page-mark", still.badge("STANDS IN FOR YOUR BROWSER", "ask") + still.paragraph(MARK)
        )
        self.frame.children = (mark, *pieces)
        controls.show(self.frame, when=True)

    def _pieces(self, page: Page) -> list[Any]:
        drawn: list[Any] = [controls.html("page-title", still.strong(page.title))]
        if page.code is not None:
            return [*drawn, controls.html("page-line", still.paragraph(TAKEN))]
        for piece in page.pieces:
            drawn += [_line(piece)] if isinstance(piece, Line) else self._form(piece)
        return drawn

    def _form(self, form: Form) -> list[Any]:
        rows = {row.name: _Row(row) for row in form.fields}

        def pressed(button: Button) -> Callable[[], None]:
            def send() -> Page:
                return self._browser.send(form, {name: row.typed() for name, row in rows.items()}, button)

            return lambda: self._begin(send)

        buttons = [
            controls.button(button.label, "page-button", pressed(button), tone="" if at else "primary")
            for at, button in enumerate(form.buttons)
        ]
        return [*(row.widget for row in rows.values()), controls.row(*buttons)]


class _Row:
    """A field of the page; what is secret leaves the widget at once and is kept here until the form is sent."""

    def __init__(self, field: Field) -> None:
        self._secret: str | None = None
        name = f"page-{field.name}"
        if field.secret:
            self._secret = ""
            self.widget = controls.secret_field(field.label, name, self._take)
        else:
            self.widget = controls.field(field.label, name)

    def _take(self, text: str) -> None:
        self._secret = text

    def typed(self) -> str:
        """What was typed."""
        return str(self.widget.value) if self._secret is None else self._secret


def _line(line: Line) -> Any:
    if line.kind == "code":
        shown = f'<p style="font:1.6em monospace;margin:0.2em 0">{still.text(line.text)}</p>'
    elif line.kind == "heading":
        shown = still.strong(line.text)
    else:
        shown = still.paragraph(line.text)
    return controls.html(
        "page-line", controls.announced(shown) if line.kind in ("alert", "status") else shown
    )
