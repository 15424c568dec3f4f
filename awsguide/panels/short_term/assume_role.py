"""Assume a role: the form with every option, 'Would it work?', and the session that comes of it.

What cannot work is told before anything is sent; what AWS refuses is told with its reason, in the panel 'Trust,
explained' beside this one. Keys are neither shown nor set on a widget; cells use them through `panel.session`.
"""

from __future__ import annotations

import time
from dataclasses import replace

from awsguide.api.mfa_codes import USED_CODES
from awsguide.core.errors import GuideError, Refused
from awsguide.core.model import AssumedRole, Credentials, Identity, RoleRequest
from awsguide.explanations import explain
from awsguide.flows import short_term
from awsguide.flows.policies.readings import Explained
from awsguide.flows.shared.session_input import spoken
from awsguide.flows.short_term import role_options, would_it_work
from awsguide.panels.components import controls, still
from awsguide.panels.components.expiry import ExpiringPanel
from awsguide.panels.components.panel import FAILED, Answer
from awsguide.panels.components.still import Card
from awsguide.panels.short_term.beginning import BeginningPanel
from awsguide.panels.short_term.role_form import RoleForm
from awsguide.panels.short_term.state import ShortTermState, short, who
from awsguide.panels.short_term.trust import FORETOLD

USE = 'sts = panel.session.client("sts")\nsts.get_caller_identity()["Arn"]'


