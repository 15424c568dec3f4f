"""What all panels share: three faces, the target they talk to, one piece of work at a time, and `await panel`.

A panel's faces are the live widget, a still picture and a constant line of text. Its work runs beside the cells as a
task that is never lost: what goes wrong in it is shown in the panel. A button's handler returns at once. Nothing here
knows a row of the decision table.
"""

from __future__ import annotations

import asyncio
import time
import traceback
from collections.abc import Callable, Coroutine, Generator
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from awsguide import autopilot
from awsguide.edges import home, in_page, surroundings
from awsguide.edges.aws import Aws
from awsguide.edges.drive import run_async
from awsguide.edges.world import TICK, World
from awsguide.errors import Cancelled, GuideError
from awsguide.explanations import explain
from awsguide.model import TrailEntry
from awsguide.steps import Ask, Flow
from awsguide.widgets import bricks, picture
from awsguide.widgets.picture import Card, ErrorCard

# Between two drawings of calls that are being made, in seconds.
PAUSE = 0.5

T = TypeVar("T")
Answer = Card | ErrorCard

# What a line of status says while a question waits.
ANSWER_BELOW = "Your answer is needed below."


def refusal() -> GuideError | None:
    """Why no panel works in this kernel, or None: it is not one of ours, its AWS is not there, or a robot may not."""
    target = surroundings.target()
    if target == "unknown":
        return explain("not-our-kernel")
    if target == "aws" and in_page.IN_BROWSER:
        return explain("own-aws-in-a-page")
    if problem := surroundings.environment("AWSGUIDE_TARGET_PROBLEM"):
        return explain(
            "sandbox-did-not-start" if target == "sandbox" else "own-aws-out-of-reach", detail=problem
        )
    try:
        autopilot.engaged()
    except GuideError as error:
        return error
    return None


def target_words(account_id: str = "") -> str:
    """What a panel calls its target: 'SANDBOX', or 'YOUR AWS 1234-5678-9012' once the account is known."""
    words = "SANDBOX" if surroundings.target() == "sandbox" else "YOUR AWS"
    return f"{words} {picture.account(account_id)}" if account_id and words == "YOUR AWS" else words


