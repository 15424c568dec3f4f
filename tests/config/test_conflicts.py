"""Settings that fight each other, and files that some tools read differently."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awsguide.config import conflicts, sections
from awsguide.config.chains.files import Text, by_botocore, by_javascript
from awsguide.config.changes import Placeholder
from awsguide.config.sections import File
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
        ("", f"[p]\n{KEYS}aws_security_token = t\n", ["leftover-session-token", "two-session-tokens"]),
        (
            "",
            "[p]\naws_access_key_id = ASIA1\naws_session_token = t\naws_security_token = u\n",
            ["two-session-tokens"],
        ),
        ("", "", []),
    ],
)
def test_fighting_settings_are_found(config: str, credentials: str, codes: list[str]) -> None:
    found = conflicts.mixed(sections.by_meaning(config), "p", sections.by_meaning(credentials, "credentials"))
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
    text = "[default]\ncredential_process = sh -c 'a;b'\n# c\ns3 =\n  max_queue_size = 10\n[plugins]\n[services x]\n"
    assert conflicts.problems(text) == ()


@pytest.mark.parametrize(
    ("text", "file", "lines"),
    [
        ("[default]\nregion: eu-west-1\nOutput = json\n", "config", [2, 3]),
        ("[dev]\nregion = a\n", "config", [1]),
        ("[profile dev] hello\nregion = a\n", "config", [1]),
        ("[profile dev] # hello\nregion = a\n", "config", []),
        ("[profile dev]\nregion = a\n", "credentials", [1]),
        ("[Default]\nregion = a\n", "config", [1]),
        ("[ default ]\nregion = a\n", "credentials", [1]),
        ("[profile a b]\nregion = a\n", "config", [1]),
        ('[profile "a b"]\nregion = a\n', "config", [1]),
        ("[profile 開発]\nregion = a\n", "config", [1]),
        ("[sso-session b c]\nsso_region = a\n", "config", [1]),
        ("[profile  dev]\nregion = a\n", "config", [1]),
        ("[default]\ncredential_process = sh -c 'a ; b'\n", "config", [2]),
        ("[default]\ncli_pager =\n", "config", [2]),
        ("[a]\nx = 1\n[DEFAULT]\ny = 2\n", "credentials", [4]),
        ("[default]\na = b\n  region = c\n", "config", [2, 3]),
    ],
)
def test_whatever_some_tool_reads_otherwise_is_told(text: str, file: File, lines: list[int]) -> None:
    found = conflicts.problems(text, file)
    assert [finding.line for finding in found] == lines
    assert all(finding.why and finding.next_step for finding in found)


_LINES = st.sampled_from(
    ["[default]", "[profile a]", "[a]", "[profile a b]", "[sso-session s]", "region = x", "Region: y", "sso_region = z",
     "s3 =", "  nested = 1", "  region = q", "key", "key = v # r", "k =", "# note", ""]
)  # fmt: skip


@given(st.lists(_LINES, max_size=8).map("\n".join), st.sampled_from(["config", "credentials"]))
def test_a_text_without_findings_means_the_same_to_botocore_and_to_javascript(text: str, file: File) -> None:
    if conflicts.problems(text, file):
        return
    texts = (Text(text, ""), Text("", "")) if file == "config" else (Text("", ""), Text(text, ""))
    seen = []
    for read in (by_botocore, by_javascript):
        found = read(*texts)
        known = found.sessions if file == "config" else {}
        seen.append(
            {
                (where, name, key): setting.value
                for where, sections in (("profile", found.profiles), ("session", known))
                for name, settings in sections.items()
                for key, setting in settings.items()
                if setting.value and "\n" not in setting.value and not key.startswith(("s3.", "k.", "nested"))
            }
        )
    assert seen[0] == seen[1]


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({}, []),
        ({"AWS_PROFILE": "dev", "AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-1"}, []),
        ({"AWS_PROFILE": ""}, ["AWS_PROFILE is set to nothing."]),
        ({"AWS_PROFILE": "a", "AWS_DEFAULT_PROFILE": "b"}, ["AWS_PROFILE and AWS_DEFAULT_PROFILE name"]),
        (
            {"AWS_PROFILE": "a", "AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s"},
            ["A key and a profile"],
        ),
        ({"AWS_ACCESS_KEY_ID": "k"}, ["AWS_ACCESS_KEY_ID is set without"]),
        ({"AWS_SECURITY_TOKEN": "t", "AWS_SESSION_TOKEN": "u"}, ["AWS_SECURITY_TOKEN, the older"]),
        ({"AWS_SECURITY_TOKEN": "t", "AWS_SESSION_TOKEN": "t"}, []),
        ({"AWS_REGION": "a", "AWS_DEFAULT_REGION": ""}, ["AWS_REGION and AWS_DEFAULT_REGION differ."]),
    ],
)
def test_variables_that_clients_read_differently_are_told(
    environment: dict[str, str], words: list[str]
) -> None:
    found = conflicts.variables(environment)
    assert len(found) == len(words)
    assert all(finding.what.startswith(start) for finding, start in zip(found, words, strict=True))
