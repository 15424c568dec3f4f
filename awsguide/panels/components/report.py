"""Offers a report about a panel's error that can be sent to anyone: shown first, and kept only at a second press."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from awsguide.adapters.files import reports
from awsguide.adapters.files.paths import shown
from awsguide.core.errors import GuideError
from awsguide.core.model import LoggedCall
from awsguide.panels.components import controls, still

_WORDS = (
    "This is the whole report. It names calls, codes and versions, and nothing of yours. Keep it, and put it into an "
    "issue of the guide if you like: that is how the guide learns where AWS differs."
)


class ReportOffer:
    """A button under an error card; `about` gives the error, the calls before it, and their Region."""

    def __init__(self, where: str, about: Callable[[], tuple[GuideError, Sequence[LoggedCall], str]]) -> None:
        """Nothing is made before a button is pressed."""
        self._where = where
        self._about = about
        self.text = ""
        self.make_button = controls.button("Make a report", "make-report", self._make)
        self.keep_button = controls.button("Keep this report", "keep-report", self._keep)
        self.drop_button = controls.button("Not now", "drop-report", self.close)
        self.shown_html = controls.html("report")
        self._answers = controls.row(self.keep_button, self.drop_button)
        self.view = controls.column(self.make_button, self.shown_html, self._answers, name="report-offer")
        self.close()

    def close(self) -> None:
        """Back to the one button."""
        self.text = self.shown_html.value = ""
        controls.show(self._answers, when=False)

    def _make(self) -> None:
        error, calls, region = self._about()
        self.text = reports.text_about(error, calls, region=region, where=self._where)
        self.shown_html.value = still.paragraph(_WORDS) + still.code(self.text)
        controls.show(self._answers, when=True)

    def _keep(self) -> None:
        try:
            path = reports.keep(self.text, datetime.now(UTC).astimezone())
            told = still.paragraph(f"Kept as {shown(path)}.")
        except GuideError as problem:
            told = still.explained(problem)
        self.close()
        self.shown_html.value = controls.announced(told)
