"""Look access keys up: one's own, one user's or the whole account's, as a table to search and sort, with their ages.

Beside each key stands where on this machine it is: profile, file and line, or variable. Nothing is changed here.
"""

from __future__ import annotations

import time

from awsguide.adapters.files import home
from awsguide.core.access_keys import KeyList
from awsguide.core.model import Note, Progress
from awsguide.core.steps import Flow
from awsguide.flows import long_term
from awsguide.flows.shared.credential_report import FRESH_SECONDS
from awsguide.panels import autopilot
from awsguide.panels.components import controls, still
from awsguide.panels.components.panel import Panel
from awsguide.panels.components.still import Card
from awsguide.panels.long_term import key_rows
from awsguide.panels.long_term.state import KeyStanding

SCOPES = [("my own keys", "own"), ("one user's keys", "user"), ("the whole account", "account")]


class KeyTablePanel(Panel):
    """Which keys are there, how old, last used when? `await` it to wait for the look-up."""

    name = "key-table"
    title = "Which keys are there?"

    def __init__(self, standing: KeyStanding, scope: str = "own") -> None:
        """Nothing is asked before a button is pressed; `scope` is 'own', 'user' or 'account', to begin with."""
        super().__init__(standing.aws, standing.record)
        self.standing = standing
        self._note = ""
        self.scope_field = controls.choice("Which keys", "scope", SCOPES)
        self.scope_field.value = scope
        self.user_field = controls.field("User", "user", placeholder="the name of an IAM user")
        self.look_button = controls.button("Look up", "look-up", self.press_look, tone="primary")
        self.cancel_button = controls.button("Cancel", "cancel", self.cancel)
        self.progress = controls.progress()
        self.status_html = controls.html("status")
        self.search_field = controls.field(
            "Search", "key-search", placeholder="part of a name, an advice, a service"
        )
        self.sort_field = controls.choice("Sort by", "key-sort", [(name, name) for name in key_rows.SORTS])
        self.table_html = controls.html("keys")
        self.missing_html = controls.html("missing")
        for field in (self.scope_field, self.search_field, self.sort_field):
            field.observe(lambda _change: self.refresh(), names="value")
        self.body.children = [
            self.scope_field,
            self.user_field,
            controls.row(self.look_button, self.cancel_button),
            self.progress,
            self.status_html,
            self.search_field,
            self.sort_field,
            self.table_html,
            self.missing_html,
        ]
        standing.watchers.append(self._stands_otherwise)
        self._asked_as = standing.source
        self.refresh()

    # --- how things stand -----------------------------------------------------------------------------------------

    @property
    def done(self) -> bool:
        """Whether something was looked up."""
        return self.standing.found is not None

    def account_id(self) -> str:
        """The account that was looked at."""
        return self.standing.found.account_id if self.standing.found else ""

    def _stands_otherwise(self) -> None:
        if self.standing.source != self._asked_as and not self.running:
            # What somebody else may see is not what this one was shown.
            self._asked_as, self.standing.found, self.error = self.standing.source, None, self.refused
        self.refresh()

    def refresh(self) -> None:
        """Draw the keys as far as they match the search, in the order that was chosen."""
        super().refresh()
        if self.refused is not None:
            return
        controls.show(self.user_field, when=self.scope_field.value == "user")
        for field in (self.scope_field, self.user_field, self.look_button):
            field.disabled = self.running
        self.cancel_button.disabled = not self.running
        controls.show(self.progress, when=self.running)
        found = self.standing.found
        for piece in (self.search_field, self.sort_field):
            controls.show(piece, when=found is not None and len(found.keys) > 1)
        rows = self._rows()
        self.status_html.value = controls.status(self._words(len(rows)))
        now = time.time()
        self.table_html.value = key_rows.table(rows, now, still=False) + key_rows.ages(rows)
        self.missing_html.value = _missing(found)

    def _rows(self) -> list[key_rows.KeyRow]:
        keys = self.standing.found.keys if self.standing.found is not None else ()
        rows = key_rows.key_rows(keys, self.standing.places_of, time.time())
        return key_rows.chosen(rows, self.search_field.value, self.sort_field.value)

    def _words(self, matching: int) -> str:
        if self.running:
            return self._note or "Asking AWS …"
        found = self.standing.found
        if found is None:
            return "That did not work; see below." if self.error else "Nothing was looked up yet."
        before = "That did not work; see below. From the look-up before: " if self.error else ""
        total = len(found.keys)
        if total and not matching:
            return f"No key matches '{self.search_field.value.strip()}'."
        shown = str(total) if matching == total else f"{matching} of {total}"
        count = f"{shown} {'key' if shown == '1' else 'keys'} of {_users(found)}"
        return f"{before}{count}. {freshness(found, time.time())}"

    # --- work -------------------------------------------------------------------------------------------------------

    def press_look(self) -> None:
        """What the button does: begin, and return at once."""
        self.start(self._look())

    async def _look(self) -> None:
        self._note = ""
        self.progress.value, self.progress.max, self.progress.description = 0, 1, "Asking"
        # Until there is another answer the last one stays: the keys in it can still be acted upon.
        found = await self.perform(self._flow(self.scope_field.value, self.user_field.value))
        self.standing.change(found=found)
        # A file that cannot be read is trouble of its own, and takes nothing away from what AWS said.
        self.standing.change(places=home.key_ids_here())

    def _flow(self, scope: str, user: str) -> Flow[KeyList]:
        credentials, region = (yield from self.standing.credentials()), self.standing.region()
        if scope == "own":
            return (yield from long_term.own_keys(credentials, region, now=time.time))
        if scope == "user":
            return (yield from long_term.keys_of_user(credentials, region, user, now=time.time))
        return (yield from long_term.keys_of_account(credentials, region, now=time.time))

    def shown(self, event: object) -> None:
        """Move the progress bar, or say what is going on."""
        if isinstance(event, Progress):
            self.progress.max, self.progress.value = max(1, event.total), event.done
            self.progress.description = f"{event.done} of {event.total}"
        elif isinstance(event, Note):
            self._note = event.text
            self.refresh()

    async def robot(self) -> None:
        """Press the button."""
        await autopilot.press(self.look_button)

    # --- faces ------------------------------------------------------------------------------------------------------

    def result(self) -> Card:
        """What to do about which key, most urgent first."""
        found = self.standing.found
        assert found is not None  # noqa: S101 - `done` said so
        rows = key_rows.chosen(
            key_rows.key_rows(found.keys, self.standing.places_of, time.time()), "", "what to do first"
        )
        lines = tuple(f"{row.user}: {row.verdict.text}" for row in rows[:20])
        total = len(found.keys)
        return Card(f"{total} {'key' if total == 1 else 'keys'} of {_users(found)}.", lines, tone="good")

    def hint(self) -> Card:
        """What to press first."""
        return Card("Press 'Look up' above, then run this cell again.", tone="ask")

    def picture(self) -> str:
        """The table without ids, the ages, and what is not known."""
        found = self.standing.found
        if found is None:
            return still.paragraph(self._words(0))
        rows = self._rows()
        drawn = key_rows.table(rows, time.time(), still=True) + key_rows.ages(rows)
        return still.paragraph(self._words(len(rows))) + drawn + _missing(found)


def freshness(found: KeyList, now: float) -> str:
    """How old what was found is, in words that hold for an hour."""
    if found.source == "calls":
        asker = " Asking is a use of a key too, as the one that asked shows." if found.has_asker else ""
        return f"As AWS says now.{asker}"
    hours = int((now - found.as_of) // 3600)
    made = "within the last hour" if hours < 1 else f"{hours} hours ago" if hours > 1 else "an hour ago"
    every = FRESH_SECONDS // 3600
    return f"Last uses are from the account's credential report, made {made}; AWS makes a new one after {every} hours."


def _users(found: KeyList) -> str:
    return "1 user" if found.users == 1 else f"{found.users} users"


def _missing(found: KeyList | None) -> str:
    if found is None or not found.missing:
        return ""
    return still.strong("What is not known") + "".join(map(still.paragraph, found.missing))
