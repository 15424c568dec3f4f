"""A panel whose flow may ask for the six digits of an MFA device: they have a field of their own, out of sight before.

The digits leave the field and its model the moment they arrive, and are handed over once.
"""

from __future__ import annotations

import asyncio
from typing import Any

from awsguide.adapters.driver.pace import TICK
from awsguide.core.secret import Secret
from awsguide.core.steps import Ask
from awsguide.flows.long_term.signer import MfaCode
from awsguide.panels.components import controls
from awsguide.panels.components.panel import Panel, S, T


class CodeAskingPanel(Panel[S, T]):
    """A subclass puts `code_field` into its body."""

    def __init__(self, state: S) -> None:
        """No code is asked for yet."""
        super().__init__(state)
        self._code: Secret | None = None
        self.asks_for_code = False
        self.code_field = controls.secret_field(
            "Six digits", f"{self.name}-code", self.enter_code, placeholder="123456"
        )

    def draw(self) -> None:
        """Show the field while a code is asked for."""
        controls.show(self.code_field, when=self.asks_for_code)

    async def ask(self, question: Ask) -> Any:
        """Wait for a code in its own field, and for every other answer at the buttons."""
        if not isinstance(question.about, MfaCode):
            return await super().ask(question)
        self._code, self.asks_for_code = None, True
        self.say(f"{question.question} The device is {question.about.serial}.")
        try:
            while self._code is None:
                await asyncio.sleep(TICK)
            return self._code
        finally:
            self._code, self.asks_for_code = None, False
            self.say("")

    def enter_code(self, typed: str) -> None:
        """Take the six digits as the field does."""
        if typed.strip():
            self._code = Secret(typed.strip())
