"""SerialNumber and TokenCode, with which AssumeRole and GetSessionToken show an MFA device.

This module refuses to know what the device is good for: that is said by conditions of policies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_sandbox.protocol.parameters import text

if TYPE_CHECKING:
    from aws_sandbox.access.guard import Admitted
    from aws_sandbox.state import State


def shown(sandbox: State, admitted: Admitted) -> dict[str, tuple[str, ...]]:
    """Return the condition keys of a device that the call shows, {} if it shows none; raises Refusal."""
    parameters = admitted.call.parameters
    serial_number = text(parameters, "SerialNumber", 9, 256, r"[\w+=/:,.@-]*", required=False)
    code = text(parameters, "TokenCode", 6, 6, r"[\d]*", required=False)
    if not serial_number and not code:
        return {}
    sandbox.authenticators.show(admitted.principal, serial_number, code)
    return {"aws:multifactorauthpresent": ("true",), "aws:multifactorauthage": ("0",)}
