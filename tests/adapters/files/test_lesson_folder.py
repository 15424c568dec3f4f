"""What a lesson writes is in the sandbox's home, or in a folder that goes with the kernel."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from awsguide.adapters.files.lesson_folder import lesson_folder


def test_on_the_reader_s_aws_it_is_not_in_their_home_and_goes_with_the_process(tmp_path: Path) -> None:
    program = (
        "from awsguide.adapters.files.lesson_folder import lesson_folder\n"
        "folder = lesson_folder('project')\n"
        "(folder / 'deploy.py').write_text('x')\n"
        "print(folder)\n"
    )
    home = tmp_path / "home"
    home.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"HOME": str(home), "AWSGUIDE_TARGET": "aws"},
        capture_output=True,
        text=True,
        check=True,
    )
    folder = Path(done.stdout.strip())
    assert folder.name == "project"
    assert not folder.exists()
    assert list(home.iterdir()) == []


def test_in_the_sandbox_it_is_below_the_sandbox_s_own_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("AWSGUIDE_TARGET", "sandbox")
    assert lesson_folder("project") == tmp_path / "project"
    assert lesson_folder("project").is_dir()
