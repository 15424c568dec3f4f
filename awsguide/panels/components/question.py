"""A question in a panel: its words, what it is about, a button for each answer, and the wait for one of them.

It decides nothing. The answer is the choice that was pressed, in the flow's own word.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from awsguide.adapters.driver.pace import TICK
from awsguide.core.steps import Ask
from awsguide.panels.components import controls, still


class Question:
    """A place for one question at a time, out of sight while none waits."""

    def __init__(self) -> None:
        """Nothing is asked yet."""
        self.words = controls.html("question")
        self._choices = controls.row()
        self._answer: str | None = None
        self.view = controls.column(self.words, self._choices, name="asking")
        controls.show(self.view, when=False)

    @property
    def buttons(self) -> tuple[Any, ...]:
        """The buttons of the question that waits, what goes on first; none when no question waits."""
        return tuple(self._choices.children)

    def put(self, question: Ask, about: str, label: Callable[[str], str]) -> None:
        """Show a question; `about` is HTML under its words, `label` what the button of a choice says.

        Of a question about what nothing brings back the last answer, which is harmless, comes first to hand.
        """
        self._answer = None
        self.words.value = still.strong(question.question) + about
        harmless = len(question.choices) - 1 if question.final else 0
        self._choices.children = [
            self._button(
                name, label(name), "primary" if at == harmless else "danger" if question.final else ""
            )
            for at, name in enumerate(question.choices)
        ]
        controls.show(self.view, when=True)

    async def answered(self) -> str:
        """Wait for the press that answers; the question is gone afterwards, answered or not."""
        try:
            while self._answer is None:
                await asyncio.sleep(TICK)
            return self._answer
        finally:
            self.close()

    def close(self) -> None:
        """Take the question away."""
        controls.show(self.view, when=False)
        self._choices.children = ()

    def _button(self, choice: str, label: str, tone: str) -> Any:
        def choose() -> None:
            self._answer = choice

        # A name of a class has no spaces, and a choice may be a sentence.
        return controls.button(label, f"answer-{choice.partition(' ')[0].lower()}", choose, tone=tone)
