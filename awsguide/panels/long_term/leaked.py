"""This key has leaked: one button makes it inactive, says what it could do, and revokes the sessions made from it.

Then a list of what only a person can do, and a way back. On the reader's own AWS the button asks first.
"""

from __future__ import annotations

import time
from dataclasses import replace

from awsguide.adapters import surroundings
from awsguide.core.access_keys import Status
from awsguide.core.errors import GuideError
from awsguide.core.model import Note
from awsguide.core.steps import Flow
from awsguide.flows.long_term import leaked
from awsguide.flows.long_term.leaked import Leak, LeakedKey
from awsguide.flows.shared.verdicts import last_use_text
from awsguide.panels import autopilot
from awsguide.panels.components import controls, still
from awsguide.panels.components.panel import Panel
from awsguide.panels.components.still import Card
from awsguide.panels.long_term.key_choice import KeyChoice
from awsguide.panels.long_term.state import KeyStanding

# Of the policy that revokes sessions, when it was there before.
STAYS = " Sessions made before stay refused: the user had that policy already."


class LeakedPanel(Panel):
    """Leaked? `await` it to wait for what was done."""

    name = "leaked"
    title = "A key has leaked"

    def __init__(self, standing: KeyStanding) -> None:
        """Nothing is changed before the button is pressed."""
        super().__init__(standing.aws, standing.record)
        self.standing = standing
        self.leak: Leak | None = None
        self._status = ""
        self.choice = KeyChoice(standing, self._another, looked_up=True)
        self.retire_button = controls.button(
            "It has leaked: make it inactive", "retire-leaked", self.press_retire, tone="danger"
        )
        self.back_button = controls.button(
            "Take it back", "take-back", self.press_back, tooltip="Make the key active again"
        )
        self.status_html = controls.html("status")
        self.outcome_html = controls.html("outcome")
        self.body.children = [
            self.choice.widget,
            controls.row(self.retire_button, self.back_button),
            self.status_html,
            self.outcome_html,
        ]
        standing.watchers.append(self.refresh)
        self.refresh()

    # --- how things stand -----------------------------------------------------------------------------------------

    @property
    def done(self) -> bool:
        """Whether a key was made inactive here, and stayed so."""
        return self.leak is not None

    def _another(self, wrong: GuideError | None) -> None:
        if not self.running:
            self.error = self.refused or wrong
        self.refresh()

    def refresh(self) -> None:
        """Draw what was done and what is still to do."""
        super().refresh()
        if self.refused is not None:
            return
        self.choice.refresh(disabled=self.running)
        self.retire_button.disabled = self.running or not self.choice.key_id
        self.back_button.disabled = self.running or self.leak is None
        controls.show(self.back_button, when=self.leak is not None)
        self.status_html.value = controls.status(self._words())
        self.outcome_html.value = drawn(self.leak) if self.leak is not None else ""

    def _words(self) -> str:
        if self.running:
            return self._status or "Making the key inactive …"
        if self._status:
            return self._status
        return f"Pasted: {self.choice.shown}" if self.choice.shown else "Choose the key, or paste its id."

    # --- work -------------------------------------------------------------------------------------------------------

    def press_retire(self) -> None:
        """What the button does: begin, and return at once."""
        self._status = ""
        self.start(self._retire(self.choice.key_id))

    def press_back(self) -> None:
        """What the button does: begin, and return at once."""
        self.start(self._take_back())

    async def _retire(self, key_id: str) -> None:
        self.leak = await self.perform(self._flow(key_id))
        self._status = f"The key of {self.leak.user} is inactive: AWS refuses it."
        self._mark("Inactive", self.leak)

    def _flow(self, key_id: str) -> Flow[Leak]:
        credentials = yield from self.standing.credentials()
        return (
            yield from leaked.retire_leaked(
                credentials,
                self.standing.region(),
                key_id,
                now=time.time,
                ask=surroundings.target() != "sandbox",
            )
        )

    async def _take_back(self) -> None:
        leak = self.leak
        if leak is None:
            return
        await self.allowed(f"Make the key of {leak.user} active again?")
        await self.perform(self._back_flow(leak))
        self.leak = None
        stays = leak.revoked and not leak.policy_added
        self._status = f"Taken back: the key of {leak.user} works again.{STAYS if stays else ''}"
        self._mark("Active", leak)

    def _back_flow(self, leak: Leak) -> Flow[None]:
        credentials = yield from self.standing.credentials()
        yield from leaked.taken_back(leak, credentials, self.standing.region())

    def _mark(self, status: Status, leak: Leak) -> None:
        """The last look-up says so too."""
        found = self.standing.found
        if found is None:
            return
        keys = tuple(replace(key, status=status) if key.key_id == leak.key_id else key for key in found.keys)
        self.standing.change(found=replace(found, keys=keys))

    def shown(self, event: object) -> None:
        """Say what was done as soon as it is."""
        if isinstance(event, Note):
            self._status = event.text
            self.refresh()

    def about(self, subject: object) -> str:
        """Whose key it is, and when it was last used."""
        if not isinstance(subject, LeakedKey):
            return super().about(subject)
        return still.facts({"User": subject.user, "Use": last_use_text(subject.last_use, time.time())})

    def words_for(self, choice: str) -> str:
        """The question's own words."""
        return {"deactivate": "Make it inactive", "cancel": "Not now"}.get(choice, super().words_for(choice))

    async def robot(self) -> None:
        """Press the button, when a key is meant."""
        if self.choice.key_id:
            await autopilot.press(self.retire_button)

    # --- faces ------------------------------------------------------------------------------------------------------

    def result(self) -> Card:
        """What was done."""
        assert self.leak is not None  # noqa: S101 - `done` said so
        lines = ("The sessions made from it are refused too.",) if self.leak.revoked else ()
        return Card(f"The key of {self.leak.user} is inactive.", (*lines, *self.leak.missing), tone="good")

    def hint(self) -> Card:
        """What to do first."""
        return Card("Choose the key above and press the button; then run this cell again.", tone="ask")

    def picture(self) -> str:
        """What was done and what is to do, without the id."""
        if self.leak is None:
            return still.paragraph(self._status or "No key was reported yet.")
        return still.paragraph(self._status) + drawn(self.leak)


def drawn(leak: Leak) -> str:
    """What a leaked key could do and last did, and the checklist."""
    could = ", ".join(leak.powers.names) or "nothing that could be seen"
    limit = {"Limited by the boundary": leak.powers.boundary} if leak.powers.boundary else {}
    facts = {
        "User": leak.user,
        "It could do what these policies allow": could,
        **limit,
        "It was": last_use_text(leak.last_use, time.time()),
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
