"""Saving a profile: the difference first, then the question, then the file - and an undo.

What is written are names and addresses, no key: for a role an `[sso-session]` and a `[profile]`. Nothing is written
before the question is answered with Save.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from awsguide.adapters.files import config_files
from awsguide.adapters.files.config_files import Preview
from awsguide.config.names import check_profile_name
from awsguide.core.steps import Flow
from awsguide.panels.components import controls, still
from awsguide.panels.components.panel import Panel, S
from awsguide.panels.components.still import Card

if TYPE_CHECKING:
    from awsguide.adapters.files.one_file import Receipt


class ProfilePanel(Panel[S, str]):
    """Write a profile, so that AWS tools find it; `await` it to wait for the answer. A subclass says what to write."""

    name = "save"
    title = "Save it as a profile"
    first_step = "Press the button above and then Save"
    busy = "Nothing is written yet."
    # What is said while there is nothing to save.
    first: ClassVar[str]

    def __init__(self, state: S) -> None:
        """Reads and writes nothing before a button is pressed."""
        super().__init__(state)
        self._receipt: Receipt | None = None
        self._preview: Preview | None = None
        self._suggested = ""
        self._undone = False
        self._written: list[str] = []
        self.profile_field = controls.field("Profile name", "profile", placeholder="my-dev")
        self.region_field = controls.field("Its Region", "profile-region", placeholder="us-east-1")
        self.save_button = self.button(
            "Show what would change …", "save", self._save, when=self.suggestion, tone="primary"
        )
        self.undo_button = self.button(
            "Undo", "undo", self._undo, when=lambda: self._receipt, tooltip="Put the file back as it was"
        )
        self.fields = (self.profile_field, self.region_field)
        self.body.children = [
            self.profile_field,
            self.region_field,
            controls.row(self.save_button, self.undo_button),
            self.status_html,
        ]
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
    def outcome(self) -> str | None:
        """The profile that was saved."""
        return self.state.profile or None

    def draw(self) -> None:
        """Draw the fields, with a name suggested, and the way back."""
        found = self.suggestion()
        if found is not None:
            suggested, region = found
            # Not while it is saved: a name that was taken out is no name, and that is told.
            if self.profile_field.value in ("", self._suggested) and not self.running:
                self.profile_field.value = self._suggested = suggested
            self.region_field.value = self.region_field.value or region
        controls.show(self.undo_button, when=self._receipt is not None)

    def words(self) -> str:
        """What was written, or what is missing."""
        if self._undone:
            return "Undone: the file is as it was before."
        if self.done and self._preview is not None:
            unchanged = self._receipt is None
            several = len(self._written) > 1
            which = f"profiles {', '.join(self._written[:-1])} and" if several else "profile"
            written = "were written" if several else "was written"
            say = "already say so" if several else "already says so"
            what = f"{say}; nothing had to be written" if unchanged else written
            return f"The {which} {self.state.profile} in {self._preview.path} {what}."
        return self.first if self.suggestion() is None else ""

    def words_for(self, choice: str) -> str:
        """That something is replaced is said at the button."""
        if choice == "save" and self._preview is not None and self._preview.replaced:
            return "Save and replace"
        return super().words_for(choice)

    def about(self, subject: object) -> str:
        """The difference, what it would replace, and what a person should know first."""
        if not isinstance(subject, Preview):
            return super().about(subject)
        self._preview = subject
        return drawn_preview(subject)

    # --- work -------------------------------------------------------------------------------------------------------

    async def _save(self) -> None:
        self._undone = False
        profile, region = self.profile_field.value.strip(), self.region_field.value.strip()
        flow, names = self.flow(check_profile_name(profile), region), self.names(profile)
        receipt: Receipt | None = await self.perform(flow)
        if receipt is not None and receipt.changed:
            self._receipt = receipt
        self._written = names
        self.state.change(profile=profile)

    async def _undo(self) -> None:
        if self._receipt is not None:
            config_files.undo(self._receipt)
            self._receipt, self._undone = None, True
            self.state.change(profile="")

    # --- faces ------------------------------------------------------------------------------------------------------

    def card(self, outcome: str) -> Card:
        """Which profile was written."""
        return Card(f"The profile {outcome} is saved.", (self.words(),), tone="good")

    def picture(self) -> str:
        """The name, the Region, and the difference that was written."""
        names = {"Profile name": self.profile_field.value, "Its Region": self.region_field.value}
        words = still.paragraph(self.words())
        drawn = drawn_preview(self._preview) if self.done and self._preview is not None else ""
        return (still.facts(names) if self.suggestion() is not None else "") + drawn + words


# More of a difference than anybody reads in a panel.
_MOST_LINES, _MOST_FINDINGS = 400, 20


def drawn_preview(preview: Preview) -> str:
    """The difference, what it would replace, and what a person should know first; of very long ones the beginning."""
    replaced = [
        f"[{section}] {change.key}: {change.before or 'nothing'} would become {change.after}."
        for section, changes in preview.replaced.items()
        for change in changes
    ]
    known = [f"{finding.what} {finding.why} {finding.next_step}" for finding in preview.findings]
    told = _first(replaced) + _first(known)
    if not preview.diff:
        return still.paragraph(f"{preview.path} says all of this already.") + _first(known)
    lines = preview.diff.split("\n")
    if len(lines) <= _MOST_LINES:
        return still.difference(preview.diff) + told
    more = f"… and {len(lines) - _MOST_LINES} more lines."
    return still.difference("\n".join(lines[:_MOST_LINES])) + still.paragraph(more) + told


def _first(sentences: list[str]) -> str:
    more = len(sentences) - _MOST_FINDINGS
    rest = [f"… and {more} more like these."] if more > 0 else []
    return "".join(still.paragraph(sentence) for sentence in [*sentences[:_MOST_FINDINGS], *rest])
