from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from tests.clients.conftest import HERE, stamp

if TYPE_CHECKING:
    from typing import Any

    from tests.clients.conftest import Running


def credentials(running: Running, profile: str) -> Any:
    return running.run([sys.executable, str(HERE / "credentials.py"), profile])


def test_boto3_uses_a_profile_with_an_sso_session(running: Running) -> None:
    running.sign_in("alice")
    for profile, role in (("admin", "AdministratorAccess"), ("reader", "ReadOnlyAccess")):
        arn = credentials(running, profile)["arn"]
        assert f":assumed-role/AWSReservedSSO_{role}_" in arn
        assert arn.endswith("/alice")


def test_boto3_refreshes_a_token_that_is_about_to_expire(running: Running) -> None:
    before = running.sign_in("alice")
    running.keep({**before, "expiresAt": stamp(time.time() + 60)})
    assert credentials(running, "admin")["arn"]
    after = running.cached()
    assert after["accessToken"] != before["accessToken"]
    assert after["refreshToken"] != before["refreshToken"]
    assert after["expiresAt"] > stamp(time.time() + 3000)


def test_boto3_cannot_use_a_role_that_is_not_assigned(running: Running) -> None:
    running.sign_in("alice")
    assert "ForbiddenException" in credentials(running, "unassigned")["error"]


def test_boto3_says_so_when_nobody_is_signed_in(running: Running) -> None:
    running.token_file.unlink(missing_ok=True)
    assert "Token" in credentials(running, "admin")["error"]


def test_the_trainers_profile_is_an_iam_user_with_ordinary_keys(running: Running) -> None:
    assert credentials(running, "trainer")["arn"].endswith(":user/trainer")
