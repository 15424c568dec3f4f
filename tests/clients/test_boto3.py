from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.aws_sandbox.developer import CROSS_DEVICE, DANA, FAY, ROOT, SAME_DEVICE
from tests.clients.conftest import CONSOLE_PROFILE, HERE, about_to_expire, stamp

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


# A profile of `aws login`


@pytest.mark.parametrize(
    ("who", "ending"), [(DANA, ":user/dana"), (ROOT, ":root"), (FAY, ":assumed-role/Developer/fay")]
)
def test_boto3_uses_a_profile_with_a_login_session(
    running: Running, who: dict[str, str], ending: str
) -> None:
    running.log_in(who)
    assert credentials(running, CONSOLE_PROFILE)["arn"].endswith(ending)


@pytest.mark.parametrize("client_id", [SAME_DEVICE, CROSS_DEVICE])
def test_boto3_refreshes_login_keys_that_are_about_to_expire(running: Running, client_id: str) -> None:
    cache = running.log_in(DANA, client_id)
    for _ in range(2):
        before = about_to_expire(cache)
        assert credentials(running, CONSOLE_PROFILE)["arn"].endswith(":user/dana")
        after = json.loads(cache.read_text())
        assert after["refreshToken"] != before["refreshToken"]
        assert after["accessToken"]["accessKeyId"] != before["accessToken"]["accessKeyId"]
        assert after["accessToken"]["expiresAt"] > stamp(time.time() + 800)


def test_boto3_says_that_one_has_to_sign_in_again(running: Running) -> None:
    cache = running.log_in()
    before = about_to_expire(cache)
    credentials(running, CONSOLE_PROFILE)
    before["accessToken"]["expiresAt"] = stamp(time.time() - 60)
    cache.write_text(json.dumps(before))
    assert "reauthenticate" in credentials(running, CONSOLE_PROFILE)["error"]
