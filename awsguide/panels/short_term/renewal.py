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
from awsguide.panels import autopilot
from awsguide.panels.components import controls, still
from awsguide.panels.components.expiry import ExpiringPanel, badge
from awsguide.panels.components.still import Card
from awsguide.panels.short_term.state import Link, TemporaryStanding, short

if TYPE_CHECKING:
    import boto3

USE = 'sts = panel.renewal.session.client("sts")\nsts.get_caller_identity()["Arn"]'
HOW = (
    "boto3 asks for new credentials five minutes before the old ones end, and this guide assumes the roles of the "
    "chain again, link by link, as far back as something has ended."
)


class RenewalPanel(ExpiringPanel):
    """The chain as a session that renews itself; `await` it for what it needs."""

    name = "renewal"
    title = "Renew by itself"

    def __init__(self, standing: TemporaryStanding) -> None:
        """Renews what the panels of roles got; sends nothing by itself."""
        super().__init__(standing)
        self.standing = standing
        self._renewed = ""
        self._renewed_links: tuple[Link, ...] = ()
        self.renew_button = controls.button(
            "Renew now", "renew-chain", self.press_renew, tooltip="Assume the newest role again"
        )
        self.status_html = controls.html("status")
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
        beginning, links = self.standing.beginning, self.standing.links
        if not links:
            raise explain("no-role-assumed")
        if beginning is None or links[0].assumed.by_token:
            # A web identity has no key to begin with; only its issuer can give the next token.
            raise explain("renew-needs-token", role=links[0].assumed.request.role_arn)
        source = beginning.source or beginning.credentials
        assumed = tuple(link.assumed for link in links)
        return RenewingChain(
            tuple(link.request for link in assumed), source, region=self.standing.region_name, links=assumed
        )

    @property
    def session(self) -> boto3.Session:
        """A boto3 session of the newest role that renews itself; raises `CouldNotTry` before there is one."""
        return self.chain.session()

    # --- how things stand -----------------------------------------------------------------------------------------

    @property
    def done(self) -> bool:
        """Whether there is something to renew."""
        return bool(self.standing.links)

    def account_id(self) -> str:
        """The account of the newest role."""
        return self.standing.links[-1].assumed.identity.account_id if self.standing.links else ""

    def seconds_left(self) -> float:
        """How long the newest session lasts, in seconds; 0 when it ended or there is none."""
        return self.standing.seconds_left()

    def badges(self) -> list[str]:
        """How long the newest session lasts before it is renewed."""
        left = self.seconds_left()
        words = f"Renews itself in {controls.rounded(left - renewal.NEAR_END)}"
        if left <= renewal.NEAR_END or self.stopped_by():
            words = f"Ends in {controls.rounded(left)}" if left else "Ended"
        return [badge(words, left)]

    def stopped_by(self) -> str:
        """What keeps the chain from renewing itself, in a sentence; '' when nothing does."""
        links = self.standing.links
        if links and links[0].assumed.by_token:
            return str(explain("renew-needs-token", role=_name(links[0])))
        asked = next((link for link in links if link.assumed.request.mfa_serial), None)
        return str(explain("renew-needs-code", role=_name(asked))) if asked is not None else ""

    def refresh(self) -> None:
        """Draw the badge, the button and what stops it."""
        super().refresh()
        if self.refused is not None:
            return
        self.renew_button.disabled = self.running or not self.done or bool(self.stopped_by())
        self.status_html.value = controls.status(" ".join(filter(None, (self._words(), self._news()))))

    def _words(self) -> str:
        if self.running:
            return "Renewing …"
        if not self.done:
            return "Assume a role first."
        if self.error is not None:
            return "That did not work; see below."
        return self.stopped_by() or f"{short(self.standing.links[-1].assumed.identity.arn)} renews itself."

    def _news(self) -> str:
        """When the button renewed what stands now; for the live face alone, because it holds a time."""
        quiet = self.running or self.error is not None
        return self._renewed if not quiet and self.standing.links == self._renewed_links else ""

    # --- work -------------------------------------------------------------------------------------------------------

    def press_renew(self) -> None:
        """What the button does: begin, and return at once."""
        self.start(self._renew())

    async def _renew(self) -> None:
        chain, links = self.chain, self.standing.links
        # The newest link counts as ended, whatever the clock says; those before it only if they are.
        flow = renewal.renewed_chain(
            chain.requests,
            chain.links[:-1],
            chain.source,
            region=self.standing.region_name,
            now=time.time,
            used=USED_CODES,
        )
        made = await self.perform(flow)
        fresh = tuple(replace(link, assumed=assumed) for link, assumed in zip(links, made, strict=True))
        anew = sum(new is not old for new, old in zip(made, chain.links, strict=True))
        roles = f"{anew} role{'' if anew == 1 else 's'} assumed"
        self._renewed = f"Renewed at {time.strftime('%H:%M:%S', time.gmtime())} UTC, {roles}."
        self._renewed_links = fresh
        self.standing.change(links=fresh, assumed=made[-1])

    async def robot(self) -> None:
        """Renew, where that is possible."""
        if not self.renew_button.disabled:
            await autopilot.press(self.renew_button)

    # --- faces ------------------------------------------------------------------------------------------------------

    def result(self) -> Card:
        """What renews itself, or why not."""
        stopped = self.stopped_by()
        newest = short(self.standing.links[-1].assumed.identity.arn)
        if stopped:
            return Card(f"The session of {newest} cannot renew itself.", (stopped,), tone="ask")
        return Card(f"The session of {newest} renews itself.", (HOW,), tone="good")

    def hint(self) -> Card:
        """What to do first."""
        return Card("Assume a role above, then run this cell again.", tone="ask")

    def picture(self) -> str:
        """What renews itself and how to use it; no times."""
        use = still.code(USE) if self.done and not self.stopped_by() else ""
        return still.paragraph(HOW) + still.paragraph(self._words()) + use


def _name(link: Link) -> str:
    return link.assumed.request.role_arn.rpartition("/")[2]
