"""Trust, explained: every statement that was looked at, marked, before the call and after it.

It says of each marking where it is from: the sandbox's own evaluation, AWS's simulator, or this guide's reading of what
AWS lets one see. It asks nothing itself.
"""

from __future__ import annotations

from awsguide.flows.policies.readings import MATCHED, NOT_MATCHED, TRUST, Explained, Reading
from awsguide.panels.components import controls, still
from awsguide.panels.components.panel import Panel
from awsguide.panels.components.still import Card, Tone
from awsguide.panels.short_term.state import ShortTermState

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


class TrustPanel(Panel[ShortTermState, Explained]):
    """Which statement said yes, and which did not match, and why; `await` it for the reason in a card."""

    name = "trust"
    title = "Trust, explained"

    first_step = "Nothing was asked yet: press 'Would it work?' or 'Assume' above"

    def __init__(self, state: ShortTermState) -> None:
        """It shows what `state` knows."""
        super().__init__(state)
        self._drawn = controls.html("statements")
        self._asking = state.beginning
        self.body.children = [self._drawn]
        self.refresh()

    @property
    def outcome(self) -> Explained | None:
        """The newest explanation: of the call if there was one, of the forecast if not."""
        return self.state.after or self.state.before

    def account_id(self) -> str:
        """The account of the one who asks."""
        hands = self.state.hands()
        return hands[1].account_id if hands is not None else ""

    def draw(self) -> None:
        """Draw what is known; what was said of one role stays until more is known, or somebody else asks."""
        if self.outcome is None and self._asking is self.state.beginning and self._drawn.value:
            return
        self._asking = self.state.beginning
        value = self.picture()
        # Drawing closes what a reader has opened, so it happens only for something new.
        if value != self._drawn.value:
            self._drawn.value = value

    def card(self, outcome: Explained) -> Card:
        """The reason, and what did not match."""
        missing = tuple(
            f"{reading.kind} {reading.policy}, {reading.which}: {reading.why}."
            for reading in told(outcome)
            if reading.mark != MATCHED
        )
        words = ANSWERED if outcome.by_aws else FORETOLD
        title = f"{words[outcome.verdict]}: {outcome.reason}"
        return Card(title, missing if outcome.verdict != "yes" else (), tone=_TONES[outcome.verdict])

    def picture(self) -> str:
        """Before and after, statement by statement."""
        pieces = [
            drawn(self.state.with_text(explained))
            for explained in (self.state.before, self.state.after)
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
