"""The clean-up as a panel: everything the guide made, a dry run first, and one question before anything is undone.

A picture says how many things of each kind there are, and names none: accounts and paths differ from run to run.
"""

from __future__ import annotations

import asyncio

from awsguide.adapters import surroundings
from awsguide.lessons import ledger
from awsguide.lessons.ledger import Done
from awsguide.panels.components import controls, still
from awsguide.panels.components.panel import Panel
from awsguide.panels.components.profile_list import profiles_here
from awsguide.panels.components.state import SharedState
from awsguide.panels.components.still import Card


class CleanUpPanel(Panel[SharedState, tuple[Done, ...]]):
    """What the guide made, and undoing it; `await` it to wait for the list."""

    name = "clean-up"
    title = "Clean up"
    first_step = "Press 'Dry run' in the panel above"

    def __init__(self) -> None:
        """Nothing is read before a button is pressed."""
        super().__init__(SharedState())
        self.listed: tuple[Done, ...] | None = None
        self.really = False
        names, self.error = profiles_here()
        options = [("nobody: only list what is in AWS", ""), *((name, name) for name in names)]
        self.profile_field = controls.choice("Acts in AWS as", "clean-up-profile", options)
        self.fields = (self.profile_field,)
        self.look_button = self.button("Dry run", "clean-up-look", self._look, tone="primary")
        self.undo_button = self.button(
            "Undo all of this", "clean-up-undo", self._undo, when=self._something, tone="danger"
        )
        self.table_html = controls.html("clean-up-table")
        buttons = controls.row(self.look_button, self.undo_button)
        self.body.children = [self.profile_field, buttons, self.status_html, self.table_html]
        self.refresh()

    # --- how things stand -----------------------------------------------------------------------------------------

    @property
    def outcome(self) -> tuple[Done, ...] | None:
        """What was listed or undone."""
        return self.listed

    def card(self, outcome: tuple[Done, ...]) -> Card:
        """That it is done; what there is differs from run to run, and stands in the panel."""
        if self.really and outcome:
            return Card("It is undone; what stays says why in the panel above.", tone="good")
        return Card("The dry run is done: the list is in the panel above. Nothing was changed.", tone="good")

    def words(self) -> str:
        """The same in the panel."""
        return self._summary() if self.listed is not None else ""

    def _summary(self) -> str:
        listed = self.listed or ()
        if not listed:
            return "There is nothing to clean up."
        stays = sum(done.outcome == "stays" for done in listed)
        if self.really:
            undone = sum(done.outcome == "undone" for done in listed)
            return f"Undone: {undone} of {len(listed)}; {_staying(stays)}."
        return f"{len(listed)} things; {_staying(stays)}. Nothing was changed."

    def _something(self) -> bool:
        return not self.really and any(done.outcome != "stays" for done in self.listed or ())

    def draw(self) -> None:
        """Draw the table."""
        listed = self.listed or ()
        rows = [
            (
                still.text(done.made.what),
                done.made.where,
                still.text(done.made.does),
                still.text(done.outcome),
            )
            for done in listed
        ]
        head = ("What", "Where", "Undoing it", "Outcome")
        table = still.whole_words(still.table("What the guide made", head, rows)) if rows else ""
        self.table_html.value = controls.announced(controls.long_list("What the guide made", table))

    # --- work -----------------------------------------------------------------------------------------------------

    async def _look(self) -> None:
        self.really = False
        self.listed = await asyncio.to_thread(ledger.clean_up, self.profile_field.value)

    async def _undo(self) -> None:
        count = sum(done.outcome != "stays" for done in self.listed or ())
        where = "in the sandbox" if surroundings.target() == "sandbox" else "on your machine and in YOUR AWS"
        await self.allowed(
            f"Undo these {count} things {where}?",
            "Files that are deleted do not come back. Access keys are switched off, and stay.",
            does="Undo",
            leaves="Leave it",
            final=True,
        )
        profile = self.profile_field.value
        self.listed = await asyncio.to_thread(lambda: ledger.clean_up(profile, really=True))
        self.really = True

    # --- faces ----------------------------------------------------------------------------------------------------

    def picture(self) -> str:
        """Whether it was looked, without what differs from run to run."""
        told = "A dry run was made." if self.listed is not None else "No dry run has been made yet."
        return still.paragraph(told)


def _staying(count: int) -> str:
    return {0: "none of them stays", 1: "1 stays, and the list says why"}.get(
        count, f"{count} stay, and the list says why"
    )
