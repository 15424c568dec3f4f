"""Which credentials win: what three clients would use here, side by side, and what the real ones say.

Looking sends nothing and starts nothing. The second button does: it asks each client that is installed who it is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from awsguide.adapters.browser import in_page
from awsguide.adapters.chains import which_credentials
from awsguide.adapters.real_clients import Real, ask_all, difference
from awsguide.config.chains.clients import CLIENTS
from awsguide.config.chains.situation import Answer, Step, day_and_time, quoted
from awsguide.panels.components import controls
from awsguide.panels.components import still as picture
from awsguide.panels.components.panel import FAILED, Panel
from awsguide.panels.components.profile_list import profiles_here
from awsguide.panels.components.state import SharedState
from awsguide.panels.components.still import Card

WORDS: Mapping[str, str] = {
    "found": "found",
    "skipped": "nothing there",
    "shadowed": "never reached",
    "fails": "stops here",
    "cannot-tell": "only asking would show",
    "none": "no credentials",
    "absent": "not installed here",
}


class WhichPanel(Panel[SharedState, Mapping[str, Answer]]):
    """Which credentials win? `await` it to wait for the answer."""

    name = "which"
    title = "Which credentials win"
    first_step = "Press 'Look' above"
    busy = "Asking each client …"

    def __init__(self, profile: str = "") -> None:
        """Nothing is read or sent before a button is pressed; `profile` is as if it were given to each client."""
        super().__init__(SharedState())
        self.answers: Mapping[str, Answer] | None = None
        self.real: Mapping[str, Real] = {}
        self.profile_field = controls.suggested(
            "Profile", "which-profile", placeholder="as if it were given to each client; empty for none"
        )
        self.profile_field.value = profile
        self.look_button = self.button("Look", "look", self._look, tone="primary")
        self.ask_button = self.button(
            "Ask the real clients", "ask-clients", self._ask, when=lambda: self.answers is not None
        )
        self.fields = (self.profile_field,)
        self.found_html = controls.html("found")
        self.body.children = [
            self.profile_field,
            controls.row(self.look_button, self.ask_button, self.cancel_button),
            self.status_html,
            self.found_html,
        ]
        self.profile_field.options, self.error = profiles_here()
        self.refresh()

    # --- how things stand -----------------------------------------------------------------------------------------

    @property
    def outcome(self) -> Mapping[str, Answer] | None:
        """What each client would use."""
        return self.answers

    def draw(self) -> None:
        """Draw the three answers, what the real clients said, and each chain."""
        if self.answers is None:
            self.found_html.value = ""
            return
        self.found_html.value = _table(self.answers) + self._compared() + _chains(self.answers, still=False)

    def words(self) -> str:
        """Whether they agree."""
        if self.answers is None:
            return FAILED if self.error else "Nothing was looked at yet. Looking sends nothing."
        seen = {(answer.outcome, answer.provider, answer.key_id_ends) for answer in self.answers.values()}
        alike = (
            "All three clients do the same here."
            if len(seen) == 1
            else "The clients do not do the same here."
        )
        return f"{self.news} {alike}".strip()

    def _compared(self) -> str:
        if not self.real or self.answers is None:
            return ""
        rows = [
            (
                CLIENTS[name].title,
                WORDS.get(real.outcome, real.outcome),
                real.provider or "",
                real.arn or real.error,
                difference(self.answers[name], real) or ("" if real.outcome == "absent" else "as told"),
            )
            for name, real in self.real.items()
        ]
        head = ("Client", "It says", "Provider", "Who it is, or its error", "Against what is told above")
        return picture.whole_words(
            picture.table(
                "What the real clients say", head, [[picture.text(cell) for cell in row] for row in rows]
            )
        )

    # --- work -------------------------------------------------------------------------------------------------------

    def _chosen(self) -> str | None:
        return self.profile_field.value or None

    async def _look(self) -> None:
        self.real = {}
        self.answers = await asyncio.to_thread(which_credentials, self._chosen())

    async def _ask(self) -> None:
        await self._look()
        in_page.require_programs()
        await self.allowed(
            "Start boto3, the AWS CLI and Node.js, and let each ask AWS who it is?",
            picture.paragraph("They start the helper programs and assume the roles that your profiles name."),
            does="Start them",
        )
        self.real = await asyncio.to_thread(ask_all, self._chosen())

    # --- faces ------------------------------------------------------------------------------------------------------

    def card(self, outcome: Mapping[str, Answer]) -> Card:
        """One line for each client."""
        lines = tuple(f"{CLIENTS[name].title}: {answer.why}" for name, answer in outcome.items())
        return Card(self.words(), lines)

    def picture(self) -> str:
        """The three answers and their chains, without key ids and times."""
        if self.answers is None:
            return picture.paragraph(self.words())
        return picture.paragraph(self.words()) + _table(self.answers) + _chains(self.answers, still=True)


def _table(answers: Mapping[str, Answer]) -> str:
    rows = [
        (
            CLIENTS[name].title,
            WORDS[answer.outcome],
            answer.provider or "",
            quoted(answer.profile),
            f"{quoted(answer.region)} ({answer.region_from})" if answer.region else "none",
            answer.why,
        )
        for name, answer in answers.items()
    ]
    head = ("Client", "Outcome", "Provider", "Profile", "Region", "Why")
    return picture.whole_words(
        picture.table(
            "What each client would use", head, [[picture.text(cell) for cell in row] for row in rows]
        )
    )


def _chains(answers: Mapping[str, Answer], *, still: bool) -> str:
    drawn = []
    for name, answer in answers.items():
        head = ("Provider", "What becomes of it", "Where", "Why", *(() if still else ("Until",)))
        rows = [_cells(step, still=still) for step in answer.steps]
        table = picture.whole_words(picture.table(f"In the order of {CLIENTS[name].title}", head, rows))
        drawn.append(picture.details(f"Every provider of {CLIENTS[name].title}", table))
    return "".join(drawn)


def _cells(step: Step, *, still: bool) -> list[str]:
    cells = [step.provider, WORDS[step.state], step.place, step.why]
    if not still:
        cells.append(day_and_time(step.expires_at) if step.expires_at else "")
    return [picture.text(cell) for cell in cells]
