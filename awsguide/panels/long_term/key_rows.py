"""Access keys as rows of a table and as a picture of their ages: sorted, filtered, drawn as plain HTML.

Pure drawing: keys, places and the moment are given. What differs from run to run - an id - is drawn in the live face
alone. A bar needs no picture format: it is a line as long as the key is old, thick while the key was in use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from awsguide.core.access_keys import ROOT, AccessKey, KeyPlace
from awsguide.flows.shared.verdicts import Advice, Verdict, ago, days, last_use_text, verdict
from awsguide.panels.components import still as picture

# What is most urgent comes first.
URGENCY: Mapping[Advice, int] = {"delete": 0, "deactivate": 1, "rotate": 2, "look closer": 3, "keep": 4}
TONES: Mapping[Advice, picture.Tone] = {
    "delete": "bad",
    "deactivate": "bad",
    "rotate": "ask",
    "look closer": "ask",
    "keep": "good",
}
# How many rows are drawn; more make a page slow, and nobody reads them.
MOST_ROWS = 200
MOST_BARS = 40
_ONE_LINE = "white-space:nowrap"
_BAR = "display:inline-block;vertical-align:middle;box-sizing:border-box;height:0.9em"


@dataclass(frozen=True)
class KeyRow:
    """One key with what is said about it at one moment."""

    key: AccessKey
    verdict: Verdict
    places: tuple[KeyPlace, ...]
    age: int
    idle: int | None

    @property
    def user(self) -> str:
        """The user's name as a person reads it."""
        return "root user" if self.key.user == ROOT else self.key.user

    @property
    def inactive(self) -> bool:
        """Whether AWS refuses the key."""
        return self.key.status == "Inactive"

    @property
    def mfa(self) -> str:
        """Whether the user has an MFA device."""
        return {True: "has MFA", False: "no MFA", None: "MFA not known"}[self.key.mfa]

    @property
    def haystack(self) -> str:
        """Everything of it that can be searched for."""
        where = " ".join(place.text for place in self.places)
        return (
            f"{self.user} {self.key.key_id} {self.key.status} {self.verdict.text} {self.mfa} {where}".lower()
        )


SORTS: Mapping[str, Callable[[KeyRow], tuple[object, ...]]] = {
    "what to do first": lambda row: (URGENCY[row.verdict.advice], -row.age, row.user),
    "oldest": lambda row: (-row.age, row.user),
    "longest without use": lambda row: (-(row.age if row.idle is None else row.idle), row.user),
    "user": lambda row: (row.user, -row.age),
}


def key_rows(
    keys: Iterable[AccessKey], places_of: Callable[[AccessKey], tuple[KeyPlace, ...]], now: float
) -> list[KeyRow]:
    """The rows of `keys` at `now` (seconds since 1970 UTC), in their order."""
    rows = []
    for key in keys:
        used = key.last_use.at if key.last_use is not None else None
        age = days(key.created, now) if key.created is not None else 0
        idle = days(used, now) if used is not None else None
        rows.append(KeyRow(key, verdict(key, now), places_of(key), age, idle))
    return rows


def chosen(rows: Iterable[KeyRow], search: str, sort: str) -> list[KeyRow]:
    """The rows that have every word of `search`, in the order of `sort`, one of `SORTS`."""
    words = search.lower().split()
    return sorted((row for row in rows if all(word in row.haystack for word in words)), key=SORTS[sort])


def table(rows: Sequence[KeyRow], now: float, *, still: bool) -> str:
    """The keys as a table; `still` leaves out the ids, which differ from run to run."""
    if not rows:
        return ""
    with_ids = not still and any(row.key.key_id for row in rows)
    # What matters most stands where a narrow page shows it.
    head = ["User", "What to do", "Age and use", "On this machine", *(["Key"] if with_ids else [])]
    drawn = [_cells(row, now, with_ids=with_ids) for row in rows[:MOST_ROWS]]
    more = (
        picture.paragraph(f"{len(rows) - MOST_ROWS} more are not shown; search for what you mean.")
        if len(rows) > MOST_ROWS
        else ""
    )
    return picture.whole_words(picture.table("Access keys", head, drawn)) + more


def _cells(row: KeyRow, now: float, *, with_ids: bool) -> list[str]:
    created = f"created {ago(row.key.created, now)}" if row.key.created is not None else "age not known"
    lines = (created, last_use_text(row.key.last_use, now))
    advice = picture.badge(row.verdict.advice, TONES[row.verdict.advice])
    return [
        f'<strong>{picture.text(row.user)}</strong><br><span style="{_ONE_LINE}">{row.mfa}</span>',
        f'<p style="margin:0 0 0.4em 0">{advice}</p>{picture.text(row.verdict.why)}',
        "<br>".join(picture.text(line) for line in (*lines, *(["inactive"] if row.inactive else []))),
        "<br>".join(picture.text(place.text) for place in row.places) or "nowhere",
        *([f'<code style="{_ONE_LINE}">{picture.text(row.key.shown_id)}</code>'] if with_ids else []),
    ]


def ages(rows: Sequence[KeyRow]) -> str:
    """Each key's age as a bar: filled up to its last use, empty since; the words beside it say the same."""
    drawn = rows[:MOST_BARS]
    longest = max((row.age for row in drawn), default=0)
    if not longest:
        return ""
    lines = [(picture.text(row.user), _bar(row, longest), picture.text(_words(row))) for row in drawn]
    caption = "How old each key is: filled while it was in use, empty since it was last used"
    if len(rows) > MOST_BARS:
        caption += f" (the first {MOST_BARS} of {len(rows)})"
    return picture.whole_words(picture.table(caption, ("User", "Age", "In words"), lines))


def _words(row: KeyRow) -> str:
    old = f"{row.age} days old" if row.age != 1 else "1 day old"
    if row.key.last_use is None:
        return f"{old}, last use not known"
    if row.idle is None:
        return f"{old}, never used"
    return f"{old}, unused for {row.idle} days" if row.idle > 1 else f"{old}, in use"


def _bar(row: KeyRow, longest: int) -> str:
    """Thirty letters wide for the oldest key."""
    idle = row.age if row.idle is None else min(row.idle, row.age)
    used = row.age - idle
    pieces = ((used, "border-top:0.9em solid"), (idle, "border:1px dashed"))
    # An empty span is passed over by those who cannot see it; the words are in the next cell.
    spans = "".join(
        f'<span style="{_BAR};width:{max(0.2, 18 * length / longest):.1f}em;{edge}"></span>'
        for length, edge in pieces
        if length
    )
    return f'<span aria-hidden="true" style="white-space:nowrap">{spans}</span>'
