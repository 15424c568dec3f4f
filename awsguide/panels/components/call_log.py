"""The log of calls: every call a panel made, in order, in AWS's own names, with the four ways to make it oneself.

Secrets never get here: what is recorded is masked already. A picture leaves out what differs from run to run - times,
client ids, ports, and how often the same was asked again while something was waited for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from awsguide import snippets
from awsguide.core.model import LoggedCall
from awsguide.core.secret import MASK, Secret
from awsguide.core.steps import Call
from awsguide.panels.components import controls
from awsguide.panels.components import still as picture
from awsguide.panels.components.made_calls import CallLog, Group
from awsguide.panels.components.panel import Panel
from awsguide.panels.components.state import SharedState
from awsguide.panels.components.still import Card

# Not secret, and another one in every run; in a snippet the reader's own shell variable stands for it.
VARYING = frozenset({"AccessKeyId", "PolicyDocument", "clientId", "redirectUri"})


class CallLogPanel(Panel[SharedState, CallLog]):
    """Shows a `CallLog` while it grows."""

    name = "call-log"
    title = "What was asked of AWS"
    first_step = "Nothing was asked of AWS yet. Sign in above"

    def __init__(self, state: SharedState) -> None:
        """The log of calls is read, never changed."""
        super().__init__(state)
        self.call_log = state.call_log
        self._drawn = controls.html("logged-calls")
        self._count = -1
        self.body.children = [self._drawn]
        self.refresh()

    @property
    def outcome(self) -> CallLog | None:
        """The calls, when any was made."""
        return self.call_log if self.call_log.entries else None

    def draw(self) -> None:
        """Draw the calls anew when there are more."""
        # Drawing closes what a reader has opened, so it happens only for something new.
        if len(self.call_log.entries) != self._count:
            self._count = len(self.call_log.entries)
            self._drawn.value = drawn(self.call_log, still=False)

    def picture(self) -> str:
        """The calls without what differs from run to run."""
        return drawn(self.call_log, still=True)

    def card(self, outcome: CallLog) -> Card:
        """How many operations were used."""
        names = dict.fromkeys(group.first.operation for group in outcome.groups())
        return Card("These operations of AWS did it:", tuple(names), tone="good")


def drawn(call_log: CallLog, *, still: bool) -> str:
    """The log of calls as HTML; `still` leaves out what differs from run to run."""
    groups = [group for group in call_log.groups() if not (still and _is_waiting(group.first))]
    if not groups:
        return picture.paragraph("Nothing was asked of AWS yet.")
    items = "".join(
        f'<li style="margin:0.4em 0">{_item(group, call_log.region, still=still)}</li>' for group in groups
    )
    return f'<ol style="margin:0.3em 0;padding-left:2.6em">{items}</ol>'


def _is_waiting(entry: LoggedCall) -> bool:
    return entry.expected and entry.result != "ok"


def _item(group: Group, region: str, *, still: bool) -> str:
    entry = group.first
    number = group.times_in_every_run if still else group.times
    times = f" × {number}" if number > 1 else ""
    time = "" if still else f" ({group.milliseconds} ms)"
    waited = " - expected, not an error" if _is_waiting(entry) else ""
    head = f"<strong>{picture.text(entry.service)} {picture.text(entry.operation)}</strong>{times}"
    result = "" if entry.result == "ok" else f": <code>{picture.text(entry.result)}</code>{waited}"
    shown = _parameters(entry.parameters)
    code = picture.code if still else controls.snippet
    ways = "".join(
        picture.paragraph(_title(title, text)) + code(text)
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


def as_call(entry: LoggedCall, region: str) -> Call:
    """The call of an entry, for its snippets: what is masked or differs from run to run becomes a shell variable."""
    params = {name: _hidden(name, value) for name, value in entry.parameters.items()}
    return Call(entry.service, entry.operation, params, region=region, why=entry.why)


def _hidden(name: str, value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _hidden(key, item) for key, item in value.items()}
    return Secret(MASK) if value == MASK or name in VARYING else value
