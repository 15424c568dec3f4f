"""One exercise, level or puzzle as a panel: start, check, hint, solution, reset; `await` it to wait for a verdict.

Its work is `lessons/lesson.py`'s, done beside the cells. What a picture holds is the same in every run: no account, no
word and no key.
"""

from __future__ import annotations

import asyncio

from awsguide import autopilot
from awsguide.lessons.judging import Verdict
from awsguide.lessons.lesson import Briefing, Lesson
from awsguide.lessons.rows import Level
from awsguide.widgets import bricks, picture
from awsguide.widgets.panel import Panel
from awsguide.widgets.picture import Card, Tone

_TONES: dict[str, Tone] = {"right": "good", "wrong": "bad", "not tried": "ask"}
_TITLES = {"right": "Right.", "wrong": "Not yet.", "not tried": "Not tried yet."}


class LessonPanel(Panel):
    """One exercise, level or puzzle, by its name ('10-1', 'P01', 'P01-fix', 'Z04')."""

    name = "lesson"

    def __init__(self, name: str) -> None:
        """Nothing is read or sent before a button is pressed; raises `BadInput` for an unknown name."""
        self.lesson = Lesson(name)
        super().__init__()
        self.briefing: Briefing | None = None
        self.verdict: Verdict | None = None
        self.told: list[tuple[str, str]] = []
        self.solved_text = ""
        self._step: tuple[str, object] | None = None
        self.story_html = bricks.html("lesson-story")
        self.answer_field = bricks.field("What you found", "lesson-answer")
        self.start_button = bricks.button("Start", "lesson-start", self.press_start, tone="primary")
        self.check_button = bricks.button("Check", "lesson-check", self.press_check, tone="success")
        self.hint_button = bricks.button("Hint", "lesson-hint", self.press_hint)
        self.solution_button = bricks.button("Show solution", "lesson-solution", self.press_solution)
        self.run_button = bricks.button("Run solution", "lesson-run", self.press_run, tone="warning")
        self.reset_button = bricks.button("Reset", "lesson-reset", self.press_reset)
        self.status_html = bricks.html("status")
        self.buttons = bricks.row(
            self.start_button,
            self.check_button,
            self.hint_button,
            self.solution_button,
            self.run_button,
            self.reset_button,
        )
        self.body.children = [self.story_html, self.answer_field, self.buttons, self.status_html]
        self.refresh()

    @property
    def title(self) -> str:  # type: ignore[override]
        """Its id and title; the fix of a level says so."""
        return f"{self.lesson.name}: {self.lesson.title}" + (" (the fix)" if self.lesson.fixing else "")

    @property
    def asks(self) -> bool:
        """Whether a word or an answer is to be found."""
        return (
            isinstance(self.lesson.item, Level) and not self.lesson.fixing and self.lesson.item.goal is None
        ) or bool(getattr(self.lesson.item, "answer", ""))

    # --- how things stand -----------------------------------------------------------------------------------------

    @property
    def done(self) -> bool:
        """Whether there is a verdict."""
        return self.verdict is not None

    def refresh(self) -> None:
        """Bring the pieces in line."""
        super().refresh()
        if self.refused is not None:
            return
        begun = self.briefing is not None
        self.story_html.value = self._story(live=True)
        bricks.show(self.answer_field, when=begun and self.asks)
        bricks.show(self.start_button, when=not begun)
        bricks.show(self.run_button, when=bool(self.solved_text) and begun)
        for button in (self.check_button, self.solution_button, self.reset_button):
            bricks.show(button, when=begun)
        self.hint_button.description = self._next_hint()
        self.hint_button.disabled = len(self.told) >= len(self.lesson.hints)
        for button in (self.start_button, self.check_button, self.reset_button, self.run_button):
            button.disabled = self.running
        self.status_html.value = bricks.announced(self._words())

    def _next_hint(self) -> str:
        """Each hint is named by what it tells, so that a learner can choose how much to be told."""
        left = self.lesson.hints[len(self.told) :]
        return f"Hint: {left[0][0].lower()}" if left else "No more hints"

    def _story(self, *, live: bool) -> str:
        facts = {"Goal": self.lesson.goal}
        if live and self.briefing is not None and self.briefing.profiles:
            facts["Your profiles"] = ", ".join(self.briefing.profiles)
            facts["Account"] = picture.account(self.briefing.account_id)
        minutes = f"About {self.lesson.item.minutes} minutes."
        return (
            picture.paragraph(self.lesson.item.story)
            + picture.facts(facts)
            + picture.paragraph(self.lesson.traces)
            + picture.paragraph(minutes)
        )

    def _words(self) -> str:
        if self.running:
            return picture.paragraph("Asking AWS …")
        return self._hints() + self._verdict() + (picture.code(self.solved_text) if self.solved_text else "")

    def _hints(self) -> str:
        return "".join(picture.paragraph(f"{told}: {text}") for told, text in self.told)

    def _verdict(self) -> str:
        if self.verdict is None:
            return ""
        inner = picture.strong(_TITLES[self.verdict.state]) + picture.paragraph(self.verdict.why)
        if self.verdict.deciding:
            inner += picture.details("Which statement decided", picture.paragraph(self.verdict.deciding))
        return picture.box(inner, _TONES[self.verdict.state], "verdict")

    # --- work -----------------------------------------------------------------------------------------------------

    def press_start(self) -> None:
        """Build the scene, or take it up again."""
        self.start(self._start())

    async def _start(self) -> None:
        self.briefing = await asyncio.to_thread(self.lesson.start)

    def press_check(self) -> None:
        """Ask AWS how it stands."""
        self.start(self._check())

    async def _check(self) -> None:
        self.verdict = None
        self.verdict = await asyncio.to_thread(self.lesson.check, self.answer_field.value)

    def press_hint(self) -> None:
        """Tell one hint more."""
        if len(self.told) < len(self.lesson.hints):
            self.told.append(self.lesson.hint(len(self.told) + 1))
        self.refresh()

    def press_solution(self) -> None:
        """Show the solution; nothing is run."""
        self.start(self._solution(run=False))

    def press_run(self) -> None:
        """Run the solution in the scene."""
        self.start(self._solution(run=True))

    async def _solution(self, *, run: bool) -> None:
        self.verdict = None
        self.solved_text = await asyncio.to_thread(lambda: self.lesson.solution(run=run))

    def press_reset(self) -> None:
        """The start again, in place."""
        self.start(self._reset())

    async def _reset(self) -> None:
        self.verdict, self.told, self.solved_text = None, [], ""
        self.answer_field.value = ""
        self.briefing = await asyncio.to_thread(self.lesson.reset)

    async def robot(self) -> None:
        """Start it and ask at once: an untouched scene is 'not tried yet'."""
        await autopilot.press(self.start_button)
        await autopilot.until(lambda: not self.running, "the scene")
        await autopilot.press(self.check_button)

    # --- faces ----------------------------------------------------------------------------------------------------

    def result(self) -> Card:
        """The verdict."""
        assert self.verdict is not None  # noqa: S101 - `done` said so
        tone = _TONES[self.verdict.state]
        return Card(_TITLES[self.verdict.state], (self.verdict.why,), tone=tone)

    def hint(self) -> Card:
        """What to do first."""
        what = "Check" if self.briefing is not None else "Start"
        return Card(
            f"Press '{what}' in the panel of {self.lesson.name}; then run this cell again.", tone="ask"
        )

    def picture(self) -> str:
        """The story and the last verdict."""
        return self._story(live=False) + self._hints() + self._verdict()
