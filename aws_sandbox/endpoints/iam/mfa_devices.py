"""IAM's calls about virtual MFA devices, with codes that are checked.

moto takes any two codes for a device, lists their seeds, lacks GetMFADevice, and draws seeds that can be guessed; what
it keeps stays with it. This module refuses FIDO keys, and has no QR code to send: the seed is enough.

Source: IAM API reference and botocore's service model iam 2010-05-08 (read 2026-11-26).
"""

from __future__ import annotations

import base64
import secrets
from typing import TYPE_CHECKING

from moto.iam.models import iam_backends

from aws_sandbox.endpoints.iam.access_keys import no_such_entity
from aws_sandbox.endpoints.iam.users import named
from aws_sandbox.protocol.errors import Refusal
from aws_sandbox.protocol.parameters import text
from aws_sandbox.protocol.xml_answer import elements
from aws_sandbox.services.iam.authenticators import FARTHEST

if TYPE_CHECKING:
    from moto.iam.models import IAMBackend, User, VirtualMfaDevice

    from aws_sandbox.access.guard import Admitted
    from aws_sandbox.endpoints.operations import Operations
    from aws_sandbox.state import State

MOST_DEVICES = 8
# How far off a device's clock may be when it is enabled; afterwards it can be synchronized anew.
_NEAR = 3
_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_DATE = "%Y-%m-%dT%H:%M:%SZ"
_WRONG_CODES = "Authentication code for device is not valid."


def _create(_sandbox: State, admitted: Admitted) -> str:
    parameters = admitted.call.parameters
    name = text(parameters, "VirtualMFADeviceName", 1, 226, r"[\w+=,.@-]+")
    path = text(parameters, "Path", 1, 512, r"/|/[!-~]+/", required=False) or "/"
    iam = _iam(admitted)
    serial_number = f"arn:aws:iam::{admitted.principal.account_id}:mfa{path}{name}"
    if serial_number in iam.virtual_mfa_devices:
        raise _refusal(
            "EntityAlreadyExists", 409, "MFADevice entity at the same path and name already exists."
        )
    device = iam.create_virtual_mfa_device(name, path)
    device.base32_string_seed = "".join(secrets.choice(_BASE32) for _ in range(64))
    seed = base64.b64encode(device.base32_string_seed.encode()).decode()
    members = elements({"SerialNumber": device.serial_number, "Base32StringSeed": seed})
    return f"<VirtualMFADevice>{members}</VirtualMFADevice>"


def _enable(sandbox: State, admitted: Admitted) -> None:
    serial_number, first, second = _codes(admitted)
    user, iam = named(admitted), _iam(admitted)
    device = iam.virtual_mfa_devices.get(serial_number)
    if device is None:
        raise _no_device(serial_number)
    if any(serial_number in owner.mfa_devices for owner in list(iam.users.values())):
        raise _refusal("EntityAlreadyExists", 409, "MFA device is already in use.")
    if len(user.mfa_devices) >= MOST_DEVICES:
        raise _refusal("LimitExceeded", 409, f"Cannot exceed quota for MFADevicesPerUser: {MOST_DEVICES}")
    if not sandbox.authenticators.synchronize(device, first, second, farthest=_NEAR):
        raise _refusal("InvalidAuthenticationCode", 403, _WRONG_CODES)
    iam.enable_mfa_device(user.name, serial_number, "", "")


def _resynchronize(sandbox: State, admitted: Admitted) -> None:
    serial_number, first, second = _codes(admitted)
    device = _own_device(admitted, serial_number)
    if not sandbox.authenticators.synchronize(device, first, second, farthest=FARTHEST):
        raise _refusal("InvalidAuthenticationCode", 403, _WRONG_CODES)


def _get(_sandbox: State, admitted: Admitted) -> str:
    serial_number = _serial_number(admitted)
    _own_device(admitted, serial_number)
    user = named(admitted)
    enabled = user.mfa_devices[serial_number].enable_date.strftime(_DATE)
    return elements({"UserName": user.name, "SerialNumber": serial_number, "EnableDate": enabled})


