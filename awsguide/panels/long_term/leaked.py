"""This key has leaked: one button makes it inactive, says what it could do, and revokes the sessions made from it.

Then a list of what only a person can do, and a way back. On the reader's own AWS the button asks first.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from awsguide.adapters import surroundings
from awsguide.core.access_keys import Status
from awsguide.core.errors import GuideError
from awsguide.core.secret import mask_key_id
from awsguide.core.steps import Flow
from awsguide.flows.long_term import leaked
from awsguide.flows.long_term.leaked import Leak, LeakedKey
from awsguide.flows.shared.verdicts import last_use_text
from awsguide.panels.components import controls, still
from awsguide.panels.components.panel import Panel
from awsguide.panels.components.still import Card
from awsguide.panels.long_term.key_choice import KeyChoice
from awsguide.panels.long_term.state import KeyState

# Of the policy that revokes sessions, when it was there before.
STAYS = " Sessions made before stay refused: the user had that policy already."


class LeakedPanel(Panel[KeyState, Leak]):
    """Leaked? `await` it to wait for what was done."""

    name = "leaked"
    title = "A key has leaked"

    first_step = "Choose the key above and press the button"
    busy = "Making the key inactive …"
    answer_labels: ClassVar[Mapping[str, str]] = {"deactivate": "Make it inactive"}

    def __init__(self, state: KeyState) -> None:
        """Nothing is changed before the button is pressed."""
        super().__init__(state)
        self.leak: Leak | None = None
        self.choice = KeyChoice(state, self._another, looked_up=True)
        self.retire_button = self.button(
            "It has leaked: make it inactive",
            "retire-leaked",
            self._retire,
            tone="danger",
        )
        self.back_button = self.button(
            "Take it back",
            "take-back",
            self._take_back,
            when=lambda: self.leak,
            tooltip="Make the key active again",
        )
        self.outcome_html = controls.html("outcome")
        self.body.children = [
            self.choice.widget,
            controls.row(self.retire_button, self.back_button),
            self.status_html,
            self.outcome_html,
        ]
        self.refresh()

    # --- how things stand -----------------------------------------------------------------------------------------

    @property
    def outcome(self) -> Leak | None:
        """The key that was made inactive here, and stayed so."""
        return self.leak

    def _another(self, wrong: GuideError | None) -> None:
        if not self.running:
            self.error = self.refused or wrong
        self.refresh()

    def draw(self) -> None:
        """Draw what was done and what is still to do."""
        self.choice.refresh(disabled=self.running)
        controls.show(self.back_button, when=self.leak is not None)
        self.outcome_html.value = drawn(self.leak) if self.leak is not None else ""

    def words(self) -> str:
        """What was done, or what to choose."""
        if self.news:
            return self.news
        return f"Pasted: {self.choice.shown}" if self.choice.shown else "Choose the key, or paste its ID."

    # --- work -------------------------------------------------------------------------------------------------------

    async def _retire(self) -> None:
        self.leak = await self.perform(self._flow(self.choice.meant()))
        self.news = f"The key of {self.leak.user} is inactive: AWS refuses it."
        self._mark("Inactive", self.leak)

    def _flow(self, key_id: str) -> Flow[Leak]:
        credentials = yield from self.state.credentials()
        return (
            yield from leaked.retire_leaked(
                credentials,
                self.state.region(),
                key_id,
                now=time.time,
                ask=surroundings.target() != "sandbox",
            )
        )

    async def _take_back(self) -> None:
        leak = self.leak
        if leak is None:
            return
        await self.allowed(
            f"Make the key {mask_key_id(leak.key_id)} of {leak.user} active again?",
            does="Make it active",
            leaves="Leave it inactive",
        )
        await self.perform(self._back_flow(leak))
        self.leak = None
        stays = leak.revoked and not leak.policy_added
        self.news = f"Taken back: the key of {leak.user} works again.{STAYS if stays else ''}"
        self._mark("Active", leak)

    def _back_flow(self, leak: Leak) -> Flow[None]:
        credentials = yield from self.state.credentials()
        yield from leaked.taken_back(leak, credentials, self.state.region())

    def _mark(self, status: Status, leak: Leak) -> None:
        """The last look-up says so too."""
        found = self.state.found
        if found is None:
            return
        keys = tuple(replace(key, status=status) if key.key_id == leak.key_id else key for key in found.keys)
        self.state.change(found=replace(found, keys=keys))

    def about(self, subject: object) -> str:
        """Whose key it is, and when it was last used."""
        if not isinstance(subject, LeakedKey):
            return super().about(subject)
        return still.facts({"User": subject.user, "Use": last_use_text(subject.last_use, time.time())})

    # --- faces ------------------------------------------------------------------------------------------------------

    def card(self, outcome: Leak) -> Card:
        """What was done."""
        lines = ("The sessions made from it are refused too.",) if outcome.revoked else ()
        return Card(f"The key of {outcome.user} is inactive.", (*lines, *outcome.missing), tone="good")

    def picture(self) -> str:
        """What was done and what is to do, without the id."""
        if self.leak is None:
            return still.paragraph(self.news or "No key was reported yet.")
        return still.paragraph(self.news) + drawn(self.leak)


def drawn(leak: Leak) -> str:
    """What a leaked key could do and last did, and the checklist."""
    could = ", ".join(leak.powers.names) or "nothing that could be seen"
    limit = {"Limited by the boundary": leak.powers.boundary} if leak.powers.boundary else {}
    facts = {
        "User": leak.user,
        "It could do what these policies allow": could,
        **limit,
        "Use": last_use_text(leak.last_use, time.time()),
        "Sessions made from it": "refused by a policy of the user" if leak.revoked else "not revoked",
    }
    items = "".join(
        f'<li style="margin:0.3em 0;line-height:1.5"><strong>{still.text(item.what)}.</strong> '
        f"{still.text(item.how)} {still.link('AWS says how', item.source)}.</li>"
        for item in leaked.CHECKLIST
    )
    return (
        still.facts(facts)
        + "".join(map(still.paragraph, leak.missing))
        + still.strong("What only you can do")
        + f'<ol style="margin:0.3em 0;padding-left:1.6em">{items}</ol>'
    )
