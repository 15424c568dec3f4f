"""The accounts and roles of the person who signed in: listed with a progress bar, searchable, one to choose.

It lists by itself as soon as there is a token, and names the profiles in which a role is saved. Choosing gets
credentials for the role; the panel beside this one shows them.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping

from awsguide.api.workforce import role_profiles
from awsguide.core.errors import GuideError
from awsguide.core.model import Account, Progress, Role
from awsguide.explanations import explain
from awsguide.flows import workforce
from awsguide.panels import autopilot
from awsguide.panels.components import controls, still
from awsguide.panels.components.panel import Panel
from awsguide.panels.components.still import Card
from awsguide.panels.workforce.state import Standing

ROWS_IN_SIGHT = 8
ROBOT_SEARCH = "dev admin"


class RolesPanel(Panel):
    """Which account, which role? `await` it to wait for the list."""

    name = "roles"
    title = "Your accounts and roles"

    def __init__(self, standing: Standing) -> None:
        """Nothing is listed before somebody signs in."""
        super().__init__(standing.aws, standing.record)
        self.standing = standing
        self._listed_with: object = None
        self._saved: Mapping[Role, tuple[str, ...]] = {}
        self.filter_field = controls.field(
            "Search", "filter", placeholder="parts of a name, id, role or profile"
        )
        self.filter_field.observe(lambda _change: self.refresh(), names="value")
        self.progress = controls.progress()
        self.role_list = controls.choice("Account and role", "roles", [], rows=ROWS_IN_SIGHT)
        self.role_list.observe(lambda _change: self._draw_buttons(), names="value")
        self.get_button = controls.button(
            "Get credentials",
            "get-credentials",
            self.press_get,
            tone="primary",
            tooltip="For the chosen role",
        )
        self.again_button = controls.button("List again", "list-again", self.press_list)
        self.cancel_button = controls.button("Cancel", "cancel", self.cancel)
        self.status_html = controls.html("status")
        self._problems = controls.html("list-problems")
        self.body.children = [
            self.filter_field,
            self.role_list,
            self.progress,
            controls.row(self.get_button, self.again_button, self.cancel_button),
            self.status_html,
            self._problems,
        ]
        self.standing.watchers.append(self._stands_otherwise)
        self.refresh()

    # --- how things stand -----------------------------------------------------------------------------------------

    @property
    def done(self) -> bool:
        """Whether there is a list to choose from."""
        return bool(self.standing.accounts)

    def account_id(self) -> str:
        """The account of the role in use."""
        return self.standing.role_session.identity.account_id if self.standing.role_session else ""

    def _stands_otherwise(self) -> None:
        token = self.standing.token
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
            self._saved = role_profiles() if token is not None else {}
        self.refresh()

    def refresh(self) -> None:
        """Draw the list as far as it matches the search."""
        super().refresh()
        if self.refused is not None:
            return
        options = self._options()
        if options != list(self.role_list.options):
            chosen = self.role_list.value
            self.role_list.options = options
            kept = any(role == chosen for _label, role in options)
            # A search that leaves one role has chosen it: what is left to do is one press.
            found = options[0][1] if len(options) == 1 and self.filter_field.value.strip() else None
            self.role_list.value = chosen if kept else found
        self.status_html.value = controls.status(self._words(len(options)))
        self._problems.value = "".join(
            still.paragraph(f"{_named(account)}: {account.problem}")
            for account in self.standing.accounts
            if account.problem
        )
        controls.show(self.progress, when=self.running and not self.done)
        self._draw_buttons()

    def _draw_buttons(self) -> None:
        signed_in = self.standing.token is not None
        self.get_button.disabled = self.running or not signed_in or self.role_list.value is None
        self.again_button.disabled = self.running or not signed_in
        self.cancel_button.disabled = not self.running

    def _options(self) -> list[tuple[str, Role]]:
        wanted = self.filter_field.value.lower().split()
        found = []
        for account in self.standing.accounts:
            for role in account.roles:
                label = f"{_named(account)} · {role.role_name}{self._saved_as(role)}"
                haystack = f"{label} {account.account_id} {account.email}".lower()
                if all(word in haystack for word in wanted):
                    found.append((label, role))
        return found

    def _saved_as(self, role: Role) -> str:
        names = self._saved.get(role, ())
        return f" · {'profile' if len(names) == 1 else 'profiles'} {', '.join(names)}" if names else ""

    def _words(self, matching: int) -> str:
        if self.standing.token is None:
            return "Sign in first; the list then fills by itself."
        if self.running:
            return "Getting credentials …" if self.done else "Listing your accounts and roles …"
        total = sum(len(account.roles) for account in self.standing.accounts)
        if self.filter_field.value.strip() and not matching:
            return f"No account or role matches '{self.filter_field.value.strip()}'."
        if not total:
            return "That did not work; see below." if self.error else "There is no list yet."
        shown = f"{matching} of {total}" if matching != total else str(total)
        return f"{shown} {'role' if shown == '1' else 'roles'} in {_counted(len(self.standing.accounts), 'account')}."

    # --- work -------------------------------------------------------------------------------------------------------

    def press_list(self) -> None:
        """What the button does: begin, and return at once."""
        self.start(self._list())

    def press_get(self) -> None:
        """What the button does: begin, and return at once."""
        self.start(self.get(self.role_list.value))

    async def _list(self) -> None:
        token = self.standing.token
        if token is None:
            return
        self.progress.value, self.progress.max = 0, 1
        try:
            accounts = await self.perform(workforce.accounts_and_roles(token))
        except GuideError as error:
            self._ended(error)
            raise
        self.standing.change(accounts=accounts)

    async def get(self, role: Role | None) -> None:
        """Credentials for `role`, proved; renews the token first when it is near its end. Raises `GuideError`."""
        token = self.standing.token
        if token is None or role is None:
            raise explain("no-role-chosen")
        try:
            token = await self.perform(workforce.renewed_token(token, now=time.time))
            found = await self.perform(workforce.role_session(token, role))
        except GuideError as error:
            self._ended(error)
            raise
        self.standing.change(token=token, role_session=found)

    def _ended(self, error: GuideError) -> None:
        """When AWS says that the session is over, the stored token is worth nothing either."""
        if error.code == "session-ended":
            self.standing.change(token=None, fresh=True)

    def shown(self, event: object) -> None:
        """Move the progress bar."""
        if isinstance(event, Progress):
            self.progress.max, self.progress.value = max(1, event.total), event.done
            waiting = f", {event.waiting} waiting for AWS" if event.waiting else ""
            self.progress.description = f"{event.done} of {event.total}{waiting}"

    async def robot(self) -> None:
        """The list fills by itself; there is nothing to press."""

    async def robot_gets_credentials(self) -> None:
        """Search, choose the first role that is found, and press Get credentials."""
        await autopilot.until(lambda: self.done or not self.running, "the list of roles")
        self.filter_field.value = ROBOT_SEARCH
        if self.role_list.options:
            self.role_list.index = 0
            await autopilot.press(self.get_button)

    # --- faces ------------------------------------------------------------------------------------------------------

    def result(self) -> Card:
        """How much there is to choose from."""
        total = sum(len(account.roles) for account in self.standing.accounts)
        listed = tuple(
            f"{account.name}: {', '.join(role.role_name for role in account.roles)}"
            for account in self.standing.accounts[:20]
        )
        return Card(f"You may use {_counted(total, 'role')}.", listed, tone="good")

    def hint(self) -> Card:
        """What to do first."""
        return Card("There is no list yet: press Sign in above, then run this cell again.", tone="ask")

    def picture(self) -> str:
        """The whole list, as a table."""
        if not self.done:
            return still.paragraph(self._words(0))
        rows: list[tuple[str, ...]] = [
            (still.text(account.name), still.account(account.account_id), still.text(role.role_name))
            for account in self.standing.accounts
            for role in account.roles
        ]
        return still.table("What is assigned to you", ("Account", "Id", "Role"), rows)


def _named(account: Account) -> str:
    return f"{account.name or 'account'} · {still.account(account.account_id)}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