class Panel:
    """One panel. A subclass names itself, builds `body`, and says in `refresh` and `picture` how things stand."""

    name: ClassVar[str]
    title: ClassVar[str]

    def __init__(self, aws: Aws | None = None, record: Callable[[TrailEntry], None] | None = None) -> None:
        """Nothing is read or sent before a button is pressed."""
        self.refused = refusal()
        self.error: GuideError | None = self.refused
        # A no of the person's own: a stop or a 'Not now'. It is news, and no trouble.
        self.declined: GuideError | None = None
        self._interrupted = False
        self.aws = aws or Aws(surroundings.target())
        self.record = record or (lambda _entry: None)
        self._task: asyncio.Task[None] | None = None
        self._answer: str | None = None
        # A panel that goes to work by itself when this one is done; waiting for this one waits for it too.
        self.follower: Panel | None = None
        # Panels that show whether this one is at work.
        self.onlookers: list[Panel] = []
        self._question = bricks.html("question")
        self._choices = bricks.row()
        self.head = bricks.html("head")
        self.trouble = bricks.html("trouble")
        self.body = bricks.column(name="body")
        self.asking = bricks.column(self._question, self._choices, name="asking")
        bricks.show(self.asking, when=False)
        self.view = bricks.column(
            bricks.keyboard(), self.head, self.body, self.asking, self.trouble, name="panel"
        )
        self.view.add_class(f"awsguide-panel-{self.name}")

    # --- how things stand -------------------------------------------------------------------------------------

    @property
    def running(self) -> bool:
        """Whether this panel is at work."""
        return self._task is not None and not self._task.done()

    @property
    def done(self) -> bool:
        """Whether this panel has what it is for."""
        return False

    def account_id(self) -> str:
        """The account ('12 digits') that this panel talks to, '' until it is known."""
        return ""

    def refresh(self) -> None:
        """Bring the live face in line with how things stand; a subclass adds its own pieces."""
        self.head.value = self._heading()
        self.trouble.value = self._trouble(bricks.announced)
        bricks.show(self.trouble, when=bool(self.trouble.value))
        bricks.show(self.body, when=self.refused is None)

    def _trouble(self, told: Callable[[str], str] = str) -> str:
        """What went wrong as a card; a no of the person's own as a line, which `told` makes heard."""
        if self.error is not None:
            return picture.explained(self.error)
        return told(picture.quiet(self.declined)) if self.declined is not None else ""

    def _heading(self) -> str:
        words = target_words(self.account_id())
        mark = (
            ""
            if surroundings.target() == "unknown"
            else picture.badge(words, "ask" if words != "SANDBOX" else "plain")
        )
        return f'<p style="margin:0.3em 0;line-height:1.8">{mark} <strong>{picture.text(self.title)}</strong></p>'

    # --- work ---------------------------------------------------------------------------------------------------

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Begin `work` beside the cells; while something is running, another press does nothing."""
        if self.running or self.refused:
            work.close()
            return
        self.error = self.declined = None
        self._interrupted = False
        self._task = asyncio.get_running_loop().create_task(self._watched(work))
        self._refresh_all()

    def cancel(self) -> None:
        """Stop what is running; nothing is left half done."""
        if self._task is not None:
            self._task.cancel()

    async def _watched(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Cancelled as no:
            self.declined = no
        except GuideError as error:
            self.error = error
        except asyncio.CancelledError:
            if self._interrupted:
                self.error = explain("interrupted")
            else:
                self.declined = explain("interrupted")
        except Exception as error:
            # A mistake of this guide's own is shown too, never lost.
            self.error = _unexpected(error)
        finally:
            self._task = None
            self._close_question()
            self._refresh_all()

    def _refresh_all(self) -> None:
        for panel in (self, *self.onlookers):
            panel.refresh()

    async def perform(self, flow: Flow[T]) -> T:
        """Perform a flow in this panel: what it shows, asks and records goes to the panel's own pieces."""
        loop = asyncio.get_running_loop()
        shown_at = 0.0

        def record(entry: TrailEntry) -> None:
            # Called from worker threads, and for hundreds of accounts hundreds of times.
            nonlocal shown_at
            self.record(entry)
            if (now := time.monotonic()) - shown_at > PAUSE:
                shown_at = now
                loop.call_soon_threadsafe(self._refresh_all)

        self.world = World(self.aws, home, show=self.shown, ask=self.ask, record=record)
        return await run_async(flow, self.world)

    def shown(self, event: object) -> None:
        """What a flow shows while it runs; a subclass draws what it knows."""

    # --- questions ------------------------------------------------------------------------------------------------

    async def ask(self, question: Ask) -> str:
        """Put a question into the panel and wait for the press that answers it."""
        self._answer = None
        self._question.value = picture.strong(question.question) + self.about(question.about)
        buttons = [self._choice(name, first=at == 0) for at, name in enumerate(question.choices)]
        self._choices.children = buttons
        bricks.show(self.asking, when=True)
        self.refresh()
        try:
            while self._answer is None:
                await asyncio.sleep(TICK)
        finally:
            self._close_question()
            self.refresh()
        return self._answer

    @property
    def question_is_open(self) -> bool:
        """Whether it is the reader's turn: a question waits for an answer."""
        return bool(self._choices.children)

    def _choice(self, name: str, *, first: bool) -> Any:
        def choose() -> None:
            self._answer = name

        # A name of a class has no spaces; a choice may name a key.
        return bricks.button(
            self.words_for(name), f"answer-{name.partition(' ')[0]}", choose, tone="primary" if first else ""
        )

    def _close_question(self) -> None:
        bricks.show(self.asking, when=False)
        self._choices.children = ()

    def words_for(self, choice: str) -> str:
        """The label of the button that answers `choice`."""
        return choice[:1].upper() + choice[1:]

    def about(self, subject: object) -> str:
        """What is shown with a question, as HTML."""
        return picture.paragraph(str(subject)) if subject else ""

    async def allowed(self, question: str, about: str = "", *, final: bool = False) -> None:
        """Ask before something is written on the reader's own AWS or machine; raises `Cancelled` for a no.

        What is `final`, because nothing brings it back, is asked about on the practice AWS too.
        """
        asked = final or surroundings.target() == "aws"
        if asked and await self.ask(Ask(question, ("yes", "no"), about)) != "yes":
            raise explain("interrupted")

    # --- await ------------------------------------------------------------------------------------------------------

    def __await__(self) -> Generator[Any, None, Answer]:
        return self.settled().__await__()

    async def settled(self, *, press: bool = True) -> Answer:
        """Wait for what is running, and answer with how it ended; answer at once when nothing was started.

        `press` lets the robot reader, where it is engaged, press what starts it.
        """
        if press and self.refused is None and autopilot.engaged() and not self.running and not self.done:
            await self.robot()
        try:
            while self.running or (self.follower is not None and self.follower.running):
                await asyncio.sleep(TICK)
        except asyncio.CancelledError:
            self._interrupted = True
            self.cancel()
            # As an error and not as an answer: 'Run all' must stop here too.
            raise explain("interrupted") from None
        error = self.failure()
        if error is not None:
            return ErrorCard(error)
        if self.declined is not None:
            return ErrorCard(self.declined, quiet=True)
        return self.result() if self.done else self.hint()

    def failure(self) -> GuideError | None:
        """What went wrong in what was waited for."""
        return self.error

    async def robot(self) -> None:
        """What the robot reader presses here."""

    def result(self) -> Answer:
        """The card of a panel that has what it is for."""
        raise NotImplementedError

    def hint(self) -> Card:
        """The card that says what to press first."""
        raise NotImplementedError

    # --- faces ----------------------------------------------------------------------------------------------------

    def picture(self) -> str:
        """What stands in the still picture under the heading, as HTML."""
        raise NotImplementedError

    def _repr_mimebundle_(self, **options: object) -> dict[str, object]:
        self.refresh()
        inner = self.picture() if self.refused is None else ""
        live: dict[str, object] = self.view._repr_mimebundle_(**options) or {}
        return live | {
            "text/html": picture.box(self._heading() + inner + self._trouble(), name="picture"),
            "text/plain": repr(self),
        }

    def __repr__(self) -> str:
        return f"awsguide panel: {self.title}"


def _unexpected(error: Exception) -> GuideError:
    """A mistake in the guide, without its words: they may hold what must not be shown."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else "an unknown place"
    return explain("unexpected", kind=type(error).__name__, place=place)
