"""The awsguide command turns what goes wrong into one sentence and an exit code."""

from __future__ import annotations

import argparse
import json
import re
import socket
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

import awsguide
from aws_sandbox.server.process import CannotStart
from awsguide.adapters import practice_controls, surroundings
from awsguide.core.errors import CouldNotTry
from awsguide.launch import cli, company_export, company_seeding, doctor, lab, programs
from awsguide.lessons.practice import Practice
from tools import checks

if TYPE_CHECKING:
    from collections.abc import Callable


def raising(problem: BaseException) -> Callable[..., int]:
    def does(_: argparse.Namespace) -> int:
        raise problem

    return does


@pytest.mark.parametrize(
    "problem", [CouldNotTry("It did not work.", "Because.", "Do this."), CannotStart("It did not work.")]
)
def test_a_problem_is_a_sentence_and_exit_code_1(
    problem: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "_doctor", raising(problem))
    assert cli.main(["doctor"]) == 1
    printed = capsys.readouterr()
    assert printed.err.startswith("awsguide: It did not work.")
    assert printed.err.count("\n") == 1
    assert printed.out == ""


def test_ctrl_c_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "_doctor", raising(KeyboardInterrupt()))
    assert cli.main(["doctor"]) == 130


@pytest.mark.parametrize(
    "arguments",
    [
        ["labs"],
        ["lab", "--port", "http"],
        ["lab", "--port", "65536"],
        ["lab", "--fault", "weather"],
        ["sandbox", "--port", "-1"],
        ["notebooks", "--port", "1"],
    ],
)
def test_a_wrong_command_line_is_answered_with_the_usage(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main(arguments)
    assert end.value.code == 2
    assert "usage: awsguide" in capsys.readouterr().err


def test_the_bare_command_says_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == 2
    said = capsys.readouterr().err
    assert all(command in said for command in ("lab", "notebooks", "sandbox", "doctor", "credentials"))


def test_the_copy_alone_is_made_with_an_original_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["notebooks", "--fresh", "10-workforce-identity"]) == 0
    copied = {path.name for path in (tmp_path / "my-notebooks").glob("*.ipynb")}
    assert copied >= {"00-start-here.ipynb", "10-workforce-identity-fresh.ipynb"}
    said = capsys.readouterr().err
    assert str(tmp_path / "my-notebooks") in said
    assert "the original is beside yours" in said
    assert cli.main(["notebooks", "--aws"]) == 0
    assert (tmp_path / "my-notebooks-aws" / "00-start-here.ipynb").is_file()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["lab", "--seed", "missing.py"], "There is no seed file missing.py"),
        (["sandbox", "--seed", "missing.py"], "There is no seed file missing.py"),
        (["lab", "--ip", "203.0.113.7"], "cannot listen at 203.0.113.7"),
        (["notebooks", "--fresh", "no-such"], "has no notebook no-such"),
    ],
)
def test_what_cannot_be_is_said_before_anything_starts(
    arguments: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(arguments) == 1
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("enabled", [True, False])
def test_the_doctor_says_whether_jupyter_servers_have_our_extension(
    enabled: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lab, "extension_enabled", lambda: enabled)
    (finding,) = [row for row in doctor.findings() if "Jupyter servers" in row.sentence]
    assert finding.well is enabled


def test_only_the_sandbox_takes_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["doctor", "--", "aws", "s3", "ls"]) == 1
    assert "Only `awsguide sandbox`" in capsys.readouterr().err


def test_the_version_is_the_packages(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["--version"])
    assert capsys.readouterr().out == f"awsguide {awsguide.__version__}\n"


def test_every_finding_of_the_doctor_is_a_sentence() -> None:
    for finding in doctor.findings():
        assert finding.sentence.endswith(".")
        assert "\n" not in finding.sentence


def test_the_doctor_fails_when_a_kernel_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lab, "kernels_found", dict)
    assert cli.main(["doctor"]) == 1
    assert "! Jupyter does not find the kernel 'awsguide: SANDBOX'" in capsys.readouterr().out


def test_the_doctor_says_which_aws_this_shell_meets(monkeypatch: pytest.MonkeyPatch) -> None:
    def told() -> str:
        return " ".join(finding.sentence for finding in doctor.findings())

    monkeypatch.delenv("AWSGUIDE_TARGET", raising=False)
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:1")
    assert "another endpoint than AWS's own (AWS_ENDPOINT_URL_STS)" in told()
    monkeypatch.setenv("AWSGUIDE_TARGET", "sandbox")
    assert "inside the sandbox" in told()


def test_a_program_that_is_missing_is_said_with_what_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    sentences = [finding.sentence for finding in doctor.findings()]
    assert "Node.js was not found: the JavaScript SDK and the core in Pyodide are not tried." in sentences


@pytest.mark.parametrize(
    ("version", "says"),
    [
        (
            "aws-cli/1.45.11 Python/3.12.3",
            ("`aws sso login` with the sandbox (needs 2.22)", "`aws login` (needs 2.32)"),
        ),
        ("aws-cli/2.9.0 Python/3.12.3", ("needs 2.22", "needs 2.32")),
        ("aws-cli/2.22.0 Python/3.12.3", ("too old for `aws login` (needs 2.32).",)),
        ("aws-cli/2.32.0 Python/3.12.3", ()),
        ("aws-cli/2.36.12 Python/3.13.9", ()),
        ("", ()),
    ],
)
def test_the_doctor_says_what_an_aws_cli_is_too_old_for(
    version: str, says: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs.Program, "find", lambda _: "/usr/bin/aws")
    monkeypatch.setattr(programs.Program, "version", lambda _: version)
    told = doctor._program(programs.AWS_CLI).sentence
    assert [words for words in says if words not in told] == []
    assert ("too old" in told) == bool(says)
    assert ("sso login" in told) == ("needs 2.22" in " ".join(says))


