from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import pytest

from tests.aws_sandbox.developer import CROSS_DEVICE, DANA, FAY, ROOT, SAME_DEVICE
from tests.clients.conftest import CONSOLE_PROFILE, HERE, about_to_expire, stamp
from tests.clients.packages import why_missing

if TYPE_CHECKING:
    from typing import Any

    from tests.clients.conftest import Running

PROVIDERS = ("fromSSO", "fromIni", "fromNodeProviderChain")


@pytest.fixture(scope="module", autouse=True)
def _sdk() -> None:
    if why_missing(HERE, "the AWS SDK for JavaScript"):
        pytest.skip(why_missing(HERE, "the AWS SDK for JavaScript"))


def credentials(running: Running, *arguments: str) -> Any:
    return running.run(["node", str(HERE / "credentials.mjs"), *arguments])


@pytest.mark.parametrize("provider", PROVIDERS)
def test_javascript_uses_a_profile_with_an_sso_session(running: Running, provider: str) -> None:
    running.sign_in("alice")
    arn = credentials(running, provider, "reader")["arn"]
    assert ":assumed-role/AWSReservedSSO_ReadOnlyAccess_" in arn
    assert arn.endswith("/alice")


def test_javascript_refreshes_a_token_that_is_about_to_expire(running: Running) -> None:
    before = running.sign_in("alice")
    running.keep({**before, "expiresAt": stamp(time.time() + 60)})
    assert credentials(running, "fromSSO", "admin")["arn"]
    after = running.cached()
    assert after["accessToken"] != before["accessToken"]
    assert after["refreshToken"] != before["refreshToken"]


def test_javascript_cannot_use_a_role_that_is_not_assigned(running: Running) -> None:
    running.sign_in("alice")
    assert "No access" in credentials(running, "fromSSO", "unassigned")["error"]


def test_javascript_puts_and_gets_an_object(running: Running) -> None:
    running.sign_in("alice")
    assert credentials(running, "fromIni", "admin", "javascript-was-here")["text"] == "kept"


def test_javascript_cannot_write_as_a_reader(running: Running) -> None:
    running.sign_in("alice")
    assert "AccessDenied" in credentials(running, "fromIni", "reader", "javascript-was-not-here")["error"]


# A profile of `aws login`

LOGIN_PROVIDERS = ("fromLoginCredentials", "fromNodeProviderChain")


@pytest.mark.parametrize("provider", LOGIN_PROVIDERS)
@pytest.mark.parametrize(
    ("who", "ending"), [(DANA, ":user/dana"), (ROOT, ":root"), (FAY, ":assumed-role/Developer/fay")]
)
def test_javascript_uses_a_profile_with_a_login_session(
    running: Running, provider: str, who: dict[str, str], ending: str
) -> None:
    running.log_in(who)
    assert credentials(running, provider, CONSOLE_PROFILE)["arn"].endswith(ending)


@pytest.mark.parametrize("provider", LOGIN_PROVIDERS)
@pytest.mark.parametrize("client_id", [SAME_DEVICE, CROSS_DEVICE])
def test_javascript_refreshes_login_keys_that_are_about_to_expire(
    running: Running, provider: str, client_id: str
) -> None:
    cache = running.log_in(DANA, client_id)
    before = about_to_expire(cache)
    assert credentials(running, provider, CONSOLE_PROFILE)["arn"].endswith(":user/dana")
    after = json.loads(cache.read_text())
    assert after["refreshToken"] != before["refreshToken"]
    assert after["accessToken"]["accessKeyId"] != before["accessToken"]["accessKeyId"]
    before["accessToken"]["expiresAt"] = stamp(time.time() - 60)
    cache.write_text(json.dumps(before))
    assert "session has expired" in credentials(running, provider, CONSOLE_PROFILE)["error"]
