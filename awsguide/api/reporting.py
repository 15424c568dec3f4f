"""A report about an error that can be sent to anyone, for code: shown first, and kept when `keep` is called."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape

from awsguide.adapters.files import reports
from awsguide.adapters.files.paths import shown
from awsguide.api.perform import CALL_LOG
from awsguide.core.errors import GuideError
from awsguide.explanations import explain


@dataclass(frozen=True)
class Report:
    """The whole text of a report; nothing of it is kept before `keep`."""

    text: str

    def keep(self) -> str:
        """Write it into the guide's own folder and return where; raises `CouldNotTry`."""
        return shown(reports.keep(self.text, datetime.now(UTC).astimezone()))

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/html": f"<pre>{escape(self.text)}</pre>", "text/plain": self.text}

    def __repr__(self) -> str:
        return self.text


def error_report(error: GuideError | None = None) -> Report:
    """A report about `error`, or about the last one that ended a cell: calls by name, codes and versions.

    No account, id, name, message or secret is in it. Raises `BadInput` when there was no error.
    """
    error = error or getattr(sys, "last_value", None)
    if not isinstance(error, GuideError):
        raise explain("no-error-to-report")
    return Report(reports.text_about(error, tuple(CALL_LOG)))
