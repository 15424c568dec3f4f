"""Renew by itself: a session of the chain that goes on for hours, how long each link lasts, and what stops it.

Renewing happens whenever something uses `panel.renewal.session`; the button does it at once. A link that was opened
with an MFA code is named beforehand: nothing can renew it without a person.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from awsguide.api.mfa_codes import USED_CODES
from awsguide.api.short_term.renewal import RenewingChain
from awsguide.explanations import explain
from awsguide.flows.short_term import renewal
from awsguide.panels.components import controls, still
from awsguide.panels.components.expiry import ExpiringPanel, badge
from awsguide.panels.components.panel import FAILED
from awsguide.panels.components.still import Card
from awsguide.panels.short_term.state import Link, ShortTermState, short

if TYPE_CHECKING:
    import boto3

USE = 'sts = panel.renewal.session.client("sts")\nsts.get_caller_identity()["Arn"]'
HOW = (
    "boto3 asks for new credentials five minutes before the old ones end, and this guide assumes the roles of the "
    "chain again, link by link, as far back as something has ended."
)


class RenewalPanel(ExpiringPanel[ShortTermState, tuple[Link, ...]]):
    """The chain as a session that renews itself; `await` it for what it needs."""

    name = "renewal"
    title = "Renew by itself"

    first_step = "Assume a role above"
    busy = "Renewing …"

    def __init__(self, state: ShortTermState) -> None:
        """Renews what the panels of roles got; sends nothing by itself."""
        super().__init__(state)
        self._renewed = ""
        self._renewed_links: tuple[Link, ...] = ()
        self.renew_button = self.button(
            "Renew now",
            "renew-chain",
            self._renew,
            when=lambda: self.done and not self.stopped_by(),
            tooltip="Assume the newest role again",
        )
        self.body.children = [
            controls.html("how", still.paragraph(HOW)),
            self.expiry,
            self.renew_button,
            self.status_html,
        ]
        self.refresh()

    # --- what the rest of a notebook takes -------------------------------------------------------------------------

    @property
    def chain(self) -> RenewingChain:
        """The chain as it stands now, for code; raises `CouldNotTry` before a role is assumed."""
        beginning, links = self.state.beginning, self.state.links
        if not links:
            raise explain("no-role-assumed")
        if beginning is None or links[0].assumed.by_token:
            # A web identity has no key to begin with; only its issuer can give the next token.
            raise explain("renew-needs-token", role=links[0].assumed.request.role_arn)
        source = beginning.source or beginning.credentials
        assumed = tuple(link.assumed for link in links)
        return RenewingChain(
            tuple(link.request for link in assumed), source, region=self.state.region_name, links=assumed
        )

    @property
    def session(self) -> boto3.Session:
        """A boto3 session of the newest role that renews itself; raises `CouldNotTry` before there is one."""
        return self.chain.session()

    # --- how things stand -----------------------------------------------------------------------------------------

    @property
    def outcome(self) -> tuple[Link, ...] | None:
        """The links to renew, when there are any."""
        return self.state.links or None

    def account_id(self) -> str:
        """The account of the newest role."""
        return self.state.links[-1].assumed.identity.account_id if self.state.links else ""

    def seconds_left(self) -> float:
        """How long the newest session lasts, in seconds; 0 when it ended or there is none."""
        return self.state.seconds_left()

    def badges(self) -> list[str]:
        """How long the newest session lasts before it is renewed."""
        left = self.seconds_left()
        words = f"Renews itself in {controls.rounded(left - renewal.NEAR_END)}"
        if left <= renewal.NEAR_END or self.stopped_by():
            words = f"Ends in {controls.rounded(left)}" if left else "Ended"
        return [badge(words, left)]

    def stopped_by(self) -> str:
        """What keeps the chain from renewing itself, in a sentence; '' when nothing does."""
        links = self.state.links
        if links and links[0].assumed.by_token:
            return str(explain("renew-needs-token", role=_name(links[0])))
        asked = next((link for link in links if link.assumed.request.mfa_serial), None)
        return str(explain("renew-needs-code", role=_name(asked))) if asked is not None else ""

    def words(self) -> str:
        """What renews itself, and when the button did it; `picture` leaves the time out."""
        return " ".join(filter(None, (self._words(), self._news())))

    def _words(self) -> str:
        if not self.done:
            return "Assume a role first."
        if self.error is not None:
            return FAILED
        return (
            self.stopped_by()
            or f"The session of {short(self.state.links[-1].assumed.identity.arn)} renews itself."
        )

    def _news(self) -> str:
        """When the button renewed what stands now; for the live face alone, because it holds a time."""
        return self._renewed if self.error is None and self.state.links == self._renewed_links else ""

    # --- work -------------------------------------------------------------------------------------------------------

    async def _renew(self) -> None:
        chain, links = self.chain, self.state.links
        # The newest link counts as ended, whatever the clock says; those before it only if they are.
        flow = renewal.renewed_chain(
            chain.requests,
            chain.links[:-1],
            chain.source,
            region=self.state.region_name,
            now=time.time,
            used=USED_CODES,
        )
        made = await self.perform(flow)
        fresh = tuple(replace(link, assumed=assumed) for link, assumed in zip(links, made, strict=True))
        anew = sum(new is not old for new, old in zip(made, chain.links, strict=True))
        roles = f"{anew} role{'' if anew == 1 else 's'} assumed"
        self._renewed = f"Renewed at {time.strftime('%H:%M:%S', time.gmtime())} UTC, {roles}."
        self._renewed_links = fresh
        self.state.change(links=fresh, assumed=made[-1])

    # --- faces ------------------------------------------------------------------------------------------------------

    def card(self, outcome: tuple[Link, ...]) -> Card:
        """What renews itself, or why not."""
        stopped = self.stopped_by()
        newest = short(outcome[-1].assumed.identity.arn)
        if stopped:
            return Card(f"The session of {newest} cannot renew itself.", (stopped,), tone="ask")
        return Card(f"The session of {newest} renews itself.", (HOW,), tone="good")

    def picture(self) -> str:
        """What renews itself and how to use it; no times."""
        use = still.code(USE) if self.done and not self.stopped_by() else ""
        return still.paragraph(HOW) + still.paragraph(self._words()) + use


def _name(link: Link) -> str:
    return link.assumed.request.role_arn.rpartition("/")[2]
