"""The accounts and roles of the person who signed in: listed with a progress bar, searchable, one to choose.

It lists by itself as soon as there is a token, and names the profiles in which a role is saved. Choosing gets
credentials for the role; the panel beside this one shows them.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping

from awsguide.adapters.files import config_files
from awsguide.api.workforce import role_profiles
from awsguide.core.errors import GuideError
from awsguide.core.model import Account, Role
from awsguide.explanations import explain
from awsguide.flows import workforce
from awsguide.panels.components import controls, still
from awsguide.panels.components.panel import FAILED, Panel
from awsguide.panels.components.still import Card
from awsguide.panels.workforce.state import WorkforceState

ROWS_IN_SIGHT = 8
# More lines than anybody scrolls through; a browser is given no more, and a search finds the others.
MOST_ROWS = 500


class RolesPanel(Panel[WorkforceState, tuple[Account, ...]]):
    """Which account, which role? `await` it to wait for the list."""

    name = "roles"
    title = "Your accounts and roles"
    first_step = "There is no list yet: press Sign in above"
    busy = "Listing your accounts and roles …"

    def __init__(self, state: WorkforceState) -> None:
        """Nothing is listed before somebody signs in."""
        super().__init__(state)
        self._listed_with: object = None
        self._matching = 0
        self._read: object = None
        self._saved: Mapping[Role, tuple[str, ...]] = {}
        self.filter_field = controls.field(
            "Search", "filter", placeholder="parts of a name, ID, role or profile"
        )
        self.filter_field.observe(lambda _change: self.refresh(), names="value")
        self.progress = self._bar = controls.Progress()
        self.role_list = controls.choice("Account and role", "roles", [], rows=ROWS_IN_SIGHT)
        self.role_list.observe(lambda _change: self.refresh(), names="value")
        self.get_button = self.button(
            "Get credentials",
            "get-credentials",
            self._get_chosen,
            when=lambda: self.state.token is not None and self.role_list.value is not None,
            tone="primary",
            tooltip="For the chosen role",
        )
        self.again_button = self.button("List again", "list-again", self._list, when=lambda: self.state.token)
        self._problems = controls.html("list-problems")
        self.body.children = [
            self.filter_field,
            self.role_list,
            self._bar.widget,
            controls.row(self.get_button, self.again_button, self.cancel_button),
            self.status_html,
            self._problems,
        ]
        self.refresh()

    # --- how things stand -----------------------------------------------------------------------------------------

    @property
    def outcome(self) -> tuple[Account, ...] | None:
        """The accounts to choose from, when there are any."""
        return self.state.accounts or None

    def state_changed(self) -> None:
        """Begin to list when somebody has signed in."""
        token = self.state.token
        if token is None:
            self._listed_with = None
            if not self.running:
                # What went wrong for somebody who has signed out is nobody's news any more.
                self.error, self.declined = self.refused, None
        elif self._listed_with is None:
            self._listed_with = token.session
            self.start(self._list())
        # A file that cannot be read is told where something is to be written to it.
        with contextlib.suppress(GuideError):
            # Read again only when it was written: it may have thousands of profiles.
            if (version := config_files.version("config")) != self._read or token is None:
                self._read = version if token is not None else None
                self._saved = role_profiles() if token is not None else {}
        super().state_changed()

    def draw(self) -> None:
        """Draw the list as far as it matches the search."""
        found = self._options()
        self._matching, options = len(found), found[:MOST_ROWS]
        if options != list(self.role_list.options):
            chosen = self.role_list.value
            self.role_list.options = options
            kept = any(role == chosen for _label, role in options)
            # Where there is one role only, what is left to do is one press.
            only = options[0][1] if len(options) == 1 else None
            self.role_list.value = chosen if kept else only
        self._problems.value = "".join(
            still.paragraph(f"{_named(account)}: {account.problem}")
            for account in self.state.accounts
            if account.problem
        )
        controls.show(self._bar.widget, when=self.at_work and not self.done)

    def _options(self) -> list[tuple[str, Role]]:
        wanted = self.filter_field.value.lower().split()
        found = []
        for account in self.state.accounts:
            for role in account.roles:
                label = f"{_named(account)} · {role.role_name}{self._saved_as(role)}"
                haystack = f"{label} {account.account_id} {account.email}".lower()
                if all(word in haystack for word in wanted):
                    found.append((label, role))
        return found

    def _saved_as(self, role: Role) -> str:
        names = self._saved.get(role, ())
        return f" · {'profile' if len(names) == 1 else 'profiles'} {', '.join(names)}" if names else ""

    def words(self) -> str:
        """How much there is to choose from."""
        if self.state.token is None:
            return "Sign in first; the list then fills by itself."
        matching = self._matching
        total = sum(len(account.roles) for account in self.state.accounts)
        if self.filter_field.value.strip() and not matching:
            return f"No account or role matches '{self.filter_field.value.strip()}'."
        if not total:
            return FAILED if self.error else "There is no list yet."
        shown = f"{matching} of {total}" if matching != total else str(total)
        counted = f"{shown} {'role' if shown == '1' else 'roles'} in {_counted(len(self.state.accounts), 'account')}."
        listed = f"The first {MOST_ROWS} are listed; search for the others." if matching > MOST_ROWS else ""
        return f"{self._held()} {counted} {listed}".strip()

    def _held(self) -> str:
        """That *Get credentials* has done its work, where it was pressed."""
        found = self.state.role_session
        if found is None:
            return ""
        account = self.state.account(found.role.account_id)
        return f"You hold credentials of {found.role.role_name} in {account.name or account.account_id}."

    # --- work -------------------------------------------------------------------------------------------------------

    async def _get_chosen(self) -> None:
        await self.get(self.role_list.value)

    async def _list(self) -> None:
        token = self.state.token
        if token is None:
            return
        try:
            accounts = await self.perform(workforce.accounts_and_roles(token))
        except GuideError as error:
            self._ended(error)
            raise
        self.state.change(accounts=accounts)

    async def get(self, role: Role | None) -> None:
        """Credentials for `role`, proved; renews the token first when it is near its end. Raises `GuideError`."""
        token = self.state.token
        if token is None or role is None:
            raise explain("no-role-chosen")
        self.say("Getting credentials …")
        try:
            token = await self.perform(workforce.renewed_token(token, now=time.time))
            found = await self.perform(workforce.role_session(token, role))
        except GuideError as error:
            self._ended(error)
            raise
        self.state.change(token=token, role_session=found)

    def _ended(self, error: GuideError) -> None:
        """When AWS says that the session is over, the stored token is worth nothing either."""
        if error.code == "session-ended":
            self.state.change(token=None, fresh=True)

    # --- faces ------------------------------------------------------------------------------------------------------

    def card(self, outcome: tuple[Account, ...]) -> Card:
        """How much there is to choose from."""
        total = sum(len(account.roles) for account in outcome)
        listed = tuple(
            f"{account.name}: {', '.join(role.role_name for role in account.roles)}"
            for account in outcome[:20]
        )
        return Card(f"You may use {_counted(total, 'role')}.", listed, tone="good")

    def picture(self) -> str:
        """The whole list, as a table."""
        if not self.done:
            return still.paragraph(self.words())
        rows: list[tuple[str, ...]] = [
            (still.text(account.name), still.account(account.account_id), still.text(role.role_name))
            for account in self.state.accounts
            for role in account.roles
        ]
        more = f"… and {len(rows) - MOST_ROWS} more." if len(rows) > MOST_ROWS else ""
        table = still.table("What is assigned to you", ("Account", "Id", "Role"), rows[:MOST_ROWS])
        return table + still.paragraph(more)


def _named(account: Account) -> str:
    return f"{account.name or 'account'} · {still.account(account.account_id)}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
