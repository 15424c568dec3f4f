"""The calls that a panel made, in order; the same call several times in a row is a group.

Plain data: secrets are masked before they get here, and nothing here draws.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from awsguide.core.model import LoggedCall


@dataclass
class Group:
    """The same operation with the same result, several times in a row; `entries` is never empty."""

    entries: list[LoggedCall]

    @property
    def first(self) -> LoggedCall:
        """The entry that stands for the group: the same one whatever order parallel calls ended in."""
        return min(self.entries, key=lambda entry: sorted(map(str, entry.parameters.items())))

    @property
    def times(self) -> int:
        """How many calls."""
        return sum(entry.times for entry in self.entries)

    @property
    def times_in_every_run(self) -> int:
        """How many of them do not depend on how quick everything was: the looks that were taken while waiting do."""
        return sum(entry.times for entry in self.entries if not entry.watching)

    @property
    def milliseconds(self) -> int:
        """Wall-clock time of all of them together."""
        return sum(entry.milliseconds for entry in self.entries)

    def takes(self, entry: LoggedCall) -> bool:
        """Whether `entry` is the same call once more."""
        mine = self.entries[0]
        return (mine.service, mine.operation, mine.result) == (entry.service, entry.operation, entry.result)


@dataclass
class CallLog:
    """What was called, in order; `region` is where the snippets send their calls."""

    entries: list[LoggedCall] = field(default_factory=list)
    region: str = ""

    def groups(self) -> list[Group]:
        """The calls, repeated ones together."""
        groups: list[Group] = []
        for entry in list(self.entries):
            if groups and groups[-1].takes(entry):
                groups[-1].entries.append(entry)
            else:
                groups.append(Group([entry]))
        return groups
