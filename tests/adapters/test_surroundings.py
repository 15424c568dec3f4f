"""Which AWS a kernel talks to, and what kind of place it runs in."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from awsguide.adapters import surroundings
from awsguide.adapters.browser import in_page

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("value", "expected"), [("sandbox", "sandbox"), ("aws", "aws"), ("other", "unknown"), ("", "unknown")]
)
def test_the_target_is_what_the_kernel_says(
    monkeypatch: pytest.MonkeyPatch, value: str, expected: str
) -> None:
    monkeypatch.setenv("AWSGUIDE_TARGET", value)
    assert surroundings.target() == expected


@pytest.fixture
def plain_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    for name in list(os.environ):
        if name.startswith(("JUPYTERHUB", "SSH_", "WSL", "BINDER", "KUBERNETES", "CODESPACES")):
            monkeypatch.delenv(name)
    monkeypatch.setattr(in_page, "IN_BROWSER", False)
    monkeypatch.setattr(surroundings, "_CONTAINER_FILES", (tmp_path / "dockerenv",))
    monkeypatch.setattr(surroundings, "_KERNEL_VERSION", tmp_path / "version")
    return tmp_path


@pytest.mark.parametrize(
    ("variable", "place"),
    [
        ("JUPYTERHUB_API_URL", "jupyterhub"),
        ("SSH_CONNECTION", "ssh"),
        ("WSL_DISTRO_NAME", "wsl"),
        ("KUBERNETES_SERVICE_HOST", "container"),
        ("CODESPACES", "codespaces"),
    ],
)
def test_a_place_is_told_with_its_reason(
    plain_machine: Path, monkeypatch: pytest.MonkeyPatch, variable: str, place: str
) -> None:
    assert surroundings.places() == ()
    monkeypatch.setenv(variable, "1")
    (found,) = surroundings.places()
    assert found.name == place
    assert variable in found.reason


def test_a_container_and_wsl_are_told_by_their_files(plain_machine: Path) -> None:
    (plain_machine / "dockerenv").touch()
    (plain_machine / "version").write_text("Linux version 6.6 (Microsoft@Microsoft.com)")
    assert {place.name for place in surroundings.places()} == {"container", "wsl"}
