"""The staged rotation as a list of stages: where it stands, what the next one will do, and how to go back.

Each press of Next does one stage. What is reached is remembered on disk, so that the panel goes on where another kernel
left off. No secret and no whole key id is set on a widget.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import Any

from awsguide.adapters.driver.world import TICK
from awsguide.api.long_term.rotation import MEMORY, patience_here
from awsguide.core.model import Note
from awsguide.core.rotations import Patience
from awsguide.core.secret import Secret, mask_key_ids
from awsguide.core.steps import Ask, Flow
from awsguide.flows.long_term import rotation
from awsguide.flows.long_term.rotation.stages import STAGES
from awsguide.flows.long_term.rotation.state import Standing, Terms
from awsguide.flows.long_term.rotation.work import PlacesFull, SwapPlan, Watched
from awsguide.flows.long_term.signer import MfaCode
from awsguide.flows.shared.verdicts import last_use_text
from awsguide.panels import autopilot
from awsguide.panels.components import controls, still
from awsguide.panels.components.panel import ANSWER_BELOW, Panel
from awsguide.panels.components.profile_list import offer_profiles
from awsguide.panels.components.save import drawn_preview
from awsguide.panels.components.state import SharedStanding
from awsguide.panels.components.still import Card
from awsguide.panels.long_term.rotation_stages import drawn, drawn_stages

# Whose key the lesson rotates.
LESSON_PROFILE = "kira"
FOR_HOW_LONG: tuple[tuple[str, float], ...] = (
    ("a day: a nightly job shows itself", 86_400),
    ("a week: a weekly one does too", 7 * 86_400),
    ("an hour", 3600),
    ("two seconds: for the practice AWS alone", 2),
)
# What is asked for once more on the reader's own AWS; 'create' asks in any case.
ASKED_FOR = frozenset({"save", "deactivate"})
# What is asked for on the practice AWS too: a key that is deleted never returns.
FINAL = frozenset({"delete", "tidy", "back"})
NOT_HERE = (
    "Other machines, CI systems and colleagues may hold the old key too: only its last use tells. This panel changes "
    "the profiles of this machine."
)


class RotationPanel(Panel):
    """Rotate one key, stage by stage; `await` it for where that has led."""

    name = "rotation"
    title = "Rotate a key, stage by stage"

    def __init__(self, standing: SharedStanding | None = None, profile: str = LESSON_PROFILE) -> None:
        """Reads the names of profiles; `profile` is chosen where the practice AWS has it. Sends nothing."""
        self.standing = standing or SharedStanding()
        super().__init__(self.standing.aws, self.standing.record)
        self.at: Standing | None = None
        self._status = ""
        self._code: Secret | None = None
        self._build()
        self.error = offer_profiles(self.profile_list, profile)
        self.standing.watchers.append(self.refresh)
        self.refresh()

    def _build(self) -> None:
        self.profile_list = controls.choice("Profile", "rotation-profile", [])
        self.profile_list.observe(self._another, names="value")
        self.patience_list = controls.choice("Watch and wait for", "rotation-patience", list(FOR_HOW_LONG))
        self.patience_list.value = patience_here().watch
        self.look_button = controls.button(
            "Where does it stand?",
            "rotation-look",
            self.press_look,
            tooltip="Look at the keys; change nothing",
        )
        self.next_button = controls.button("Next", "rotation-next", self.press_next, tone="primary")
        self.back_button = controls.button("Go back", "rotation-back", self.press_back)
        self.insist_button = controls.button("Insist …", "rotation-insist", self.press_insist, tone="danger")
        self.cancel_button = controls.button("Cancel", "cancel", self.cancel)
        self.stages_html = controls.html("stages")
        self.code_field = controls.secret_field(
            "Six digits", "rotation-code", self.enter_code, placeholder="123456"
        )
        self.status_html = controls.html("status")
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
            self.at, self._status, self.error = None, "", self.refused
            self.refresh()

    # --- how things stand -----------------------------------------------------------------------------------------

    @property
    def done(self) -> bool:
        """Whether the old key is gone."""
        return self.at is not None and self.at.next.stage.name == "finished"

    def account_id(self) -> str:
        """The account of the key."""
        return self.at.rotation.account_id if self.at is not None else ""

    @property
    def patience(self) -> Patience:
        """How long to watch and to wait, as chosen."""
        seconds = float(self.patience_list.value)
        return replace(patience_here(), watch=seconds, wait=seconds)

    def refresh(self) -> None:
        """Draw the stages and the buttons that fit."""
        super().refresh()
        if self.refused is not None:
            return
        stage = self.at.next.stage.name if self.at is not None else ""
        chosen = bool(self.profile_list.value)
        busy = self.running
        # First what stands above the buttons: they must not move once they can be pressed.
        self.stages_html.value = drawn(self.at) if self.at is not None else drawn_stages()
        self.status_html.value = controls.status(self._words())
        self.profile_list.disabled = self.patience_list.disabled = busy
        self.look_button.disabled = busy or not chosen
        self.next_button.disabled = busy or self.at is None or stage in ("finished", "stuck")
        titled = self.at is not None and stage not in ("finished", "stuck")
        self.next_button.description = f"Next: {self.at.next.stage.title}" if self.at and titled else "Next"
        back = rotation.way_back(self.at) if self.at is not None else None
        self.back_button.description = back.title if back is not None else "Go back"
        self.back_button.disabled = busy or not chosen or back is None
        insisting = self.at.next.insisting if self.at is not None else None
        self.insist_button.disabled = busy or insisting is None
        controls.show(self.insist_button, when=insisting is not None)
        self.cancel_button.disabled = not busy
        controls.show(self.code_field, when=busy and self._asks_for_code)

    _asks_for_code = False

    def _words(self) -> str:
        if self._status:
            return self._status
        if self.running:
            return ANSWER_BELOW if self.question_is_open else "Asking AWS …"
        if self.at is None:
            return "" if self.profile_list.value else "Choose the profile whose key is to change."
        return self.at.next.reason

    # --- work -------------------------------------------------------------------------------------------------------

    def press_look(self) -> None:
        """What the button does: begin, and return at once."""
        self._begin(rotation.standing)

    def press_next(self) -> None:
        """What the button does: begin, and return at once."""
        stage = self.at.next.stage if self.at is not None else None
        if stage is not None and stage.name in ASKED_FOR | FINAL:
            about = f"{stage.does} {stage.back}".strip()
            self._begin(rotation.advance, f"{stage.title}?", about, final=stage.name in FINAL)
        else:
            self._begin(rotation.advance)

    def press_back(self) -> None:
        """What the button does: begin, and return at once."""
        back = rotation.way_back(self.at) if self.at is not None else None
        if back is not None:
            self._begin(rotation.go_back, f"{back.title}?", back.does, final=back.deletes)

    def press_insist(self) -> None:
        """What the button does: begin, and return at once."""
        if self.at is not None and self.at.next.insisting is not None:
            self._begin(rotation.insist, self.at.next.insisting.question, self.at.next.reason)

    def _begin(self, flow: Any, question: str = "", about: str = "", *, final: bool = False) -> None:
        self._status = ""
        self.start(self._do(flow, question, about, final=final))

    async def _do(self, flow: Any, question: str, about: str, *, final: bool) -> None:
        profile = self.profile_list.value
        if question:
            await self.allowed(question, about, final=final)
        try:
            made: Flow[Standing] = flow(profile, Terms(time.time, self.patience, MEMORY))
            self.at = await self.perform(made)
            self._status = ""
        finally:
            self._asks_for_code = False
            self.standing.tell()

    def shown(self, event: object) -> None:
        """Say what is happening: a sentence, or how long it has been quiet."""
        if isinstance(event, Note):
            self._status = event.text
        elif isinstance(event, Watched):
            used = (
                last_use_text(event.last_use, time.time())
                if event.last_use is not None
                else "last use unknown"
            )
            waited, of = controls.rounded(max(0.0, event.seconds)), controls.rounded(event.of)
            self._status = f"The old key: {used}. Waited {waited} of {of}."
        self.refresh()

    async def ask(self, question: Ask) -> Any:
        """Wait for a code in its own field, and for every other answer at the buttons."""
        if not isinstance(question.about, MfaCode):
            return await super().ask(question)
        self._code, self._asks_for_code = None, True
        self._status = f"{question.question} The device is {question.about.serial}."
        self.refresh()
        while self._code is None:
            await asyncio.sleep(TICK)
        code, self._code, self._asks_for_code = self._code, None, False
        self._status = ""
        return code

    def enter_code(self, typed: str) -> None:
        """Take the six digits as the field does."""
        if typed.strip():
            self._code = Secret(typed.strip())

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

    def words_for(self, choice: str) -> str:
        """The question's own words."""
        words = {"create": "Create it and save it", "cancel": "Not now"}
        return words.get(choice, super().words_for(choice))

    async def robot(self) -> None:
        """Look, then press Next until the old key is gone, with the first answer to every question."""
        if not self.profile_list.value:
            return
        await autopilot.press(self.look_button)
        for _ in range(3 * len(STAGES)):
            await autopilot.until(lambda: not self.running, "the stage")
            if self.error is not None or self.next_button.disabled:
                return
            await autopilot.press(self.next_button)
            await autopilot.until(
                lambda: self._choices.children or not self.running, "the stage or a question"
            )
            if self._choices.children:
                await autopilot.press(self._choices.children[0])

    # --- faces ------------------------------------------------------------------------------------------------------

    def result(self) -> Card:
        """The old key is gone."""
        assert self.at is not None  # noqa: S101 - `done` said so
        return Card(
            f"The key of {self.at.rotation.user} is rotated.",
            (self.at.next.reason,),
            {"Profiles with the new key": ", ".join(self.at.profiles)},
            "good",
        )

    def hint(self) -> Card:
        """What to press next."""
        if self.at is None:
            return Card(
                "Choose a profile and press 'Where does it stand?', then run this cell again.", tone="ask"
            )
        return Card(f"Next: {self.at.next.stage.title}.", (self.at.next.reason,), tone="ask")

    def picture(self) -> str:
        """The stages and where the rotation stands; no ids and no times."""
        return drawn(self.at) if self.at is not None else drawn_stages()
