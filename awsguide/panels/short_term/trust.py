"""Trust, explained: every statement that was looked at, marked, before the call and after it.

It says of each marking where it is from: the sandbox's own evaluation, AWS's simulator, or this guide's reading of what
AWS lets one see. It asks nothing itself.
"""

from __future__ import annotations

from awsguide.flows.policies.readings import MATCHED, NOT_MATCHED, TRUST, Explained, Reading
from awsguide.panels.components import controls, still
from awsguide.panels.components.panel import Panel
from awsguide.panels.components.still import Card, Tone
from awsguide.panels.short_term.state import TemporaryStanding

FORETOLD = {
    "yes": "It should work",
    "no": "It will not work",
    "not known here": "That cannot be foretold",
}
ANSWERED = {"yes": "Yes", "no": "No", "not known here": "Not known"}
_TONES: dict[str, Tone] = {"yes": "good", "no": "bad", "not known here": "ask"}
# Signs for eyes that do not see the colours; the word beside each says the same.
_SIGNS = {MATCHED: "✓", NOT_MATCHED: "✗"}
NOTHING = (
    "Nothing was asked yet. 'Would it work?' looks at both sides beforehand; after a call this says where its yes or "
    "no came from."
)


class TrustPanel(Panel):
    """Which statement said yes, and which did not match, and why; `await` it for the reason in a card."""

    name = "trust"
    title = "Trust, explained"

    def __init__(self, standing: TemporaryStanding) -> None:
        """It shows what `standing` knows."""
        super().__init__(standing.aws, standing.record)
        self.standing = standing
        self._drawn = controls.html("statements")
        self.body.children = [self._drawn]
        standing.watchers.append(self.refresh)
        self.refresh()

    @property
    def done(self) -> bool:
        """Whether there is anything to explain."""
        return self.latest is not None

    @property
    def latest(self) -> Explained | None:
        """The newest explanation: of the call if there was one, of the forecast if not."""
        return self.standing.after or self.standing.before

    def account_id(self) -> str:
        """The account of the one who asks."""
        hands = self.standing.hands()
        return hands[1].account_id if hands is not None else ""

    def refresh(self) -> None:
        """Draw what is known."""
        super().refresh()
        value = self.picture()
        # Drawing closes what a reader has opened, so it happens only for something new.
        if self.refused is None and value != self._drawn.value:
            self._drawn.value = value

    def result(self) -> Card:
        """The reason, and what did not match."""
        explained = self.latest
        assert explained is not None  # noqa: S101 - `done` said so
        missing = tuple(
            f"{reading.kind} {reading.policy}, {reading.which}: {reading.why}."
            for reading in told(explained)
            if reading.mark != MATCHED
        )
        words = ANSWERED if explained.by_aws else FORETOLD
        title = f"{words[explained.verdict]}: {explained.reason}"
        return Card(title, missing if explained.verdict != "yes" else (), tone=_TONES[explained.verdict])

    def hint(self) -> Card:
        """What to press first."""
        return Card("Nothing was asked yet: press 'Would it work?' or 'Assume' above.", tone="ask")

    def picture(self) -> str:
        """Before and after, statement by statement."""
        pieces = [
            drawn(self.standing.with_text(explained))
            for explained in (self.standing.before, self.standing.after)
            if explained is not None
        ]
        return "".join(pieces) or still.paragraph(NOTHING)


def told(explained: Explained) -> list[Reading]:
    """The readings that tell something: of policies that are about other things, none is listed one by one."""
    about_it = [
        reading for reading in explained.readings if reading.kind == TRUST or reading.element != "action"
    ]
    return about_it or list(explained.readings)


def drawn(explained: Explained) -> str:
    """An explanation as a framed table: the answer, the reason, and every statement with its mark."""
    words = ANSWERED if explained.by_aws else FORETOLD
    when = "After the call" if explained.by_aws else "Before the call"
    inner = still.strong(f"{when}: {words[explained.verdict].lower()}.") + still.paragraph(explained.reason)
    inner += still.facts({"Asked for": explained.action, "On": explained.resource})
    listed = told(explained)
    others = [reading for reading in explained.readings if reading not in listed]
    if listed:
        inner += _table("Statement by statement", listed)
    if others:
        inner += still.details(
            f"{len(others)} more that are about other actions", _table("About other actions", others)
        )
    inner += "".join(still.paragraph(line) for line in (*explained.also, *explained.left_out))
    return still.box(inner, _TONES[explained.verdict], "explained")


def _table(caption: str, readings: list[Reading]) -> str:
    rows = []
    for reading in readings:
        why = still.text(
            reading.why[:1].upper() + reading.why[1:] if reading.why else "Everything in it fits."
        )
        text = still.details("The statement", still.code(reading.text)) if reading.text else ""
        source = f'<br><span style="font-size:0.92em">({still.text(reading.source)})</span>'
        rows.append(
            (
                f'<span style="white-space:nowrap">{_SIGNS.get(reading.mark, "?")} {still.text(reading.mark)}</span>',
                f"{still.text(reading.effect)}: {still.text(reading.kind)} {still.text(reading.policy)}, "
                f"{still.text(reading.which)}{text}",
                f"{why}{source}",
            )
        )
    heads = ("Mark", "Which statement", "Why, and who says so")
    return still.whole_words(still.table(caption, heads, rows))