class AssumeRolePanel(ExpiringPanel[ShortTermState, AssumedRole]):
    """A role, once or from the newest link of a chain; `await` it for who you are then."""

    name = "assume-role"
    title = "Assume a role"
    ended = "Ended: assume the role again"

    first_step = "Choose a role and press Assume above"

    def __init__(self, state: ShortTermState, source_profile: BeginningPanel) -> None:
        """Credentials to begin with come from `source_profile`."""
        super().__init__(state)
        self.source_profile = source_profile
        self._asked_by_aws = False
        self._foretold_of = ""
        # What was asked when it was foretold, without a code.
        self._foretold_for: RoleRequest | None = None
        self.form = RoleForm(state, self.refresh)
        self.would_button = self.button(
            "Would it work?",
            "would-it-work",
            self._would,
            when=state.hands,
            tooltip="Look at both sides, assume nothing",
        )
        self.assume_button = self.button("Assume", "assume", self._assume, when=state.hands, tone="primary")
        self._identity = controls.html("identity")
        self._use = controls.html("use")
        self.body.children = [
            self.form.view,
            controls.row(self.would_button, self.assume_button, self.cancel_button),
            self.status_html,
            self._identity,
            self.expiry,
            self._use,
        ]
        self.count_in(source_profile)
        self.refresh()

    # --- how things stand -----------------------------------------------------------------------------------------

    @property
    def outcome(self) -> AssumedRole | None:
        """The newest session."""
        return self.state.assumed

    def seconds_left(self) -> float:
        """How long the session lasts, in seconds."""
        return self.state.seconds_left()

    def draw(self) -> None:
        """Draw the form and the session."""
        super().draw()
        self.form.refresh(busy=self.running)
        assumed = self.state.assumed
        self._identity.value = still.facts(facts(assumed)) if assumed is not None else ""
        self._use.value = still.paragraph("In any cell:") + controls.snippet(USE) if self.done else ""

    def words(self) -> str:
        """Who you are, or as whom you ask."""
        hands = self.state.hands()
        if hands is None:
            return "Choose whose credentials to begin with first, and press 'Begin with these'."
        if self.error is not None:
            return FAILED
        if foretold := self._foretold():
            return foretold
        if self.state.assumed is not None and not self.state.going_on:
            return f"You are {short(self.state.assumed.identity.arn)} now."
        return f"You ask as {short(hands[1].arn)}."

    def _foretold(self) -> str:
        """The answer to 'Would it work?', as long as it is the newest and about the role in the form."""
        before, assumed = self.state.before, self.state.assumed
        if before is None or self.state.after is not None or self._foretold_of != self.form.role_arn:
            return ""
        held = f" You still hold {short(assumed.identity.arn)}." if assumed is not None else ""
        return (
            f"{FORETOLD[before.verdict]}: {before.reason.rstrip('.')}. 'Trust, explained' shows it statement by "
            f"statement; nothing was assumed.{held}"
        )

    # --- work -------------------------------------------------------------------------------------------------------

    async def _would(self) -> None:
        # A device that is named counts as shown, whatever its code: no code is used up by a forecast.
        request = self.form.request(with_code=False)
        if request.mfa_serial:
            request = replace(request, token_code=would_it_work.SOME_CODE)
        explained = await self._looked_at(request)
        self._foretold_of = request.role_arn
        self._foretold_for = replace(request, token_code=None)
        self.state.change(before=explained, after=None)

    async def _looked_at(self, request: RoleRequest) -> Explained:
        credentials, identity = self._hands()
        facts = self.state.facts_of(request.role_arn)
        region = self.state.region_name
        return await self.perform(
            would_it_work.would_it_work(request, credentials, region=region, caller=identity, facts=facts)
        )

    async def _assume(self) -> None:
        credentials, identity = self._hands()
        # What was held before must not stand beside a refusal as if it had come of it.
        self._foretold_of = ""
        self.state.change(assumed=None, after=None)
        request = self.form.request()
        if replace(request, token_code=None) != self._foretold_for:
            # A forecast is of one request: beside the answer to another it would contradict it.
            self.state.change(before=None)
        self._asked_by_aws = False
        try:
            assumed = await self.perform(
                short_term.assume_role(
                    request,
                    credentials,
                    region=self.state.region_name,
                    caller=identity,
                    facts=self.state.facts_of(request.role_arn),
                    used=USED_CODES,
                    now=time.time,
                )
            )
        except Refused as refusal:
            if not self._asked_by_aws and refusal.code in would_it_work.WITHOUT_A_REASON:
                await self._explain_afterwards(request, refusal)
            raise
        finally:
            self.form.forget_code()
        self.state.got(assumed)

    async def _explain_afterwards(self, request: RoleRequest, refusal: GuideError) -> None:
        """AWS gave no reason: look at what it lets one see, and mark it as that."""
        try:
            explained = await self._looked_at(request)
        except GuideError:
            # Two refusals at once would hide the first, which is the one that was asked about.
            return
        self.state.change(after=would_it_work.after_a_no(explained, refusal.why))

    def _hands(self) -> tuple[Credentials, Identity]:
        hands = self.state.hands()
        if hands is None:
            raise explain("nobody-begins")
        return hands

    def shown(self, event: object) -> None:
        """The sandbox's own reasons go to the panel beside this one."""
        if isinstance(event, Explained):
            self._asked_by_aws = True
            self.state.change(after=event)

    # --- faces ------------------------------------------------------------------------------------------------------

    def card(self, outcome: AssumedRole) -> Card:
        """Who you are now."""
        return Card(f"You are {short(outcome.identity.arn)}.", (), facts(outcome), "good")

    def hint(self) -> Answer:
        """What to press first."""
        return super().hint() if self.source_profile.done else self.source_profile.hint()

    def picture(self) -> str:
        """The options that were given and the session; neither keys nor codes nor times."""
        assumed = self.state.assumed
        if assumed is not None:
            return still.facts(facts(assumed)) + still.code(USE)
        arn = self.form.role_arn
        asked = {"Role": arn} if arn else {}
        limits = {"A session may last": self.form.limit()} if arn and self.source_profile.done else {}
        return still.facts(asked | limits) + still.paragraph(self.words())


def facts(assumed: AssumedRole) -> dict[str, str]:
    """A session and its options, as AWS and the request tell them."""
    request = assumed.request
    lasts = spoken(request.seconds) if request.seconds else "1 hour (AWS's default)"
    found = who(assumed.identity) | {"Lasts": lasts}
    given = role_options.card(request) | {
        "Source identity": assumed.source_identity,
        "Limited by": ", ".join([*(["a policy of its own"] if request.policy else []), *request.policy_arns]),
        "Token space used by policies and tags": f"{assumed.packed_percent} %"
        if assumed.packed_percent
        else "",
        "In a chain": "yes, so an hour at most" if assumed.chained else "",
    }
    return found | {name: value for name, value in given.items() if value}
