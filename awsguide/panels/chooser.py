"""The chooser: asks the decision table's questions one at a time and shows the row they lead to, and why.

`DecisionTable` shows the whole table. Both only ask and show; the table itself decides, and nothing is sent anywhere.
"""

from __future__ import annotations

from typing import Any

from awsguide.panels.components import controls, keyboard, still
from awsguide.panels.components.panel import Panel
from awsguide.panels.components.state import SharedState
from awsguide.panels.components.still import Card
from awsguide.table import AWS_ROWS, BY_NAME, DIFFERENCES, READ, ROWS, Choice, Row, choose
from awsguide.table.questions import QUESTIONS, Question, next_question

FOR, WAYS = "What it is for", "How, in AWS's own pages"


class Chooser(Panel[SharedState, Choice]):
    """Which credentials are yours? At most four questions; `await` it for the row."""

    name = "chooser"
    title = "Which user needs programmatic access?"
    first_step = "Answer the question above"

    def __init__(self) -> None:
        """Nothing is asked of AWS; the answers stay in this kernel."""
        super().__init__(SharedState())
        self.answers: dict[str, str] = {}
        self.asked: list[tuple[Question, Any]] = []
        # Made once and kept, by question: a piece that is drawn anew takes the keyboard away from its reader, and the
        # press that was under way.
        self._made: dict[str, tuple[Any, Any]] = {}
        self._questions = controls.column(name="questions")
        self.outcome_html = controls.html("outcome")
        self.over_button = controls.button("Start over", "start-over", self.start_over)
        self._times_over = 0
        self._keyboard = controls.html("keyboard")
        self.body.children = [self._questions, self.outcome_html, self.over_button, self._keyboard]
        self._ask_next()

    @property
    def outcome(self) -> Choice | None:
        """The row, its reason, and why the others are not it; None while a question is open."""
        return choose(self.answers) if self.answers and next_question(self.answers) is None else None

    def start_over(self) -> None:
        """Forget every answer."""
        self._keep(1)
        self.asked[0][1].value = None
        self.answers = {}
        self._times_over += 1
        self.refresh()
        # The button that was pressed is gone: the keyboard goes on where one begins anew.
        self._keyboard.value = keyboard.keyboard_to(".awsguide-questions input", self._times_over)

    def answer(self, question: str, answer: str) -> None:
        """Answer the question called `question` ('who') as a press would."""
        asked = {row.name: widget for row, widget in self.asked}
        asked[question].value = answer

    def _keep(self, number: int) -> None:
        """Forget the answers after the first `number`: they were given to other questions than now follow."""
        self.asked = self.asked[:number]
        self.answers = {row.name: self.answers[row.name] for row, _ in self.asked if row.name in self.answers}

    def _ask_next(self) -> None:
        question = next_question(self.answers)
        if question is not None:
            heading, radio = self._made.get(question.name) or self._make(question)
            heading.value = still.strong(f"Question {len(self.asked) + 1}: {question.text}")
            radio.value = None
            self.asked.append((question, radio))
        self.refresh()

    def _make(self, question: Question) -> tuple[Any, Any]:
        radio = controls.answers(
            f"question-{question.name}", [(words, name) for name, words in question.answers.items()]
        )
        radio.observe(lambda change: self._answered(question, change["new"]), names="value")
        made = self._made[question.name] = controls.html("question-text"), radio
        return made

    def _answered(self, question: Question, answer: str | None) -> None:
        asked = [row for row, _radio in self.asked]
        if answer is None or question not in asked:
            return
        self._keep(asked.index(question) + 1)
        self.answers[question.name] = answer
        self._ask_next()

    def draw(self) -> None:
        """Draw the questions so far, and the row when there is one."""
        self._questions.children = [
            piece for question, _radio in self.asked for piece in self._made[question.name]
        ]
        choice = self.outcome
        self.outcome_html.value = controls.announced(_outcome(choice) if choice is not None else "")
        controls.show(self.over_button, when=bool(self.answers))

    def card(self, outcome: Choice) -> Card:
        """The row in a few lines."""
        row = outcome.row
        return Card(row.title, (outcome.reason, f"Next: open {row.notebook}.ipynb."), {FOR: row.to}, "good")

    def picture(self) -> str:
        """The open question with its answers, or the row."""
        if (choice := self.outcome) is not None:
            return _outcome(choice)
        question = next_question(self.answers) or QUESTIONS[0]
        items = "".join(f"<li>{still.text(words)}</li>" for words in question.answers.values())
        return still.strong(question.text) + f"<ul>{items}</ul>"


class DecisionTable:
    """AWS's decision table as AWS has it, where this guide differs, and the guide's own rows with their reasons."""

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        rows = (
            (
                _named(row) + still.paragraph(row.who),
                still.text(row.to),
                _links(row),
                still.text(row.why),
                _where(row),
            )
            for row in ROWS
        )
        own = (
            (still.text(row.who), still.text(row.to), still.text(row.mark), _where(BY_NAME[row.row]))
            for row in AWS_ROWS
        )
        drawn = still.table(
            f"AWS's table, as AWS's page had it on {READ}",
            ("Which user needs programmatic access?", "To", "AWS's mark", "Notebook"),
            own,
        )
        drawn += still.strong("Where this guide differs, and why")
        drawn += f"<ul>{''.join(f'<li>{still.text(words)}</li>' for words in DIFFERENCES)}</ul>"
        drawn += still.table(
            "The rows of this guide", ("Row, and who it is for", FOR, WAYS, "Why", "Notebook"), rows
        )
        return {"text/html": drawn, "text/plain": repr(self)}

    def __repr__(self) -> str:
        return "\n".join(f"{row.title}: {row.to} -> {row.notebook}" for row in ROWS)


def _outcome(choice: Choice) -> str:
    row = choice.row
    advice = "" if row.recommended else still.paragraph("AWS recommends another row wherever one fits.")
    chosen = still.box(
        still.strong(f"Your row: {row.title}")
        + still.paragraph(choice.reason)
        + still.facts({"Who it is for": row.who, FOR: row.to})
        + f"<p style='margin:0.15em 0;line-height:1.5'>{WAYS}: {_links(row)}</p>"
        + still.facts({"Why": row.why})
        + advice
        + f"<p style='margin:0.6em 0'><strong>{_where(row)}</strong></p>"
        + still.paragraph(f"From AWS's page, read {row.read}."),
        "good",
        "row",
    )
    others = (
        (_named(other), still.text(choice.not_these[other.name]), _where(other))
        for other in ROWS
        if other.name in choice.not_these
    )
    return chosen + still.table("Why not another row?", ("Row", "Why it is not yours", "Notebook"), others)


def _links(row: Row) -> str:
    return "; ".join(f"{still.text(by.interface)}: {still.link(by.text, by.link)}" for by in row.by)


def _named(row: Row) -> str:
    return f"<strong>{still.text(row.title)}</strong>"


def _where(row: Row) -> str:
    """The row's notebook as a link."""
    return still.notebook_link(row.notebook)
