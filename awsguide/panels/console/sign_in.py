"""The console's sign-in panel: which way, the page, the code to paste, whose it is, and signing out.

Nothing is kept before the person has seen account and identity and pressed Keep. Where the browser comes back to this
machine, the link leads to this kernel's own listener, so that the page's address is shown nowhere; where it cannot,
the link is the page's own address, and the code that the page shows is pasted into a field that forgets it at once.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from typing import Any, ClassVar

from awsguide.adapters.files import paths
from awsguide.adapters.proof import ProofKey
from awsguide.api import console as functions_console
from awsguide.api.perform import region_here
from awsguide.core.errors import GuideError
from awsguide.core.model import BrowserPage, CodePage, ConsoleSession
from awsguide.core.secret import Secret
from awsguide.core.steps import Ask
from awsguide.flows import console
from awsguide.flows.console.token_calls import CODE, ConsoleWay
from awsguide.panels.components import controls, still
from awsguide.panels.components.sign_in_page import SignInPagePanel
from awsguide.panels.components.still import Card
from awsguide.panels.console.code import CodeEntry
from awsguide.panels.console.state import ConsoleState, facts, warned

WAYS: list[tuple[str, ConsoleWay]] = [
    ("with a way back to this machine", "same-device"),
    ("with a code to paste (works from any machine)", "cross-device"),
]
NEEDED = (
    "To sign in for code, you need a permission. Your user or role needs the AWS managed policy "
    "SignInLocalDevelopmentAccess (signin:AuthorizeOAuth2Access and signin:CreateOAuth2Token); root needs none. It "
    "does not decide what the credentials can do: they can do what you can do in the console."
)
BETTER = (
    "If your company has a start page (https://….awsapps.com/start), notebook 10-workforce-identity is the better "
    "row: one sign-in for all your accounts, one role at a time, hours instead of minutes, and a sign-out that takes "
    "effect everywhere."
)


class ConsoleSignInPanel(SignInPagePanel[ConsoleState, console.SignedIn]):
    """Sign in as you do for the AWS console; `await` it to wait until that is done."""

    name = "console-sign-in"
    title = "Sign in as you do for the AWS console"
    ways = WAYS
    anywhere = "cross-device"
    asks = "copy a code"
    ending = "Forget this sign-in on this machine"

    answer_labels: ClassVar[Mapping[str, str]] = {"keep": "Keep this sign-in", "forget": "Forget it"}

    def __init__(self, state: ConsoleState) -> None:
        """Looks for sign-ins that are stored here; sends nothing."""
        super().__init__(state)
        self._kept: console.SignedIn | None = None
        self._build()
        self._find_stored()
        self.refresh()

    def _build(self) -> None:
        self.region_field = controls.field("Region", "region", region_here("us-east-1"))
        self._before = controls.html(
            "before",
            still.details("What you need for this", still.paragraph(NEEDED))
            + still.details("When another row is the better one", still.paragraph(BETTER)),
        )
        self.stored_field = controls.choice("Signed in before", "stored", [])
        self.use_button = self.button(
            "Continue with it",
            "use-stored",
            self._use,
            when=lambda: not self.done,
            tooltip="Use the stored sign-in, without a browser",
        )
        self.stored = controls.row(self.stored_field, self.use_button)
        self.fields = (self.region_field, self.way_field)
        self.code = CodeEntry(self._said_of_code)
        self.body.children = [
            self.region_field,
            self.way_field,
            self.why,
            self._before,
            self.buttons,
            self.stored,
            self.link_html,
            self.code.row,
            self.countdown,
            self.status_html,
        ]

    def _find_stored(self) -> None:
        found: dict[str, ConsoleSession] = {}
        if self.refused is None:
            try:
                found = functions_console.stored_console_sessions()
            except GuideError as error:
                self.error = error
        by_identity = {session.arn: (profile, session) for profile, session in found.items()}
        self.stored_field.options = [
            (f"{session.arn} (profile {profile})", session) for profile, session in by_identity.values()
        ]
        self.stored_field.index = 0 if by_identity else None

    # --- how things stand -----------------------------------------------------------------------------------------

    @property
    def outcome(self) -> console.SignedIn | None:
        """Who is signed in."""
        return self.state.about if self.state.session is not None else None

    def way_here(self) -> tuple[str, str]:
        """The way that fits this machine, and why."""
        return functions_console.console_way_here()

    def draw(self) -> None:
        """Draw what every sign-in has, and the sign-ins that are stored here."""
        super().draw()
        controls.show(self.stored, when=bool(self.stored_field.options) and not self.done)

    def signed_in_words(self) -> str:
        """Whose sign-in it is."""
        about = self.state.about
        return f"You are signed in as {about.identity.arn}." if about is not None else ""

    def about(self, subject: object) -> str:
        """Account and identity, with a warning about root, before anything is kept."""
        if not isinstance(subject, console.SignedIn):
            return super().about(subject)
        where = paths.shown(paths.login_directory())
        return (
            warned(subject)
            + still.facts(facts(subject))
            + still.paragraph(
                f"Nothing is kept yet. Keep stores the sign-in in {where}, readable by you alone, where the AWS CLI "
                "keeps its own. If this is not who you meant, your browser was still signed in to another account: "
                "press Forget, sign out there, and try again."
            )
        )

    # --- sign in and out ------------------------------------------------------------------------------------------

    async def signing_in(self) -> None:
        """Sign in by the way that was chosen; what comes of it is kept once the person has said so."""
        region, way = self.region_field.value, self.way_field.value
        self.say("Looking for AWS's sign-in service …")
        self._kept = None
        flow = console.sign_in(
            region, way=way, now=time.time, random=secrets.token_urlsafe, signer=ProofKey.made()
        )
        self.state.call_log.region = region
        async with self.at_a_page():
            session = await self.perform(flow)
        assert self._kept is not None  # noqa: S101 - the flow asks before it returns
        self.state.taken_up(session, self._kept)

    async def _use(self) -> None:
        session: ConsoleSession = self.stored_field.value
        self.say("Looking at the stored sign-in …")
        self.state.call_log.region = session.region
        session = await self.perform(console.renewed(session, now=time.time, signer_of=ProofKey.read))
        self.state.taken_up(session, await self.perform(console.identity(session)))

    async def signing_out(self) -> None:
        """Forget the sign-in on this machine."""
        session = self.state.session
        if session is None:
            return
        self.say("Signing out …")
        await self.allowed(
            "Forget this sign-in on this machine?",
            f"Every tool that uses the sign-in of {session.arn} needs a new one then.",
            does="Forget this sign-in",
            leaves="Keep it",
        )
        await self.perform(console.sign_out(session))
        self.state.change(session=None, about=None, ends_at=None)
        self._find_stored()

    async def ask(self, question: Ask) -> Any:
        """Wait for the page's code in its own field, and for every other answer at the buttons."""
        if question.about == CODE:
            code = await self.code.whole(self._ends)
            self.say("Trading the code for credentials …")
            return code
        if isinstance(question.about, console.SignedIn):
            self.take_away()
            self.say("Signed in. Please look whose sign-in this is.")
            self._kept = question.about
        return await super().ask(question)

    def _said_of_code(self, problem: GuideError | None) -> None:
        self.error = problem
        self.refresh()

    def shown(self, event: object) -> None:
        """Put the link or a sentence into the panel."""
        if isinstance(event, BrowserPage):
            self.lead_to(event)
            self.say("Waiting for you: open the page, sign in and choose Allow.")
        elif isinstance(event, CodePage):
            self.link, self._ends = event.link, event.expires_at
            self.say(
                "Waiting for you: open the page, sign in, choose Allow, and paste the code that it shows."
            )
        else:
            super().shown(event)

    def take_away(self) -> None:
        """The page is no longer waited for, and no code from it."""
        super().take_away()
        self.code.forget()

    def page_shows(self, code: Secret) -> None:
        """Take the page's code, as if it had been pasted."""
        self.code.take(code.reveal())

    def link_words(self) -> str:
        """What the link is called."""
        return "Open the console's sign-in page"

    # --- faces ------------------------------------------------------------------------------------------------------

    def card(self, outcome: console.SignedIn) -> Card:
        """Who signed in."""
        lines = ("This is the root user: it can do everything.",) if outcome.is_root else ()
        return Card(
            "You are signed in.",
            lines,
            facts(outcome) | {"Region": self.state.region()},
            "bad" if outcome.is_root else "good",
        )

    def picture(self) -> str:
        """Where, how, and whether; no link and no code."""
        where = {"Region": self.state.region() or self.region_field.value or "not given"}
        how = {} if self.done else {"Ways": " or ".join(words for words, _way in WAYS)}
        words = "A sign-in is under way." if self.running else self.words()
        needed = "" if self.done else still.paragraph(NEEDED) + still.paragraph(BETTER)
        warning = warned(self.state.about) if self.state.about is not None else ""
        return warning + still.facts(where | how) + needed + still.paragraph(words)
