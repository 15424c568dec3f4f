"""Which calls of IAM the sandbox answers itself, because moto does not, or does otherwise than AWS.

This module refuses to answer anything: it finds who does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from awsguide.sandbox.iam import (
    access_keys,
    account_summary,
    mfa_devices,
    query_answer,
    report_calls,
    root_access,
    root_calls,
    simulation,
)
from awsguide.sandbox.iam import users as iam_users

if TYPE_CHECKING:
    from collections.abc import Callable

    from awsguide.sandbox.access.guard import Admitted
    from awsguide.sandbox.errors import Answer
    from awsguide.sandbox.iam.query_answer import Operations
    from awsguide.sandbox.state import State

_TABLES = (access_keys, account_summary, iam_users, mfa_devices, report_calls, root_access, simulation)
_OPERATIONS: Operations = {
    operation: make for table in _TABLES for operation, make in table.OPERATIONS.items()
}


def find(admitted: Admitted) -> Callable[[State, Admitted], Answer] | None:
    """Return what answers a call of IAM here; None where moto does."""
    operation = admitted.call.operation
    make = root_calls.OPERATIONS.get(operation) if root_calls.means_root(admitted) else None
    make = make or _OPERATIONS.get(operation)
    if make is None:
        return None
    return lambda sandbox, admitted: query_answer.answer(query_answer.IAM, operation, make(sandbox, admitted))
