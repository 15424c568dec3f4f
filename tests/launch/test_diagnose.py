"""`awsguide diagnose`: an error from a file or standard input, and checks that say first what they call."""

from __future__ import annotations

import io
import json
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from awsguide.launch import cli

if TYPE_CHECKING:
    from pathlib import Path

    from tests.practice import Practice

ERROR = "aws: [ERROR]: Error loading SSO Token: Token for corp does not exist\n"


def typed(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    stream = SimpleNamespace(buffer=io.BytesIO(content), isatty=lambda: False)
    monkeypatch.setattr(sys, "stdin", stream)


def test_an_error_on_standard_input_is_told_with_what_to_do_here_and_at_a_prompt(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(monkeypatch, ERROR.encode())
    assert cli.main(["diagnose"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("The AWS CLI printed 'Nobody is signed in to IAM Identity Center here'.")
    for words in (
        "Why: ",
        "In the guide: ",
        "On a command line: Run 'aws sso login",
        "errors/sso-token-missing/",
    ):
        assert words in said


def test_json_is_one_object_and_a_file_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "error.txt"
    file.write_bytes(ERROR.encode() + b"\xff\xfe")
    assert cli.main(["diagnose", str(file), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert [finding["code"] for finding in said["findings"]] == ["sso-token-missing"]
    assert said["printed_by"] == "the AWS CLI"


def test_a_file_that_is_not_there_and_an_empty_error_get_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["diagnose", str(tmp_path / "none")]) == 1
    assert "cannot be read: No such file or directory. Name another file." in capsys.readouterr().err
    typed(monkeypatch, b"")
    assert cli.main(["diagnose"]) == 0
    assert "Nothing was pasted." in capsys.readouterr().out


def test_a_check_says_what_it_calls_and_its_exit_code_what_it_found(
    practice: Practice, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["diagnose", "--check", "identity", "--profile", "trainer"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("Calls sts:GetCallerIdentity")
    assert (
        said[1].endswith(f"in account {practice.sandbox.company.accounts['sandbox-dev']}.")
        or ":user/trainer" in said[1]
    )
    assert cli.main(["diagnose", "--check", "winner"]) == 1
    assert cli.main(["diagnose", "--check", "none-such"]) == 1
    assert "Name one of winner" in capsys.readouterr().err


def test_a_reader_who_has_seen_enough_is_no_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def closed(*_: object) -> int:
        raise BrokenPipeError

    nowhere = (tmp_path / "out").open("w")
    monkeypatch.setattr(sys, "stdout", nowhere)
    monkeypatch.setattr("awsguide.launch.diagnose._run", closed)
    assert cli.main(["diagnose"]) == 141
