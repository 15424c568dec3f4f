"""The staged rotation as a list of stages: where it stands, what the next one will do, and how to go back.

Each press of Next does one stage. What is reached is remembered on disk, so that the panel goes on where another kernel
left off. No secret and no whole key id is set on a widget.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar

from awsguide.adapters import surroundings
from awsguide.api.long_term.rotation import patience_here, terms_here
from awsguide.core.rotations import QUICK, Patience
from awsguide.core.secret import mask_key_ids
from awsguide.core.steps import Flow
from awsguide.flows.long_term import rotation
from awsguide.flows.long_term.rotation.rules import Insisting
from awsguide.flows.long_term.rotation.state import RotationState, Terms
from awsguide.flows.long_term.rotation.work import PlacesFull, SwapPlan, Watched
from awsguide.flows.shared.verdicts import last_use_text
from awsguide.panels.components import controls, still
from awsguide.panels.components.panel import Answer
from awsguide.panels.components.profile_list import offer_profiles
from awsguide.panels.components.save import drawn_preview
from awsguide.panels.components.state import SharedState
from awsguide.panels.components.still import Card
from awsguide.panels.long_term.mfa_code import CodeAskingPanel
from awsguide.panels.long_term.rotation_stages import drawn, drawn_stages

# Whose key the lesson rotates.
LESSON_PROFILE = "kira"
FOR_HOW_LONG: tuple[tuple[str, float], ...] = (
    ("a day: a nightly job shows itself", 86_400),
    ("a week: a weekly one does too", 7 * 86_400),
    ("an hour", 3600),
)
FOR_PRACTICE = ("two seconds: for the practice AWS alone", QUICK.watch)
NOT_HERE = (
    "Other machines, CI systems and colleagues may hold the old key too: only its last use tells. This panel changes "
    "the profiles of this machine."
)


def _patiences() -> list[tuple[str, float]]:
    """How long one may watch and wait: on the reader's own AWS never for seconds."""
    return [*FOR_HOW_LONG, *([FOR_PRACTICE] if surroundings.target() == "sandbox" else [])]


