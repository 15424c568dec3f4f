"""Wrong helpers and variables end in a sentence, and never in the words of whatever Python raised."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from awsguide.adapters.aws.sessions import source_credentials
from awsguide.core.errors import CouldNotTry

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
KEYS = f'"AccessKeyId": "AKIAIOSFODNN7EXAMPLE", "SecretAccessKey": "{SECRET}"'


@pytest.fixture
def aws_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".aws").mkdir()
    for name in [name for name in os.environ if name.startswith("AWS")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    return tmp_path


def helper(home: Path, printed: str, *, mode: int = 0o755, first: str = "#!/bin/sh") -> str:
    place = home / "helper"
    place.write_text(f"{first}\ncat <<'END'\n{printed}\nEND\n")
    place.chmod(mode)
    return str(place)


@pytest.mark.parametrize(
    ("line", "printed", "words"),
    [
        ("/no/such/helper", "", "is not there"),
        ("~/helper", "", "is not there; '~'"),
        ("HELPER", "", "something else than JSON"),
        ("HELPER", f"Welcome {SECRET}", "something else than JSON"),
        ("HELPER", f'[{{"Version": 1, {KEYS}}}]', "not an object"),
        ("HELPER", f'{{"Version": 1, {KEYS}, "Expiration": "soon-ish"}}', "no time zone"),
        ("HELPER", f'{{"Version": 1, {KEYS}, "Expiration": "2099-01-01T00:00:00"}}', "no time zone"),
        ("HELPER", f'{{"Version": 1, {KEYS}, "Expiration": "2020-01-01T00:00:00Z"}}', "have ended already"),
        ('"HELPER', "", "never closed"),
        ("", "", "names no program"),
    ],
)
def test_a_wrong_helper_is_explained_without_what_it_printed(
    aws_home: Path, line: str, printed: str, words: str
) -> None:
    line = line.replace("HELPER", helper(aws_home, printed))
    (aws_home / ".aws" / "config").write_text(f"[default]\ncredential_process = {line}\n")
    with pytest.raises(CouldNotTry) as caught:
        source_credentials()
    assert caught.value.code == "credentials-source-broken"
    assert words in caught.value.what
    assert SECRET not in str(caught.value) + repr(caught.value.__cause__) + repr(caught.value.__context__)


def test_a_helper_that_may_not_be_started_or_is_no_program(aws_home: Path) -> None:
    place = helper(aws_home, "", mode=0o644)
    (aws_home / ".aws" / "config").write_text(f"[default]\ncredential_process = {place}\n")
    with pytest.raises(CouldNotTry, match="may not be started"):
        source_credentials()
    helper(aws_home, "", first="no program at all\x00")
    Path(place).chmod(0o755)
    with pytest.raises(CouldNotTry, match="cannot be started"):
        source_credentials()


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"AWS_CREDENTIAL_EXPIRATION": "tomorrow-ish"}, "no time zone"),
        ({"AWS_CREDENTIAL_EXPIRATION": "2099-01-01T00:00:00"}, "no time zone"),
        ({"AWS_CREDENTIAL_EXPIRATION": "2020-01-01T00:00:00Z"}, "have ended already"),
    ],
)
def test_a_wrong_time_in_a_variable_is_explained(
    aws_home: Path, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], words: str
) -> None:
    for name, value in {
        "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
        "AWS_SECRET_ACCESS_KEY": SECRET,
        **variables,
    }.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(CouldNotTry, match=words):
        source_credentials()


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        (
            {"AWS_WEB_IDENTITY_TOKEN_FILE": "/no/token", "AWS_ROLE_ARN": "arn:aws:iam::111122223333:role/x"},
            "web identity token",
        ),
        ({"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://192.0.2.1/x"}, "without https"),
        (
            {
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:1/x",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/no/token",
            },
            "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
        ),
        (
            {
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:1/x",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN": "a\nb",
            },
            "line end",
        ),
    ],
)
def test_a_wrong_variable_is_explained(
    aws_home: Path, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], words: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(CouldNotTry, match=words):
        source_credentials()


def test_a_cached_sign_in_that_lacks_a_part_is_explained(aws_home: Path) -> None:
    import hashlib

    arn = "arn:aws:iam::111122223333:user/dana"
    cache = aws_home / ".aws" / "login" / "cache"
    cache.mkdir(parents=True)
    name = hashlib.sha256(arn.encode()).hexdigest()
    (cache / f"{name}.json").write_text(
        '{"accessToken": {}, "refreshToken": "r", "dpopKey": "k", "clientId": "c"}'
    )
    (aws_home / ".aws" / "config").write_text(f"[default]\nlogin_session = {arn}\n")
    with pytest.raises(CouldNotTry, match="lacks a part"):
        source_credentials()


def test_what_has_nothing_to_do_with_credentials_stays_what_it_is() -> None:
    from awsguide.adapters.aws.exceptions import in_our_words

    with pytest.raises(RuntimeError, match="of our own"), in_our_words("aws"):
        raise RuntimeError("of our own")
