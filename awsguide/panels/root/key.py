"""Is this the root user, are there root keys, and one's own root key retired step by step.

There is no button that makes a root key. A root key that is deactivated cannot sign any more: then another root
credential, or the panel of the management account, goes on.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from awsguide.core.access_keys import AccessKey
from awsguide.core.root_users import RootAccess, RootUser
from awsguide.core.steps import Flow
from awsguide.flows import root
from awsguide.flows.root import STEPS, Deactivation
from awsguide.flows.shared.root_uses import use_text
from awsguide.panels import autopilot
from awsguide.panels.components import controls, still
from awsguide.panels.components.panel import ANSWER_BELOW, Answer, Panel
from awsguide.panels.components.source_profile import StartStanding
from awsguide.panels.components.still import Card

T = TypeVar("T")
WHY = (
    "The root user can do everything in its account, and no policy of the account limits it. A root key lets a program "
    "do so, from anywhere and until somebody deletes it: there is no task that needs one, and this guide makes none."
)
SELF = "The key has switched itself off and signs nothing any more. Wait; then another root credential deletes it."


@dataclass
class RootStanding(StartStanding):
    """What the panels of this row know together: the root user that was looked at, and the members'."""

    found: RootUser | None = None
    access: RootAccess | None = None

    def use_text(self, key: AccessKey) -> str:
        """The last use of a key, and whether it is one from before this guide asked."""
        uses = {**(self.access.uses if self.access else {}), **(self.found.uses if self.found else {})}
        return use_text(key, uses.get(key.key_id), time.time())


class RootKeyPanel(Panel):
    """The root user of the account; `await` it for what is known."""

    name = "root-key"
    title = "The root user, and its own key"

    def __init__(self, standing: RootStanding) -> None:
        """Nothing is sent before a button is pressed."""
        super().__init__(standing.aws, standing.record)
        self.standing = standing
        self._status = ""
        self.look_button = controls.button(
            "Is this root? Are there root keys?", "root-look", self.press_look, tone="primary"
        )
        self.key_list = controls.choice("Root key", "root-key", [])
        self.deactivate_button = controls.button(
            "Deactivate it …", "root-deactivate", self.press_deactivate, tone="danger"
        )
        self.reactivate_button = controls.button("Reactivate it", "root-reactivate", self.press_reactivate)
        self.delete_button = controls.button("Delete it", "root-delete", self.press_delete, tone="danger")
        self.cancel_button = controls.button("Cancel", "cancel", self.cancel)
        self.found_html = controls.html("root-found")
        self.status_html = controls.html("status")
        self.buttons = controls.row(self.deactivate_button, self.reactivate_button, self.delete_button)
        self.body.children = [
            controls.html("root-why", still.details("Why root keys matter", still.paragraph(WHY))),
            controls.row(self.look_button, self.cancel_button),
            self.found_html,
            self.key_list,
            self.buttons,
            controls.html("root-steps", drawn_steps()),
            self.status_html,
        ]
        standing.watchers.append(self.refresh)
        self.refresh()

    # --- how things stand -----------------------------------------------------------------------------------------

    @property
    def done(self) -> bool:
        """Whether the root user was looked at."""
        return self.standing.found is not None

    def account_id(self) -> str:
        """The account of whoever asks."""
        return self.standing.found.account_id if self.standing.found is not None else ""

    def refresh(self) -> None:
        """Draw what is known, and the buttons that fit the key's status."""
        super().refresh()
        if self.refused is not None:
            return
        found = self.standing.found
        keys = [key for key in found.keys if key.key_id] if found is not None and found.is_root else []
        options = [(f"{key.shown_id}, {key.status.lower()}", key.key_id) for key in keys]
        if list(self.key_list.options) != options:
            self.key_list.options = options
            self.key_list.index = 0 if options else None
        status = next((key.status for key in keys if key.key_id == self.key_list.value), "")
        for widget in (self.key_list, self.buttons):
            controls.show(widget, when=bool(options))
        self.look_button.disabled = self.key_list.disabled = self.running
        self.cancel_button.disabled = not self.running
        self.deactivate_button.disabled = self.running or status != "Active"
        self.reactivate_button.disabled = self.delete_button.disabled = self.running or status != "Inactive"
        self.found_html.value = drawn(found, self.standing) if found is not None else ""
        self.status_html.value = controls.status(self._words())

    def _words(self) -> str:
        if self.running:
            return ANSWER_BELOW if self.question_is_open else "Asking AWS …"
        return self._status

    # --- work -------------------------------------------------------------------------------------------------------

    def press_look(self) -> None:
        """What the button does: begin, and return at once."""
        self._status = ""
        self.start(self._look())

    def press_deactivate(self) -> None:
        """What the button does: begin, and return at once."""
        self.start(self._deactivate(self.key_list.value))

    def press_reactivate(self) -> None:
        """What the button does: begin, and return at once."""
        self.start(self._reactivate(self.key_list.value))

    def press_delete(self) -> None:
        """What the button does: begin, and return at once."""
        self.start(self._delete(self.key_list.value))

    async def _look(self) -> None:
        found = await self.perform(self._as_source(root.root_user))
        self.standing.change(found=found)

    async def _deactivate(self, key_id: str) -> None:
        self._status = ""
        found = await self.perform(self._as_source(root.deactivate, key_id))
        self._status = SELF
        self.standing.change(found=found)

    async def _reactivate(self, key_id: str) -> None:
        await self.allowed("Activate this root key again?")
        found = await self.perform(self._as_source(root.reactivate, key_id))
        self._status = "The root key works again."
        self.standing.change(found=found)

    async def _delete(self, key_id: str) -> None:
        await self.allowed("Delete this root key for good?", "There is no way back.", final=True)
        await self.perform(self._as_source(root.delete, key_id))
        self._status = "The root key is deleted."
        await self._look()

    def _as_source(self, flow: Callable[..., Flow[T]], *arguments: str) -> Flow[T]:
        credentials = yield from self.standing.credentials()
        return (yield from flow(credentials, *arguments))

    def about(self, subject: object) -> str:
        """What the key did last, before it is switched off."""
        if not isinstance(subject, Deactivation):
            return super().about(subject)
        return still.facts({"Root key": subject.key.shown_id, "Use": self.standing.use_text(subject.key)})

    def words_for(self, choice: str) -> str:
        """The question's own words."""
        words = {"deactivate": "I have another way in: deactivate it", "cancel": "Not now"}
        return words.get(choice, super().words_for(choice))

    async def robot(self) -> None:
        """Press the button."""
        await autopilot.press(self.look_button)

    async def deactivated(self) -> Answer:
        """Wait until the key was switched off; a card says so, or what to press. The robot reader presses it."""
        if self.refused is None and autopilot.engaged() and not self.deactivate_button.disabled:
            await autopilot.press(self.deactivate_button)
            await autopilot.until(lambda: self._choices.children or not self.running, "the question")
            if self._choices.children:
                await autopilot.press(self._choices.children[0])
        answer = await self.settled(press=False)
        found = self.standing.found
        if self.error is not None or found is None:
            return answer
        if any(key.status == "Active" for key in found.keys):
            return Card("Press 'Deactivate it …' above, then run this cell again.", tone="ask")
        return Card("The root key is deactivated.", (SELF,), tone="good")

    # --- faces ------------------------------------------------------------------------------------------------------

    def result(self) -> Card:
        """What is known of the root user."""
        found = self.standing.found
        assert found is not None  # noqa: S101 - `done` said so
        return Card(_title(found), found.missing, _facts(found), _tone(found))

    def hint(self) -> Card:
        """What to press first."""
        return Card("Press 'Is this root? …' above, then run this cell again.", tone="ask")

    def picture(self) -> str:
        """What is known, and the steps; no id, no date."""
        found = self.standing.found
        known = still.strong(_title(found)) + still.facts(_facts(found)) if found is not None else ""
        return known + still.paragraph(self._status or WHY) + drawn_steps()


