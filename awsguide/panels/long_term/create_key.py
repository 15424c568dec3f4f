"""Creating an access key, with friction: what would do instead, the file that will hold it, then the key.

The secret goes into the profile. It can be copied once, from a page of this machine that is no part of the notebook; it
is never set on a widget, and it is forgotten when the page was opened or another key is made.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import ClassVar

from awsguide.adapters.browser import jupyter_pages
from awsguide.adapters.browser.shown_once import OncePage
from awsguide.adapters.files import config_files
from awsguide.api.long_term.rotation import MEMORY
from awsguide.flows.long_term import create_key as creating
from awsguide.flows.long_term.create_key import Friction, Instead, MadeKey
from awsguide.panels.components import controls, still
from awsguide.panels.components.profile_list import offer_profiles
from awsguide.panels.components.save import drawn_preview
from awsguide.panels.components.state import SharedState
from awsguide.panels.components.still import Card
from awsguide.panels.long_term.mfa_code import CodeAskingPanel
from awsguide.table.questions import QUESTIONS, next_question

# Who signs in the lesson: the administrator, because the key of another may have been retired by then.
LESSON_PROFILE = "petra"
OPEN = "not answered"
ONLY_A_KEY = "For your answers no other row would do. Keep the key few, watched and rotated."
WHERE = "It is in no output of this notebook. It can be copied once, from a page of this machine:"
ELSEWHERE = (
    "This kernel runs on another machine than your browser, so take the secret from the profile's file there."
)


class CreateKeyPanel(CodeAskingPanel[SharedState, MadeKey]):
    """Create a key that a tool insists on; `await` it to wait for what was made."""

    name = "create-key"
    title = "Create a key, if nothing else will do"

    busy = "Nothing is created before you say so."
    answer_labels: ClassVar[Mapping[str, str]] = {"create": "Create the key and save it"}

    def __init__(self, state: SharedState | None = None, profile: str = LESSON_PROFILE) -> None:
        """Reads the names of profiles; `profile` is chosen where the practice AWS has it. Sends nothing."""
        super().__init__(state or SharedState())
        self.made: MadeKey | None = None
        self._page: OncePage | None = None
        self._build()
        self.error = offer_profiles(self.source_list, profile)
        self.refresh()

    def _build(self) -> None:
        self.questions = {
            question.name: controls.choice(
                f"Answer {number}",
                f"create-{question.name}",
                [(OPEN, ""), *((words, name) for name, words in question.answers.items())],
            )
            for number, question in enumerate(QUESTIONS, 1)
        }
        for field in self.questions.values():
            field.observe(lambda _change: self.refresh(), names="value")
        self._asked = {
            question.name: controls.html(f"asks-{question.name}", still.paragraph(question.text))
            for question in QUESTIONS
        }
        self.instead_html = controls.html("instead")
        self.source_list = controls.choice("Signed by profile", "create-source", [])
        self.user_field = controls.field(
            "For the user", "create-user", placeholder="empty: the profile's own user"
        )
        self.profile_field = controls.field("Save as profile", "create-profile", placeholder="old-tool")
        self.create_button = self.button(
            "Create a key all the same …", "create-key", self._create, when=lambda: self.source_list.value
        )
        self.fields = (self.source_list, self.user_field, self.profile_field, *self.questions.values())
        self.secret_html = controls.html("secret-once")
        asked = [piece for name, field in self.questions.items() for piece in (self._asked[name], field)]
        self.body.children = [
            *asked,
            self.instead_html,
            self.source_list,
            self.user_field,
            self.profile_field,
            self.code_field,
            controls.row(self.create_button, self.cancel_button),
            self.status_html,
            self.secret_html,
        ]

    # --- how things stand -----------------------------------------------------------------------------------------

    @property
    def outcome(self) -> MadeKey | None:
        """The key that was made here."""
        return self.made

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

    def draw(self) -> None:
        """Draw the questions that are still to answer, what would do instead, and where the secret is."""
        super().draw()
        given = self.answers
        following = next_question(given)
        for name, field in self.questions.items():
            visible = name in given or (following is not None and name == following.name)
            controls.show(field, when=visible)
            controls.show(self._asked[name], when=visible)
        self.instead_html.value = drawn_instead(creating.instead(given))
        self.secret_html.value = self._where()

    def words(self) -> str:
        """What was made, or what to choose first."""
        if self.made is not None:
            return f"The key of {self.made.key.user} stands in the profile {self.made.profile}."
        return "" if self.source_list.value else "Choose the profile whose credentials sign for the new key."

    def _where(self) -> str:
        if self._page is None:
            return ""
        if self._page.shown:
            return still.paragraph(
                "The page was opened, or its time is over. The secret stands in the profile."
            )
        if jupyter_pages.out_of_reach():
            return still.paragraph(ELSEWHERE)
        return still.paragraph(WHERE) + controls.page_link("Show the secret once", self._page.address)

    # --- work -------------------------------------------------------------------------------------------------------

    async def _create(self) -> None:
        source, profile = self.source_list.value, self.profile_field.value.strip()
        self._forget()
        self.made = None
        flow = creating.create_key(
            source,
            profile,
            user=self.user_field.value,
            now=time.time,
            memory=MEMORY,
            answers=self.answers,
        )
        self.made = await self.perform(flow)
        if not jupyter_pages.out_of_reach():
            self._page = OncePage(self.made.secret)
        self.state.tell()

    def _forget(self) -> None:
        if self._page is not None and not self._page.shown:
            self._page.close()
        self._page = None

    def about(self, subject: object) -> str:
        """What would do instead, and the file."""
        if not isinstance(subject, Friction):
            return super().about(subject)
        assert isinstance(subject.preview, config_files.Preview)  # noqa: S101 - the flow loads one
        return drawn_instead(subject.instead) + drawn_preview(subject.preview)

    # --- faces ------------------------------------------------------------------------------------------------------

    def card(self, outcome: MadeKey) -> Card:
        """What was made, without the secret."""
        return Card(
            f"A key of {outcome.key.user} was created.",
            ("The secret stands in the profile and in no output.",),
            {"Profile": outcome.profile},
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
        return drawn_instead(creating.instead(self.answers)) + still.paragraph(self.words())


def drawn_instead(rows: tuple[Instead, ...]) -> str:
    """The rows that would do instead of a key, each with its reason."""
    if not rows:
        return still.paragraph(ONLY_A_KEY)
    items = "".join(
        f'<li style="margin:0.3em 0;line-height:1.5"><strong>{still.notebook_link(each.row.notebook)}</strong>: '
        f"{still.text(each.reason)}</li>"
        for each in rows
    )
    return (
        still.strong("What would do instead, without a key to lose:")
        + f'<ul style="margin:0.3em 0;padding-left:1.4em">{items}</ul>'
    )
