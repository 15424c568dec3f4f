"""A sandbox that was killed leaves its home behind; the next one sweeps it, and touches no other folder."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from aws_sandbox.server import homes

HOLDER = """
import pathlib, sys, time
from aws_sandbox.server import homes
home, lock = homes.made(None)
(home / ".aws").mkdir()
(home / ".aws" / "credentials").write_text("keys")
print(home, flush=True)
time.sleep(60)
"""


@pytest.fixture(autouse=True)
def temporary(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(homes, "_SETTLING_SECONDS", -1.0)
    return tmp_path


def holder() -> tuple[subprocess.Popen[str], Path]:
    process = subprocess.Popen([sys.executable, "-c", HOLDER], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, Path(process.stdout.readline().strip())


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_the_home_of_a_killed_process_is_swept_and_that_of_a_living_one_is_not() -> None:
    (killed, left), (living, kept) = holder(), holder()
    try:
        assert homes.sweep() == []
        killed.send_signal(signal.SIGKILL)
        killed.wait()
        assert homes.sweep() == [left]
        assert not left.exists()
        assert (kept / ".aws" / "credentials").read_text() == "keys"
    finally:
        for process in (killed, living):
            process.kill()
            with process:
                process.wait()


def test_what_has_no_lock_and_what_is_only_a_link_stays(temporary: Path) -> None:
    unknown = temporary / f"{homes.PREFIX}unknown"
    unknown.mkdir()
    home, lock = homes.made(temporary / "elsewhere")
    lock.release()
    (temporary / f"{homes.PREFIX}link").symlink_to(home, target_is_directory=True)
    assert homes.sweep() == []
    assert unknown.is_dir()
    assert home.is_dir()


def test_a_home_that_is_being_made_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(homes, "_SETTLING_SECONDS", 60.0)
    home, lock = homes.made(None)
    lock.release()
    (home / ".awsguide" / "owner.lock").touch()
    assert homes.sweep() == []
    os.utime(home / ".awsguide" / "owner.lock", (0, 0))
    assert homes.sweep() == [home]


def test_removing_a_home_leaves_nothing() -> None:
    home, lock = homes.made(None)
    homes.remove(home, lock)
    assert not home.exists()
