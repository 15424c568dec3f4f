"""A helper that fails and tells its secrets: they are in no error and on no screen, and steer no terminal."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from awsguide.api import long_term
from awsguide.core.errors import GuideError
from awsguide.launch import cli
from tests.core.test_masking import KEY, SECRET, TOKEN

STEERS = "\x1b]0;owned\x07\x1b[31m\u202e"


@pytest.fixture
def helper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A profile whose helper writes everything it knows to its standard error, and fails."""
    script = tmp_path / "helper.py"
    script.write_text(
        f"import sys\nsys.stderr.write('''cannot renew {SECRET} {TOKEN} {KEY} password=hunter2-hunter2 {STEERS}''')\n"
        "sys.exit(1)\n",
        encoding="utf-8",
    )
    (tmp_path / "config").write_text(f"[profile broken]\ncredential_process = {sys.executable} {script}\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    # The command says in it for which profile it is asked; the test takes it back.
    monkeypatch.setenv("AWSGUIDE_CREDENTIALS_FOR", "")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    return "broken"


def assert_clean(text: str) -> None:
    assert "cannot renew" in text
    for secret in (SECRET, TOKEN, KEY, "hunter2-hunter2", "\x1b", "\x07", "\u202e"):
        assert secret not in text


def test_an_error_repeats_the_words_and_not_the_secrets(helper: str) -> None:
    with pytest.raises(GuideError) as caught:
        long_term.who_am_i(helper)
    assert_clean(str(caught.value))


def test_a_command_line_says_no_more(helper: str, capsys: pytest.CaptureFixture[str]) -> None:
    role = ("--role-arn", "arn:aws:iam::111122223333:role/Deployer")
    assert cli.main(
        ["credentials", "--row", "iam-short-term", "--profile", helper, *role, "--format", "process"]
    )
    printed = capsys.readouterr()
    assert printed.out == ""
    assert_clean(printed.err)
