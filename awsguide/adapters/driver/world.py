"""What the steps of a flow are performed with: AWS, the reader's files, and whoever is told and asked."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from awsguide.adapters.aws import Aws
from awsguide.adapters.browser.callback import Callback
from awsguide.adapters.driver.pace import Pace
from awsguide.core.model import LoggedCall
from awsguide.core.steps import Ask, Step


class Storage(Protocol):
    """What `Load` and `Save` reach: `adapters/files/home.py` in earnest, a dictionary in a test."""

    def load(self, name: str, key: Any) -> Any:
        """What is stored under `name`, or None."""

    def save(self, change: Any) -> Any:
        """Store `change`; returns the receipt that undoes it, or None."""

    def hold(self, name: str, key: Any) -> Callable[[], None]:
        """Take what only one may have at a time; returns what gives it back. Raises `CouldNotTry`."""


@dataclass
class World:
    """What steps are performed with. `ask` may be a coroutine function when the driver is the asynchronous one.

    Without an `ask` every question gets its last answer, which changes nothing. `before` sees each step that does
    something before it is done, and raises to keep it from being done.
    """

    aws: Aws
    storage: Storage
    show: Callable[[object], None] = lambda _event: None
    ask: Callable[[Ask], Any] = lambda question: question.choices[-1]
    before: Callable[[Step], None] = lambda _step: None
    record: Callable[[LoggedCall], None] = lambda _entry: None
    cancelled: threading.Event = field(default_factory=threading.Event)
    callback: Callback | None = None
    held: list[Callable[[], None]] = field(default_factory=list)
    pace: Pace = field(default_factory=Pace)

    def close(self) -> None:
        """Give back what the flow had open."""
        self.cancelled.set()
        if self.callback is not None:
            self.callback.close()
            self.callback = None
        while self.held:
            self.held.pop()()
