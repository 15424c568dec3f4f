"""MFA as AWS STS takes it: which devices a user has, which of them make codes, and which codes are used up.

STS takes codes alone. A passkey or a FIDO security key signs in a browser and makes no code, so it can never be used
here; the explanations say which rows take one. How serial numbers and codes are spelled is looked at in
`session_input.py`. A code is a `Secret`, and is kept for the minutes in which it could be used twice.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa.html and the service models sts 2011-06-15
and iam 2010-05-08, 2026-11-26.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from awsguide.core.errors import AwsError, NoAnswer
from awsguide.core.model import Credentials
from awsguide.core.secret import Secret
from awsguide.core.steps import Call, Flow
from awsguide.explanations import explain
from awsguide.flows.shared.answers import translated
from awsguide.flows.shared.session_input import check_code, check_serial

Kind = Literal["virtual", "hardware", "passkey"]

_DEVICE_ARN = re.compile(r"arn:aws[a-z-]*:iam::(?P<account>\d{12}):(?P<kind>mfa|u2f)/(?P<name>.+)", re.ASCII)
# RFC 6238 changes the code every 30 seconds, and AWS takes the neighbouring ones too.
CODE_SECONDS = 30
_SAME_CODE_SECONDS = 4 * CODE_SECONDS


@dataclass(frozen=True)
class MfaDevice:
    """One device: `serial` is its ARN, or the number on the back of a hardware one ('GAHT12345678')."""

    serial: str

    @property
    def kind(self) -> Kind:
        """What makes its codes; a passkey makes none."""
        found = _DEVICE_ARN.fullmatch(self.serial)
        if found is None:
            return "hardware"
        return "passkey" if found["kind"] == "u2f" else "virtual"

    @property
    def makes_codes(self) -> bool:
        """Whether STS can take it."""
        return self.kind != "passkey"


@dataclass(frozen=True)
class MfaDevices:
    """The devices of a user; `problem` says in a sentence why they could not be listed, and one must be typed."""

    devices: tuple[MfaDevice, ...] = ()
    problem: str = ""

    @property
    def usable(self) -> tuple[MfaDevice, ...]:
        """The devices that STS can take."""
        return tuple(device for device in self.devices if device.makes_codes)


def devices(credentials: Credentials, *, region: str) -> Flow[MfaDevices]:
    """The MFA devices of the user that these keys belong to (`ListMFADevices`); never raises for a refusal."""
    try:
        reply = yield Call(
            "iam",
            "ListMFADevices",
            {},
            region=region,
            credentials=credentials,
            expected=("AccessDenied", "AccessDeniedException"),
            why="which MFA devices does this user have?",
        )
    except (AwsError, NoAnswer) as error:
        return MfaDevices(problem=translated(error).what)
    return MfaDevices(tuple(MfaDevice(device["SerialNumber"]) for device in reply["MFADevices"]))


def the_one_that_makes_codes(found: MfaDevices) -> str:
    """The serial number to use when none was given; raises `BadInput` when there is none, or more than one."""
    usable = found.usable
    if len(usable) == 1:
        return usable[0].serial
    if found.devices and not usable:
        raise explain("mfa-passkey", serial=found.devices[0].serial)
    detail = found.problem or (
        "there are several: " + ", ".join(device.serial for device in usable)
        if usable
        else "this user has none"
    )
    raise explain("mfa-serial-needed", detail=detail.rstrip("."))


def tidy_serial(serial: str) -> str:
    """A serial number that STS can take, spaces around it taken off; raises `BadInput`."""
    tidy = serial.strip()
    if not MfaDevice(tidy).makes_codes:
        raise explain("mfa-passkey", serial=tidy)
    check_serial(tidy)
    return tidy


def tidy_code(code: Secret) -> Secret:
    """Six digits, the space taken out that many devices show in the middle; raises `BadInput`."""
    typed = "".join(code.reveal().split())
    if not typed:
        raise explain("mfa-half", detail="a device, and no code")
    tidy = Secret(typed)
    check_code(tidy)
    return tidy


class UsedCodes:
    """Which codes AWS has taken in the last minutes: it takes each of them once. Lives in this process alone."""

    def __init__(self) -> None:
        """Nothing is used yet."""
        self._used: list[tuple[str, Secret, float]] = []

    def check(self, serial: str, code: Secret, now: float) -> None:
        """Raises `BadInput` ('mfa-code-used') for a code of this device that was taken already."""
        self._used = [entry for entry in self._used if now - entry[2] < _SAME_CODE_SECONDS]
        if any(serial == used_serial and code == used for used_serial, used, _at in self._used):
            raise explain("mfa-code-used")

    def take(self, serial: str, code: Secret, now: float) -> None:
        """AWS has taken this code."""
        self._used.append((serial, code, now))

    def forget(self) -> None:
        """Another AWS is talked to now."""
        self._used = []
