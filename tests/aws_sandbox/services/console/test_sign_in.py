from __future__ import annotations

from typing import Any

import pytest

from aws_sandbox.access.principals import root
from aws_sandbox.clock import Clock
from aws_sandbox.protocol.sign_in_refusal import Refusal
from aws_sandbox.services.console.identities import Identity
from aws_sandbox.services.console.sign_in import (
    CLIENTS,
    CROSS_DEVICE,
    KEY_SECONDS,
    SAME_DEVICE,
    SESSION_SECONDS,
    ConsoleSignIn,
)
from aws_sandbox.services.identity_center.sign_in import challenge_of

CALLBACK = "http://127.0.0.1:41234/oauth/callback"
VERIFIER = "v" * 64
SOMEBODY = Identity(root("123456789012"), "sandbox-dev", "root user", "canary-password")


class Stopped(Clock):
    def now(self) -> float:
        return 1000.0 + self.offset


@pytest.fixture
def clock() -> Clock:
    return Stopped()


@pytest.fixture
def console(clock: Clock) -> ConsoleSignIn:
    return ConsoleSignIn(clock)


def code(console: ConsoleSignIn) -> str:
    _, session = console.open_session(SOMEBODY)
    return console.grant(SAME_DEVICE, session, CALLBACK, challenge_of(VERIFIER))


def refused(call: Any, *arguments: Any) -> str:
    with pytest.raises(Refusal) as caught:
        call(*arguments)
    return caught.value.code


def test_a_code_becomes_a_refresh_token_and_that_the_next(console: ConsoleSignIn) -> None:
    grant = console.redeem(SAME_DEVICE, code(console), CALLBACK, VERIFIER)
    first = console.use(grant, "key")
    second = console.use(console.refresh(SAME_DEVICE, first, "key"), "key")
    assert first != second
    assert console.refresh(SAME_DEVICE, second, "key").session is grant.session


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ((SAME_DEVICE, "no such code", CALLBACK, VERIFIER), "INVALID_REQUEST"),
        ((CROSS_DEVICE, None, CALLBACK, VERIFIER), "INVALID_REQUEST"),
        ((SAME_DEVICE, None, CALLBACK + "x", VERIFIER), "INVALID_REQUEST"),
        ((SAME_DEVICE, None, CALLBACK, "w" * 64), "INVALID_REQUEST"),
    ],
)
def test_a_code_is_good_for_its_client_address_and_verifier(
    console: ConsoleSignIn, arguments: Any, error: str
) -> None:
    made = code(console)
    assert refused(console.redeem, *(made if item is None else item for item in arguments)) == error
    assert console.redeem(SAME_DEVICE, made, CALLBACK, VERIFIER)


def test_a_code_is_good_once(console: ConsoleSignIn) -> None:
    made = code(console)
    console.use(console.redeem(SAME_DEVICE, made, CALLBACK, VERIFIER), "key")
    assert refused(console.redeem, SAME_DEVICE, made, CALLBACK, VERIFIER) == "INVALID_REQUEST"


def test_a_code_is_good_for_ten_minutes(console: ConsoleSignIn, clock: Clock) -> None:
    made = code(console)
    clock.move(599)
    assert console.redeem(SAME_DEVICE, made, CALLBACK, VERIFIER)
    clock.move(1)
    assert refused(console.redeem, SAME_DEVICE, made, CALLBACK, VERIFIER) == "AUTHCODE_EXPIRED"


def test_a_refresh_token_is_good_once_for_its_client_and_key(console: ConsoleSignIn) -> None:
    token = console.use(console.redeem(SAME_DEVICE, code(console), CALLBACK, VERIFIER), "key")
    assert refused(console.refresh, SAME_DEVICE, "no such token", "key") == "INVALID_REQUEST"
    assert refused(console.refresh, CROSS_DEVICE, token, "key") == "INVALID_REQUEST"
    assert refused(console.refresh, SAME_DEVICE, token, "another key") == "INVALID_REQUEST"
    console.use(console.refresh(SAME_DEVICE, token, "key"), "key")
    assert refused(console.refresh, SAME_DEVICE, token, "key") == "TOKEN_EXPIRED"


def test_twelve_hours_after_the_sign_in_everything_ends(console: ConsoleSignIn, clock: Clock) -> None:
    browser, session = console.open_session(SOMEBODY)
    clock.move(SESSION_SECONDS - 60)
    made = console.grant(SAME_DEVICE, session, CALLBACK, challenge_of(VERIFIER))
    token = console.use(console.redeem(SAME_DEVICE, made, CALLBACK, VERIFIER), "key")
    another = console.grant(SAME_DEVICE, session, CALLBACK, challenge_of(VERIFIER))
    assert console.seconds_left(session) == 60
    clock.move(60)
    assert console.session_of(browser) is None
    assert refused(console.refresh, SAME_DEVICE, token, "key") == "TOKEN_EXPIRED"
    assert refused(console.redeem, SAME_DEVICE, another, CALLBACK, VERIFIER) == "AUTHCODE_EXPIRED"


def test_keys_are_good_for_fifteen_minutes(console: ConsoleSignIn) -> None:
    _, session = console.open_session(SOMEBODY)
    assert console.seconds_left(session) == KEY_SECONDS == 900


def test_signing_a_browser_out_leaves_programs_signed_in(console: ConsoleSignIn) -> None:
    browser, session = console.open_session(SOMEBODY)
    grant = console.grant(SAME_DEVICE, session, CALLBACK, challenge_of(VERIFIER))
    token = console.use(console.redeem(SAME_DEVICE, grant, CALLBACK, VERIFIER), "key")
    assert console.session_of(browser) is session
    console.close_session(browser)
    console.close_session("no such browser")
    assert console.session_of(browser) is None
    assert console.refresh(SAME_DEVICE, token, "key")


def test_the_clients_are_those_of_the_service_model(loader: Any) -> None:
    model = loader.load_service_model("signin", "service-2")
    assert model["shapes"]["ClientId"]["pattern"] == "arn:aws:signin:::devtools/(cross-device|same-device)"
    assert sorted(client_id.rpartition("/")[2] for client_id in CLIENTS) == ["cross-device", "same-device"]
    assert model["shapes"]["ExpiresIn"]["max"] == KEY_SECONDS


def test_nothing_secret_shows_in_a_repr(console: ConsoleSignIn) -> None:
    made = code(console)
    grant = console.redeem(SAME_DEVICE, made, CALLBACK, VERIFIER)
    token = console.use(grant, "key")
    shown = repr((console, grant, console.refresh(SAME_DEVICE, token, "key")))
    for secret in (made, token, "canary-password", challenge_of(VERIFIER)):
        assert secret not in shown
