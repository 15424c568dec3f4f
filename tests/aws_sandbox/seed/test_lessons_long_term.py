from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from moto.iam.models import iam_backends

from aws_sandbox.clock import Clock
from aws_sandbox.seed import lessons_long_term
from aws_sandbox.seed.lessons_long_term import OTTO_MFA_SEED, USERS
from aws_sandbox.server.application import Sandbox

if TYPE_CHECKING:
    from tests.aws_sandbox.conftest import Reached


def days(moment: datetime, clock: Clock) -> float:
    return (datetime.fromtimestamp(clock.now(), UTC) - moment.replace(tzinfo=UTC)) / timedelta(days=1)


@pytest.mark.parametrize("offset", [0.0, 200 * 86400.0])
def test_every_key_is_as_old_as_its_story_says_whenever_the_sandbox_starts(offset: float) -> None:
    sandbox = Sandbox(clock=Clock(offset))
    iam = iam_backends[sandbox.company.accounts["sandbox-dev"]]["aws"]
    for row in USERS:
        user = iam.users[row.user_name]
        assert len(user.access_keys) == len(row.keys)
        for key, told in zip(user.access_keys, row.keys, strict=True):
            assert days(key.create_date, sandbox.clock) == pytest.approx(told.days_old, abs=0.001)
            assert key.create_date > user.create_date
            assert (key.last_used is None) == (told.used is None)
            if told.used is not None:
                assert days(key.last_used.timestamp, sandbox.clock) == pytest.approx(
                    told.used.days_ago, abs=0.001
                )
                assert told.used.days_ago < told.days_old


def test_the_root_user_of_staging_has_a_key_and_it_is_the_root_user(reached: Reached) -> None:
    keys = reached.profile("staging-root")
    account_id = reached.sandbox.company.accounts["staging"]
    assert reached.client("sts", keys).get_caller_identity()["Arn"] == f"arn:aws:iam::{account_id}:root"
    (key,) = reached.sandbox.roots.of(account_id).keys.values()
    assert days(key.create_date, reached.sandbox.clock) == pytest.approx(
        lessons_long_term.ROOT_KEY.days_old, abs=0.01
    )


def test_kiras_key_stands_in_two_profiles(sandbox: Sandbox) -> None:
    found = [row.access_key_id for row in sandbox.company.profiles if row.name.startswith("kira")]
    assert len(found) == 2
    assert len(set(found)) == 1


def test_ottos_device_has_the_seed_that_is_documented(reached: Reached) -> None:
    assert len(base64.b32decode(OTTO_MFA_SEED)) == 20
    (device,) = reached.client("iam", reached.profile("otto")).list_mfa_devices()["MFADevices"]
    assert device["SerialNumber"].endswith(":mfa/otto")
    assert device["EnableDate"] > datetime(2024, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "operation", "allowed"),
    [
        ("jonas", "list_access_keys", True),
        ("kira", "list_access_keys", True),
        ("kira", "list_users", False),
        ("kira", "list_user_policies", True),
        ("petra", "list_users", True),
        ("nils", "get_account_summary", False),
    ],
)
def test_each_may_do_what_their_lesson_needs(
    reached: Reached, name: str, operation: str, allowed: bool
) -> None:
    iam = reached.client("iam", reached.profile(name))
    arguments: dict[str, Any] = {"UserName": name} if operation == "list_user_policies" else {}
    if allowed:
        assert getattr(iam, operation)(**arguments)
        return
    with pytest.raises(iam.exceptions.ClientError, match="AccessDenied"):
        getattr(iam, operation)(**arguments)
