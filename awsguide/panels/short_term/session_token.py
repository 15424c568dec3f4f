"""A session token: the user's own session, proved with the six digits of an MFA device, and what it may never do.

What such a session may never do is shown before it is tried. The code leaves its field the moment it arrives and is
used once. Keys are neither shown nor set on a widget; cells use them through `panel.session_token.session`.
"""

from __future__ import annotations

import time

from awsguide.api.mfa_codes import USED_CODES
from awsguide.core.model import Note
from awsguide.core.secret import Secret
from awsguide.explanations import explain
from awsguide.flows.shared import limits, session_token
from awsguide.flows.shared.session_input import read_seconds, spoken
from awsguide.flows.shared.session_token import UserSession
from awsguide.flows.short_term import VisibleRoles
from awsguide.panels.components import controls, still
from awsguide.panels.components.practice_authenticator import PracticeAuthenticator
from awsguide.panels.components.still import Card
from awsguide.panels.short_term.beginning import BeginningPanel
from awsguide.panels.short_term.session import HeldSessionPanel
from awsguide.panels.short_term.state import Beginning, ShortTermState, short, who

SAVE = 'awsguide.save_session_profile(panel.session_token.user_session, "hana-mfa")'
USE = 'panel.session_token.session.client("sts").get_caller_identity()["Arn"]'
PASSKEYS = (
    "A passkey or a FIDO security key makes no code, so STS cannot take it, in no tool. Identity Center (notebook 10) "
    "and console credentials (notebook 20) sign in through a browser and can. Or add an authenticator app beside the "
    "key: a user may have eight MFA devices."
)


class SessionTokenPanel(HeldSessionPanel[UserSession]):
    """A session of the user who begins; `await` it to wait until there is one."""

    name = "session-token"
    title = "A session token with MFA"
    ended = "Ended: a new code is needed"
    absent = "no-session-token"

    first_step = "Type the six digits and press 'Get it with MFA' above"

    def __init__(self, state: ShortTermState, source_profile: BeginningPanel) -> None:
        """Begins with the credentials of `source_profile`; sends nothing before a button is pressed."""
        super().__init__(state, source_profile)
        self._code: Secret | None = None
        self._told = ""
        self.device_field = controls.suggested(
            "MFA device", "token-device", placeholder="empty: the only one that makes codes"
        )
        self.code_field = controls.secret_field(
            "MFA code", "token-code", self._take_code, placeholder="six digits"
        )
        self.duration_field = controls.field(
            "Duration", "token-duration", placeholder="12 hours; or 15m to 36h"
        )
        self._code_there = controls.html("code-there")
        self.authenticator = PracticeAuthenticator()
        self._limits = controls.html(
            "limits", limits_drawn() + still.details("A passkey?", still.paragraph(PASSKEYS))
        )
        self.mfa_button = self.button(
            "Get it with MFA", "token-mfa", self._with_mfa, when=lambda: self.state.beginning, tone="primary"
        )
        self.plain_button = self.button(
            "Without MFA", "token-plain", self._without, when=lambda: self.state.beginning
        )
        self.use_button = self.button(
            "Begin with it",
            "token-use",
            self._use,
            when=self.seconds_left,
            tooltip="What is assumed from now on, is assumed with this session",
        )
        self.fields = (self.device_field, self.code_field, self.duration_field)
        self.lay_out(
            self._limits,
            self.device_field,
            self.code_field,
            self._code_there,
            self.authenticator.widget,
            self.duration_field,
            controls.row(self.mfa_button, self.plain_button, self.use_button, self.cancel_button),
        )

    @property
    def user_session(self) -> UserSession | None:
        """The user's session, None before there is one."""
        return self.held

    # --- how things stand -----------------------------------------------------------------------------------------

    def draw(self) -> None:
        """Draw the devices and the session."""
        super().draw()
        beginning = self.state.beginning
        devices = beginning.devices.usable if beginning is not None else ()
        self.device_field.options = [device.serial for device in devices]
        self._code_there.value = still.paragraph("A code is there." if self._code is not None else "")
        self.authenticator.refresh()

    def held_drawn(self, held: UserSession) -> str:
        """Whose session it is, and what to do with it."""
        return (
            still.facts(facts(held))
            + still.paragraph("In any cell:")
            + controls.snippet(USE)
            + still.paragraph("For other tools, as a profile that ends with it:")
            + controls.snippet(SAVE)
        )

    def held_words(self, held: UserSession) -> str:
        """Whose session it is, and what AWS did otherwise than it was asked."""
        return f"You hold a session of {short(held.identity.arn)}. {self._told}".strip()

    def ready_words(self) -> str:
        """What to do where the devices cannot be listed."""
        problem = self.beginning().devices.problem
        return f"The MFA devices cannot be listed ({problem}): type the serial number." if problem else ""

    # --- work -------------------------------------------------------------------------------------------------------

    def _take_code(self, typed: str) -> None:
        self._code = Secret(typed)
        self.refresh()

    async def _with_mfa(self) -> None:
        await self._get(with_mfa=True)

    async def _without(self) -> None:
        await self._get(with_mfa=False)

    def _use(self) -> None:
        """What is assumed from now on, is assumed with this session."""
        held, beginning = self.held, self.state.beginning
        if held is None:
            return
        how = "with MFA" if held.mfa_serial else "without MFA"
        found_in = f"the session token of {short(held.identity.arn)}, {how}"
        roles = beginning.roles if beginning is not None else VisibleRoles()
        self.state.began(Beginning("", found_in, held.credentials, held.identity, roles))

    async def _get(self, *, with_mfa: bool) -> None:
        beginning = self.beginning()
        code, self._code, self._told = self._code, None, ""
        if with_mfa and code is None:
            raise explain("mfa-half", detail="a device, and no code")
        flow = session_token.session_token(
            beginning.credentials,
            region=self.state.region_name,
            used=USED_CODES,
            now=time.time,
            seconds=read_seconds(self.duration_field.value),
            mfa_serial=self.device_field.value if with_mfa else "",
            code=code if with_mfa else None,
        )
        await self.take(flow)

    def shown(self, event: object) -> None:
        """What AWS did otherwise than it was asked is said."""
        if isinstance(event, Note):
            self._told = event.text

    # --- faces ------------------------------------------------------------------------------------------------------

    def card(self, outcome: UserSession) -> Card:
        """Whose session it is, and what it may never do."""
        closed = tuple(f"{limit.words()}: never." for limit in limits.limits_of(outcome.kind))
        return Card(f"You hold a session of {short(outcome.identity.arn)}.", closed, facts(outcome), "good")

    def picture(self) -> str:
        """What such a session may never do, and whose it is; neither keys nor codes nor times."""
        held = still.facts(facts(self.held)) + still.code(USE) if self.held else ""
        return limits_drawn() + held + still.paragraph(self.words())


def facts(session: UserSession) -> dict[str, str]:
    """A user's session by name."""
    proved = f"used, {session.mfa_serial}" if session.mfa_serial else "not used"
    return who(session.identity) | {"MFA": proved, "May last": spoken(session_token.LONGEST)}


def limits_drawn() -> str:
    """What a user's session may never do, without a code and with one, each with its reason."""
    kinds: tuple[limits.Kind, ...] = ("session-token", "mfa-session-token")
    rows = [
        (
            still.text(limit.words()),
            *(still.text("never" if kind in limit.kinds else "if policies allow it") for kind in kinds),
            still.text(limit.why),
        )
        for limit in limits.LIMITS
        if "session-token" in limit.kinds
    ]
    heads = ("What", "Without MFA", "With MFA", "Why")
    return still.table("What a session token can do at most", heads, rows)