def test_a_test_run_goes_on_after_a_failure_names_it_and_says_what_was_left_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def row(what: str, code: int) -> checks.Check:
        return checks.Check(what, ("this", str(code)), tmp_path)

    ran: list[str] = []

    def pretend(check: checks.Check) -> bool:
        ran.append(check.what)
        return check.command[-1] == "0"

    monkeypatch.setattr(checks.Check, "run", pretend)
    monkeypatch.setattr(checks, "checks", lambda _: [row("first", 1), row("second", 0)])
    monkeypatch.setattr(
        programs, "FOR_TESTS", (programs.Program("A browser", ("no-such-browser",), "nobody looks"),)
    )
    said: list[str] = []
    assert not checks.test(said.append)
    assert ran == ["first", "second"]
    assert said[-2] == "A browser was not found, so some tests were left out: nobody looks."
    assert said[-1] == "FAILED: first."


def test_a_test_run_never_lets_nbval_go_round_the_notebooks_own_kernel() -> None:
    (notebooks,) = [check for check in checks.checks(checks.ROOT) if "--nbval" in check.command]
    assert "--nbval-current-env" not in notebooks.command
    assert "--nbval-cell-timeout=60" in notebooks.command
    assert notebooks.variables == {"AWSGUIDE_AUTOPILOT": "1"}


def test_javascript_packages_are_fetched_once(tmp_path: Path) -> None:
    folder = tmp_path / "tests" / "clients"
    (folder / "node_modules" / "inner").mkdir(parents=True)
    (folder / "package-lock.json").write_text("{}")
    (folder / "node_modules" / "inner" / "package-lock.json").write_text("{}")
    assert checks.javascript_folders(tmp_path) == [folder]
    assert not checks.is_installed(folder)
    (folder / "node_modules" / ".package-lock.json").write_text("{}")
    assert checks.is_installed(folder)


@pytest.mark.parametrize(
    ("fields", "fits"),
    [
        ({}, True),
        ({"os": ["linux"], "cpu": ["x64"]}, True),
        ({"os": ["linux", "darwin"]}, True),
        ({"os": ["darwin"]}, False),
        ({"os": ["linux"], "cpu": ["arm64"]}, False),
    ],
)
def test_packages_for_other_machines_are_left_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fields: dict[str, list[str]], fits: bool
) -> None:
    monkeypatch.setattr(checks.sys, "platform", "linux")
    monkeypatch.setattr(checks.platform, "machine", lambda: "x86_64")
    (tmp_path / "package.json").write_text(json.dumps(fields))
    assert checks.is_for_this_machine(tmp_path) == fits


def test_the_site_is_shown_on_a_free_port(monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[tuple[str, ...]] = []
    monkeypatch.setattr(checks.Check, "run", lambda check: commands.append(check.command) or True)
    # Whether npm has work to do first depends on the checkout.
    monkeypatch.setattr(checks, "javascript_packages", lambda where, folders: [])
    with socket.create_server(("127.0.0.1", 0)) as other:
        busy = other.getsockname()[1]
        monkeypatch.setattr(checks, "SITE_PORT", busy)
        assert checks.documentation(serve=True)
    assert checks.documentation(serve=True)
    first, second = (command[-1] for command in commands)
    assert re.fullmatch(r"--dev-addr=127\.0\.0\.1:\d+", first)
    assert first != second == f"--dev-addr=127.0.0.1:{busy}"


def test_a_company_is_exported_from_inside_a_sandbox_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(surroundings, "target", lambda: "aws")
    assert cli.main(["company", "--export", str(tmp_path / "company.yaml")]) == 1
    assert "this shell is outside one" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [("there.yaml", "is there already"), ("no-such-folder/company.yaml", "cannot be written: No such file")],
)
def test_a_company_that_cannot_be_written_is_said_in_a_sentence(
    name: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "there.yaml").write_text("mine")
    monkeypatch.setattr(surroundings, "target", lambda: "sandbox")
    # What there is to write is another test's; here it is short, and there is nowhere to write it.
    monkeypatch.setattr(Practice, "here", lambda: SimpleNamespace(aws=None))
    monkeypatch.setattr(practice_controls, "control", lambda *_: {"now": 0})
    monkeypatch.setattr(company_seeding, "Seeding", lambda practice: practice)
    monkeypatch.setattr(company_export, "exported", lambda *_: "accounts: []\n")
    assert cli.main(["company", "--export", str(tmp_path / name)]) == 1
    assert said in capsys.readouterr().err
    assert (tmp_path / "there.yaml").read_text() == "mine"


@pytest.mark.parametrize(
    "command",
    ["lab", "notebooks", "sandbox", "credentials", "which", "inventory", "company", "class", "doctor"],
)
def test_the_help_of_a_command_explains_it(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main([command, "--help"])
    assert ended.value.code == 0
    explained = capsys.readouterr().out.partition("\n\n")[2].partition("\n\n")[0]
    assert len(explained) > 60
    assert not explained.startswith(("options:", "positional"))
