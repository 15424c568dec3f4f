"""A home folder that cannot be written is no reason not to start."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from awsguide.launch import doctor, lab

JUPYTERS = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")


@pytest.fixture
def nobody_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home in which nothing can be made, also by root: a file stands where it should be."""
    home = tmp_path / "home"
    home.write_text("")
    monkeypatch.setenv("HOME", str(home))
    for name in JUPYTERS:
        # So that what is set in its place goes with the test.
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    return home


def test_jupyter_keeps_its_own_files_beside_the_notebooks(nobody_home: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    assert lab.keep_beside(copy)
    assert all(Path(os.environ[name]).is_relative_to(copy) for name in JUPYTERS[:2])
    from jupyter_core import paths

    assert lab.can_write(Path(paths.jupyter_runtime_dir()))


def test_a_home_that_can_be_written_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in JUPYTERS:
        monkeypatch.delenv(name, raising=False)
    assert not lab.keep_beside(tmp_path / "copy")
    assert not set(JUPYTERS) & os.environ.keys()


def test_doctor_says_what_such_a_home_means(nobody_home: Path) -> None:
    said = [finding.sentence for finding in doctor.findings()]
    assert any(f"home folder {nobody_home} cannot be written" in sentence for sentence in said)
    assert any(sentence.startswith("boto3 ") and sentence.endswith("is installed.") for sentence in said)
