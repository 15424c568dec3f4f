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
from awsguide.flows.short_term import would_it_work
from awsguide.panels import autopilot
from awsguide.panels.components import controls, still
from awsguide.panels.components.expiry import ExpiringPanel
from awsguide.panels.components.still import Card
from awsguide.panels.short_term.role_form import RoleForm
from awsguide.panels.short_term.source_profile import BeginPanel
from awsguide.panels.short_term.state import TemporaryStanding, short, who
from awsguide.panels.short_term.trust import FORETOLD

USE = 'sts = panel.session.client("sts")\nsts.get_caller_identity()["Arn"]'


class AssumeRolePanel(ExpiringPanel):
    """A role, once or from the newest link of a chain; `await` it for who you are then."""

    name = "assume-role"
    title = "Assume a role"
    ended = "Ended: assume the role again"

    def __init__(self, standing: TemporaryStanding, begin: BeginPanel) -> None:
        """Credentials to begin with come from `begin`."""
        super().__init__(standing)
        self.standing = standing
        self.begin = begin
        self._asked_by_aws = False
        self._foretold_of = ""
        # What was asked when it was foretold, without a code.
        self._foretold_for: RoleRequest | None = None
        self.form = RoleForm(standing, self.refresh)
        self.would_button = controls.button(
            "Would it work?", "would-it-work", self.press_would, tooltip="Look at both sides, assume nothing"
        )
        self.assume_button = controls.button("Assume", "assume", self.press_assume, tone="primary")
        self.cancel_button = controls.button("Cancel", "cancel", self.cancel)
        self.status_html = controls.html("status")
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
        begin.onlookers.append(self)
        self.refresh()

    # --- how things stand -----------------------------------------------------------------------------------------

    @property
    def running(self) -> bool:
        """Whether a role is being assumed, or the beginning looked at."""
        return super().running or self.begin.running

    @property
    def done(self) -> bool:
        """Whether there is a session."""
        return self.standing.assumed is not None

    def account_id(self) -> str:
        """The account of the session, or of who begins."""
        if self.standing.assumed is not None:
            return self.standing.assumed.identity.account_id
        return self.begin.account_id()

    def seconds_left(self) -> float:
        """How long the session lasts, in seconds."""
        return self.standing.seconds_left()

    def failure(self) -> GuideError | None:
        """What went wrong here or at the beginning."""
        return self.error or self.begin.error

    def cancel(self) -> None:
        """Stop what is running, here or at the beginning."""
        super().cancel()
        self.begin.cancel()

    def refresh(self) -> None:
        """Draw the form, the buttons and the session."""
        super().refresh()
        if self.refused is not None:
            return
        ready = self.standing.hands() is not None and not self.running
        self.form.refresh(busy=self.running)
        self.would_button.disabled = not ready
        self.assume_button.disabled = not ready
        self.cancel_button.disabled = not self.running
        self.status_html.value = controls.status(self._words())
        assumed = self.standing.assumed
        self._identity.value = still.facts(facts(assumed)) if assumed is not None else ""
        self._use.value = still.paragraph("In any cell:") + still.code(USE) if self.done else ""

    def _words(self) -> str:
        hands = self.standing.hands()
        if super().running:
            return "Asking AWS …"
        if hands is None:
            return "Begin with somebody's credentials first."
        if self.error is not None:
            return "That did not work; see below."
        if foretold := self._foretold():
            return foretold
        if self.standing.assumed is not None and not self.standing.going_on:
            return f"You are {short(self.standing.assumed.identity.arn)} now."
        return f"You ask as {short(hands[1].arn)}."

    def _foretold(self) -> str:
        """The answer to 'Would it work?', as long as it is the newest and about the role in the form."""
        before, assumed = self.standing.before, self.standing.assumed
        if before is None or self.standing.after is not None or self._foretold_of != self.form.role_arn:
            return ""
        held = f" You still hold {short(assumed.identity.arn)}." if assumed is not None else ""
        return (
            f"{FORETOLD[before.verdict]}: {before.reason.rstrip('.')}. 'Trust, explained' shows it statement by "
            f"statement; nothing was assumed.{held}"
        )

    # --- work -------------------------------------------------------------------------------------------------------

    def press_would(self) -> None:
        """What the button does: begin, and return at once."""
        self.start(self._would())

    def press_assume(self) -> None:
        """What the button does: begin, and return at once."""
        self.start(self._assume())

    async def _would(self) -> None:
        # A device that is named counts as shown, whatever its code: no code is used up by a forecast.
        request = self.form.request(with_code=False)
        if request.mfa_serial:
            request = replace(request, token_code=would_it_work.SOME_CODE)
        explained = await self._looked_at(request)
        self._foretold_of = request.role_arn
        self._foretold_for = replace(request, token_code=None)
        self.standing.change(before=explained, after=None)

    async def _looked_at(self, request: RoleRequest) -> Explained:
        credentials, identity = self._hands()
        facts = self.standing.facts_of(request.role_arn)
        region = self.standing.region_name
        return await self.perform(
            would_it_work.would_it_work(request, credentials, region=region, caller=identity, facts=facts)
        )

    async def _assume(self) -> None:
        credentials, identity = self._hands()
        # What was held before must not stand beside a refusal as if it had come of it.
        self._foretold_of = ""
        self.standing.change(assumed=None, after=None)
        request = self.form.request()
        if replace(request, token_code=None) != self._foretold_for:
            # A forecast is of one request: beside the answer to another it would contradict it.
            self.standing.change(before=None)
        self._asked_by_aws = False
        try:
            assumed = await self.perform(
                short_term.assume_role(
                    request,
                    credentials,
                    region=self.standing.region_name,
                    caller=identity,
                    facts=self.standing.facts_of(request.role_arn),
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
        self.standing.got(assumed)

    async def _explain_afterwards(self, request: RoleRequest, refusal: GuideError) -> None:
        """AWS gave no reason: look at what it lets one see, and mark it as that."""
        try:
            explained = await self._looked_at(request)
        except GuideError:
            # Two refusals at once would hide the first, which is the one that was asked about.
            return
        self.standing.change(after=would_it_work.after_a_no(explained, refusal.why))

    def _hands(self) -> tuple[Credentials, Identity]:
        hands = self.standing.hands()
        if hands is None:
            raise explain("nobody-begins")
        return hands

    def shown(self, event: object) -> None:
        """The sandbox's own reasons go to the panel beside this one."""
        if isinstance(event, Explained):
            self._asked_by_aws = True
            self.standing.change(after=event)

    async def robot(self) -> None:
        """Begin, bring a code where one is asked for, and press Assume."""
        await self.begin.robot_begins()
        device = self.form.device_field.value.strip()
        if device and not self.form.has_code:
            autopilot.enter(self.form.code_field, await autopilot.one_time_code(device))
        if self.form.role_field.value:
            await autopilot.press(self.assume_button)

    # --- faces ------------------------------------------------------------------------------------------------------

    def result(self) -> Card:
        """Who you are now."""
        assumed = self.standing.assumed
        assert assumed is not None  # noqa: S101 - `done` said so
        return Card(f"You are {short(assumed.identity.arn)}.", (), facts(assumed), "good")

    def hint(self) -> Card:
        """What to press first."""
        if not self.begin.done:
            return self.begin.hint()
        return Card("Choose a role and press Assume above, then run this cell again.", tone="ask")

    def picture(self) -> str:
        """The options that were given and the session; neither keys nor codes nor times."""
        assumed = self.standing.assumed
        if assumed is not None:
            return still.facts(facts(assumed)) + still.code(USE)
        arn = self.form.role_arn
        asked = {"Role": arn} if arn else {}
        limits = {"A session may last": self.form.limit()} if arn and self.begin.done else {}
        return still.facts(asked | limits) + still.paragraph(self._words())


def facts(assumed: AssumedRole) -> dict[str, str]:
    """A session and its options, as AWS and the request tell them."""
    request = assumed.request
    lasts = spoken(request.seconds) if request.seconds else "1 hour (AWS's own choice)"
    found = who(assumed.identity) | {"Lasts": lasts}
    given = {
        "External id": "given" if request.external_id else "",
        "MFA": f"shown with {request.mfa_serial}" if request.mfa_serial else "",
        "Session tags": ", ".join(f"{key}={value}" for key, value in request.tags),
        "Transitive keys": ", ".join(request.transitive),
        "Source identity": assumed.source_identity,
        "Narrowed by": ", ".join(
            [*(["a policy of its own"] if request.policy else []), *request.policy_arns]
        ),
        "Room taken by policies and tags": f"{assumed.packed_percent} %" if assumed.packed_percent else "",
        "In a chain": "yes, so an hour at most" if assumed.chained else "",
    }
    return found | {name: value for name, value in given.items() if value}