def _title(found: RootUser) -> str:
    if found.is_root:
        return "This IS the root user of the account."
    return "This is not the root user."


def _tone(found: RootUser) -> still.Tone:
    if found.keys_present:
        return "bad"
    return "ask" if found.is_root or found.keys_present is None else "good"


def _facts(found: RootUser) -> dict[str, str]:
    """By name and without ids or dates, so that a picture can be compared."""
    active = sum(key.status == "Active" for key in found.keys)
    keys = _known(found.keys_present, "yes", "no")
    if found.keys:
        keys = f"yes: {active} active, {len(found.keys) - active} inactive"
    return {
        "AWS says you are": found.asked_by.arn,
        "Root keys": keys,
        "Root's MFA": _known(found.mfa, "yes", "NO: whoever has the password is root"),
    }


def _known(value: bool | None, yes: str, no: str) -> str:
    return "not known" if value is None else yes if value else no


def drawn(found: RootUser, standing: RootStanding) -> str:
    """What is known, with each key's last use."""
    used = {
        f"Key {key.shown_id or '(the report has no ids)'}": f"{key.status.lower()}, {standing.use_text(key)}"
        for key in found.keys
    }
    body = still.strong(_title(found)) + still.facts(_facts(found) | used)
    return still.box(body + "".join(map(still.paragraph, found.missing)), _tone(found), "root-user")


def drawn_steps() -> str:
    """How a root key is retired, step by step."""
    items = "".join(
        f'<li style="margin:0.3em 0;line-height:1.5"><strong>{still.text(step.title)}</strong>. '
        f"{still.text(step.does)} {still.text(step.why)} <em>Back: {still.text(step.back)}</em></li>"
        for step in STEPS
    )
    return still.details(
        "How a root key is retired", f'<ol style="margin:0.3em 0;padding-left:1.6em">{items}</ol>'
    )
