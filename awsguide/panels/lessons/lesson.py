"""One exercise, level or puzzle as a panel: start, check, hint, solution, reset; `await` it to wait for a verdict.

Its work is `lessons/lesson.py`'s, done beside the cells. What a picture holds is the same in every run: no account, no
word and no key.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from awsguide.adapters.files import config_files
from awsguide.lessons.judging import Verdict
from awsguide.lessons.lesson import Briefing, Lesson
from awsguide.lessons.rows import Level
from awsguide.panels.components import controls, still
from awsguide.panels.components.panel import Panel
from awsguide.panels.components.profile_list import offer_profiles
from awsguide.panels.components.state import SharedState
from awsguide.panels.components.still import Card, Tone

_TONES: Mapping[str, Tone] = {"right": "good", "wrong": "bad", "not tried": "ask"}
_TITLES: Mapping[str, str] = {"right": "Right.", "wrong": "Not yet.", "not tried": "Not tried yet."}


class LessonPanel(Panel[SharedState, Verdict]):
    """One exercise, level or puzzle, by its name ('10-1', 'P01', 'P01-fix', 'Z04')."""

    name = "lesson"
    first_step = "Press 'Start' and, when you are done, 'Check' in the panel above"

    def __init__(self, name: str) -> None:
        """Nothing is read or sent before a button is pressed; raises `BadInput` for an unknown name."""
        self.lesson = Lesson(name)
        super().__init__(SharedState())
        self.briefing: Briefing | None = None
        self.verdict: Verdict | None = None
        self.told: list[tuple[str, str]] = []
        self.solution_text = ""
        self.story_html = controls.html("lesson-story")
        # On the reader's own AWS somebody has to say whose credentials are meant.
        self.profile_list = controls.choice("Profile", "lesson-profile", [])
        if self.lesson.own is not None:
            self.error = offer_profiles(self.profile_list, find=config_files.profile_names, without=True)
        self.answer_field = controls.field("What you found", "lesson-answer")
        self.start_button = self.button("Start", "lesson-start", self._start, tone="primary")
        self.check_button = self.button("Check", "lesson-check", self._check, tone="success")
        self.hint_button = self.button("Hint", "lesson-hint", self._hint, when=lambda: self._hints_left)
        self.solution_button = self.button("Show solution", "lesson-solution", self._show)
        self.run_button = self.button("Run solution", "lesson-run", self._run, tone="warning")
        self.reset_button = self.button("Reset", "lesson-reset", self._reset)
        self.told_html = controls.html("lesson-told")
        first = controls.row(self.start_button, self.check_button, self.hint_button)
        second = controls.row(self.solution_button, self.run_button, self.reset_button)
        self.body.children = [
            self.story_html,
            self.profile_list,
            self.answer_field,
            first,
            second,
            self.status_html,
            self.told_html,
        ]
        self.refresh()

    @property
    def title(self) -> str:  # type: ignore[override]
        """Its id and title; the fix of a level says so."""
        return f"{self.lesson.name}: {self.lesson.title}" + (" (the fix)" if self.lesson.fixing else "")

    @property
    def asks(self) -> bool:
        """Whether a word or an answer is to be found."""
        item = self.lesson.item
        if isinstance(item, Level):
            return not self.lesson.fixing and item.goal is None
        if self.lesson.own is not None:
            return True
        return bool(item.answer) or self._takes_code

    @property
    def _takes_code(self) -> bool:
        """Whether the program asks for an MFA code."""
        item = self.lesson.item
        return not isinstance(item, Level) and item.program is not None and item.program.code

    # --- how things stand -----------------------------------------------------------------------------------------

    @property
    def outcome(self) -> Verdict | None:
        """The last verdict."""
        return self.verdict

    def card(self, outcome: Verdict) -> Card:
        """The verdict in short."""
        return Card(_TITLES[outcome.state], (outcome.why,), tone=_TONES[outcome.state])

    def draw(self) -> None:
        """Bring the pieces in line."""
        begun = self.briefing is not None
        self.story_html.value = self._story(live=True)
        controls.show(self.answer_field, when=begun and self.asks)
        controls.show(self.profile_list, when=begun and self.lesson.own is not None)
        controls.show(self.start_button, when=not begun)
        for button in (self.check_button, self.solution_button, self.reset_button):
            controls.show(button, when=begun)
        scene = self.lesson.own is None
        controls.show(self.run_button, when=begun and scene and bool(self.solution_text))
        left = self._hints_left
        # Each hint is named by what it tells, so that a learner can choose how much to be told.
        self.hint_button.description = f"Hint: {left[0][0].lower()}" if left else "No more hints"
        shown = still.code(self.solution_text) if self.solution_text else ""
        self.told_html.value = controls.announced(self._hints() + self._verdict() + self._unkept() + shown)

    @property
    def _hints_left(self) -> tuple[tuple[str, str], ...]:
        return self.lesson.hints[len(self.told) :]

    def _story(self, *, live: bool) -> str:
        facts = {"Goal": self.lesson.goal}
        if live and self.briefing is not None:
            if self.briefing.profiles:
                facts["Your profiles"] = ", ".join(self.briefing.profiles)
            if self.briefing.program:
                facts["The program runs with"] = self.briefing.program
            if self.briefing.account_id:
                facts["Account"] = self.briefing.account_id
        return (
            still.paragraph(self.lesson.story)
            + still.facts(facts)
            + still.paragraph(self.lesson.traces)
            + still.paragraph(f"About {self.lesson.item.minutes} minutes.")
        )

    def _hints(self) -> str:
        return "".join(still.paragraph(f"{told}: {text}") for told, text in self.told)

    def _verdict(self) -> str:
        if self.verdict is None:
            return ""
        inner = still.strong(_TITLES[self.verdict.state]) + still.paragraph(self.verdict.why)
        if self.verdict.deciding:
            inner += still.details("Which statement decided", still.paragraph(self.verdict.deciding))
        return still.box(inner, _TONES[self.verdict.state], "verdict")

    def _unkept(self) -> str:
        error = self.lesson.unkept
        if self.verdict is None or error is None:
            return ""
        return still.paragraph(f"What you solve is not kept. {error.what} {error.next_step}")

    # --- work -----------------------------------------------------------------------------------------------------

    async def _start(self) -> None:
        self.briefing = await asyncio.to_thread(self.lesson.start)

    async def _check(self) -> None:
        self.verdict = None
        answer = self.answer_field.value
        if self._takes_code:
            # A code is good once.
            self.answer_field.value = ""
        self.verdict = await asyncio.to_thread(self.lesson.check, answer, self.profile_list.value or "")

    def _hint(self) -> None:
        if self._hints_left:
            self.told.append(self.lesson.hint(len(self.told) + 1))
        self.refresh()

    async def _show(self) -> None:
        self.solution_text = await asyncio.to_thread(self.lesson.solution)

    async def _run(self) -> None:
        self.verdict = None
        found = await asyncio.to_thread(self.lesson.run_solution)
        if self.asks and found:
            self.answer_field.value = found
        told = f" It found '{found}', which is in the field now." if self.asks and found else ""
        self.say(f"The solution was run in your scene.{told} Press 'Check'.")

    async def _reset(self) -> None:
        self.verdict, self.told, self.solution_text = None, [], ""
        self.answer_field.value = ""
        self.briefing = await asyncio.to_thread(self.lesson.reset)

    # --- faces ----------------------------------------------------------------------------------------------------

    def picture(self) -> str:
        """The story and the last verdict."""
        return self._story(live=False) + self._hints() + self._verdict()
