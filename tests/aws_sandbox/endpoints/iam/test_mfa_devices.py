from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import pytest

from tests.aws_sandbox.conftest import refused
from tests.aws_sandbox.device import Device
from tests.aws_sandbox.seeded import keys_of

if TYPE_CHECKING:
    from tests.aws_sandbox.conftest import Reached

# Both transports are tried elsewhere.
pytestmark = pytest.mark.parametrize("reached", ["in process"], indirect=True)


WRONG = "Authentication code for device is not valid."


@pytest.fixture
def iam(reached: Reached) -> Any:
    return reached.client("iam", keys_of(reached, "hana"))


@pytest.fixture
def device(reached: Reached) -> Device:
    return Device(reached.sandbox)


def second_device(iam: Any, device: Device) -> str:
    """Make a device that is not enabled yet, and take it in hand; returns its serial number."""
    made = iam.create_virtual_mfa_device(VirtualMFADeviceName="hana-2")["VirtualMFADevice"]
    device.seed = made["Base32StringSeed"].decode()
    return str(made["SerialNumber"])


def test_a_seed_is_new_each_time_and_good_for_an_authenticator(iam: Any, device: Device) -> None:
    serial_number = second_device(iam, device)
    assert serial_number == device.serial_number("hana-2")
    assert len(device.seed) == 64
    assert len(base64.b32decode(device.seed)) == 40
    iam.delete_virtual_mfa_device(SerialNumber=serial_number)
    before = device.seed
    second_device(iam, device)
    assert device.seed != before


def test_a_device_is_enabled_with_two_codes_in_a_row_and_counts_from_then_on(
    reached: Reached, iam: Any, device: Device
) -> None:
    serial_number = second_device(iam, device)
    first, second = device.code(), device.code(1)
    device.wait()
    assert not iam.enable_mfa_device(
        UserName="hana", SerialNumber=serial_number, AuthenticationCode1=first, AuthenticationCode2=second
    ).keys() - {"ResponseMetadata"}
    shown = iam.get_mfa_device(SerialNumber=serial_number)
    assert (shown["UserName"], shown["SerialNumber"]) == ("hana", serial_number)
    assert serial_number in [row["SerialNumber"] for row in iam.list_mfa_devices()["MFADevices"]]
    sts = reached.client("sts", keys_of(reached, "hana"))
    message = refused(sts.get_session_token, SerialNumber=serial_number, TokenCode=second)[2]
    assert "invalid MFA one time pass code" in message
    device.wait()
    assert sts.get_session_token(SerialNumber=serial_number, TokenCode=device.code())["Credentials"]


@pytest.mark.parametrize("steps", [(0, 0), (1, 0), (0, 2), (-9, -8), (8, 9)])
def test_codes_that_do_not_follow_each_other_now_enable_nothing(
    iam: Any, device: Device, steps: tuple[int, int]
) -> None:
    serial_number = second_device(iam, device)
    codes = {f"AuthenticationCode{number}": device.code(step) for number, step in enumerate(steps, start=1)}
    answer = refused(iam.enable_mfa_device, UserName="hana", SerialNumber=serial_number, **codes)
    assert answer == (403, "InvalidAuthenticationCode", WRONG)


def test_a_device_whose_clock_is_off_works_once_it_is_synchronized(
    reached: Reached, iam: Any, device: Device
) -> None:
    sts = reached.client("sts", keys_of(reached, "hana"))
    serial_number, off = device.serial_number(), 7

    def ask() -> Any:
        return sts.get_session_token(SerialNumber=serial_number, TokenCode=device.code(off))

    assert "invalid MFA one time pass code" in refused(ask)[2]
    iam.resync_mfa_device(
        UserName="hana",
        SerialNumber=serial_number,
        AuthenticationCode1=device.code(off - 1),
        AuthenticationCode2=device.code(off),
    )
    device.wait()
    assert ask()["Credentials"]
    answer = refused(
        iam.resync_mfa_device,
        UserName="hana",
        SerialNumber=serial_number,
        AuthenticationCode1="000000",
        AuthenticationCode2="000000",
    )
    assert answer == (403, "InvalidAuthenticationCode", WRONG)


