"""The sign-in panel: where, by which way, the code to confirm or the page to open, and signing out.

The link to the sign-in page never carries the device code: comparing the two is what protects a person. In the other
way the page's address carries a one-time challenge, so it is not shown either: the link leads to this kernel's own
listener on 127.0.0.1, which sends the browser on. Both are taken away when the sign-in ends.
"""

from __future__ import annotations

import re
import secrets
import time
from typing import Any
from urllib.parse import urlsplit

from awsguide.adapters.files import paths
from awsguide.api.perform import way_here
from awsguide.api.workforce import sso_sessions
from awsguide.core.errors import GuideError
from awsguide.core.model import BrowserPage, DeviceCode, SsoSession, Token, Way
from awsguide.core.partitions import start_page
from awsguide.flows import workforce
from awsguide.panels.components import controls, still
from awsguide.panels.components.sign_in_page import SignInPagePanel
from awsguide.panels.components.still import Card
from awsguide.panels.workforce.state import WorkforceState

WAYS: list[tuple[str, Way]] = [
    ("with a device code (works from any machine)", "device-code"),
    ("with a way back to this machine (PKCE)", "authorization-code"),
]
OTHER = "Another start URL"


class SignInPanel(SignInPagePanel[WorkforceState, Token]):
    """Sign in through IAM Identity Center; `await` it to wait until that is done."""

    name = "sign-in"
    title = "Sign in through your company's start page"
    ways = WAYS
    anywhere = "device-code"
    asks = "type a code"
    ending = "End this session, and no other"

    def __init__(self, state: WorkforceState) -> None:
        """Reads the `[sso-session]` sections of the config file; sends nothing."""
        super().__init__(state)
        self.user_code = ""
        self._build(self._known_sessions())
        self.refresh()

    def _known_sessions(self) -> tuple[SsoSession, ...]:
        if self.refused is not None:
            return ()
        try:
            return sso_sessions()
        except GuideError as error:
            self.error = error
            return ()

    def _build(self, known: tuple[SsoSession, ...]) -> None:
        first = known[0] if known else SsoSession("", "", "")
        self.known = known
        options = [(f"{session.name}: {session.start_url}", session) for session in known]
        self.session_field = controls.choice(
            "Company", "session", [*options, (OTHER, SsoSession("", "", ""))]
        )
        self.session_field.observe(self._session_chosen, names="value")
        self.url_field = controls.field(
            "Start URL", "start-url", first.start_url, placeholder="https://d-1234567890.awsapps.com/start"
        )
        self.region_field = controls.field("Its Region", "region", first.region, placeholder="us-east-1")
        self.fields = (self.session_field, self.url_field, self.region_field, self.way_field)
        self.code_html = controls.html("code-to-confirm")
        self.body.children = [
            self.session_field,
            self.url_field,
            self.region_field,
            self.way_field,
            self.why,
            self.buttons,
            self.code_html,
            self.link_html,
            self.countdown,
            self.status_html,
        ]
        controls.show(self.session_field, when=len(known) > 1)

    # --- how things stand -----------------------------------------------------------------------------------------

    @property
    def outcome(self) -> Token | None:
        """The token of whoever is signed in."""
        return self.state.token

    def way_here(self) -> tuple[str, str]:
        """The way that fits this machine, and why."""
        return way_here()

    def draw(self) -> None:
        """Draw what every sign-in has, and the code to confirm."""
        super().draw()
        self.code_html.value = controls.code_to_confirm(self.user_code) if self.user_code else ""
        controls.show(self.code_html, when=bool(self.link))

    def link_words(self) -> str:
        """What the link is called; with a code, that it is to be compared."""
        return "Open the sign-in page and type this code" if self.user_code else "Open the sign-in page"

    def signed_in_words(self) -> str:
        """Where somebody is signed in."""
        if self.outcome is None:
            return ""
        where = f"You are signed in to {self.outcome.session.name}"
        found = self.state.role_session
        if found is None:
            return f"{where}. AWS says as whom once you get credentials."
        # Identity Center names each session of a role after the person who signed in.
        return f"{where} as {found.identity.arn.rpartition('/')[2]}."

    def _session_chosen(self, change: dict[str, Any]) -> None:
        session: SsoSession = change["new"]
        self.url_field.value, self.region_field.value = session.start_url, session.region

    def typed(self) -> SsoSession:
        """What the fields say, under the name of a known session with this start URL, or a name made from it."""
        start_url, region = self.url_field.value.strip(), self.region_field.value.strip()
        name = next((row.name for row in self.known if row.start_url == start_url), session_name(start_url))
        return SsoSession(name, start_url, region)

    # --- sign in and out ------------------------------------------------------------------------------------------

    async def signing_in(self) -> None:
        """Sign in where the fields say; the token is kept where the AWS CLI keeps its own."""
        session, way = self.typed(), self.way_field.value
        self.say("Looking where your company signs in …")
        where = paths.shown(paths.cache_directory())
        await self.allowed(
            "Sign in and keep the token on this machine?",
            f"It goes to {where}, readable by you alone, where the AWS CLI keeps its own.",
            does="Sign in and keep it",
        )
        flow = workforce.sign_in(
            session, way=way, now=time.time, random=secrets.token_urlsafe, fresh=self.state.fresh
        )
        self.state.call_log.region = session.region
        async with self.at_a_page():
            token = await self.perform(flow)
        self.state.change(session=token.session, token=token, fresh=False, accounts=(), role_session=None)

    async def signing_out(self) -> None:
        """End the session of the token, and no other."""
        token = self.state.token
        if token is None:
            return
        self.say("Signing out …")
        await self.allowed(
            "Sign out of this session?",
            f"Every tool that uses the session '{token.session.name}' is signed out with it; other sessions stay.",
            does="Sign out",
            leaves="Stay signed in",
        )
        await self.perform(workforce.sign_out(token))
        self.state.change(token=None, accounts=(), role_session=None)

    def shown(self, event: object) -> None:
        """Put the code, the link or a sentence into the panel."""
        if isinstance(event, DeviceCode):
            self.user_code, self.link, self._ends = event.user_code, event.link, event.expires_at
            self.say("Waiting for you: open the page, type the code there, sign in and choose Allow.")
        elif isinstance(event, BrowserPage):
            self.lead_to(event)
            self.say("Waiting for you: open the page, sign in and choose Allow.")
        else:
            super().shown(event)

    def take_away(self) -> None:
        """The page is no longer waited for, nor its code."""
        self.user_code = ""
        super().take_away()

    # --- faces ------------------------------------------------------------------------------------------------------

    def card(self, outcome: Token) -> Card:
        """Who signed in where."""
        session = outcome.session
        return Card(
            f"Signed in to {session.name}.",
            (),
            {"Start URL": session.start_url, "Region": session.region},
            "good",
        )

    def picture(self) -> str:
        """Where, how, and whether; no code and no link."""
        session = self.outcome.session if self.outcome is not None else self.typed()
        where = {"Start URL": session.start_url or "not given", "Its Region": session.region or "not given"}
        how = {} if self.done else {"Ways": " or ".join(words for words, _way in WAYS)}
        words = "A sign-in is under way." if self.running else self.words()
        return still.facts(where | how) + still.paragraph(words)


def session_name(start_url: str) -> str:
    """A name for a session that the config file does not know yet: the one in its start URL ('d-1234567890')."""
    page = start_page(start_url)
    host = page["name"] if page is not None else (urlsplit(start_url).hostname or start_url).split(".")[0]
    name = re.sub(r"[^A-Za-z0-9_-]", "-", host).strip("-")
    return name if name and name.lower() != "default" else "my-company"
