"""How things stand in one row, shared by its panels.

Plain state and a list of those who want to know when it changes. Nothing of it is a synced trait: tokens and keys stay
in this kernel's memory.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from awsguide.adapters import surroundings
from awsguide.adapters.aws import Aws
from awsguide.core.model import LoggedCall
from awsguide.panels.components.made_calls import CallLog


@dataclass
class SharedState:
    """What the panels of any row know together; `change` it, and each of them is told."""

    profile: str = ""
    call_log: CallLog = field(default_factory=CallLog)
    aws: Aws = field(default_factory=lambda: Aws(surroundings.target()))
    watchers: list[Callable[[], None]] = field(default_factory=list, repr=False)

    def region(self) -> str:
        """The Region of the sign-in, '' before there is one."""
        return ""

    def account_id(self) -> str:
        """The account ('12 digits') of the newest credentials, '' until it is known."""
        return ""

    def change(self, **values: Any) -> None:
        """Set some of the fields and tell everybody."""
        for name, value in values.items():
            setattr(self, name, value)
        self.call_log.region = self.region() or self.call_log.region
        self.tell()

    def tell(self) -> None:
        """Tell everybody that something changed."""
        for watcher in self.watchers:
            watcher()

    def record(self, entry: LoggedCall) -> None:
        """Take a call into the log of calls; comes from worker threads, so it only remembers."""
        self.call_log.entries.append(entry)
