from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from moto.iam.models import VirtualMfaDevice

from aws_sandbox.access.principals import principal_of
from aws_sandbox.protocol.errors import Refusal
from aws_sandbox.services.iam import one_time_code
from aws_sandbox.services.iam.authenticators import DRIFT, FARTHEST, Authenticators, seconds_left
from tests.aws_sandbox.device import START, Device

if TYPE_CHECKING:
    from aws_sandbox.server.application import Sandbox

SEED = "SANDBOXTESTSANDBOXTESTSANDBOXTES"
STEP = one_time_code.step_at(START)


def device() -> VirtualMfaDevice:
    made = VirtualMfaDevice("111122223333", "us-east-1", "/hana")
    made.base32_string_seed = SEED
    return made


@given(st.integers(-2 * FARTHEST, 2 * FARTHEST))
def test_two_codes_in_a_row_are_taken_as_far_off_as_is_allowed(off: int) -> None:
    authenticators = Authenticators(lambda: START)
    codes = (one_time_code.code(SEED, STEP + off), one_time_code.code(SEED, STEP + off + 1))
    taken = authenticators.synchronize(device(), *codes, farthest=FARTHEST)
    assert taken == (abs(off) <= FARTHEST)


@given(st.lists(st.tuples(st.integers(-3, 3), st.integers(0, 40)), max_size=12))
def test_no_code_is_taken_twice_nor_out_of_its_time(attempts: list[tuple[int, int]]) -> None:
    authenticators, one = Authenticators(lambda: now), device()
    now, taken = START, set[int]()
    for later, seconds in attempts:
        now += seconds
        step = one_time_code.step_at(now) + later
        try:
            authenticators.take(one, one_time_code.code(SEED, step))
        except Refusal:
            assert step in taken or abs(later) > DRIFT
        else:
            assert step not in taken
            assert abs(later) <= DRIFT
            taken.add(step)


def test_a_device_made_anew_remembers_nothing_of_the_old_one() -> None:
    authenticators = Authenticators(lambda: START)
    shown = one_time_code.code(SEED, STEP)
    authenticators.take(device(), shown)
    authenticators.take(device(), shown)


@pytest.mark.parametrize("name", ["trainer", "hana"])
def test_a_device_is_good_for_its_own_user_alone(sandbox: Sandbox, name: str) -> None:
    from moto.iam.models import iam_backends

    hand = Device(sandbox)
    account = (
        sandbox.company.management_account_id
        if name == "trainer"
        else sandbox.company.accounts["sandbox-dev"]
    )
    principal = principal_of(iam_backends[account]["aws"].users[name])
    if name == "hana":
        sandbox.authenticators.show(principal, hand.serial_number(), hand.code())
    else:
        with pytest.raises(Refusal) as caught:
            sandbox.authenticators.show(principal, hand.serial_number(), hand.code())
        assert "unable to validate MFA code" in caught.value.message


@given(st.floats(0, 4e9))
def test_a_code_shows_for_one_to_thirty_seconds_more(now: float) -> None:
    left = seconds_left(now)
    assert 1 <= left <= 30
    assert one_time_code.step_at(int(now) + left) == one_time_code.step_at(now) + 1
