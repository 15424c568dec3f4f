"""The keys that a person has to begin with."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from awsguide.edges import starting
from awsguide.errors import CouldNotTry

CANARY = "wJalrXUtnF/MIcanary+7MDENGbPxRfiCYcanary"
ID = "AKIA" + "B" * 16
CREDENTIALS = f"[kira]\naws_access_key_id = {ID}\naws_secret_access_key = {CANARY}\n[empty]\nx = 1\n"
CONFIG = (
    "[profile kira]\nregion = eu-west-1\n[profile sso]\nsso_session = s\n[sso-session s]\naws_access_key_id = no\n"
    f"[profile both]\naws_access_key_id = {ID}\naws_secret_access_key = {CANARY}\naws_session_token = t\n"
    f"[profile half]\naws_access_key_id = {ID}\n"
)


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in list(os.environ):
        if name.startswith("AWS"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "credentials").write_text(CREDENTIALS)
    (tmp_path / ".aws" / "config").write_text(CONFIG)
    return tmp_path


def test_profiles_that_hold_a_key_can_be_begun_with() -> None:
    assert starting.names() == ("kira", "both", "half")


def test_the_environment_comes_first_when_it_holds_a_whole_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ID)
    assert starting.names() == ("kira", "both", "half")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", CANARY)
    assert starting.names() == ("", "kira", "both", "half")
    found = starting.start("")
    assert (found.text, found.credentials.session_token) == ("environment variables", None)


def test_a_profile_brings_its_key_and_its_region_and_shows_neither() -> None:
    found = starting.start("kira")
    assert (found.profile, found.region, found.credentials.access_key_id) == ("kira", "eu-west-1", ID)
    assert found.credentials.secret_access_key.reveal() == CANARY
    assert CANARY not in repr(found)
    assert ID not in repr(found)
    both = starting.start("both")
    assert both.region == "us-east-1"
    # A token beside a long-term key is left over from other credentials.
    assert both.credentials.session_token is None


@pytest.mark.parametrize("profile", ["sso", "half", "nobody", ""])
def test_a_profile_without_a_whole_key_is_told(profile: str) -> None:
    with pytest.raises(CouldNotTry) as caught:
        starting.start(profile)
    assert caught.value.code == "no-key-in-profile"
