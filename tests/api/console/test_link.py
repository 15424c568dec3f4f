"""Opening the console with temporary credentials: a link to this machine, followed once, and never the real one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from urllib.error import HTTPError
from urllib.request import ProxyHandler, build_opener

import pytest

import awsguide
from awsguide.core.errors import GuideError
from tests.practice import Practice


class Browser:
    """Follows a link as soon as it is shown, beside whoever waits for that."""

    def __init__(self) -> None:
        self.pages: list[str] = []
        self.links: list[str] = []
        self._going: list[threading.Thread] = []

    def __call__(self, link: str) -> None:
        self.links.append(link)
        self._going.append(threading.Thread(target=self._follow, args=(link,)))
        self._going[-1].start()

    def _follow(self, link: str) -> None:
        opened = build_opener(ProxyHandler({})).open(link, timeout=60)
        self.pages.append(opened.read().decode())

    def page(self) -> str:
        for thread in self._going:
            thread.join(timeout=60)
        return self.pages[-1]


def code_of(work: Callable[[], object]) -> str:
    with pytest.raises(GuideError) as caught:
        work()
    return caught.value.code


def test_a_role_s_session_opens_the_console_and_the_link_is_used_up(practice: Practice) -> None:
    role = awsguide.assume_role(practice.role("Deployer"), "hana", session_name="hana")
    browser = Browser()
    assert awsguide.open_console(role, "s3", duration="1h", show=browser) is True
    assert "assumed-role/Deployer/hana" in browser.page()
    (link,) = browser.links
    assert link.startswith("http://127.0.0.1:")
    assert "SigninToken" not in link
    with pytest.raises((HTTPError, OSError)):
        build_opener(ProxyHandler({})).open(link, timeout=60)


def test_a_federated_user_opens_it_too_and_without_an_identity_aws_is_asked(practice: Practice) -> None:
    guest = awsguide.federation_token("guest", "trainer")
    browser = Browser()
    assert awsguide.open_console(guest.credentials, show=browser) is True
    assert "federated-user/guest" in browser.page()


def test_what_opens_no_console_is_told_before_the_sandbox_says_so(practice: Practice) -> None:
    user = awsguide.session_without_mfa("hana")
    assert code_of(lambda: awsguide.open_console(user.credentials)) == "session-may-not"
    chain = awsguide.assume_chain(
        (
            awsguide.RoleRequest(practice.role("Deployer")),
            awsguide.RoleRequest(practice.role("Releaser", "production"), external_id="awsguide-4711"),
        ),
        "hana",
    )
    assert code_of(lambda: awsguide.open_console(chain[-1], duration="1h")) == "console-session-length"
    # Without saying that these are from a chain, the endpoint itself says no, and the guide names the reasons.
    work = lambda: awsguide.open_console(chain[-1].credentials, duration="1h")  # noqa: E731
    assert code_of(work) == "sign-in-token-refused"


def test_credentials_that_have_ended_make_no_link(practice: Practice) -> None:
    role = awsguide.assume_role(practice.role("Deployer"), "hana")
    practice.sandbox.clock.move(3700)
    try:
        assert code_of(lambda: awsguide.open_console(role)) == "sign-in-token-refused"
    finally:
        practice.sandbox.clock.offset = 0
