"""Look access keys up: one's own, one user's or the whole account's, as a table to search and sort, with their ages.

Beside each key stands where on this machine it is: profile, file and line, or variable. Nothing is changed here.
"""

from __future__ import annotations

import time

from awsguide.adapters.files import config_files
from awsguide.core.access_keys import KeyList
from awsguide.core.steps import Flow
from awsguide.flows import long_term
from awsguide.flows.shared.credential_report import FRESH_SECONDS
from awsguide.panels.components import controls, still
from awsguide.panels.components.panel import FAILED, Panel
from awsguide.panels.components.still import Card
from awsguide.panels.long_term import key_rows
from awsguide.panels.long_term.state import KeyState

SCOPES = [("my own keys", "own"), ("one user's keys", "user"), ("the whole account", "account")]


class KeyTablePanel(Panel[KeyState, KeyList]):
    """Which keys are there, how old, last used when? `await` it to wait for the look-up."""

    name = "key-table"
    title = "Which keys are there?"

    first_step = "Press 'Look up' above"

    def __init__(self, state: KeyState, scope: str = "own") -> None:
        """Nothing is asked before a button is pressed; `scope` is 'own', 'user' or 'account', to begin with."""
        super().__init__(state)
        self.scope_field = controls.choice("Which keys", "scope", SCOPES)
        self.scope_field.value = scope
        self.user_field = controls.field("User", "user", placeholder="the name of an IAM user")
        self.look_button = self.button("Look up", "look-up", self._look, tone="primary")
        self.progress = controls.Progress("Asking")
        self.fields = (self.scope_field, self.user_field)
        self.search_field = controls.field(
            "Search", "key-search", placeholder="part of a name, what to do, a service"
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
            self.progress.widget,
            self.status_html,
            self.search_field,
            self.sort_field,
            self.table_html,
            self.missing_html,
        ]
        self._asked_as = state.source
        self.refresh()

    # --- how things stand -----------------------------------------------------------------------------------------

    @property
    def outcome(self) -> KeyList | None:
        """What was looked up."""
        return self.state.found

    def account_id(self) -> str:
        """The account that was looked at."""
        return self.state.found.account_id if self.state.found is not None else ""

    def state_changed(self) -> None:
        """Forget what was found when somebody else asks."""
        if self.state.source != self._asked_as and not self.running:
            # What somebody else may see is not what this one was shown.
            self._asked_as, self.state.found, self.error = self.state.source, None, self.refused
        super().state_changed()

    def draw(self) -> None:
        """Draw the keys as far as they match the search, in the order that was chosen."""
        controls.show(self.user_field, when=self.scope_field.value == "user")
        found = self.state.found
        for piece in (self.search_field, self.sort_field):
            controls.show(piece, when=found is not None and len(found.keys) > 1)
        rows = self._rows()
        now = time.time()
        self.table_html.value = key_rows.table(rows, now, still=False) + key_rows.ages(rows)
        self.missing_html.value = _missing(found)

    def _rows(self) -> list[key_rows.KeyRow]:
        keys = self.state.found.keys if self.state.found is not None else ()
        rows = key_rows.key_rows(keys, self.state.places_of, time.time())
        return key_rows.chosen(rows, self.search_field.value, self.sort_field.value)

    def words(self) -> str:
        """How many keys there are, and how old that is."""
        found = self.state.found
        if found is None:
            return FAILED if self.error else "Nothing was looked up yet."
        before = f"{FAILED} From the look-up before: " if self.error else ""
        total, matching = len(found.keys), len(self._rows())
        if total and not matching:
            return f"No key matches '{self.search_field.value.strip()}'."
        shown = str(total) if matching == total else f"{matching} of {total}"
        count = f"{shown} {'key' if shown == '1' else 'keys'} of {_users(found)}"
        return f"{before}{count}. {freshness(found, time.time())}"

    # --- work -------------------------------------------------------------------------------------------------------

    async def _look(self) -> None:
        # Until there is another answer the last one stays: the keys in it can still be acted upon.
        found = await self.perform(self._flow(self.scope_field.value, self.user_field.value))
        self.state.change(found=found)
        # A file that cannot be read is trouble of its own, and takes nothing away from what AWS said.
        self.state.change(places=config_files.key_ids_here())

    def _flow(self, scope: str, user: str) -> Flow[KeyList]:
        credentials, region = (yield from self.state.credentials()), self.state.region()
        if scope == "own":
            return (yield from long_term.own_keys(credentials, region, now=time.time))
        if scope == "user":
            return (yield from long_term.keys_of_user(credentials, region, user, now=time.time))
        return (yield from long_term.keys_of_account(credentials, region, now=time.time))

    # --- faces ------------------------------------------------------------------------------------------------------

    def card(self, outcome: KeyList) -> Card:
        """What to do about which key, most urgent first."""
        rows = key_rows.chosen(
            key_rows.key_rows(outcome.keys, self.state.places_of, time.time()), "", "what to do first"
        )
        lines = tuple(f"{row.user}: {row.verdict.text}" for row in rows[:20])
        total = len(outcome.keys)
        return Card(f"{total} {'key' if total == 1 else 'keys'} of {_users(outcome)}.", lines, tone="good")

    def picture(self) -> str:
        """The table without ids, the ages, and what is not known."""
        found = self.state.found
        if found is None:
            return still.paragraph(self.words())
        rows = self._rows()
        drawn = key_rows.table(rows, time.time(), still=True) + key_rows.ages(rows)
        return still.paragraph(self.words()) + drawn + _missing(found)


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
