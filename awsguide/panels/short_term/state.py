"""How things stand where temporary credentials are got: where the trade began, what was assumed, and why it went so.

Plain state, shared by the panels of this row. Keys stay in this kernel's memory; nothing of it is a synced trait.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace

from awsguide.core.model import AssumedRole, Credentials, Identity, RoleFacts, RoleRequest
from awsguide.flows.policies.readings import OPEN, TRUST, Explained, Verdict, shown, verdict_of
from awsguide.flows.policies.trust import Caller, context, read_trust, statements
from awsguide.flows.shared.identity import is_role_session
from awsguide.flows.shared.mfa import MfaDevices
from awsguide.flows.short_term import VisibleRoles
from awsguide.panels.components import still
from awsguide.panels.components.state import SharedState


@dataclass(frozen=True)
class Beginning:
    """Where a trade begins: whose credentials, and what can be seen with them.

    `source` is the profile they are from, '' for what this place holds; `found_in` says that for people.
    """

    source: str
    found_in: str
    credentials: Credentials
    identity: Identity
    roles: VisibleRoles = field(default_factory=VisibleRoles)
    devices: MfaDevices = field(default_factory=MfaDevices)


@dataclass(frozen=True)
class Link:
    """One link of a chain: the session, and where the yes came from where that is known."""

    assumed: AssumedRole
    explained: Explained | None = None


@dataclass
class ShortTermState(SharedState):
    """What the panels know together. `links` are the sessions from the beginning to `assumed`, the newest.

    `going_on` says that the next role is assumed with the newest session, and not from the beginning; `before` and
    `after` tell where the yes or no comes from, as foretold and as it was.
    """

    region_name: str = "us-east-1"
    beginning: Beginning | None = None
    links: tuple[Link, ...] = ()
    going_on: bool = False
    assumed: AssumedRole | None = None
    before: Explained | None = None
    after: Explained | None = None
    known: dict[str, RoleFacts] = field(default_factory=dict)

    def region(self) -> str:
        """The Region whose STS is asked."""
        return self.region_name

    def account_id(self) -> str:
        """The account of the newest role, or else of who begins."""
        if self.assumed is not None:
            return self.assumed.identity.account_id
        return self.beginning.identity.account_id if self.beginning is not None else ""

    def began(self, beginning: Beginning) -> None:
        """Somebody's credentials are taken; what was assumed with others is no longer of this trade."""
        self.change(beginning=beginning, links=(), going_on=False, assumed=None, before=None, after=None)

    def got(self, assumed: AssumedRole) -> None:
        """A role was assumed: one link more, or the first of a new chain."""
        earlier = self.links if self.going_on else ()
        reason = self.after if self.after is not None and self.after.verdict == "yes" else None
        self.change(assumed=assumed, links=(*earlier, Link(assumed, reason)), going_on=False)

    def hands(self) -> tuple[Credentials, Identity] | None:
        """The credentials with which the next role is assumed, and whose they are; None before a beginning."""
        if self.going_on and self.links:
            last = self.links[-1].assumed
            return last.credentials, last.identity
        if self.beginning is None:
            return None
        return self.beginning.credentials, self.beginning.identity

    def chained(self) -> bool:
        """Whether the next role is assumed from a role."""
        hands = self.hands()
        return hands is not None and is_role_session(hands[1].arn)

    def facts_of(self, role_arn: str) -> RoleFacts | None:
        """What is known of a role."""
        listed = self.beginning.roles.roles if self.beginning is not None else ()
        return self.known.get(role_arn) or next((role for role in listed if role.arn == role_arn), None)

    def arn_of(self, role: str) -> str:
        """The ARN of a role that is called by its name among those that can be seen; anything else as it is."""
        listed = self.beginning.roles.roles if self.beginning is not None else ()
        return next((found.arn for found in listed if found.arn.rpartition("/")[2] == role), role)

    def trusts(self, role: RoleFacts) -> Verdict:
        """What a role's trust policy says to the one who asks next, as things stand: without MFA, tags or an id."""
        hands = self.hands()
        if hands is None or not role.trust:
            return OPEN
        credentials, identity = hands
        seen = context(RoleRequest(role.arn), credentials, identity)
        return verdict_of(read_trust(role.trust, "sts:AssumeRole", Caller(identity), seen))

    def own_device(self) -> str:
        """The MFA device of who begins, '' where none makes codes."""
        usable = self.beginning.devices.usable if self.beginning is not None else ()
        return usable[0].serial if usable else ""

    def seconds_left(self) -> float:
        """How long the newest session lasts, in seconds; 0 when it ended or there is none."""
        if not self.links:
            return 0.0
        return max(0.0, (self.links[-1].assumed.credentials.expires_at or 0) - time.time())

    def with_text(self, explained: Explained) -> Explained:
        """The same with the statements of the role's trust policy in full, where that could be read."""
        facts = self.facts_of(explained.resource)
        rows = statements(facts.trust) if facts is not None else ()
        return replace(
            explained,
            readings=tuple(
                replace(reading, text=shown(rows[reading.index]))
                if reading.kind == TRUST and not reading.text and reading.index < len(rows)
                else reading
                for reading in explained.readings
            ),
        )


def short(arn: str) -> str:
    """An identity as people say it: 'user hana', 'role Deployer (session hana)'."""
    kind, _, rest = arn.rpartition(":")[2].partition("/")
    if kind == "assumed-role":
        name, _, session = rest.partition("/")
        return f"role {name} (session {session})"
    return f"{kind} {rest.rpartition('/')[2]}".strip()


def who(identity: Identity) -> dict[str, str]:
    """Account and identity by name."""
    return {"Account": still.account(identity.account_id), "AWS says you are": identity.arn}
