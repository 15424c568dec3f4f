"""A profile for every account and role of a sign-in: names, search, one difference, one write, and its undo.

There may be thousands: they are shown a page at a time, as one table, and what takes long is done beside the kernel's
own work. Nothing is written before the question is answered with Save.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from awsguide.adapters.files import config_files
from awsguide.adapters.files.config_files import Preview
from awsguide.core.errors import GuideError
from awsguide.core.model import Account, Note, SsoSession
from awsguide.explanations import explain
from awsguide.flows.workforce import every_role
from awsguide.flows.workforce.every_role import PlannedProfile
from awsguide.flows.workforce.profile_names import DEFAULT_TEMPLATE
from awsguide.panels.components import controls, still
from awsguide.panels.components.panel import Panel
from awsguide.panels.components.save import drawn_preview
from awsguide.panels.components.still import Card
from awsguide.panels.workforce.state import WorkforceState

if TYPE_CHECKING:
    from awsguide.adapters.files.one_file import Receipt

PAGE = 20
# More roles than are looked at between two keys without anybody noticing.
MANY = 500
# What becomes of a profile, in words.
_BECOMES = {
    "new": "would be written",
    "there": "is there already",
    "taken": "belongs to something else and stays",
    "gone": "AWS no longer grants its role",
    "removed": "would be removed: AWS no longer grants its role",
    "needed": "stays: another profile uses it as source_profile",
}

# The sign-in, what it gives, the template, whether profiles are removed, and which state of the files was read.
_Key = tuple[SsoSession, tuple[Account, ...], str, bool, object]


class EveryRolePanel(Panel[WorkforceState, tuple[str, ...]]):
    """Write a profile for every role; `await` it to wait for the answer."""

    name = "every-role"
    title = "A profile for every role"
    first_step = "Press 'Show what would change' above and then Save"
    busy = "Nothing is written yet."

    def __init__(self, state: WorkforceState) -> None:
        """Reads and writes nothing before the accounts are listed."""
        super().__init__(state)
        self._receipt: Receipt | None = None
        self._written: tuple[str, ...] | None = None
        self._removed = 0
        self._undone = False
        self._notes: list[str] = []
        self._key: _Key | None = None
        self._rows: tuple[PlannedProfile, ...] = ()
        self._problem: GuideError | None = None
        self._looking: asyncio.Task[None] | None = None
        self._page = 0
        self.template_field = controls.field("Names", "name-template", DEFAULT_TEMPLATE)
        self.region_field = controls.field(
            "Region of new ones", "profiles-region", placeholder="the sign-in's"
        )
        self.prune_field = controls.tick("Remove profiles whose role AWS no longer grants", "prune")
        self.filter_field = controls.field(
            "Search", "profiles-filter", placeholder="parts of a name, ID or role"
        )
        for field in (self.template_field, self.prune_field, self.filter_field):
            field.observe(lambda _change: self._turn_to(0), names="value")
        self._names = controls.html(
            "template-help",
            still.paragraph(
                "A name is made of {account}, {account_id}, {role} and what you write between them."
            ),
        )
        self.table_html = controls.html("profiles-table")
        self.earlier_button = self.button(
            "Earlier", "earlier", lambda: self._turn_to(self._page - 1), when=lambda: self._page > 0
        )
        self.later_button = self.button(
            "Later",
            "later",
            lambda: self._turn_to(self._page + 1),
            when=lambda: (self._page + 1) * PAGE < len(self.matching()),
        )
        self.save_button = self.button(
            "Show what would change …", "save-every-role", self._save, when=self._can_save, tone="primary"
        )
        self.undo_button = self.button(
            "Undo", "undo", self._undo, when=lambda: self._receipt, tooltip="Put the file back as it was"
        )
        self.body.children = [
            self.template_field,
            self._names,
            self.region_field,
            self.prune_field,
            self.filter_field,
            self.table_html,
            controls.row(self.earlier_button, self.later_button),
            controls.row(self.save_button, self.undo_button, self.cancel_button),
            self.status_html,
        ]
        self.refresh()

    # --- how things stand -----------------------------------------------------------------------------------------

    @property
    def outcome(self) -> tuple[str, ...] | None:
        """The profiles that were written, empty when there was nothing to write; None before."""
        return self._written

    def _can_save(self) -> bool:
        return self.state.token is not None and bool(self.state.accounts) and self._problem is None

    def matching(self) -> list[PlannedProfile]:
        """The profiles that match the search, in order."""
        wanted = self.filter_field.value.lower().split()
        return [row for row in self._rows if all(word in row.searched for word in wanted)]

    def draw(self) -> None:
        """Look at what would be written, and draw the page."""
        self._look()
        found = self.matching()
        first = self._page * PAGE
        page = found[first : first + PAGE]
        self.table_html.value = still.whole_words(_drawn(page, first, len(found))) if page else ""
        several = len(found) > PAGE
        for button in (self.earlier_button, self.later_button):
            controls.show(button, when=several)
        controls.show(self.undo_button, when=self._receipt is not None)

    def _turn_to(self, page: int) -> None:
        self._page = page
        self.refresh()

    def words(self) -> str:
        """What was written, what is wrong with the names, or how many there are."""
        if self._undone:
            return "Undone: the file is as it was before."
        if self._problem is not None:
            return f"{self._problem.what} {self._problem.why} {self._problem.next_step}"
        if self._written is not None:
            return self._told(self._written)
        if not self.state.accounts:
            return "Sign in first: every account and role is then listed here."
        return "Looking at the names …" if self._looking is not None else self._found()

    def _found(self) -> str:
        found = len(self.matching())
        if not found:
            return f"No profile matches '{self.filter_field.value.strip()}'."
        new = sum(row.becomes == "new" for row in self._rows)
        shown = f"{found} of {len(self._rows)}" if found != len(self._rows) else str(found)
        return f"{shown} profiles; {new} would be written." if new else f"{shown} profiles; none is new."

    def _told(self, written: tuple[str, ...]) -> str:
        if self._receipt is None:
            return "Nothing in your config file had to change."
        removed = f", {self._removed} removed" if self._removed else ""
        return f"{_counted(len(written), 'profile')} written to {self._receipt.shown}{removed}."

    # --- looking ----------------------------------------------------------------------------------------------------

    def _look(self) -> None:
        session, accounts = self.state.session, self.state.accounts
        if session is None or not accounts:
            self._key, self._rows, self._problem = None, (), None
            return
        files = (config_files.version("config"), config_files.version("credentials"))
        key = (session, accounts, self.template_field.value.strip(), self.prune_field.value, files)
        if key == self._key:
            return
        self._key = key
        if sum(len(account.roles) for account in accounts) <= MANY:
            self._rows, self._problem = _looked(*key[:4])
        elif self._looking is None:
            self._looking = asyncio.get_running_loop().create_task(self._look_beside())

    async def _look_beside(self) -> None:
        """Look in a thread, again where something was typed meanwhile, and keep the last."""
        while (key := self._key) is not None:
            found = await asyncio.to_thread(_looked, *key[:4])
            if key is self._key:
                self._rows, self._problem = found
                break
        self._looking = None
        self.refresh()

    async def looked(self) -> None:
        """Wait until the names are there."""
        while self._looking is not None:
            await asyncio.shield(self._looking)

    # --- work -------------------------------------------------------------------------------------------------------

    def shown(self, event: object) -> None:
        """Keep what a person should know before the question."""
        if isinstance(event, Note):
            self._notes.append(event.text)
        super().shown(event)

    def about(self, subject: object) -> str:
        """What a person should know first, and the difference."""
        if not isinstance(subject, Preview):
            return super().about(subject)
        told = "".join(still.paragraph(note) for note in self._notes)
        self._notes = []
        return told + drawn_preview(subject)

    async def _save(self) -> None:
        token = self.state.token
        if token is None:
            raise explain("not-signed-in")
        self._undone, self._written, self._notes = False, None, []
        self._look()
        await self.looked()
        planned = self._rows
        flow = every_role.save_every_role(
            token,
            template=self.template_field.value.strip(),
            region=self.region_field.value.strip() or token.session.region,
            prune=self.prune_field.value,
            accounts=self.state.accounts,
        )
        receipt: Receipt | None = await self.perform(flow)
        if receipt is not None and receipt.changed:
            self._receipt = receipt
        self._written = tuple(row.name for row in planned if row.becomes == "new") if receipt else ()
        self._removed = sum(row.becomes == "removed" for row in planned)
        # The file says otherwise now.
        self._key = None
        self.state.change()

    async def _undo(self) -> None:
        if self._receipt is not None:
            config_files.undo(self._receipt)
            self._receipt, self._written, self._undone, self._key = None, None, True, None
            self.state.change()

    # --- faces ------------------------------------------------------------------------------------------------------

    def card(self, outcome: tuple[str, ...]) -> Card:
        """How many were written."""
        return Card(self._told(outcome), outcome[:PAGE], tone="good")

    def picture(self) -> str:
        """The template, and the first page of profiles."""
        found = self._rows[:PAGE]
        drawn = still.whole_words(_drawn(list(found), 0, len(self._rows))) if found else ""
        return still.facts({"Names": self.template_field.value}) + drawn + still.paragraph(self.words())


def _looked(
    session: SsoSession, accounts: tuple[Account, ...], template: str, prune: bool
) -> tuple[tuple[PlannedProfile, ...], GuideError | None]:
    """Every profile, or what is wrong with the names or the file."""
    try:
        rows = every_role.profiles_planned(
            session,
            accounts,
            config_files.read_text("config"),
            config_files.read_text("credentials"),
            template=template,
            prune=prune,
        )
    except GuideError as error:
        return (), error
    return rows, None


def _drawn(rows: list[PlannedProfile], first: int, total: int) -> str:
    whole = (
        _counted(total, "profile")
        if total <= PAGE
        else f"{first + 1} to {first + len(rows)} of {total} profiles"
    )
    return still.table(
        whole,
        ("Profile", "Account", "Role", "What becomes of it"),
        (
            (
                still.text(row.name),
                f"{still.text(row.account)} {still.account(row.role.account_id)}".strip(),
                still.text(row.role.role_name),
                still.text(_BECOMES[row.becomes]),
            )
            for row in rows
        ),
    )


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
