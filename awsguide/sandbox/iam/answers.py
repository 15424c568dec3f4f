"""Which calls of IAM the sandbox answers itself, because moto does not, or does otherwise than AWS.

This module refuses to answer anything: it finds who does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from awsguide.sandbox.iam import (
    access_keys,
    account_summary,
    credential_reports,
    mfa_devices,
    root_access,
    root_calls,
    simulation,
)
from awsguide.sandbox.iam import users as iam_users

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from awsguide.sandbox.access.guard import Admitted
    from awsguide.sandbox.errors import Answer
    from awsguide.sandbox.state import State

_TABLES = (access_keys, account_summary, credential_reports, iam_users, mfa_devices, root_access, simulation)
_ANSWERS: Mapping[str, Callable[[State, Admitted], Answer]] = {
    operation: answer for table in _TABLES for operation, answer in table.ANSWERS.items()
}


def find(admitted: Admitted) -> Callable[[State, Admitted], Answer] | None:
    """Return what answers a call of IAM here; None where moto does."""
    operation = admitted.call.operation
    if root_calls.means_root(admitted) and operation in root_calls.ANSWERS:
        return root_calls.ANSWERS[operation]
    return _ANSWERS.get(operation)
