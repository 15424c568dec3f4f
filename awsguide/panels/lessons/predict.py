"""Predict, then reveal, as a panel: the policies and the call, your prediction, and then what AWS says and why.

The picture shows a question without its answer, or with the answer once it was revealed.
"""

from __future__ import annotations

import asyncio
import json

from awsguide.lessons import catalogue, predicting
from awsguide.lessons.predicting import Question, Revealed
from awsguide.lessons.scenes import policy
from awsguide.panels.components import controls, still
from awsguide.panels.components.panel import Panel
from awsguide.panels.components.state import SharedState
from awsguide.panels.components.still import Card


class PredictPanel(Panel[SharedState, Revealed]):
    """Questions about one subject ('Permissions boundaries'), or about all; `await` it to wait for what AWS says."""

    name = "predict"
    title = "Predict, then reveal"
    first_step = "Choose what AWS will say and press 'Reveal' in the panel above"

    def __init__(self, about: str = "", first: str = "") -> None:
        """Nothing is sent before 'Reveal' is pressed; raises `BadInput` for an unknown question."""
        super().__init__(SharedState())
        self.all = predicting.chosen(about)
        self.question: Question = predicting.find(first) if first else self.all[0]
        self.revealed: Revealed | None = None
        self.score: dict[str, bool] = {}
        self.question_html = controls.html("predict-question")
        self.choice_field = controls.answers("predict-choice", self._options())
        self.fields = (self.choice_field,)
        self.reveal_button = self.button(
            "Reveal", "predict-reveal", self._reveal, when=lambda: self.choice_field.value, tone="primary"
        )
        self.next_button = self.button("Next question", "predict-next", self._next)
        self.answer_html = controls.html("predict-answer")
        self.choice_field.observe(lambda _change: self.refresh(), names="value")
        buttons = controls.row(self.reveal_button, self.next_button)
        self.body.children = [
            self.question_html,
            self.choice_field,
            buttons,
            self.status_html,
            self.answer_html,
        ]
        self.refresh()

    def _options(self) -> list[tuple[str, str]]:
        return [(choice, choice) for choice in self.question.choices()]

    # --- how things stand -----------------------------------------------------------------------------------------

    @property
    def outcome(self) -> Revealed | None:
        """What AWS said."""
        return self.revealed

    def card(self, outcome: Revealed) -> Card:
        """Whether the prediction was right."""
        title = "You predicted that." if outcome.right else "AWS says something else."
        return Card(title, (outcome.answer, outcome.deciding), tone="good" if outcome.right else "bad")

    def words(self) -> str:
        """How many predictions were right so far."""
        if not self.score:
            return ""
        told = f"{sum(self.score.values())} of {len(self.score)} predicted."
        if not (band := self.first_band):
            return f"{told} After {predicting.ENOUGH}, this panel says which level suits you first."
        level = next(one for one in catalogue.levels() if one.band == band)
        return f"{told} A good first level for you: {level.id}, {level.title} ({'★' * band})."

    @property
    def first_band(self) -> int:
        """Which levels to begin with, 0 while there are too few predictions."""
        return predicting.first_band(sum(self.score.values()), len(self.score))

    def draw(self) -> None:
        """Bring the pieces in line."""
        self.question_html.value = self._asked()
        self.answer_html.value = controls.announced(self._answered())

    def _asked(self) -> str:
        one = self.question
        made = f"{one.caller[:1].upper()}{one.caller[1:]} calls {one.call}"
        shown = {name: value for name, value in one.params.items() if isinstance(value, str)}
        policies = "".join(
            still.paragraph(f"{row['kind'][:1].upper()}{row['kind'][1:]}:")
            + still.code(json.dumps(json.loads(policy(row["statements"]))["Statement"], indent=1))
            for row in one.policies
        )
        return still.strong(made) + still.facts(shown) + policies + still.strong("What will AWS say?")

    def _answered(self) -> str:
        if self.revealed is None:
            return ""
        title = "You predicted that." if self.revealed.right else "AWS says something else."
        inner = still.strong(title) + still.paragraph(self.revealed.answer)
        inner += still.paragraph(self.revealed.deciding) + still.paragraph(self.question.title + ".")
        inner += "<p>" + still.link("AWS's page about it", self.question.source) + "</p>"
        return still.box(inner, "good" if self.revealed.right else "bad", "revealed")

    # --- work -----------------------------------------------------------------------------------------------------

    async def _reveal(self) -> None:
        self.revealed = None
        prediction = self.choice_field.value
        self.revealed = await asyncio.to_thread(predicting.reveal, self.question, prediction)
        self.score.setdefault(self.question.id, self.revealed.right)

    def _next(self) -> None:
        at = self.all.index(self.question) + 1 if self.question in self.all else 0
        self.question, self.revealed = self.all[at % len(self.all)], None
        self.choice_field.value = None
        self.choice_field.options = self._options()
        self.choice_field.value = None
        self.refresh()

    # --- faces ----------------------------------------------------------------------------------------------------

    def picture(self) -> str:
        """The question, and the answer once it was revealed."""
        choices = "".join(still.paragraph(f"- {choice}") for choice in self.question.choices())
        return self._asked() + (self._answered() or choices)
