from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from aws_sandbox.seed.lessons_temporary import HANA_MFA_SEED
from tests.aws_sandbox.conftest import refused
from tests.aws_sandbox.device import Device
from tests.aws_sandbox.seeded import keys_of

if TYPE_CHECKING:
    from tests.aws_sandbox.conftest import Reached

# Both transports are tried elsewhere.
pytestmark = pytest.mark.parametrize("reached", ["http"], indirect=True)


def page(reached: Reached, **headers: str) -> tuple[int, dict[str, str], str]:
    status, given, body = reached.send("GET", "/authenticator", headers)
    return status, given, body.decode()


def test_the_page_shows_the_code_that_sts_takes_and_says_when_it_was_used(reached: Reached) -> None:
    device = Device(reached.sandbox)
    serial_number = device.serial_number()
    _, given, text = page(reached)
    found = re.search(rf'data-device="{serial_number}">(\d{{6}})<', text)
    assert found is not None
    assert found[1] == device.code()
    assert "used" not in text.partition("<tbody>")[2].partition("</tbody>")[0]
    assert device.code(1) in text
    assert given["cache-control"] == "no-store"
    assert HANA_MFA_SEED not in text
    sts = reached.client("sts", keys_of(reached, "hana"))
    sts.get_session_token(SerialNumber=serial_number, TokenCode=found[1])
    assert "invalid" in refused(sts.get_session_token, SerialNumber=serial_number, TokenCode=found[1])[2]
    assert "used: wait for the next one" in page(reached)[2]


def test_the_page_comes_anew_when_its_codes_end(reached: Reached) -> None:
    _, given, text = page(reached)
    told = re.search(r"Codes for the next (\d+) second", text)
    assert told is not None
    assert given["refresh"] == told[1]
    assert 1 <= int(told[1]) <= 30


def test_a_device_that_is_gone_is_not_on_the_page(reached: Reached) -> None:
    iam, device = reached.client("iam", keys_of(reached, "hana")), Device(reached.sandbox)
    iam.deactivate_mfa_device(SerialNumber=device.serial_number())
    assert device.serial_number() in page(reached)[2]
    iam.delete_virtual_mfa_device(SerialNumber=device.serial_number())
    assert device.serial_number() not in page(reached)[2]


def test_another_host_gets_no_code(reached: Reached) -> None:
    status, _, text = page(reached, Host="attacker.example")
    assert status == 403
    assert not re.search(r">\d{6}<", text)
