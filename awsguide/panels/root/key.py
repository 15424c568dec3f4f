"""Is this the root user, are there root keys, and one's own root key retired step by step.

There is no button that makes a root key. A root key that is deactivated cannot sign any more: then another root
credential, or the panel of the management account, goes on.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from awsguide.core.access_keys import AccessKey
from awsguide.core.root_users import RootAccess, RootUser
from awsguide.core.secret import mask_key_id
from awsguide.core.steps import Flow
from awsguide.flows import root
from awsguide.flows.root import STEPS, Deactivation
from awsguide.flows.shared.root_uses import use_text
from awsguide.panels.components import controls, robot_presses, still
from awsguide.panels.components.panel import Answer, Panel
from awsguide.panels.components.source_profile import SourceState
from awsguide.panels.components.still import Card

T = TypeVar("T")
WHY = (
    "The root user can do everything in its account, and no policy of the account limits it. A root key lets a program "
    "do so, from anywhere and until somebody deletes it: there is no task that needs one, and this guide makes none."
)
SELF = "The key has deactivated itself: AWS refuses it now. Wait for complaints; then delete it with another identity."


@dataclass
class RootState(SourceState):
    """What the panels of this row know together: the root user that was looked at, and the members'."""

    found: RootUser | None = None
    access: RootAccess | None = None

    def use_text(self, key: AccessKey) -> str:
        """The last use of a key, and whether it is one from before this guide asked."""
        uses = {**(self.access.uses if self.access else {}), **(self.found.uses if self.found else {})}
        return use_text(key, uses.get(key.key_id), time.time())


class RootKeyPanel(Panel[RootState, RootUser]):
    """The root user of the account; `await` it for what is known."""

    name = "root-key"
    title = "The root user, and its own key"

    first_step = "Press 'Is this root? …' above"
    answer_labels: ClassVar[Mapping[str, str]] = {"deactivate": "I have another way in: deactivate it"}

    def __init__(self, state: RootState) -> None:
        """Nothing is sent before a button is pressed."""
        super().__init__(state)
        self.look_button = self.button(
            "Is this root? Are there root keys?", "root-look", self._look, tone="primary"
        )
        self.key_list = controls.choice("Root key", "root-key", [])
        self.deactivate_button = self.button(
            "Deactivate it …",
            "root-deactivate",
            self._deactivate,
            when=lambda: self._chosen_is("Active"),
            tone="danger",
        )
        self.reactivate_button = self.button(
            "Reactivate it", "root-reactivate", self._reactivate, when=lambda: self._chosen_is("Inactive")
        )
        self.delete_button = self.button(
            "Delete it",
            "root-delete",
            self._delete,
            when=lambda: self._chosen_is("Inactive"),
            tone="danger",
        )
        self.fields = (self.key_list,)
        self.found_html = controls.html("root-found")
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
        self.refresh()

    # --- how things stand -----------------------------------------------------------------------------------------

    @property
    def outcome(self) -> RootUser | None:
        """The root user that was looked at."""
        return self.state.found

    def account_id(self) -> str:
        """The account of whoever asks."""
        return self.state.found.account_id if self.state.found is not None else ""

    def _keys(self) -> list[AccessKey]:
        found = self.state.found
        return [key for key in found.keys if key.key_id] if found is not None and found.is_root else []

    def _chosen_is(self, status: str) -> bool:
        return any(key.status == status and key.key_id == self.key_list.value for key in self._keys())

    def _chosen_key(self) -> str:
        account = still.account(self.account_id())
        return f"{mask_key_id(self.key_list.value)} of account {account}"

    def draw(self) -> None:
        """Draw what is known, and the buttons for a key that is there."""
        found = self.state.found
        options = [(f"{key.shown_id}, {key.status.lower()}", key.key_id) for key in self._keys()]
        if list(self.key_list.options) != options:
            self.key_list.options = options
            self.key_list.index = 0 if options else None
        for widget in (self.key_list, self.buttons):
            controls.show(widget, when=bool(options))
        self.found_html.value = drawn(found, self.state) if found is not None else ""

    # --- work -------------------------------------------------------------------------------------------------------

    async def _look(self) -> None:
        found = await self.perform(self._as_source(root.root_user))
        self.state.change(found=found)

    async def _deactivate(self) -> None:
        found = await self.perform(self._as_source(root.deactivate, self.key_list.value))
        self.news = SELF
        self.state.change(found=found)

    async def _reactivate(self) -> None:
        await self.allowed(
            f"Activate the root key {self._chosen_key()} again?",
            does="Activate it",
            leaves="Leave it inactive",
        )
        found = await self.perform(self._as_source(root.reactivate, self.key_list.value))
        self.news = "The root key works again."
        self.state.change(found=found)

    async def _delete(self) -> None:
        await self.allowed(
            f"Delete the root key {self._chosen_key()} for good?",
            "There is no way back.",
            does="Delete the root key",
            leaves="Keep it",
            final=True,
        )
        await self.perform(self._as_source(root.delete, self.key_list.value))
        self.news = "The root key is deleted."
        await self._look()

    def _as_source(self, flow: Callable[..., Flow[T]], *arguments: str) -> Flow[T]:
        credentials = yield from self.state.credentials()
        return (yield from flow(credentials, *arguments))

    def about(self, subject: object) -> str:
        """What the key did last, before it is switched off."""
        if not isinstance(subject, Deactivation):
            return super().about(subject)
        return still.facts({"Root key": subject.key.shown_id, "Use": self.state.use_text(subject.key)})

    async def deactivated(self) -> Answer:
        """Wait until the key was switched off; a card says so, or what to press. The robot reader presses it."""
        await robot_presses.deactivate(self)
        answer = await self.settled(press=False)
        found = self.state.found
        if self.error is not None or found is None:
            return answer
        if any(key.status == "Active" for key in found.keys):
            return Card("Press 'Deactivate it …' above, then run this cell again.", tone="ask")
        return Card("The root key is deactivated.", (SELF,), tone="good")

    # --- faces ------------------------------------------------------------------------------------------------------

    def card(self, outcome: RootUser) -> Card:
        """What is known of the root user."""
        return Card(_title(outcome), outcome.missing, _facts(outcome), _tone(outcome))

    def picture(self) -> str:
        """What is known, and the steps; no id, no date."""
        found = self.state.found
        known = still.strong(_title(found)) + still.facts(_facts(found)) if found is not None else ""
        return known + still.paragraph(self.news or WHY) + drawn_steps()


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


def drawn(found: RootUser, state: RootState) -> str:
    """What is known, with each key's last use."""
    used = {
        f"Key {key.shown_id or '(the report has no ids)'}": f"{key.status.lower()}, {state.use_text(key)}"
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
