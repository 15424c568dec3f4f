"""What could not be asked for, as sentences: of many calls side by side, some may be denied."""

from __future__ import annotations

from collections.abc import Iterable

from awsguide.core.errors import AwsError
from awsguide.core.steps import Outcome
from awsguide.flows.shared.answers import DENIED, translated


def missed(outcomes: Iterable[Outcome], what: str, operation: str) -> tuple[str, ...]:
    """One sentence per kind of trouble; a user who was deleted meanwhile is none."""
    errors = [outcome.error for outcome in outcomes if outcome.error is not None]
    denied = [error for error in errors if isinstance(error, AwsError) and error.code in DENIED]
    others = [
        error
        for error in errors
        if not isinstance(error, AwsError) or error.code not in (*DENIED, "NoSuchEntity")
    ]
    found = []
    if denied:
        found.append(f"Asking for {what} is not allowed for {len(denied)} (iam:{operation}).")
    if others:
        found.append(f"For {len(others)}, {what} could not be asked for. {translated(others[0]).what}")
    return tuple(found)
