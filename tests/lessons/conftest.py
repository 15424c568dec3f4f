"""A sandbox inside this process, reached without a socket, and this process inside it: what lessons are proved in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from aws_sandbox.server import in_process
from aws_sandbox.server.application import Sandbox
from awsguide.adapters.aws import Aws
from awsguide.lessons.practice import Practice
from tests.inside import Company, lead

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """One sandbox for a file's tests."""
    home = tmp_path_factory.mktemp("home")
    sandbox = Sandbox()
    with pytest.MonkeyPatch.context() as patch:
        lead(patch, sandbox, in_process.ENDPOINT, home)
        with in_process.connect(sandbox):
            yield Company(sandbox, in_process.ENDPOINT, home)


@pytest.fixture(scope="module")
def practice(lab: Company) -> Practice:
    return Practice.here(Aws("sandbox"))


@pytest.fixture
def progress_file(lab: Company) -> Iterator[Path]:
    """The learner's progress file, not there yet."""
    path = lab.home / ".awsguide" / "progress.json"
    path.unlink(missing_ok=True)
    yield path
    path.unlink(missing_ok=True)


def entries(path: Path) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = json.loads(path.read_text())["items"]
    return found
