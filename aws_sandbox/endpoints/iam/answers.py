"""Which calls of IAM the sandbox answers itself, because moto does not, or does otherwise than AWS.

This module refuses to answer anything: it finds who does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_sandbox.endpoints.iam import (
    access_keys,
    account_summary,
    mfa_devices,
    report_calls,
    root_access,
    root_calls,
    simulation,
)
from aws_sandbox.endpoints.iam import users as iam_users
from aws_sandbox.protocol import xml_answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_sandbox.access.guard import Admitted
    from aws_sandbox.endpoints.operations import Operations
    from aws_sandbox.protocol.errors import Answer
    from aws_sandbox.state import State

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
    return lambda sandbox, admitted: xml_answer.answer(xml_answer.IAM, operation, make(sandbox, admitted))
