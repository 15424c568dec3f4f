from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_sandbox.clock import Clock
from aws_sandbox.protocol.sign_in_refusal import Refusal
from aws_sandbox.services.identity_center.records import ACCOUNT_ACCESS
from aws_sandbox.services.identity_center.sign_in import SignIn, challenge_of


def test_the_challenge_is_the_one_of_the_rfc() -> None:
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert challenge_of(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_nothing_secret_shows_in_a_repr() -> None:
    sign_in = SignIn(Clock())
    client = sign_in.register("a program", scopes=(ACCOUNT_ACCESS,))
    device = sign_in.start_device(client)
    _, session = sign_in.open_session("alice")
    sign_in.answer(device, session, allow=True)
    tokens = sign_in.poll(client, device.device_code)
    shown = repr((client, device, session, tokens, sign_in))
    for secret in (
        client.client_secret,
        device.device_code,
        device.user_code,
        tokens.access_token,
        tokens.refresh_token,
    ):
        assert secret
        assert secret not in shown


def test_a_user_code_spells_no_words() -> None:
    sign_in = SignIn(Clock())
    client = sign_in.register("a program")
    codes = {sign_in.start_device(client).user_code for _ in range(200)}
    assert len(codes) == 200
    assert all(re.fullmatch("[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}", code) for code in codes)


@given(st.lists(st.sampled_from(["poll", "allow", "deny", "wait", "long wait", "end"]), max_size=12))
def test_whatever_happens_a_device_code_gives_tokens_at_most_once_and_only_if_allowed(
    events: list[str],
) -> None:
    clock = Clock()
    sign_in = SignIn(clock)
    client = sign_in.register("a program", scopes=(ACCOUNT_ACCESS,))
    device = sign_in.start_device(client)
    _, session = sign_in.open_session("alice")
    answered: str | None = None
    waited, ended, given_out = 0, False, 0
    for event in events:
        if event in ("allow", "deny") and answered is None:
            answered = event
            sign_in.answer(device, session, allow=event == "allow")
        elif event in ("wait", "long wait"):
            seconds = 2 if event == "wait" else 400
            waited += seconds
            clock.move(seconds)
        elif event == "end":
            ended = True
            sign_in.close_session(session)
        elif event == "poll":
            try:
                sign_in.poll(client, device.device_code)
            except Refusal:
                continue
            given_out += 1
            assert answered == "allow"
            assert waited < 600
            assert not ended
    assert given_out <= 1


def test_a_browser_cookie_of_nobody_is_no_session() -> None:
    sign_in = SignIn(Clock())
    browser, session = sign_in.open_session("alice")
    assert sign_in.session_of(browser) is session
    assert sign_in.session_of("another") is None
    sign_in.close_session(session)
    assert sign_in.session_of(browser) is None


def test_a_client_of_another_sandbox_is_not_known() -> None:
    client = SignIn(Clock()).register("a program")
    with pytest.raises(Refusal, match="InvalidClientException"):
        SignIn(Clock()).authenticate(client.client_id, client.client_secret)
