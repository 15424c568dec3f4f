"""What all panels share: three faces, the target they talk to, questions, and `await panel`.

A panel's faces are the live widget, a still picture and a constant line of text. What goes wrong in its work
(`work.py`) is shown in the panel. A button's handler returns at once. Nothing here knows a row of the decision table.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Generator, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar, Generic, TypeVar

from awsguide.adapters import surroundings
from awsguide.adapters.driver.driver import run_async
from awsguide.adapters.driver.world import World
from awsguide.adapters.files import home
from awsguide.core.errors import GuideError
from awsguide.core.model import LoggedCall, Note, Progress
from awsguide.core.steps import Ask, Flow
from awsguide.explanations import explain
from awsguide.panels import autopilot
from awsguide.panels.components import controls, keyboard, robot_presses, still
from awsguide.panels.components.question import Question
from awsguide.panels.components.report import ReportOffer
from awsguide.panels.components.state import SharedState
from awsguide.panels.components.still import Card, ErrorCard
from awsguide.panels.components.target import refusal, target_words
from awsguide.panels.components.work import Work

# Between two drawings of calls that are being made, in seconds.
PAUSE = 0.5

R = TypeVar("R")
S = TypeVar("S", bound=SharedState)
T = TypeVar("T")
Answer = Card | ErrorCard

# What a line of status says while a question waits.
ANSWER_BELOW = "Your answer is needed below."
# What it says after an error.
FAILED = "That did not work; see below."


class Panel(Work, Generic[S, T]):
    """One panel: `S` is the state that it shares with the other panels of its row, `T` what it is for.

    How a panel is made: a subclass names itself (`name`, `title`) and says what is pressed first (`first_step`). Its
    `__init__` makes the pieces, puts them into `body.children` and ends with `refresh()`: buttons come from
    `self.button(...)`, which also says when they may be pressed; what nobody types into while something runs stands in
    `fields`; `status_html` and `cancel_button` are there to be placed. Then it says how things stand:

    - `outcome`: what the panel is for, None until it is there; `card(outcome)` answers the cell that awaits it
    - `words()`: the line of status while nothing runs; `busy` while something does, unless `say` said more
    - `draw()`: bring the other pieces in line; called whenever something changes, never on a kernel that is refused
    - `picture()`: the still picture, without what differs from run to run

    Work is a coroutine that a button begins; in it `perform(flow)` performs a flow, and `allowed(...)` asks before
    something is written. The robot reader presses the button that begins (tone 'primary'), unless `robot_presses.py`
    knows more.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    # What to press before there is an outcome: a sentence without its end ("Press 'Look up' above").
    first_step: ClassVar[str] = ""
    # The line of status while something runs.
    busy: ClassVar[str] = "Asking AWS …"

    def __init__(self, state: S) -> None:
        """Nothing is read or sent before a button is pressed."""
        super().__init__(refusal())
        self.state = state
        self.fields: tuple[Any, ...] = ()
        self.progress: controls.Progress | None = None
        self.report: ReportOffer | None = None
        self._reported_error: GuideError | None = None
        self._buttons: list[tuple[Any, Callable[[], object]]] = []
        self.asking = Question()
        self.head = controls.html("head")
        self.trouble = controls.html("trouble")
        self.body = controls.column(name="body")
        self.view = controls.column(
            keyboard.keyboard(), self.head, self.body, self.asking.view, self.trouble, name="panel"
        )
        self.view.add_class(f"awsguide-panel-{self.name}")
        state.watchers.append(self.state_changed)

    # --- what a subclass says -------------------------------------------------------------------------------------

    @property
    def outcome(self) -> T | None:
        """What this panel is for; None until it is there."""
        raise NotImplementedError

    def card(self, outcome: T) -> Answer:
        """The answer of a cell that awaits the panel, once it has what it is for."""
        raise NotImplementedError

    def words(self) -> str:
        """How things stand while nothing runs, in one line."""
        return self.news

    def draw(self) -> None:
        """Bring the pieces in line with how things stand."""

    def picture(self) -> str:
        """What stands in the still picture under the heading, as HTML."""
        raise NotImplementedError

    def account_id(self) -> str:
        """The account ('12 digits') that this panel talks to, '' until it is known."""
        return self.state.account_id()

    def resting(self) -> bool:
        """Whether the fields may be typed into."""
        return not self.running

    # --- pieces -----------------------------------------------------------------------------------------------------

    def button(
        self,
        label: str,
        name: str,
        pressed: Callable[[], Coroutine[Any, Any, None] | None],
        *,
        when: Callable[[], object] = lambda: True,
        tone: str = "",
        tooltip: str = "",
    ) -> Any:
        """A button of class `awsguide-<name>`: it begins the work that `pressed` makes, and returns at once.

        It can be pressed while nothing runs here and `when` holds. `tone` is as for `controls.button`.
        """

        def begin() -> None:
            if (work := pressed()) is not None:
                self.start(work)

        made = controls.button(label, name, begin, tone=tone, tooltip=tooltip)
        self._buttons.append((made, when))
        return made

    @cached_property
    def cancel_button(self) -> Any:
        """Stops what runs; made for a panel that places it."""
        return controls.button("Cancel", "cancel", self.cancel)

    @cached_property
    def status_html(self) -> Any:
        """The line of status; made for a panel that places it."""
        return controls.html("status")

    @property
    def main_button(self) -> Any | None:
        """The button that begins what the panel is for, None where none does."""
        return next((made for made, _when in self._buttons if made.button_style == "primary"), None)

    # --- how things stand -------------------------------------------------------------------------------------------

    @property
    def done(self) -> bool:
        """Whether this panel has what it is for."""
        return self.outcome is not None

    def state_changed(self) -> None:
        """What the panels of the row know together has changed."""
        self.refresh()

    def refresh(self) -> None:
        """Bring the live face in line with how things stand; a subclass adds its own pieces in `draw`."""
        self.head.value = self._heading()
        self.trouble.value = self._trouble(controls.announced, live=True)
        controls.show(self.trouble, when=bool(self.trouble.value))
        self._offer_a_report()
        controls.show(self.body, when=self.refused is None)
        if self.refused is not None:
            return
        if self.progress is not None:
            controls.show(self.progress.widget, when=self.at_work)
        for widget in self.fields:
            widget.disabled = not self.resting()
        self.draw()
        if "status_html" in vars(self):
            self.status_html.value = controls.status(self._status())
        # Last, because what stands above a button must not move it once it can be pressed.
        for button, when in self._buttons:
            button.disabled = self.running or not when()
        if "cancel_button" in vars(self):
            self.cancel_button.disabled = not self.running

    def _offer_a_report(self) -> None:
        """Under an error, a report that can be sent; made when the first error is there."""
        offered = self.error is not None and self.refused is None
        if offered and self.report is None:
            self.report = ReportOffer(self.name, self._reported)
            self.view.children = (*self.view.children, self.report.view)
        if self.report is not None:
            controls.show(self.report.view, when=offered)
            if self.error is not self._reported_error:
                self.report.close()
        self._reported_error = self.error

    def _reported(self) -> tuple[GuideError, Sequence[LoggedCall], str]:
        assert self.error is not None  # noqa: S101 - the offer is shown under an error alone
        return self.error, tuple(self.state.call_log.entries), self.state.region()

    def _status(self) -> str:
        if self.question_is_open:
            return ANSWER_BELOW
        return self.news or self.busy if self.at_work else self.words()

    def _trouble(self, told: Callable[[str], str] = str, *, live: bool = False) -> str:
        """What went wrong as a card; a no of the person's own as a line, which `told` makes heard."""
        if self.error is not None:
            return still.explained(self.error, live=live)
        return told(still.quiet(self.declined)) if self.declined is not None else ""

    def _heading(self) -> str:
        words = target_words(self.account_id())
        mark = (
            ""
            if surroundings.target() == "unknown"
            else still.badge(words, "ask" if words != "SANDBOX" else "plain")
        )
        return still.heading(self.title, mark)

    # --- work -------------------------------------------------------------------------------------------------------

    def work_begins(self) -> None:
        """Progress is counted from the beginning."""
        if self.progress is not None:
            self.progress.begin()

    def work_ended(self) -> None:
        """A question that nobody can answer any more goes."""
        self.asking.close()

    async def perform(self, flow: Flow[R]) -> R:
        """Perform a flow in this panel: what it shows, asks and records goes to the panel's own pieces."""
        loop = asyncio.get_running_loop()
        shown_at = 0.0

        def record(entry: LoggedCall) -> None:
            # Called from worker threads, and for hundreds of accounts hundreds of times.
            nonlocal shown_at
            self.state.record(entry)
            if (now := time.monotonic()) - shown_at > PAUSE:
                shown_at = now
                loop.call_soon_threadsafe(self.refresh_all)

        self.world = World(self.state.aws, home, show=self.shown, ask=self.ask, record=record)
        return await run_async(flow, self.world)

    def say(self, words: str) -> None:
        """Say what is happening now, or has just happened."""
        self.news = words
        self.refresh()

    def shown(self, event: object) -> None:
        """Show what a flow shows while it runs: a sentence or how far it is; a subclass draws what else it knows."""
        if isinstance(event, Note):
            self.say(event.text)
        elif isinstance(event, Progress) and self.progress is not None:
            self.progress.draw(event)

    # --- questions ------------------------------------------------------------------------------------------------

    async def ask(self, question: Ask) -> Any:
        """Put a question into the panel and wait for the press that answers it."""
        self.asking.put(question, self.about(question.about), self.words_for)
        self.refresh()
        try:
            return await self.asking.answered()
        finally:
            self.refresh()

    @property
    def question_is_open(self) -> bool:
        """Whether it is the reader's turn: a question waits for an answer."""
        return bool(self.answer_buttons)

    @property
    def waits_for_reader(self) -> bool:
        """Whether nothing happens before the reader does something."""
        return self.question_is_open

    @property
    def answer_buttons(self) -> tuple[Any, ...]:
        """The buttons of the question that waits, what goes on first; none when no question waits."""
        return self.asking.buttons

    # What the buttons that answer a question are called, by choice; the others are called by their choice.
    answer_labels: ClassVar[Mapping[str, str]] = {}

    def words_for(self, choice: str) -> str:
        """The label of the button that answers `choice`."""
        labels = {"cancel": "Not now"} | dict(self.answer_labels)
        return labels.get(choice, choice[:1].upper() + choice[1:])

    def about(self, subject: object) -> str:
        """What is shown with a question, as HTML."""
        return still.paragraph(str(subject)) if subject else ""

    async def allowed(
        self, question: str, about: str = "", *, does: str, leaves: str = "Not now", final: bool = False
    ) -> None:
        """Ask before something is written on the reader's own AWS or machine; raises `Cancelled` for a no.

        `does` and `leaves` are the answers, in verbs. What is `final`, because nothing brings it back, is asked about
        on the practice AWS too, and the harmless answer comes first to hand.
        """
        asked = final or surroundings.target() == "aws"
        if asked and await self.ask(Ask(question, (does, leaves), about, final=final)) != does:
            raise explain("interrupted")

    # --- await ------------------------------------------------------------------------------------------------------

    def __await__(self) -> Generator[Any, None, Answer]:
        return self.settled().__await__()

    async def settled(self, *, press: bool = True) -> Answer:
        """Wait for what is running, and answer with how it ended; answer at once when nothing was started.

        `press` lets the robot reader, where it is engaged, press what starts it.
        """
        if press and self.refused is None and autopilot.engaged() and not self.running and not self.done:
            await robot_presses.read(self)
        await self.wait_for_end()
        error = self.failure()
        if error is not None:
            return ErrorCard(error)
        if self.declined is not None:
            return ErrorCard(self.declined, quiet=True)
        return self.result()

    def result(self) -> Answer:
        """The card of what the panel is for, or of what to press first."""
        outcome = self.outcome
        return self.hint() if outcome is None else self.card(outcome)

    def hint(self) -> Answer:
        """The card that says what to press first."""
        return Card(f"{self.first_step}, then run this cell again.", tone="ask")

    # --- faces ------------------------------------------------------------------------------------------------------

    def _repr_mimebundle_(self, **options: object) -> dict[str, object]:
        self.refresh()
        inner = self.picture() if self.refused is None else ""
        live: dict[str, object] = self.view._repr_mimebundle_(**options) or {}
        return live | {
            "text/html": still.box(self._heading() + inner + self._trouble() + still.STILL, name="picture"),
            "text/plain": repr(self),
        }

    def __repr__(self) -> str:
        return f"awsguide panel: {self.title}"
