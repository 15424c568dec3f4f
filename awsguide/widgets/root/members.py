"""The root users of an organization's members, for its management account: look with AssumeRoot, delete what is off.

A member's active root key is deleted only when the reader insists: a root session for deleting cannot deactivate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from awsguide.root_users import MemberRoot, RootAccess
from awsguide.rows import root_members
from awsguide.rows.root_members import TASKS
from awsguide.rows.sessions.beginning import held
from awsguide.steps import Flow
from awsguide.widgets import bricks, picture, robot_presses
from awsguide.widgets.panel import Answer, Panel
from awsguide.widgets.picture import Card
from awsguide.widgets.profile_list import offer_profiles

if TYPE_CHECKING:
    from collections.abc import Callable

    from awsguide.widgets.root.key import RootState

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
        self.profile_list = bricks.choice("Management account", "members-profile", [])
        self.look_button = self.button(
            "Look at every member",
            "members-look",
            self._look,
            when=lambda: self.profile_list.value,
            tone="primary",
        )
        self.member_list = bricks.choice("Member", "member", [])
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
        self.found_html = bricks.html("members-found")
        tasks = "".join(picture.paragraph(f"{name}: {what}") for name, what in TASKS.items())
        self.body.children = [
            bricks.html(
                "members-explained",
                picture.details("What AssumeRoot does", picture.paragraph(EXPLAINED) + tasks),
            ),
            self.profile_list,
            bricks.row(self.look_button, self.cancel_button),
            self.found_html,
            self.member_list,
            bricks.row(self.delete_button, self.insist_button),
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
            (f"{member.name} {picture.account(member.account_id)}", member.account_id)
            for member in members
            if member.keys
        ]
        if list(self.member_list.options) != options:
            self.member_list.options = options
            self.member_list.index = 0 if options else None
        for widget in (self.member_list, self.delete_button):
            bricks.show(widget, when=bool(options))
        bricks.show(self.insist_button, when=self._active())
        self.found_html.value = self._drawn()

    def _drawn(self) -> str:
        access = self.state.access
        if access is None:
            return ""
        features = picture.facts({"Features that are on": ", ".join(access.features) or "none"})
        if not access.members:
            return features
        rows = [
            [
                picture.text(member.name),
                picture.text(member.problem or keys_text(member)),
                picture.text(self._uses(member)),
                picture.text(_known(member.has_password)),
                picture.text(_known(member.mfa)),
            ]
            for member in access.members
        ]
        heads = ("Account", "Root keys", "Use", "Password", "MFA")
        return features + picture.whole_words(picture.table("Root users of the members", heads, rows))

    def _uses(self, member: MemberRoot) -> str:
        return "; ".join(map(self.state.use_text, member.keys))

    # --- work -------------------------------------------------------------------------------------------------------

    async def _look(self) -> None:
        access: RootAccess = await self.perform(self._as_manager(root_members.root_access))
        self.state.change(access=access)

    async def _delete(self, *, insist: bool) -> None:
        member = self._chosen()
        if member is None:
            return
        account_id = member.account_id
        keys = " and ".join(f"{key.shown_id} ({key.status.lower()})" for key in member.keys)
        await self.allowed(
            f"Delete the root {'key' if len(member.keys) == 1 else 'keys'} of {member.name} "
            f"({picture.account(account_id)}) for good?",
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
        credentials = yield from held(self.profile_list.value)
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
        return self._drawn() or picture.paragraph(EXPLAINED)


def keys_text(member: MemberRoot) -> str:
    """How many root keys there are, and how many of them are on; no ids."""
    if not member.keys:
        return "none"
    active = sum(key.status == "Active" for key in member.keys)
    return f"{active} active, {len(member.keys) - active} inactive"


def _known(value: bool | None) -> str:
    return "not known" if value is None else "yes" if value else "no"