def _deactivate(_sandbox: State, admitted: Admitted) -> None:
    serial_number = _serial_number(admitted)
    _own_device(admitted, serial_number)
    _iam(admitted).deactivate_mfa_device(named(admitted).name, serial_number)


def _delete(_sandbox: State, admitted: Admitted) -> None:
    serial_number, iam = _serial_number(admitted), _iam(admitted)
    if serial_number not in iam.virtual_mfa_devices:
        raise _no_device(serial_number)
    if any(serial_number in owner.mfa_devices for owner in list(iam.users.values())):
        raise _refusal("DeleteConflict", 409, "MFA VirtualDevice in use. Must deactivate first.")
    iam.delete_virtual_mfa_device(serial_number)


def _list(_sandbox: State, admitted: Admitted) -> str:
    parameters, iam = admitted.call.parameters, _iam(admitted)
    status = text(parameters, "AssignmentStatus", 1, 10, "Assigned|Unassigned|Any", required=False) or "Any"
    begin, most = (
        int(text(parameters, name, 1, 4, r"\d+", required=False) or 0) for name in ("Marker", "MaxItems")
    )
    owners = {serial: user for user in list(iam.users.values()) for serial in user.mfa_devices}
    serials = sorted(
        serial
        for serial in iam.virtual_mfa_devices
        if status == "Any" or (serial in owners) == (status == "Assigned")
    )
    end = begin + (most or 100)
    rows = "".join(f"<member>{_listed(serial, owners.get(serial))}</member>" for serial in serials[begin:end])
    more = {"IsTruncated": "true", "Marker": str(end)} if end < len(serials) else {"IsTruncated": "false"}
    return f"<VirtualMFADevices>{rows}</VirtualMFADevices>{elements(more)}"


def _listed(serial_number: str, owner: User | None) -> str:
    members = elements({"SerialNumber": serial_number})
    if owner is None:
        return members
    names = {"Path": owner.path, "UserName": owner.name, "UserId": owner.id, "Arn": owner.arn}
    user = elements({**names, "CreateDate": owner.create_date.strftime(_DATE)})
    enabled = owner.mfa_devices[serial_number].enable_date.strftime(_DATE)
    return f"{members}{elements({'EnableDate': enabled})}<User>{user}</User>"


OPERATIONS: Operations = {
    "CreateVirtualMFADevice": _create,
    "ListVirtualMFADevices": _list,
    "EnableMFADevice": _enable,
    "ResyncMFADevice": _resynchronize,
    "GetMFADevice": _get,
    "DeactivateMFADevice": _deactivate,
    "DeleteVirtualMFADevice": _delete,
}


def _iam(admitted: Admitted) -> IAMBackend:
    return iam_backends[admitted.principal.account_id]["aws"]


def _serial_number(admitted: Admitted) -> str:
    return text(admitted.call.parameters, "SerialNumber", 9, 256, r"[\w+=/:,.@-]+")


def _codes(admitted: Admitted) -> tuple[str, str, str]:
    parameters = admitted.call.parameters
    first, second = (text(parameters, f"AuthenticationCode{number}", 6, 6, r"[\d]+") for number in (1, 2))
    return _serial_number(admitted), first, second


def _own_device(admitted: Admitted, serial_number: str) -> VirtualMfaDevice:
    """Return a device that the user has enabled; raises Refusal."""
    device = _iam(admitted).virtual_mfa_devices.get(serial_number)
    if device is None or serial_number not in named(admitted).mfa_devices:
        raise _no_device(serial_number)
    return device


def _no_device(serial_number: str) -> Refusal:
    return no_such_entity(f"MFA Device {serial_number} does not exist.")


def _refusal(code: str, status: int, message: str) -> Refusal:
    return Refusal(code=code, message=message, status=status)
