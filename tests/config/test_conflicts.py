"""Settings that fight each other, and files that some tools read differently."""

from __future__ import annotations

import pytest

from awsguide.config import conflicts
from awsguide.config.profiles import Placeholder
from awsguide.core.secret import MASK

SESSION = "[sso-session s]\nsso_start_url = https://d-1.awsapps.com/start\nsso_region = us-east-1\n"
KEYS = "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\n"


@pytest.mark.parametrize(
    ("config", "credentials", "codes"),
    [
        (f"{SESSION}[profile p]\nsso_session = s\nsso_account_id = 1\n", "", []),
        ("[profile p]\nsso_session = s\n", "", ["session-missing"]),
        (f"{SESSION}[profile p]\nsso_session = s\nsso_region = eu-west-1\n", "", ["session-contradicted"]),
        (f"{SESSION}[profile p]\nsso_session = s\nsso_region = us-east-1\n", "", ["session-repeated"]),
        (f"[profile p]\nsso_start_url = https://x\n{KEYS}", "", ["sso-and-keys"]),
        (f"{SESSION}[profile p]\nsso_session = s\n", f"[p]\n{KEYS}", ["sso-and-stored-keys"]),
        ("[profile p]\ncredential_process = x\n", f"[p]\n{KEYS}", ["stored-keys-hide-process"]),
        ("", f"[p]\n{KEYS}aws_session_token = t\n", ["leftover-session-token"]),
        ("", "[p]\naws_access_key_id = ASIAIOSFODNN7EXAMPLE\naws_session_token = t\n", []),
        ("", "", []),
    ],
)
def test_fighting_settings_are_found(config: str, credentials: str, codes: list[str]) -> None:
    found = conflicts.mixtures(config, "p", credentials)
    assert [finding.code for finding in found] == codes
    for finding in found:
        assert "'p'" in finding.what or "[p]" in finding.next_step
        assert "{" not in finding.what + finding.next_step


def test_a_name_that_is_taken_gives_what_would_change() -> None:
    text = "[profile p]\nregion = a-b-1\noutput = json\n[p]\n"
    wanted = {"region": "c-d-1", "output": "json", "sso_session": "s", "cli_pager": None}
    assert conflicts.differences(text, "profile", "p", wanted) == (
        conflicts.KeyChange("region", "a-b-1", "c-d-1"),
        conflicts.KeyChange("sso_session", None, "s"),
    )
    assert conflicts.differences(text, "profile", "other", wanted) == ()


def test_what_would_change_never_shows_a_secret() -> None:
    text = "[p]\naws_secret_access_key = canary\n"
    wanted = {"aws_secret_access_key": Placeholder("aws_secret_access_key")}
    found = conflicts.differences(text, "credentials", "p", wanted)
    assert found == (conflicts.KeyChange("aws_secret_access_key", MASK, MASK),)


def test_every_oddity_of_a_file_is_told_with_its_line() -> None:
    text = "\ufeff[default]\nregion = a # home\n[profile p]\n[profile 'p']\nsome words\n[default]\n"
    found = [(finding.code, finding.line) for finding in conflicts.problems(text)]
    assert found == [
        ("config-encoding", 1),
        ("config-trap", 2),
        ("config-twice", 4),
        ("config-mistake", 5),
        ("config-mistake", 6),
    ]


def test_a_sound_file_has_no_problems() -> None:
    assert conflicts.problems("[default]\ncredential_process = sh -c 'a ; b'\n# c\n[plugins]\n") == ()
