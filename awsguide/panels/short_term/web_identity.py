"""Web identity: a token of an issuer, its claims beside the role's conditions, and the trade for a role.

The token is taken from a file, from a field that forgets it at once, or in the sandbox from its own issuer. Its claims
are shown decoded and shortened; the token itself, and its signature, are shown nowhere. No AWS key is needed.
"""

from __future__ import annotations

import time

from awsguide.adapters import surroundings
from awsguide.adapters.files import home
from awsguide.api.short_term.web_identity import TOKEN_FILE
from awsguide.core.errors import GuideError
from awsguide.core.model import AssumedRole, RoleFacts
from awsguide.core.secret import Secret
from awsguide.explanations import explain
from awsguide.flows import short_term
from awsguide.flows.shared.session_input import spoken
from awsguide.flows.short_term import web_identity, web_trust
from awsguide.flows.short_term.role_input import read_request
from awsguide.flows.short_term.web_identity import Claims
from awsguide.flows.short_term.web_trust import WebTrust
from awsguide.panels.components import controls, still
from awsguide.panels.components.expiry import ExpiringPanel
from awsguide.panels.components.panel import FAILED
from awsguide.panels.components.still import Card
from awsguide.panels.short_term.state import Link, ShortTermState, short, who

LESSON, FILE, PASTED = "lesson", "file", "pasted"
MARKS = {True: "fits", False: "does not fit", None: "not known here"}
LESSON_ROLE = "Pipeline"
UNREAD = "The role's trust policy cannot be read here: AWS compares it with the claims, and says yes or no."


