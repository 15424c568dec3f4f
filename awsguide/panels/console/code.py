"""The line for the code that the console's page shows: it is taken out of the field at once, and looked at here.

A code that is not whole is said and asked for again, because the page still shows it. It is neither kept nor sent here.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from awsguide.core.errors import BadInput, GuideError
from awsguide.core.secret import Secret
from awsguide.explanations import explain
from awsguide.flows.console.token_calls import read_pasted
from awsguide.panels.components import controls

TICK = 0.05


class CodeEntry:
    """A field and a button, in `row`; out of sight unless a code is waited for."""

    def __init__(self, said: Callable[[GuideError | None], None]) -> None:
        """`said` is told what is wrong with a code, and None once one is whole."""
        self._said = said
        self._wanted = False
        self._code: Secret | None = None
        self.field = controls.secret_field(
            "Code from the page", "paste", self.take, placeholder="paste the whole line, then press Enter"
        )
        # Wide enough for what to do to be read.
        self.field.layout.width = "34em"
        self.button = controls.button("Use this code", "use-code", self._press)
        self.row = controls.row(self.field, self.button)
        self.forget()

    async def whole(self, until: float) -> Secret:
        """Wait for a whole code, at most `until` (seconds since 1970); raises `Refused` ('console-code-late')."""
        self._code, self._wanted = None, True
        controls.show(self.row, when=True)
        while time.time() <= until:
            code, self._code = self._code, None
            if code is not None and self._is_whole(code):
                self._wanted = False
                return code
            await asyncio.sleep(TICK)
        raise explain("console-code-late")

    def forget(self) -> None:
        """Wait for no code any more, and keep none."""
        self._code, self._wanted = None, False
        controls.show(self.row, when=False)

    def _is_whole(self, code: Secret) -> bool:
        try:
            read_pasted(code)
        except BadInput as error:
            self._said(error)
            return False
        self._said(None)
        return True

    def take(self, text: str) -> None:
        """Take what was typed or pasted, as if it had been typed here."""
        if self._wanted and text.strip():
            self._code = Secret(text.strip())

    def _press(self) -> None:
        # Leaving the field for the button has sent the code already.
        if self._wanted and self._code is None:
            self._said(explain("pasted-code-cut"))
