"""Whose is this key? From the id alone: its account, and in one's own account its user and last use.

The id is chosen among those on this machine, or pasted. No secret is asked for, and one that is pasted is not kept.
"""

from __future__ import annotations

import time

from awsguide.core.access_keys import KeyOwner
from awsguide.core.errors import GuideError
from awsguide.core.steps import Flow
from awsguide.flows import long_term
from awsguide.flows.shared.verdicts import last_use_text
from awsguide.panels import autopilot
from awsguide.panels.components import controls, still
from awsguide.panels.components.panel import Panel
from awsguide.panels.components.still import Card
from awsguide.panels.long_term.key_choice import KeyChoice
from awsguide.panels.long_term.state import KeyStanding


class WhoseKeyPanel(Panel):
    """Whose key is it? `await` it to wait for the answer."""

    name = "whose-key"
    title = "Whose is this key?"

    def __init__(self, standing: KeyStanding) -> None:
        """Nothing is asked before the button is pressed."""
        super().__init__(standing.aws, standing.record)
        self.standing = standing
        self.owner: KeyOwner | None = None
        self.choice = KeyChoice(standing, self._another, looked_up=False)
        self.ask_button = controls.button("Whose is it?", "whose-is-it", self.press_ask, tone="primary")
        self.status_html = controls.html("status")
        self.body.children = [self.choice.widget, self.ask_button, self.status_html]
        standing.watchers.append(self.refresh)
        self.refresh()

    # --- how things stand -----------------------------------------------------------------------------------------

    @property
    def done(self) -> bool:
        """Whether there is an answer."""
        return self.owner is not None

    def _another(self, wrong: GuideError | None) -> None:
        if not self.running:
            self.owner, self.error = None, self.refused or wrong
        self.refresh()

    def refresh(self) -> None:
        """Draw the answer."""
        super().refresh()
        if self.refused is not None:
            return
        self.choice.refresh(disabled=self.running)
        self.ask_button.disabled = self.running or not self.choice.key_id
        self.status_html.value = controls.announced(self._words())

    def _words(self) -> str:
        if self.running:
            return still.paragraph("Asking AWS …")
        if self.owner is not None:
            return still.facts({"Key": self.owner.shown_id} | facts(self.owner)) + _missing(self.owner)
        return still.paragraph(f"Pasted: {self.choice.shown}") if self.choice.shown else ""

    # --- work -------------------------------------------------------------------------------------------------------

    def press_ask(self) -> None:
        """What the button does: begin, and return at once."""
        self.owner = None
        self.start(self._ask())

    async def _ask(self) -> None:
        self.owner = await self.perform(self._flow(self.choice.key_id))

    def _flow(self, key_id: str) -> Flow[KeyOwner]:
        credentials = yield from self.standing.credentials()
        return (yield from long_term.whose_key(credentials, self.standing.region(), key_id))

    async def robot(self) -> None:
        """Press the button, when a key is meant."""
        if self.choice.key_id:
            await autopilot.press(self.ask_button)

    # --- faces ------------------------------------------------------------------------------------------------------

    def result(self) -> Card:
        """Whose it is, without the id."""
        assert self.owner is not None  # noqa: S101 - `done` said so
        return Card("Whose this key is.", self.owner.missing, facts(self.owner), "good")

    def hint(self) -> Card:
        """What to do first."""
        return Card(
            "Choose or paste a key id above and press 'Whose is it?'; then run this cell again.", tone="ask"
        )

    def picture(self) -> str:
        """The answer without the id."""
        if self.owner is None:
            return still.paragraph("No key was asked about yet.")
        return still.facts(facts(self.owner)) + _missing(self.owner)


def facts(owner: KeyOwner) -> dict[str, str]:
    """What is known of a key, by name."""
    whose = "your own" if owner.own_account else "another one than yours"
    found = {"It is": owner.kind, "Account": f"{still.account(owner.account_id)} ({whose})"}
    if owner.user:
        found["User"] = owner.user
    if owner.last_use is not None:
        found["Use"] = last_use_text(owner.last_use, time.time())
    return found


def _missing(owner: KeyOwner) -> str:
    return "".join(map(still.paragraph, owner.missing))
