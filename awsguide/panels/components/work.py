"""One piece of work at a time, beside the cells: a task that is never lost, and what became of it.

What goes wrong is kept to be shown, never raised into the event loop; so is a stop of the person's own. Nothing here
draws, and nothing knows what the work is.
"""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, ClassVar

from awsguide.adapters.driver.pace import TICK
from awsguide.core.errors import Cancelled, GuideError
from awsguide.explanations import explain


class Work:
    """What a panel does when a button is pressed. A subclass draws it (`refresh`) and names itself (`name`)."""

    name: ClassVar[str]
    # Whether two of a kind would be in each other's way; the last one that was pressed is kept by its name.
    one_at_a_time: ClassVar[bool] = False
    pressed_last: ClassVar[dict[str, Work]] = {}

    def __init__(self, refused: GuideError | None) -> None:
        """`refused` is why nothing may begin here, None where it may."""
        self.refused = refused
        self.error: GuideError | None = refused
        # A no of the person's own: a stop or a 'Not now'. It is news, and no trouble.
        self.declined: GuideError | None = None
        # What is happening, or has happened since the last press, in a sentence.
        self.news = ""
        self._interrupted = self._replaced = False
        self._task: asyncio.Task[None] | None = None
        # Panels whose work counts as this one's, and those that show whether this one is at work.
        self._counted: list[Work] = []
        self.onlookers: list[Work] = []
        # A panel that goes to work by itself when this one is done; waiting for this one waits for it too.
        self.follower: Work | None = None

    def refresh(self) -> None:
        """Show how things stand."""
        raise NotImplementedError

    def work_begins(self) -> None:
        """What else begins with the work."""

    def work_ended(self) -> None:
        """What else ends with the work."""

    @property
    def waits_for_reader(self) -> bool:
        """Whether nothing happens before the reader does something."""
        raise NotImplementedError

    @property
    def at_work(self) -> bool:
        """Whether this very piece is at work."""
        return self._task is not None and not self._task.done()

    @property
    def running(self) -> bool:
        """Whether this is at work, or one whose work counts as its own."""
        return self.at_work or any(panel.running for panel in self._counted)

    def count_in(self, panel: Work) -> None:
        """The work, the trouble and the stopping of `panel` are this one's too."""
        self._counted.append(panel)
        panel.onlookers.append(self)

    def failure(self) -> GuideError | None:
        """What went wrong in what was waited for."""
        return self.error or next((error for panel in self._counted if (error := panel.failure())), None)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Begin `work` beside the cells; while something is running, another press does nothing."""
        if self.running or self.refused:
            work.close()
            return
        self.error = self.declined = None
        self.news = ""
        self._interrupted = self._replaced = False
        self.work_begins()
        self._task = asyncio.get_running_loop().create_task(self._watched(work))
        self.refresh_all()

    async def wait_for_end(self) -> None:
        """Wait for what is running, and for what follows it; an interrupt stops the work and is raised."""
        try:
            while self.running or (self.follower is not None and self.follower.running):
                await asyncio.sleep(TICK)
        except asyncio.CancelledError:
            self._interrupted = True
            self.cancel()
            # As an error and not as an answer: 'Run all' must stop here too.
            raise explain("interrupted") from None

    def cancel(self) -> None:
        """Stop what is running; nothing is left half done."""
        if self._task is not None:
            self._task.cancel()
        for panel in self._counted:
            panel.cancel()

    async def _watched(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await self._succeed()
            await work
        except Cancelled as no:
            self.declined = no
        except GuideError as error:
            self.error = error
        except asyncio.CancelledError:
            if self._interrupted:
                self.error = explain("interrupted")
            else:
                self.declined = explain("replaced" if self._replaced else "interrupted")
        except Exception as error:
            # A mistake of this guide's own is shown too, never lost.
            self.error = _unexpected(error)
        finally:
            work.close()
            if self.error is not None or self.declined is not None:
                # What was said to be happening is happening no more.
                self.news = ""
            self._task = None
            self.work_ended()
            self.refresh_all()

    async def _succeed(self) -> None:
        """Stop the panel of this kind that was pressed before, where it only waits for its reader.

        A cell that is run again shows another panel, and nobody could answer or cancel in the one that is gone.
        """
        if not self.one_at_a_time:
            return
        before, self.pressed_last[self.name] = self.pressed_last.get(self.name), self
        if before is None or before is self or not (before.at_work and before.waits_for_reader):
            return
        before._replaced = True
        before.cancel()
        while before.at_work:
            await asyncio.sleep(TICK)

    def refresh_all(self) -> None:
        """Draw this, and those who show whether it is at work."""
        for panel in (self, *self.onlookers):
            panel.refresh()


def _unexpected(error: Exception) -> GuideError:
    """A mistake in the guide, without its words: they may hold what must not be shown."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else "an unknown place"
    return explain("unexpected", kind=type(error).__name__, place=place)
