"""The root users of an organization's members, for its management account: look with AssumeRoot, delete what is off.

A member's active root key is deleted only when the reader insists: a root session for deleting cannot deactivate.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeVar

from awsguide.adapters import surroundings
from awsguide.core.root_users import MemberRoot, RootAccess
from awsguide.core.steps import Flow
from awsguide.flows.root import members as root_members
from awsguide.flows.root.members import TASKS
from awsguide.flows.shared.source_profile import source_credentials
from awsguide.panels.components import controls, robot_presses, still
from awsguide.panels.components.panel import Answer, Panel
from awsguide.panels.components.profile_list import offer_profiles
from awsguide.panels.components.still import Card

if TYPE_CHECKING:
    from collections.abc import Callable

    from awsguide.panels.root.key import RootState

T = TypeVar("T")
LESSON_PROFILE = "trainer"
EXPLAINED = (
    "With centralized root access, the management account opens a root session in a member account (AssumeRoot): at "
    "most fifteen minutes, for one task. The members need no root password then, and no root keys. The management "
    "account's own root user cannot be dealt with like this."
)

STILL_ON = "An active key may still be in use: whatever signs with it fails from then on."


class RootMembersPanel(Panel["RootState", RootAccess]):
    """Members' root users; `await` it for what was found."""

    name = "root-members"
    title = "The root users of an organization's members"

    first_step = "Press 'Look at every member' above"

    def __init__(self, state: RootState) -> None:
        """Reads the names of profiles; sends nothing."""
        super().__init__(state)
        self.profile_list = controls.choice("Management account", "members-profile", [])
        self.look_button = self.button(
            "Look at every member",
            "members-look",
            self._look,
            when=lambda: self.profile_list.value,
            tone="primary",
        )
        self.member_list = controls.choice("Member", "member", [])
        self.delete_button = self.button(
            "Delete its deactivated root keys",
            "members-delete",
            lambda: self._delete(insist=False),
            when=lambda: self._chosen() is not None and not self._active(),
            tone="danger",
        )
        self.insist_button = self.button(
            "Delete them although they are active",
            "members-insist",
            lambda: self._delete(insist=True),
            when=self._active,
            tone="danger",
        )
        self.fields = (self.profile_list, self.member_list)
        self.found_html = controls.html("members-found")
        tasks = "".join(still.paragraph(f"{name}: {what}") for name, what in TASKS.items())
        self.body.children = [
            controls.html(
                "members-explained",
                still.details("What AssumeRoot does", still.paragraph(EXPLAINED) + tasks),
            ),
            self.profile_list,
            controls.row(self.look_button, self.cancel_button),
            self.found_html,
            self.member_list,
            controls.row(self.delete_button, self.insist_button),
            self.status_html,
        ]
        self.member_list.observe(lambda _change: self.refresh(), names="value")
        self.error = offer_profiles(self.profile_list, LESSON_PROFILE)
        self.refresh()

    # --- how things stand -----------------------------------------------------------------------------------------

    @property
    def outcome(self) -> RootAccess | None:
        """What is known of the members."""
        return self.state.access

    def account_id(self) -> str:
        """Not known: the management account's credentials are of another profile than the row's."""
        return ""

    def _chosen(self) -> MemberRoot | None:
        members = self.state.access.members if self.state.access is not None else ()
        return next((member for member in members if member.account_id == self.member_list.value), None)

    def _active(self) -> bool:
        member = self._chosen()
        return member is not None and any(key.status == "Active" for key in member.keys)

    def draw(self) -> None:
        """Draw the members that have keys, and the buttons that fit."""
        members = self.state.access.members if self.state.access is not None else ()
        options = [
            (f"{member.name} {still.account(member.account_id)}", member.account_id)
            for member in members
            if member.keys
        ]
        if list(self.member_list.options) != options:
            self.member_list.options = options
            self.member_list.index = 0 if options else None
        for widget in (self.member_list, self.delete_button):
            controls.show(widget, when=bool(options))
        controls.show(self.insist_button, when=self._active())
        self.found_html.value = self._drawn()

    def _drawn(self) -> str:
        access = self.state.access
        if access is None:
            return ""
        features = still.facts({"Features that are on": ", ".join(access.features) or "none"})
        if not access.members:
            return features
        rows = [
            [
                still.text(member.name),
                still.text(member.problem or keys_text(member)),
                still.text(self._uses(member)),
                still.text(_known(member.has_password)),
                still.text(_known(member.mfa)),
            ]
            for member in access.members
        ]
        heads = ("Account", "Root keys", "Use", "Password", "MFA")
        return features + still.whole_words(still.table("Root users of the members", heads, rows))

    def _uses(self, member: MemberRoot) -> str:
        return "; ".join(map(self.state.use_text, member.keys))

    # --- work -------------------------------------------------------------------------------------------------------

    async def _look(self) -> None:
        access: RootAccess = await self.perform(
            self._as_manager(partial(root_members.root_access, without=surroundings.lesson_accounts()))
        )
        self.state.change(access=access)

    async def _delete(self, *, insist: bool) -> None:
        member = self._chosen()
        if member is None:
            return
        account_id = member.account_id
        keys = " and ".join(f"{key.shown_id} ({key.status.lower()})" for key in member.keys)
        await self.allowed(
            f"Delete the root {'key' if len(member.keys) == 1 else 'keys'} of {member.name} "
            f"({still.account(account_id)}) for good?",
            f"{keys}. There is no way back. {STILL_ON if insist else ''}".strip(),
            does="Delete for good",
            leaves="Keep them",
            final=True,
        )
        count: int = await self.perform(
            self._as_manager(
                lambda credentials: root_members.delete_keys(credentials, account_id, insist=insist)
            )
        )
        self.news = f"{count} root key{'' if count == 1 else 's'} deleted."
        await self._look()

    def _as_manager(self, flow: Callable[..., Flow[T]]) -> Flow[T]:
        credentials = yield from source_credentials(self.profile_list.value)
        return (yield from flow(credentials))

    async def deleted(self) -> Answer:
        """Wait until no member has a root key; a card says so, or what to press. The robot reader presses it."""
        await robot_presses.delete_for_a_member(self)
        answer = await self.settled(press=False)
        if self.error is None and self.done and self.member_list.options:
            return Card(
                "Press 'Look at every member' above, then 'Delete …', and run this cell again.", tone="ask"
            )
        return answer

    # --- faces ------------------------------------------------------------------------------------------------------

    def card(self, outcome: RootAccess) -> Card:
        """Which members have root keys."""
        having = [member for member in outcome.members if member.keys]
        facts = {
            member.name: member.problem or "; ".join(filter(None, (keys_text(member), self._uses(member))))
            for member in outcome.members
        }
        if not outcome.members:
            return Card("Centralized root access is not switched on.", (EXPLAINED,), tone="ask")
        title = f"{len(having)} of {len(outcome.members)} member accounts have root keys."
        return Card(title, (self.news,) if self.news else (), facts, "bad" if having else "good")

    def picture(self) -> str:
        """The members' root users."""
        return self._drawn() or still.paragraph(EXPLAINED)


def keys_text(member: MemberRoot) -> str:
    """How many root keys there are, and how many of them are on; no ids."""
    if not member.keys:
        return "none"
    active = sum(key.status == "Active" for key in member.keys)
    return f"{active} active, {len(member.keys) - active} inactive"


def _known(value: bool | None) -> str:
    return "not known" if value is None else "yes" if value else "no"
