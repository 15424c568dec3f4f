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
from awsguide.panels.components import controls, still
from awsguide.panels.components.panel import Panel
from awsguide.panels.components.still import Card
from awsguide.panels.long_term.key_choice import KeyChoice
from awsguide.panels.long_term.state import KeyState


class WhoseKeyPanel(Panel[KeyState, KeyOwner]):
    """Whose key is it? `await` it to wait for the answer."""

    name = "whose-key"
    title = "Whose is this key?"

    first_step = "Choose or paste a key ID above and press 'Whose is it?'"

    def __init__(self, state: KeyState) -> None:
        """Nothing is asked before the button is pressed."""
        super().__init__(state)
        self.owner: KeyOwner | None = None
        self.choice = KeyChoice(state, self._another, looked_up=False)
        self.ask_button = self.button("Whose is it?", "whose-is-it", self._ask, tone="primary")
        self._answered = controls.html("owner")
        self.body.children = [self.choice.widget, self.ask_button, self.status_html, self._answered]
        self.refresh()

    # --- how things stand -----------------------------------------------------------------------------------------

    @property
    def outcome(self) -> KeyOwner | None:
        """Whose it is."""
        return self.owner

    def _another(self, wrong: GuideError | None) -> None:
        if not self.running:
            self.owner, self.error = None, self.refused or wrong
        self.refresh()

    def draw(self) -> None:
        """Draw the answer."""
        self.choice.refresh(disabled=self.running)
        owner = self.owner
        drawn = still.facts({"Key": owner.shown_id} | facts(owner)) + _missing(owner) if owner else ""
        self._answered.value = controls.announced(drawn)

    def words(self) -> str:
        """What was pasted."""
        return f"Pasted: {self.choice.shown}" if self.choice.shown and self.owner is None else ""

    # --- work -------------------------------------------------------------------------------------------------------

    async def _ask(self) -> None:
        self.owner = None
        self.owner = await self.perform(self._flow(self.choice.meant()))

    def _flow(self, key_id: str) -> Flow[KeyOwner]:
        credentials = yield from self.state.credentials()
        return (yield from long_term.whose_key(credentials, self.state.region(), key_id))

    # --- faces ------------------------------------------------------------------------------------------------------

    def card(self, outcome: KeyOwner) -> Card:
        """Whose it is, without the id."""
        return Card("Whose this key is.", outcome.missing, facts(outcome), "good")

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
