"""The trail: every call a panel made, in order, in AWS's own names, with the four ways to make it oneself.

Secrets never get here: what is recorded is masked already. A picture leaves out what differs from run to run - times,
client ids, ports, and how often the same was asked again while something was waited for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from awsguide import snippets
from awsguide.core.model import TrailEntry
from awsguide.core.secret import MASK, Secret
from awsguide.core.steps import Call
from awsguide.panels.components import controls
from awsguide.panels.components import still as picture
from awsguide.panels.components.panel import Panel
from awsguide.panels.components.still import Card

# Not secret, and another one in every run; in a snippet the reader's own shell variable stands for it.
VARYING = frozenset({"AccessKeyId", "PolicyDocument", "clientId", "redirectUri"})


@dataclass
class Group:
    """The same operation with the same result, several times in a row; `entries` is never empty."""

    entries: list[TrailEntry]

    @property
    def first(self) -> TrailEntry:
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

    def takes(self, entry: TrailEntry) -> bool:
        """Whether `entry` is the same call once more."""
        mine = self.entries[0]
        return (mine.service, mine.operation, mine.result) == (entry.service, entry.operation, entry.result)


@dataclass
class Trail:
    """What was called, in order; `region` is where the snippets send their calls."""

    entries: list[TrailEntry] = field(default_factory=list)
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


class TrailPanel(Panel):
    """Shows a `Trail` while it grows."""

    name = "trail"
    title = "What was asked of AWS"

    def __init__(self, trail: Trail) -> None:
        """The trail is read, never changed."""
        super().__init__()
        self.trail = trail
        self._drawn = controls.html("trail-calls")
        self._count = -1
        self.body.children = [self._drawn]
        self.refresh()

    @property
    def done(self) -> bool:
        """Whether any call was made."""
        return bool(self.trail.entries)

    def refresh(self) -> None:
        """Draw the calls anew when there are more."""
        super().refresh()
        # Drawing closes what a reader has opened, so it happens only for something new.
        if len(self.trail.entries) != self._count:
            self._count = len(self.trail.entries)
            self._drawn.value = drawn(self.trail, still=False)

    def picture(self) -> str:
        """The calls without what differs from run to run."""
        return drawn(self.trail, still=True)

    def result(self) -> Card:
        """How many operations were used."""
        names = dict.fromkeys(group.first.operation for group in self.trail.groups())
        return Card("These operations of AWS did it:", tuple(names), tone="good")

    def hint(self) -> Card:
        """What to do first."""
        return Card("Nothing was asked of AWS yet. Sign in above, then run this cell again.", tone="ask")


def drawn(trail: Trail, *, still: bool) -> str:
    """The trail as HTML; `still` leaves out what differs from run to run."""
    groups = [group for group in trail.groups() if not (still and _is_waiting(group.first))]
    if not groups:
        return picture.paragraph("Nothing was asked of AWS yet.")
    items = "".join(
        f'<li style="margin:0.4em 0">{_item(group, trail.region, still=still)}</li>' for group in groups
    )
    return f'<ol style="margin:0.3em 0;padding-left:1.6em">{items}</ol>'


def _is_waiting(entry: TrailEntry) -> bool:
    return entry.expected and entry.result != "ok"


def _item(group: Group, region: str, *, still: bool) -> str:
    entry = group.first
    number = group.times_in_every_run if still else group.times
    times = f" × {number}" if number > 1 else ""
    time = "" if still else f" ({group.milliseconds} ms)"
    waited = " - not yet, which is no error" if _is_waiting(entry) else ""
    head = f"<strong>{picture.text(entry.service)} {picture.text(entry.operation)}</strong>{times}"
    result = "" if entry.result == "ok" else f": <code>{picture.text(entry.result)}</code>{waited}"
    shown = _parameters(entry.parameters)
    ways = "".join(
        picture.paragraph(_title(title, text)) + picture.code(text)
        for title, _language, text in snippets.of_call(as_call(entry, region)).rows()
    )
    return (
        f"{head}{result}{time}"
        + picture.paragraph(entry.why[:1].upper() + entry.why[1:])
        + (f"<p style='margin:0.2em 0'>{shown}</p>" if shown else "")
        + picture.details("Make this call yourself", ways)
    )


def _title(title: str, snippet: str) -> str:
    """A request that carries a token or nothing is not signed, and is not called so."""
    unsigned = title == "Signed request" and "--aws-sigv4" not in snippet
    return "Plain request (this operation is not signed)" if unsigned else title


def _parameters(parameters: dict[str, object]) -> str:
    return ", ".join(
        f"<code>{picture.text(name)} = {picture.text(_value(name, value))}</code>"
        for name, value in _members(parameters)
    )


def _members(parameters: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Names and values, those of a structure ('tokenInput') in its place."""
    for name, value in parameters.items():
        if isinstance(value, Mapping):
            yield from _members(value)
        else:
            yield name, value


def _value(name: str, value: object) -> str:
    if name in VARYING:
        return "…"
    return ", ".join(map(_item_words, value)) if isinstance(value, list | tuple) else str(value)


def _item_words(item: object) -> str:
    """One of a list; a structure ('Key', 'Value') as names and values."""
    if isinstance(item, Mapping):
        return " ".join(f"{key}={_value(key, part)}" for key, part in item.items())
    return str(item)


def as_call(entry: TrailEntry, region: str) -> Call:
    """The call of an entry, for its snippets: what is masked or differs from run to run becomes a shell variable."""
    params = {name: _hidden(name, value) for name, value in entry.parameters.items()}
    return Call(entry.service, entry.operation, params, region=region, why=entry.why)


def _hidden(name: str, value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _hidden(key, item) for key, item in value.items()}
    return Secret(MASK) if value == MASK or name in VARYING else value