class RotationPanel(CodeAskingPanel[SharedState, RotationState]):
    """Rotate one key, stage by stage; `await` it for how far it got."""

    name = "rotation"
    title = "Rotate a key, stage by stage"
    one_at_a_time = True

    first_step = "Choose a profile and press 'Where does it stand?'"
    answer_labels: ClassVar[Mapping[str, str]] = {"create": "Create it and save it"}

    def __init__(self, state: SharedState | None = None, profile: str = LESSON_PROFILE) -> None:
        """Reads the names of profiles; `profile` is chosen where the practice AWS has it. Sends nothing."""
        super().__init__(state or SharedState())
        self.at: RotationState | None = None
        self._build()
        self.error = offer_profiles(self.profile_list, profile)
        self.refresh()

    def _build(self) -> None:
        self.profile_list = controls.choice("Profile", "rotation-profile", [])
        self.profile_list.observe(self._another, names="value")
        self.patience_list = controls.choice("Watch and wait for", "rotation-patience", _patiences())
        self.patience_list.value = patience_here().watch
        self.look_button = self.button(
            "Where does it stand?",
            "rotation-look",
            self._look,
            when=lambda: self.profile_list.value,
            tooltip="Look at the keys; change nothing",
        )
        self.next_button = self.button(
            "Next", "rotation-next", self._next, when=self._has_next, tone="primary"
        )
        self.back_button = self.button(
            "Go back", "rotation-back", self._back, when=lambda: self.profile_list.value and self._way_back()
        )
        self.insist_button = self.button(
            "Don't wait …", "rotation-insist", self._insist, when=self._insisting, tone="danger"
        )
        self.fields = (self.profile_list, self.patience_list)
        self.stages_html = controls.html("stages")
        self.body.children = [
            self.profile_list,
            self.patience_list,
            self.stages_html,
            self.code_field,
            controls.row(
                self.look_button, self.next_button, self.back_button, self.insist_button, self.cancel_button
            ),
            self.status_html,
        ]

    def choose(self, profile: str) -> None:
        """Choose a profile as the list does."""
        self.profile_list.value = profile

    def _another(self, _change: object) -> None:
        if not self.running:
            self.at, self.news, self.error = None, "", self.refused
            self.refresh()

    # --- how things stand -----------------------------------------------------------------------------------------

    @property
    def outcome(self) -> RotationState | None:
        """How it stands, once the old key is gone."""
        return self.at if self.at is not None and self.at.next.stage.name == "finished" else None

    def account_id(self) -> str:
        """The account of the key."""
        return self.at.rotation.account_id if self.at is not None else ""

    @property
    def patience(self) -> Patience:
        """How long to watch and to wait, as chosen."""
        seconds = float(self.patience_list.value)
        return replace(patience_here(), watch=seconds, wait=seconds)

    def _has_next(self) -> bool:
        return self.at is not None and self.at.next.stage.name not in ("finished", "stuck")

    def _way_back(self) -> Any:
        return rotation.way_back(self.at) if self.at is not None else None

    def _insisting(self) -> Insisting | None:
        return self.at.next.insisting if self.at is not None else None

    def draw(self) -> None:
        """Draw the stages, and what the buttons would do."""
        super().draw()
        self.stages_html.value = self.picture()
        titled = self.at is not None and self._has_next()
        self.next_button.description = f"Next: {self.at.next.stage.title}" if self.at and titled else "Next"
        back = self._way_back()
        self.back_button.description = back.title if back is not None else "Go back"
        insisting = self._insisting()
        self.insist_button.description = insisting.title if insisting is not None else ""
        controls.show(self.insist_button, when=insisting is not None)

    def words(self) -> str:
        """What comes next and why."""
        if self.news:
            return self.news
        if self.at is None:
            return "" if self.profile_list.value else "Choose the profile whose key is to change."
        return self.at.next.reason

    # --- work -------------------------------------------------------------------------------------------------------

    async def _look(self) -> None:
        await self._do(rotation.rotation_state)

    async def _next(self) -> None:
        if self.at is not None:
            await self._do(partial(rotation.advance, announced=self.at.next.stage.name))

    async def _back(self) -> None:
        if (back := self._way_back()) is not None:
            await self._do(partial(rotation.go_back, announced=back.title))

    async def _insist(self) -> None:
        if self.at is not None and self.at.next.insisting is not None:
            await self._do(partial(rotation.insist, announced=self.at.next.insisting.name))

    async def _do(self, flow: Callable[[str, Terms], Flow[RotationState]]) -> None:
        """Do what was announced to the reader; the flow asks, and stops where it would be something else."""
        terms = terms_here(self.patience)
        try:
            self.at = await self.perform(flow(self.profile_list.value, terms))
            self.news = ""
        finally:
            self.state.tell()

    def shown(self, event: object) -> None:
        """Say what is happening: a sentence, or how long it has been quiet."""
        if not isinstance(event, Watched):
            super().shown(event)
            return
        used = (
            last_use_text(event.last_use, time.time()) if event.last_use is not None else "last use unknown"
        )
        waited, of = controls.rounded(max(0.0, event.seconds)), controls.rounded(event.of)
        self.say(f"The old key: {used}. Waited {waited} of {of}.")

    def about(self, subject: object) -> str:
        """The difference that a new key makes to the files, or which of two keys could go."""
        if isinstance(subject, SwapPlan):
            # That the old key would be replaced is what was asked for; the difference shows where.
            previews = (replace(preview, replaced={}) for preview in subject.previews)
            drawn_files = "".join(map(drawn_preview, previews))
            # A browser needs no whole id to see what changes.
            masked = mask_key_ids(drawn_files)
            return masked + still.paragraph(NOT_HERE)
        if isinstance(subject, PlacesFull):
            return "".join(
                still.paragraph(
                    f"{candidate.key.shown_id} ({candidate.key.status.lower()}): {candidate.reason}"
                    + (" This one first." if candidate.first else "")
                )
                for candidate in subject.candidates
            )
        return super().about(subject)

    # --- faces ------------------------------------------------------------------------------------------------------

    def card(self, outcome: RotationState) -> Card:
        """The old key is gone."""
        return Card(
            f"The key of {outcome.rotation.user} is rotated.",
            (outcome.next.reason,),
            {"Profiles with the new key": ", ".join(outcome.profiles)},
            "good",
        )

    def hint(self) -> Answer:
        """What to press next."""
        if self.at is None:
            return super().hint()
        return Card(f"Next: {self.at.next.stage.title}.", (self.at.next.reason,), tone="ask")

    def picture(self) -> str:
        """The stages and where the rotation stands; no ids and no times."""
        return drawn(self.at) if self.at is not None else drawn_stages()
