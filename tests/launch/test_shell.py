"""A terminal's shell starts inside the server's sandbox, with our programs in its PATH, also where it logs in."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from awsguide.launch import shell
from awsguide.launch.kernel import LABS_SANDBOX

if TYPE_CHECKING:
    from aws_sandbox.server.child import Place
    from tests.conftest import Planted

PROGRAMS = str(Path(sys.executable).parent)


def test_a_terminal_is_inside_the_sandbox_and_nothing_of_the_reader_s_leads_out(
    sandbox: Place, planted: Planted, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in planted.variables.items():
        monkeypatch.setenv(name, value)
    environment = shell.inside({**os.environ, LABS_SANDBOX: str(sandbox.file)})
    assert environment["HOME"] == sandbox.home
    assert environment["AWS_ENDPOINT_URL"] == sandbox.endpoint
    assert LABS_SANDBOX not in environment
    assert "AWS_PROFILE" not in environment
    assert "HTTPS_PROXY" not in environment


def run(command: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-m", "awsguide.launch.shell", *command],
        env=environment, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


@pytest.mark.skipif(os.name == "nt", reason="shells of POSIX")
@pytest.mark.parametrize("program", ["bash", "dash", "zsh"])
def test_a_login_shell_finds_our_programs_though_the_system_sets_path_anew(
    program: str, sandbox: Place
) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"there is no {program} here")
    environment = {**os.environ, LABS_SANDBOX: str(sandbox.file), "PATH": "/usr/bin:/bin"}
    done = run(
        [program, "-l", "-c", "command -v awsguide; command -v python; echo $HOME $AWSGUIDE_TARGET"],
        environment,
    )
    assert done.stdout.splitlines() == [
        f"{PROGRAMS}/awsguide", f"{PROGRAMS}/python", f"{sandbox.home} sandbox",
    ]  # fmt: skip
    assert "inside the SANDBOX" in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="shells of POSIX")
def test_what_a_learner_wrote_into_the_login_file_stays(sandbox: Place) -> None:
    file = Path(sandbox.home, ".profile")
    environment = {**os.environ, LABS_SANDBOX: str(sandbox.file)}
    shell.inside(environment)
    file.write_text("export COLOUR=green\n")
    shell.inside(environment)
    assert file.read_text() == "export COLOUR=green\n"
    file.unlink()


def test_without_its_sandbox_a_terminal_says_so_and_leads_nowhere(tmp_path: Path) -> None:
    told = tmp_path / "sandbox.json"
    told.write_text('{"problem": "The seed company.py ended with code 1: ValueError"}')
    environment = {**os.environ, LABS_SANDBOX: str(told)}
    done = run(
        [sys.executable, "-c", "import os; print(os.environ['HOME'], os.environ['AWS_ENDPOINT_URL'])"],
        environment,
    )
    home, endpoint = done.stdout.split()
    assert done.stderr.strip() == "awsguide: The seed company.py ended with code 1: ValueError"
    assert endpoint == "http://127.0.0.1:9"
    assert not Path(home).exists()
