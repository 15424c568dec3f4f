"""What does this error mean: a pasted error is read, and checks that help with it are run at a press.

What is pasted leaves the field at once and is shown nowhere again: it may hold secrets. Reading sends nothing; a check
says first what it calls.
"""

from __future__ import annotations

import asyncio
import time

from awsguide.api.perform import region_of
from awsguide.flows import diagnosis
from awsguide.flows.diagnosis import Diagnosis, Finding
from awsguide.flows.diagnosis.checks import CHECKS, About, Checked, checked
from awsguide.panels.components import controls, still
from awsguide.panels.components.panel import FAILED, Panel
from awsguide.panels.components.profile_list import profiles_here
from awsguide.panels.components.state import SharedState
from awsguide.panels.components.still import Card

_MARKS = {True: "In order", False: "Here is something", None: "It cannot tell"}


class DiagnosePanel(Panel[SharedState, Diagnosis]):
    """What does this error mean? `await` it to wait for the answer."""

    name = "diagnose"
    title = "What does this error mean?"
    first_step = "Paste an error above and press 'Explain'"
    busy = "Looking …"

    def __init__(self, error: str = "") -> None:
        """Nothing is read or sent before a button is pressed; `error` is as if it were pasted."""
        super().__init__(SharedState())
        self._pasted = error
        self.diagnosis: Diagnosis | None = None
        self.checked: dict[str, Checked] = {}
        self.paste_field = controls.passing_lines(
            "The error", "pasted-error", self._take, placeholder="a message, a code or a whole traceback"
        )
        # Not held back until something was pasted: the press itself takes the reader out of the field.
        self.explain_button = self.button("Explain", "explain", self._explain, tone="primary")
        self.profile_field = controls.suggested(
            "Profile", "diagnose-profile", placeholder="the one that the error is about; empty for none"
        )
        self.check_choice = controls.choice("A check", "check", [])
        self.check_choice.observe(lambda _change: self.refresh(), "value")
        self.check_button = self.button(
            "Run the check", "run-check", self._check, when=lambda: self.check_choice.value
        )
        self.fields = (self.paste_field, self.profile_field, self.check_choice)
        self.found_html = controls.html("found")
        self.calls_html = controls.html("check-calls")
        self.checked_html = controls.html("checked")
        self.checks = controls.column(
            self.profile_field,
            self.check_choice,
            self.calls_html,
            controls.row(self.check_button),
            self.checked_html,
            name="checks",
        )
        self.body.children = [
            self.paste_field,
            controls.row(self.explain_button, self.cancel_button),
            self.status_html,
            self.found_html,
            self.checks,
        ]
        self.profile_field.options, self.error = profiles_here()
        self.refresh()

    # --- how things stand -----------------------------------------------------------------------------------------

    @property
    def outcome(self) -> Diagnosis | None:
        """What the error was recognised as."""
        return self.diagnosis

    def draw(self) -> None:
        """Draw what was recognised, and what the checks found."""
        found = self.diagnosis
        self.found_html.value = "".join(map(_drawn, found.findings)) if found is not None else ""
        controls.show(self.checks, when=found is not None)
        chosen = CHECKS.get(self.check_choice.value or "")
        self.calls_html.value = still.paragraph(chosen.calls) if chosen is not None else ""
        self.checked_html.value = "".join(map(_told, self.checked.values()))

    def words(self) -> str:
        """What was recognised, or what is there to be read."""
        if self.diagnosis is not None:
            return f"{self.news} {self.diagnosis.sentence}".strip()
        if self._pasted:
            lines = self._pasted.count("\n") + 1
            return f"{lines} {'line was' if lines == 1 else 'lines were'} pasted. Press 'Explain'."
        return FAILED if self.error else "Nothing was pasted yet. Reading an error sends nothing."

    # --- work -----------------------------------------------------------------------------------------------------

    def _take(self, text: str) -> None:
        self._pasted = text
        self.diagnosis = None
        self.checked = {}
        self.refresh()

    async def _explain(self) -> None:
        if not self._pasted:
            return
        text, self._pasted = self._pasted, ""
        found = await asyncio.to_thread(diagnosis.read, text)
        self.diagnosis = found
        helping = list(dict.fromkeys(name for finding in found.findings for name in finding.checks))
        names = [*helping, *(name for name in CHECKS if name not in helping)]
        self.check_choice.options = [(CHECKS[name].title, name) for name in names]
        self.check_choice.value = names[0]

    async def _check(self) -> None:
        check = CHECKS[self.check_choice.value]
        if check.asks_aws:
            await self.allowed(f"{check.title}?", still.paragraph(check.calls), does="Run it")
        about = About(self.profile_field.value, region_of(self.profile_field.value), time.time)
        self.checked[check.name] = await self.perform(checked(check.name, about))

    # --- faces ----------------------------------------------------------------------------------------------------

    def card(self, outcome: Diagnosis) -> Card:
        """The likeliest error, and what to do."""
        first = outcome.findings[0]
        return Card(outcome.sentence, (first.what, first.next_step, first.command_line))

    def picture(self) -> str:
        """What was recognised; what a check found differs from machine to machine and is left out."""
        found = self.diagnosis
        drawn = "".join(map(_drawn, found.findings)) if found is not None else ""
        return still.paragraph(self.words()) + drawn


def _drawn(finding: Finding) -> str:
    helps = "; ".join(CHECKS[name].title for name in finding.checks)
    lines = {
        "How to know that it is this one": finding.apart,
        "Why": finding.why,
        "In the guide": finding.next_step,
        "On a command line": finding.command_line,
        "How it was recognised": finding.because,
        "Checks that help": helps,
        "Its page in the documentation": finding.page,
    }
    inner = still.strong(finding.title) + still.paragraph(finding.what)
    return still.box(
        inner + still.facts({name: words for name, words in lines.items() if words}), "ask", "found-error"
    )


def _told(found: Checked) -> str:
    words = f"{CHECKS[found.name].title}: {found.sentence}"
    tone: still.Tone = "plain" if found.well is None else "good" if found.well else "bad"
    inner = still.strong(_MARKS[found.well]) + still.paragraph(words) + still.paragraph(found.next_step)
    return still.box(inner, tone, "checked")
