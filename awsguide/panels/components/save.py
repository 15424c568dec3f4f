"""Saving a profile: the difference first, then the question, then the file - and an undo.

What is written are names and addresses, no key: for a role an `[sso-session]` and a `[profile]`. Nothing is written
before the question is answered with Save.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from awsguide.adapters.files import home
from awsguide.adapters.files.home import Preview
from awsguide.config.names import check_profile_name
from awsguide.core.steps import Flow
from awsguide.panels import autopilot
from awsguide.panels.components import controls, still
from awsguide.panels.components.panel import Panel
from awsguide.panels.components.state import SharedStanding
from awsguide.panels.components.still import Card

if TYPE_CHECKING:
    from awsguide.adapters.files.one_file import Receipt


class ProfilePanel(Panel):
    """Write a profile, so that AWS tools find it; `await` it to wait for the answer. A subclass says what to write."""

    name = "save"
    title = "Save it as a profile"
    # What is said while there is nothing to save.
    first: ClassVar[str]

    def __init__(self, standing: SharedStanding) -> None:
        """Reads and writes nothing before a button is pressed."""
        super().__init__(standing.aws, standing.record)
        self.shared = standing
        self._receipt: Receipt | None = None
        self._preview: Preview | None = None
        self._suggested = ""
        self._undone = False
        self._written: list[str] = []
        self.profile_field = controls.field("Profile name", "profile", placeholder="my-dev")
        self.region_field = controls.field("Its Region", "profile-region", placeholder="us-east-1")
        self.save_button = controls.button(
            "Show what would change …", "save", self.press_save, tone="primary"
        )
        self.undo_button = controls.button(
            "Undo", "undo", self.press_undo, tooltip="Put the file back as it was"
        )
        self.status_html = controls.html("status")
        self.body.children = [
            self.profile_field,
            self.region_field,
            controls.row(self.save_button, self.undo_button),
            self.status_html,
        ]
        self.shared.watchers.append(self.refresh)
        self.refresh()

    # --- what a subclass says -------------------------------------------------------------------------------------

    def suggestion(self) -> tuple[str, str] | None:
        """A name for the profile and its Region; None while there is nothing to save."""
        raise NotImplementedError

    def flow(self, profile: str, region: str) -> Flow[Receipt | None]:
        """What saves it; raises `GuideError` when there is nothing to save."""
        raise NotImplementedError

    def names(self, profile: str) -> list[str]:
        """Every profile that saving as `profile` writes, the one to use last."""
        return [profile]

    # --- how things stand -----------------------------------------------------------------------------------------

    @property
    def done(self) -> bool:
        """Whether a profile was saved."""
        return bool(self.shared.profile)

    def refresh(self) -> None:
        """Draw the fields, with a name suggested, and the buttons."""
        super().refresh()
        if self.refused is not None:
            return
        found = self.suggestion()
        if found is not None:
            suggested, region = found
            if self.profile_field.value in ("", self._suggested):
                self.profile_field.value = self._suggested = suggested
            self.region_field.value = self.region_field.value or region
        for widget in (self.profile_field, self.region_field):
            widget.disabled = self.running
        self.save_button.disabled = self.running or found is None
        self.undo_button.disabled = self.running or self._receipt is None
        controls.show(self.undo_button, when=self._receipt is not None)
        self.status_html.value = controls.status(self._words())

    def _words(self) -> str:
        if self.running:
            return "Nothing is written yet."
        if self._undone:
            return "Undone: the file is as it was before."
        if self.done and self._preview is not None:
            unchanged = self._receipt is None
            several = len(self._written) > 1
            which = f"profiles {', '.join(self._written[:-1])} and" if several else "profile"
            written = "were written" if several else "was written"
            say = "already say so" if several else "already says so"
            what = f"{say}; nothing had to be written" if unchanged else written
            return f"The {which} {self.shared.profile} in {self._preview.path} {what}."
        return self.first if self.suggestion() is None else ""

    def words_for(self, choice: str) -> str:
        """The question's own words: Save, Replace, Not now."""
        if choice == "save" and self._preview is not None and self._preview.replaced:
            return "Save and replace"
        return {"save": "Save", "cancel": "Not now"}.get(choice, super().words_for(choice))

    def about(self, subject: object) -> str:
        """The difference, what it would replace, and what a person should know first."""
        if not isinstance(subject, Preview):
            return super().about(subject)
        self._preview = subject
        return drawn_preview(subject)

    # --- work -------------------------------------------------------------------------------------------------------

    def press_save(self) -> None:
        """What the button does: begin, and return at once."""
        self.start(self._save(self.profile_field.value.strip(), self.region_field.value.strip()))

    def press_undo(self) -> None:
        """What the button does: begin, and return at once."""
        self.start(self._undo())

    async def _save(self, profile: str, region: str) -> None:
        self._undone = False
        flow, names = self.flow(check_profile_name(profile), region), self.names(profile)
        receipt: Receipt | None = await self.perform(flow)
        if receipt is not None and receipt.changed:
            self._receipt = receipt
        self._written = names
        self.shared.change(profile=profile)

    async def _undo(self) -> None:
        if self._receipt is not None:
            home.undo(self._receipt)
            self._receipt, self._undone = None, True
            self.shared.change(profile="")

    async def robot(self) -> None:
        """Look at the difference, then press Save."""
        if self.save_button.disabled:
            return
        await autopilot.press(self.save_button)
        await autopilot.until(lambda: self._choices.children or not self.running, "the question")
        if self._choices.children:
            await autopilot.press(self._choices.children[0])

    # --- faces ------------------------------------------------------------------------------------------------------

    def result(self) -> Card:
        """Which profile was written."""
        return Card(f"The profile {self.shared.profile} is saved.", (self._words(),), tone="good")

    def hint(self) -> Card:
        """What to press first."""
        return Card("Press the button above and then Save, and run this cell again.", tone="ask")

    def picture(self) -> str:
        """The name, the Region, and the difference that was written."""
        names = {"Profile name": self.profile_field.value, "Its Region": self.region_field.value}
        words = still.paragraph(self._words())
        drawn = drawn_preview(self._preview) if self.done and self._preview is not None else ""
        return (still.facts(names) if self.suggestion() is not None else "") + drawn + words


def drawn_preview(preview: Preview) -> str:
    """The difference, what it would replace, and what a person should know first."""
    replaced = "".join(
        still.paragraph(
            f"[{section}] {change.key}: {change.before or 'nothing'} would become {change.after}."
        )
        for section, changes in preview.replaced.items()
        for change in changes
    )
    known = "".join(
        still.paragraph(f"{finding.what} {finding.why} {finding.next_step}") for finding in preview.findings
    )
    if not preview.diff:
        return still.paragraph(f"{preview.path} says all of this already.") + known
    return still.code(preview.diff) + replaced + known
