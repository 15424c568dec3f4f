"""IAM's credential reports: the last one of each account, ready a moment after it was asked for, fresh for four hours.

Source: 'Generate credential reports for your AWS account' (IAM user guide, read 2026-11-26).
"""

from __future__ import annotations

from dataclasses import dataclass

READY_SECONDS = 1.5
FRESH_SECONDS = 4 * 3600


@dataclass(frozen=True)
class Report:
    """A report and when it was started, in seconds since 1970, UTC, of the sandbox's clock."""

    started: float
    content: bytes

    def is_ready(self, now: float) -> bool:
        """Say whether it can be had; a clock that was set back does not take it away again."""
        return not self.started <= now < self.started + READY_SECONDS

    def is_fresh(self, now: float) -> bool:
        """Say whether it still stands in for a new one."""
        return now < self.started + FRESH_SECONDS


class CredentialReports:
    """The last report of each account (12 digits)."""

    def __init__(self) -> None:
        self._reports: dict[str, Report] = {}

    def find(self, account_id: str) -> Report | None:
        """Return an account's last report, None if there was none yet."""
        return self._reports.get(account_id)

    def start(self, account_id: str, report: Report) -> None:
        """Put a new report in place of the last one."""
        self._reports[account_id] = report
