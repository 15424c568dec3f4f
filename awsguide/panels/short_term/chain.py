"""The chain of roles, drawn: where it began, who trusts whom, and when each link ends.

From the newest link one can go on to a further role, or back to the beginning. It gets no credentials itself.
"""

from __future__ import annotations

import time

from awsguide.flows.policies.readings import MATCHED, TRUST
from awsguide.flows.shared.session_input import spoken
from awsguide.flows.short_term import role_options
from awsguide.panels.components import controls, still
from awsguide.panels.components.expiry import ExpiringPanel, badge
from awsguide.panels.components.still import Card
from awsguide.panels.short_term.state import Link, ShortTermState, short

HOUR = 3600


class ChainPanel(ExpiringPanel[ShortTermState, tuple[Link, ...]]):
    """Who trusts whom, from the beginning to the newest session; `await` it for the chain in a card."""

    name = "chain"
    title = "The chain"

    first_step = "No role is assumed yet: assume one above"

    def __init__(self, state: ShortTermState) -> None:
        """It shows what `state` knows."""
        super().__init__(state)
        self._drawn = controls.html("chain-links")
        self.on_button = self.button(
            "Continue from the newest role",
            "go-on",
            self.go_on,
            when=lambda: self.done and not self.state.going_on and self.seconds_left(),
            tooltip="The next role is assumed with this session",
        )
        self.back_button = self.button(
            "Back to the beginning", "go-back", self.go_back, when=lambda: self.state.going_on
        )
        self.body.children = [
            self._drawn,
            self.expiry,
            controls.row(self.on_button, self.back_button),
            self.status_html,
        ]
        self.refresh()

    @property
    def outcome(self) -> tuple[Link, ...] | None:
        """The links, when a role was assumed."""
        return self.state.links or None

    def account_id(self) -> str:
        """The account of the newest link."""
        return self.state.links[-1].assumed.identity.account_id if self.state.links else ""

    def seconds_left(self) -> float:
        """How long the newest link lasts, in seconds; 0 when it ended or there is none."""
        return _left(self.state.links[-1]) if self.state.links else 0.0

    def badges(self) -> list[str]:
        """How long each link lasts."""
        found = []
        for link in self.state.links:
            left = _left(link)
            name = _role_of(link)
            found.append(
                badge(f"{name} ends in {controls.rounded(left)}" if left else f"{name} has ended", left)
            )
        return found

    def draw(self) -> None:
        """Draw the links."""
        super().draw()
        self._drawn.value = self.picture()

    def words(self) -> str:
        """As whom the next role is assumed."""
        hands = self.state.hands()
        if hands is None:
            return "A chain begins with credentials."
        how = "An hour at most, from role to role." if self.state.going_on else ""
        return f"The next role is assumed as {short(hands[1].arn)}. {how}".strip()

    def go_on(self) -> None:
        """The next role is assumed with the newest session."""
        self.state.change(going_on=True, before=None, after=None)

    def go_back(self) -> None:
        """The next role is assumed from the beginning again."""
        self.state.change(going_on=False, before=None, after=None)

    def _first(self) -> tuple[str, str]:
        """Where the chain begins: its name, and more about it as HTML, '' before there is any."""
        beginning, links = self.state.beginning, self.state.links
        if links and links[0].assumed.by_token:
            return "a web identity's token", still.facts({"For": links[0].assumed.caller})
        if beginning is None:
            return "the beginning", ""
        account = still.facts({"Account": still.account(beginning.identity.account_id)})
        return short(beginning.identity.arn), account + still.paragraph(f"from {beginning.found_in}")

    def card(self, outcome: tuple[Link, ...]) -> Card:
        """From whom to whom."""
        names = [self._first()[0], *(short(link.assumed.identity.arn) for link in outcome)]
        lines = tuple(f"{_role_of(link)}: {_length(link)}." for link in outcome)
        return Card(" → ".join(names), lines, tone="good")

    def picture(self) -> str:
        """The links under each other, each with who trusts it; times as lengths, so that every run draws the same."""
        first, more = self._first()
        if not more:
            return still.paragraph("A chain begins with credentials.")
        boxes = [still.box(still.strong(first) + more)]
        for link in self.state.links:
            identity = link.assumed.identity
            boxes.append(_arrow(_trusts(link)))
            boxes.append(
                still.box(
                    still.strong(short(identity.arn))
                    + still.facts({"Account": still.account(identity.account_id), "Lasts": _length(link)}),
                    "good",
                )
            )
        items = "".join(f'<li style="list-style:none;margin:0">{piece}</li>' for piece in boxes)
        return f'<ol style="margin:0.3em 0;padding:0" aria-label="The chain of roles">{items}</ol>'


def _left(link: Link) -> float:
    return max(0.0, (link.assumed.credentials.expires_at or 0) - time.time())


def _role_of(link: Link) -> str:
    return link.assumed.request.role_arn.rpartition("/")[2]


def _length(link: Link) -> str:
    seconds = link.assumed.request.seconds or HOUR
    cap = ", and no link of a chain may last longer" if link.assumed.chained and seconds >= HOUR else ""
    return f"{spoken(seconds)} from when it was assumed{cap}"


def _trusts(link: Link) -> str:
    readings = link.explained.readings if link.explained is not None else ()
    found = [reading for reading in readings if reading.kind == TRUST and reading.mark == MATCHED]
    by = f" ({found[0].which} of its trust policy)" if found else ""
    conditions = role_options.conditions(link.assumed.request)
    shown = f", which passed {' and '.join(conditions)}" if conditions else ""
    return f"{_role_of(link)} trusts the one above{by}{shown}"


def _arrow(words: str) -> str:
    return (
        '<p style="margin:0.1em 0 0.1em 1.2em;line-height:1.5">'
        f'<span aria-hidden="true" style="font-size:1.3em">↓</span> {still.text(words)}</p>'
    )
