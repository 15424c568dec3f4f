"""The names and shapes of the sign-in caches."""

from __future__ import annotations

import hashlib

import pytest
from botocore.utils import SSOTokenLoader
from hypothesis import given
from hypothesis import strategies as st

from awsguide.config import token_cache
from awsguide.core.model import Registration, SsoSession, Token
from awsguide.core.secret import Secret

SESSION = SsoSession("s", "https://d-1.awsapps.com/start", "us-east-1")
DOCUMENT = {
    "startUrl": "https://d-1.awsapps.com/start/#/",
    "region": "us-east-1",
    "accessToken": "a",
    "expiresAt": "2026-11-23T09:30:00Z",
}


def test_a_token_file_is_named_as_botocore_names_it() -> None:
    for session, name in ((SESSION, "s"), (SsoSession("", SESSION.start_url, "us-east-1"), None)):
        key = SSOTokenLoader({})._generate_cache_key(SESSION.start_url, name)
        assert token_cache.token_file(session) == f"{key}.json"


def test_a_registration_file_is_named_by_everything_it_is_good_for() -> None:
    sorted_json = (
        '{"region": "us-east-1", "scopes": ["sso:account:access"], "session_name": "s", '
        '"startUrl": "https://d-1.awsapps.com/start", "tool": "botocore"}'
    )
    assert token_cache.registration_file(SESSION) == hashlib.sha1(sorted_json.encode()).hexdigest() + ".json"


def test_a_token_document_has_the_keys_of_the_cli_and_reveals_nothing() -> None:
    registration = Registration("client", Secret("canary-1"), 2e9)
    document = token_cache.token_document(
        Token(SESSION, Secret("canary-2"), 1.9e9, Secret("canary-3"), registration)
    )
    assert list(document) == [
        "startUrl", "region", "accessToken", "expiresAt",
        "clientId", "clientSecret", "registrationExpiresAt", "refreshToken",
    ]  # fmt: skip
    assert document["expiresAt"] == "2030-03-17T17:46:40Z"
    assert "canary" not in repr(document)


def test_a_device_registration_names_no_grant_types_and_a_browser_one_does() -> None:
    device = Registration(
        "c", Secret("s"), 2e9, ("urn:ietf:params:oauth:grant-type:device_code", "refresh_token")
    )
    browser = Registration("c", Secret("s"), 2e9, ("authorization_code", "refresh_token"))
    assert "grantTypes" not in token_cache.registration_document(device)
    assert token_cache.registration_document(browser)["grantTypes"] == ["authorization_code", "refresh_token"]


@pytest.mark.parametrize(
    "change",
    [
        {"accessToken": ""},
        {"expiresAt": "soon"},
        {"expiresAt": None},
        {"startUrl": "https://d-2.awsapps.com/start"},
        {"region": "eu-west-1"},
    ],
)
def test_a_document_that_is_no_token_of_this_session_gives_none(change: dict[str, object]) -> None:
    assert token_cache.token_from(DOCUMENT, SESSION) is not None
    assert token_cache.token_from({**DOCUMENT, **change}, SESSION) is None


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23T09:30:00Z",
        "2026-11-23T09:30:00UTC",
        "2026-11-23T09:30:00+00:00",
        "2026-11-23T10:30:00.5+01:00",
    ],
)
def test_times_of_older_tools_are_read(text: str) -> None:
    assert int(token_cache.moment_from(text)) == 1795426200


@given(seconds=st.integers(0, 4_000_000_000))
def test_a_time_comes_back_to_the_second(seconds: int) -> None:
    assert token_cache.moment_from(token_cache.moment_text(seconds)) == seconds