class WebIdentityPanel(ExpiringPanel[ShortTermState, AssumedRole]):
    """A token, looked at and traded; `await` it to wait until there is a session."""

    name = "web-identity"
    title = "Web identity: a token instead of a key"
    ended = "Ended: trade a fresh token"

    first_step = "Name the role and press 'Trade it for the role' above"
    busy = "Asking …"

    def __init__(self, state: ShortTermState) -> None:
        """Reads and sends nothing before a button is pressed."""
        super().__init__(state)
        self._pasted: Secret | None = None
        self._token: Secret | None = None
        self.claims: Claims | None = None
        self.trust: WebTrust | None = None
        self._no_trust = ""
        self._looked_at = 0.0
        self._assumed: AssumedRole | None = None
        places = [("from a file", FILE), ("pasted here", PASTED)]
        if surroundings.target() == "sandbox":
            places.insert(0, ("from the sandbox's own issuer", LESSON))
        self.place_field = controls.choice("Token", "token-place", places)
        self.place_field.observe(lambda _change: self.refresh(), names="value")
        self.file_field = controls.field(
            "Its file", "token-file", surroundings.environment(TOKEN_FILE), placeholder="~/token"
        )
        self.token_field = controls.secret_field(
            "The token", "token", self._take, placeholder="paste, then Enter"
        )
        self.subject_field = controls.field(
            "Its subject", "token-subject", placeholder="empty: the pipeline's main branch"
        )
        self.role_field = controls.field(
            "Role's ARN", "web-role", placeholder="arn:aws:iam::111122223333:role/Name"
        )
        self.session_field = controls.field("Session name", "web-session", "awsguide")
        self.duration_field = controls.field("Duration", "web-duration", placeholder="an hour; or 15m, 1h30m")
        self.look_button = self.button("Look at the token", "look-at-token", self._look)
        self.trade_button = self.button("Trade it for the role", "trade", self._trade, tone="primary")
        self.fields = (self.place_field, self.file_field, self.token_field, self.role_field)
        self._drawn = controls.html("claims")
        self.body.children = [
            self.place_field,
            self.file_field,
            self.token_field,
            self.subject_field,
            self.role_field,
            self.session_field,
            self.duration_field,
            controls.row(self.look_button, self.trade_button, self.cancel_button),
            self.status_html,
            self._drawn,
            self.expiry,
        ]
        self.refresh()

    # --- how things stand -----------------------------------------------------------------------------------------

    @property
    def outcome(self) -> AssumedRole | None:
        """The newest session, when a token was traded for it."""
        return self._assumed if self.state.assumed is self._assumed else None

    def account_id(self) -> str:
        """The account of the role."""
        return self.outcome.identity.account_id if self.outcome is not None else ""

    def seconds_left(self) -> float:
        """How long the session lasts, in seconds; 0 when it ended or there is none."""
        return self.state.seconds_left() if self.done else 0.0

    def draw(self) -> None:
        """Draw the fields that matter, the claims and the session."""
        super().draw()
        place = self.place_field.value
        controls.show(self.file_field, when=place == FILE)
        controls.show(self.token_field, when=place == PASTED)
        controls.show(self.subject_field, when=place == LESSON)
        self._suggest_role()
        self._drawn.value = self._claims_drawn(times=True) + self._session_drawn()

    def _suggest_role(self) -> None:
        beginning = self.state.beginning
        if surroundings.target() != "sandbox" or self.role_field.value or beginning is None:
            return
        found = next(
            (role.arn for role in beginning.roles.roles if role.arn.endswith(f":role/{LESSON_ROLE}")), ""
        )
        if found:
            self.role_field.value = found

    def words(self) -> str:
        """Who you are now, or what the token and the role say."""
        if self.error is not None:
            return FAILED
        if self.outcome is not None:
            return f"You are {short(self.outcome.identity.arn)} now, and no AWS key was used."
        if self._pasted is not None and self.claims is None:
            return "A token is there. Look at it, or trade it."
        return self.trust.words() if self.trust is not None else self._no_trust

    # --- work -------------------------------------------------------------------------------------------------------

    def _take(self, typed: str) -> None:
        if typed.strip():
            self._pasted, self.claims, self.trust = Secret(typed.strip()), None, None
            self.refresh()

    async def _look(self) -> None:
        self.claims, self.trust, self._no_trust, self._assumed = None, None, "", None
        self._token = await self._fetched()
        self._looked_at = time.time()
        self.claims = web_identity.read_token(self._token)
        facts = await self._role_facts()
        if facts is not None and facts.trust:
            self.trust = web_trust.compare(facts.trust, self.claims)
        else:
            self._no_trust = UNREAD

    async def _fetched(self) -> Secret:
        if self.place_field.value == LESSON:
            subject = self.subject_field.value.strip()
            wishes = {"subject": subject} if subject else {}
            return await self.perform(web_identity.lesson_token(**wishes))
        if self.place_field.value == FILE:
            return home.read_token(self.file_field.value)
        if self._pasted is None:
            raise explain("web-token-missing")
        return self._pasted

    async def _role_facts(self) -> RoleFacts | None:
        """The role as the credentials in hand may see it; a token alone may see nothing before it is traded."""
        arn, beginning = self.role_field.value.strip(), self.state.beginning
        if not arn or beginning is None:
            return None
        known = self.state.facts_of(arn)
        if known is not None and known.trust:
            return known
        try:
            return await self.perform(
                short_term.role_facts(arn, beginning.credentials, region=self.state.region_name)
            )
        except GuideError:
            return None

    async def _trade(self) -> None:
        await self._look()
        assert self._token is not None  # noqa: S101 - it was looked at
        request = read_request(
            self.role_field.value, self.session_field.value, duration=self.duration_field.value
        )
        flow = web_identity.assume_with_web_identity(
            request,
            self._token,
            region=self.state.region_name,
            now=time.time,
            audiences=self.trust.audiences if self.trust is not None else (),
        )
        assumed = await self.perform(flow)
        self._pasted = self._token = None
        self._assumed = assumed
        self.state.change(assumed=assumed, links=(Link(assumed),), going_on=False, before=None, after=None)

    # --- faces ------------------------------------------------------------------------------------------------------

    def _claims_drawn(self, *, times: bool = False) -> str:
        if self.claims is None:
            return ""
        rows = [
            (
                still.text(row.name),
                still.text(row.value),
                still.text(row.meaning),
                still.text(self._asked(row.name)),
            )
            for row in web_identity.shown(self.claims, self._looked_at, times=times)
            if row.name != "jti"
        ]
        heads = ("Claim", "The token says", "What it is for", "What the role asks for")
        return still.table("What the token says of itself; AWS checks its signature", heads, rows)

    def _asked(self, claim: str) -> str:
        rows = self.trust.of(claim) if self.trust is not None else ()
        return "; ".join(f"{web_trust.asked_words(row)}: {MARKS[row.fits]}" for row in rows)

    def _session_drawn(self) -> str:
        assumed = self.outcome
        if assumed is None:
            return ""
        lasts = spoken(assumed.request.seconds) if assumed.request.seconds else "1 hour (AWS's default)"
        return still.facts(who(assumed.identity) | {"For": assumed.caller, "Lasts": lasts})

    def card(self, outcome: AssumedRole) -> Card:
        """Who you are now, and for whom the token was."""
        return Card(
            f"You are {short(outcome.identity.arn)}.",
            ("A token was traded for this session; no AWS key was used.",),
            who(outcome.identity) | {"For": outcome.caller},
            "good",
        )

    def picture(self) -> str:
        """The claims and what the role asks for, and who you are; no token and no time."""
        role = self.role_field.value.strip()
        return (
            still.facts({"Role": role} if role else {})
            + self._claims_drawn()
            + self._session_drawn()
            + still.paragraph(self.words())
        )