def test_a_device_in_use_is_not_deleted_nor_given_to_another(
    reached: Reached, iam: Any, device: Device
) -> None:
    serial_number = device.serial_number()
    status, code, message = refused(iam.delete_virtual_mfa_device, SerialNumber=serial_number)
    assert (status, code, message) == (
        409,
        "DeleteConflict",
        "MFA VirtualDevice in use. Must deactivate first.",
    )
    named = {"AuthenticationCode1": device.code(), "AuthenticationCode2": device.code(1)}
    answer = refused(iam.enable_mfa_device, UserName="hana", SerialNumber=serial_number, **named)
    assert answer == (409, "EntityAlreadyExists", "MFA device is already in use.")
    answer = refused(iam.create_virtual_mfa_device, VirtualMFADeviceName="hana")
    assert answer[:2] == (409, "EntityAlreadyExists")
    iam.deactivate_mfa_device(SerialNumber=serial_number)
    assert iam.list_mfa_devices()["MFADevices"] == []
    sts = reached.client("sts", keys_of(reached, "hana"))
    answer = refused(sts.get_session_token, SerialNumber=serial_number, TokenCode=device.code())
    assert "unable to validate MFA code" in answer[2]
    iam.delete_virtual_mfa_device(SerialNumber=serial_number)
    for call in (iam.get_mfa_device, iam.delete_virtual_mfa_device, iam.deactivate_mfa_device):
        assert refused(call, SerialNumber=serial_number)[:2] == (404, "NoSuchEntity")


def test_nobody_has_more_than_eight_devices(iam: Any, device: Device) -> None:
    for number in range(2, 10):
        made = iam.create_virtual_mfa_device(VirtualMFADeviceName=f"hana-{number}")["VirtualMFADevice"]
        device.seed = made["Base32StringSeed"].decode()
        named = {"AuthenticationCode1": device.code(-1), "AuthenticationCode2": device.code()}

        def enable(serial_number: str = made["SerialNumber"], named: Any = named) -> None:
            iam.enable_mfa_device(UserName="hana", SerialNumber=serial_number, **named)

        if number < 9:
            enable()
    assert refused(enable)[:2] == (409, "LimitExceeded")


@pytest.mark.parametrize(
    ("operation", "named"),
    [
        ("create_virtual_mfa_device", {"VirtualMFADeviceName": "petra"}),
        ("list_mfa_devices", {"UserName": "ivan"}),
        ("deactivate_mfa_device", {"UserName": "ivan", "SerialNumber": "arn:aws:iam::1:mfa/ivan"}),
        ("get_mfa_device", {"UserName": "ivan", "SerialNumber": "arn:aws:iam::1:mfa/ivan"}),
    ],
)
def test_somebody_elses_devices_are_not_hanas_to_look_after(iam: Any, operation: str, named: Any) -> None:
    assert refused(getattr(iam, operation), **named)[:2] == (403, "AccessDenied")


def test_devices_are_listed_by_whether_they_are_in_use_and_without_seeds(iam: Any, device: Device) -> None:
    second_device(iam, device)
    names = {}
    for status in ("Any", "Assigned", "Unassigned"):
        rows = iam.list_virtual_mfa_devices(AssignmentStatus=status)["VirtualMFADevices"]
        assert all("Base32StringSeed" not in row and "QRCodePNG" not in row for row in rows)
        names[status] = {
            row["SerialNumber"].rpartition("/")[2]: row.get("User", {}).get("UserName") for row in rows
        }
    assert names["Unassigned"] == {"hana-2": None}
    assert names["Assigned"]["hana"] == "hana"
    assert names["Any"] == {**names["Assigned"], **names["Unassigned"]}
    pages = iam.get_paginator("list_virtual_mfa_devices").paginate(PaginationConfig={"PageSize": 1})
    assert len([row for page in pages for row in page["VirtualMFADevices"]]) == len(names["Any"])
