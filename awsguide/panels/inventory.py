"""What holds credentials on this machine: every file and variable with a verdict, and one of them taken away.

Looking changes nothing. What cannot be brought back is asked about first, by its name.
"""

from __future__ import annotations

import asyncio

from awsguide.adapters.files import config_files, inventory
from awsguide.adapters.files.one_file import Receipt
from awsguide.config.chains.situation import day_and_time
from awsguide.config.inventory import HeldCredential
from awsguide.flows import workforce
from awsguide.panels.components import controls, still
from awsguide.panels.components.panel import FAILED, Panel
from awsguide.panels.components.state import SharedState
from awsguide.panels.components.still import Card

MOST_ROWS = 300
SIGN_INS = ("sign-in", "console sign-in")

Held = tuple[HeldCredential, ...]


class InventoryPanel(Panel[SharedState, Held]):
    """What holds credentials here? `await` it to wait for the list."""

    name = "inventory"
    title = "Credentials on this machine"
    first_step = "Press 'Look' above"
    busy = "Reading files …"

    def __init__(self) -> None:
        """Nothing is read before a button is pressed."""
        super().__init__(SharedState())
        self.held: Held | None = None
        self._receipt: Receipt | None = None
        self.look_button = self.button("Look", "look", self._look, tone="primary")
        self.choice = controls.choice("Which one", "held", [])
        self.choice.observe(lambda _change: self.refresh(), "value")
        self.remove_button = self.button("Remove this one", "remove", self._remove, when=self._chosen)
        self.sign_out_button = self.button(
            "Sign this one out",
            "sign-out-one",
            self._sign_out,
            when=lambda: (row := self._chosen()) is not None and row.kind in SIGN_INS,
        )
        self.undo_button = self.button("Undo", "undo", self._undo, when=lambda: self._receipt is not None)
        self.fields = (self.choice,)
        self.found_html = controls.html("found")
        self.body.children = [
            controls.row(self.look_button),
            self.status_html,
            self.found_html,
            self.choice,
            controls.row(self.remove_button, self.sign_out_button, self.undo_button, self.cancel_button),
        ]
        self.refresh()

    # --- how things stand -----------------------------------------------------------------------------------------

    @property
    def outcome(self) -> Held | None:
        """What holds credentials."""
        return self.held

    def _chosen(self) -> HeldCredential | None:
        value = self.choice.value
        return self.held[value] if self.held and isinstance(value, int) and value < len(self.held) else None

    def draw(self) -> None:
        """Draw the list; what can be chosen is set with it."""
        found = _table(self.held, still_face=False) if self.held else ""
        self.found_html.value = controls.long_list("What holds credentials here", found)

    def words(self) -> str:
        """How many there are."""
        if self.held is None:
            return FAILED if self.error else "Nothing was looked at yet. Looking changes nothing."
        count = len(self.held)
        places = "1 place holds" if count == 1 else f"{count} places hold"
        return f"{self.news} {places} credentials here.".strip()

    # --- work -------------------------------------------------------------------------------------------------------

    async def _look(self) -> None:
        self.held = await asyncio.to_thread(inventory.every)
        self.choice.options = [(_label(row), at) for at, row in enumerate(self.held)]
        self.choice.value = None

    async def _remove(self) -> None:
        row = self._chosen()
        assert row is not None  # noqa: S101 - the button can only be pressed then
        await self.allowed(
            f"Remove the {row.kind} in {row.path}?",
            still.paragraph(row.verdict),
            does="Remove it",
            leaves="Keep it",
            final=not row.section,
        )
        self._receipt = await asyncio.to_thread(inventory.remove, row)
        await self._look()
        self.news = f"Removed the {row.kind} in {row.path}; the others are as they were."

    async def _sign_out(self) -> None:
        row = self._chosen()
        assert row is not None  # noqa: S101 - the button can only be pressed then
        await self.allowed(
            f"Sign out of {row.whose}?",
            still.paragraph("Other sign-ins stay. Programs that use this one stop working."),
            does="Sign out",
            leaves="Stay signed in",
        )
        token = await asyncio.to_thread(inventory.token_of, row)
        if token is not None:
            await self.perform(workforce.end_session(token))
        await asyncio.to_thread(inventory.remove, row)
        await self._look()
        self.news = f"Signed out of {row.whose}; the others are as they were."

    async def _undo(self) -> None:
        assert self._receipt is not None  # noqa: S101 - the button can only be pressed then
        config_files.undo(self._receipt)
        self._receipt = None
        await self._look()
        self.news = "Undone: the file is as it was before."

    # --- faces ------------------------------------------------------------------------------------------------------

    def card(self, outcome: Held) -> Card:
        """One line for each kind, without names and numbers: they change with whatever else was done that day."""
        if not outcome:
            return Card(self.words())
        lines = dict.fromkeys(f"{row.kind}, {row.path}: {row.verdict}" for row in outcome if row.section)
        return Card("Credentials are kept here. The panel above lists each place.", tuple(lines))

    def picture(self) -> str:
        """The list without times, and without files that are named after what is in them."""
        if not self.held:
            return still.paragraph(self.words())
        return still.paragraph(self.words()) + _table(self.held, still_face=True)


def _label(row: HeldCredential) -> str:
    return f"{row.kind}, {row.path}" + (f", profile {row.section}" if row.section else "")


def _table(held: Held, *, still_face: bool) -> str:
    head = ["What", "Where", "Profiles", *([] if still_face else ["Whose", "Until"]), "Mode", "Verdict"]
    rows = [_cells(row, still_face=still_face) for row in held[:MOST_ROWS]]
    more = len(held) - MOST_ROWS
    table = still.table("What holds credentials here", head, rows)
    return still.whole_words(table) + (still.paragraph(f"{more} more are not shown.") if more > 0 else "")


def _cells(row: HeldCredential, *, still_face: bool) -> list[str]:
    until = day_and_time(row.expires_at) if row.expires_at else ""
    mode = f"{row.mode:04o}" if row.mode is not None else ""
    cells = [", ".join(row.profiles), *([] if still_face else [row.whose, until]), mode]
    # A cache's file is named after a digest: it may break, so that the verdict has room.
    path = f'<span style="overflow-wrap:anywhere">{still.text(row.path)}</span>'
    verdict = f'<span style="display:inline-block;min-width:16em">{still.text(row.verdict)}</span>'
    return [still.text(row.kind), path, *map(still.text, cells), verdict]
