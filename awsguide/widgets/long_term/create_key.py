"""Creating an access key, with friction: what would do instead, the file that will hold it, then the key.

The secret goes into the profile. It can be copied once, from a page of this machine that is no part of the notebook; it
is never set on a widget, and it is forgotten when the page was opened or another key is made.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any

from awsguide.edges import home, surroundings
from awsguide.edges.once import OncePage
from awsguide.edges.world import TICK
from awsguide.functions.rotation import MEMORY
from awsguide.questions import QUESTIONS, next_question
from awsguide.rows.keys import create_key as creating
from awsguide.rows.keys.create_key import Friction, Instead, MadeKey
from awsguide.rows.keys.signer import MfaCode
from awsguide.secret import Secret
from awsguide.steps import Ask
from awsguide.table import Row
from awsguide.widgets import bricks, picture
from awsguide.widgets.panel import Panel
from awsguide.widgets.picture import Card
from awsguide.widgets.profile_list import offer_profiles
from awsguide.widgets.save import drawn_preview
from awsguide.widgets.standing import SharedStanding

# Who signs in the lesson: the administrator, because the key of another may have been retired by then.
LESSON_PROFILE = "petra"
OPEN = "not answered"
ONLY_A_KEY = "For your answers no other row would do. Keep the key few, watched and rotated."
WHERE = "It is in no output of this notebook. It can be copied once, from a page of this machine:"
ELSEWHERE = (
    "This kernel runs on another machine than your browser, so take the secret from the profile's file there."
)


class CreateKeyPanel(Panel):
    """Create a key that a tool insists on; `await` it to wait for what was made."""

    name = "create-key"
    title = "Create a key, if nothing else will do"

    def __init__(self, standing: SharedStanding | None = None, profile: str = LESSON_PROFILE) -> None:
        """Reads the names of profiles; `profile` is chosen where the practice AWS has it. Sends nothing."""
        self.standing = standing or SharedStanding()
        super().__init__(self.standing.aws, self.standing.record)
        self.made: MadeKey | None = None
        self._page: OncePage | None = None
        self._code: Secret | None = None
        self._build()
        self.error = offer_profiles(self.source_list, profile)
        self.standing.watchers.append(self.refresh)
        self.refresh()

    def _build(self) -> None:
        self.questions = {
            question.name: bricks.choice(
                f"Answer {number}",
                f"create-{question.name}",
                [(OPEN, ""), *((words, name) for name, words in question.answers.items())],
            )
            for number, question in enumerate(QUESTIONS, 1)
        }
        for field in self.questions.values():
            field.observe(lambda _change: self.refresh(), names="value")
        self._asked = {
            question.name: bricks.html(f"asks-{question.name}", picture.paragraph(question.text))
            for question in QUESTIONS
        }
        self.instead_html = bricks.html("instead")
        self.source_list = bricks.choice("Signed by profile", "create-source", [])
        self.user_field = bricks.field(
            "For the user", "create-user", placeholder="empty: the profile's own user"
        )
        self.profile_field = bricks.field("Save as profile", "create-profile", placeholder="old-tool")
        self.create_button = bricks.button("Create a key all the same …", "create-key", self.press_create)
        self.cancel_button = bricks.button("Cancel", "cancel", self.cancel)
        self.code_field = bricks.secret_field(
            "Six digits", "create-code", self.enter_code, placeholder="123456"
        )
        self.secret_html = bricks.html("secret-once")
        self.status_html = bricks.html("status")
        asked = [piece for name, field in self.questions.items() for piece in (self._asked[name], field)]
        self.body.children = [
            *asked,
            self.instead_html,
            self.source_list,
            self.user_field,
            self.profile_field,
            self.code_field,
            bricks.row(self.create_button, self.cancel_button),
            self.status_html,
            self.secret_html,
        ]

    # --- how things stand -----------------------------------------------------------------------------------------

    @property
    def done(self) -> bool:
        """Whether a key was made here."""
        return self.made is not None

    @property
    def answers(self) -> dict[str, str]:
        """What was answered, for the decision table: up to the first question that is still open."""
        given: dict[str, str] = {}
        while (question := next_question(given)) is not None:
            value = self.questions[question.name].value
            if not value:
                break
            given[question.name] = value
        return given

    def answer(self, **answers: str) -> None:
        """Answer questions as the lists do (`tool="no"`)."""
        for name, value in answers.items():
            self.questions[name].value = value

    def refresh(self) -> None:
        """Draw the questions that are still to answer, what would do instead, and where the secret is."""
        super().refresh()
        if self.refused is not None:
            return
        given = self.answers
        following = next_question(given)
        for name, field in self.questions.items():
            visible = name in given or (following is not None and name == following.name)
            bricks.show(field, when=visible)
            bricks.show(self._asked[name], when=visible)
            field.disabled = self.running
        self.instead_html.value = drawn_instead(creating.instead(given))
        for field in (self.source_list, self.user_field, self.profile_field):
            field.disabled = self.running
        self.create_button.disabled = self.running or not self.source_list.value
        self.cancel_button.disabled = not self.running
        bricks.show(self.code_field, when=self._asks_for_code)
        self.status_html.value = bricks.status(self._words())
        self.secret_html.value = self._where()

    _asks_for_code = False

    def _words(self) -> str:
        if self._asks_for_code:
            return "AWS wants MFA for this. Which six digits does your device show?"
        if self.running:
            return "Nothing is created before you say so."
        if self.made is not None:
            return f"The key of {self.made.key.user} stands in the profile {self.made.profile}."
        return "" if self.source_list.value else "Choose the profile whose credentials sign for the new key."

    def _where(self) -> str:
        if self._page is None:
            return ""
        if self._page.shown:
            return picture.paragraph(
                "The page was opened, or its time is over. The secret stands in the profile."
            )
        if surroundings.elsewhere():
            return picture.paragraph(ELSEWHERE)
        return picture.paragraph(WHERE) + bricks.page_link("Show the secret once", self._page.address)

    # --- work -------------------------------------------------------------------------------------------------------

    def press_create(self) -> None:
        """What the button does: begin, and return at once."""
        self.start(
            self._create(self.source_list.value, self.profile_field.value.strip(), self.user_field.value)
        )

    async def _create(self, source: str, profile: str, user: str) -> None:
        self._forget()
        self.made = None
        flow = creating.create_key(
            source, profile, user=user, now=time.time, memory=MEMORY, answers=self.answers
        )
        try:
            self.made = await self.perform(flow)
        finally:
            self._asks_for_code = False
        if not surroundings.elsewhere():
            self._page = OncePage(self.made.secret)
        self.standing.tell()

    def _forget(self) -> None:
        if self._page is not None and not self._page.shown:
            self._page.close()
        self._page = None

    async def ask(self, question: Ask) -> Any:
        """Wait for a code in its own field, and for every other answer at the buttons."""
        if not isinstance(question.about, MfaCode):
            return await super().ask(question)
        self._code, self._asks_for_code = None, True
        self.refresh()
        while self._code is None:
            await asyncio.sleep(TICK)
        code, self._code, self._asks_for_code = self._code, None, False
        self.refresh()
        return code

    def enter_code(self, typed: str) -> None:
        """Take the six digits as the field does."""
        if typed.strip():
            self._code = Secret(typed.strip())

    def about(self, subject: object) -> str:
        """What would do instead, and the file."""
        if not isinstance(subject, Friction):
            return super().about(subject)
        assert isinstance(subject.preview, home.Preview)  # noqa: S101 - the flow loads one
        return drawn_instead(subject.instead) + drawn_preview(subject.preview)

    def words_for(self, choice: str) -> str:
        """The question's own words."""
        words = {"create": "Create the key and save it", "cancel": "Not now"}
        return words.get(choice, super().words_for(choice))

    # --- faces ------------------------------------------------------------------------------------------------------

    def result(self) -> Card:
        """What was made, without the secret."""
        assert self.made is not None  # noqa: S101 - `done` said so
        return Card(
            f"A key of {self.made.key.user} was created.",
            ("The secret stands in the profile and in no output.",),
            {"Profile": self.made.profile},
            "ask",
        )

    def hint(self) -> Card:
        """What to do first, and that it need not be done."""
        return Card(
            "No key was created, and that is well.",
            ("If nothing else will do, create one above, then run this cell again.",),
        )

    def picture(self) -> str:
        """What would do instead, and what was made."""
        return drawn_instead(creating.instead(self.answers)) + picture.paragraph(self._words())


def _notebook(row: Row) -> str:
    return picture.link(row.notebook, f"{row.notebook}.ipynb") if row.ready else picture.text(row.notebook)


def drawn_instead(rows: tuple[Instead, ...]) -> str:
    """The rows that would do instead of a key, each with its reason."""
    if not rows:
        return picture.paragraph(ONLY_A_KEY)
    items = "".join(
        f'<li style="margin:0.3em 0;line-height:1.5"><strong>{_notebook(each.row)}</strong>: '
        f"{picture.text(each.reason)}</li>"
        for each in rows
    )
    return (
        picture.strong("What would do instead, without a key to lose:")
        + f'<ul style="margin:0.3em 0;padding-left:1.4em">{items}</ul>'
    )
