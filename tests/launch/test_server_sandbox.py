"""The sandbox of a server starts when it is wanted and no sooner, once, and says why where it cannot."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from aws_sandbox.server import child
from aws_sandbox.server.process import CannotStart
from awsguide.core.errors import CouldNotTry
from awsguide.launch.seeding import seed_command
from awsguide.launch.server_sandbox import ServerSandbox
from tests.processes import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def made(said: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[ServerSandbox]:
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    sandbox = ServerSandbox(say=said.append)
    yield sandbox
    sandbox.stop()


def test_it_is_there_when_it_was_wanted_and_wanting_it_again_changes_nothing(
    made: ServerSandbox, said: list[str]
) -> None:
    assert made.endpoint == ""
    assert not made.home.exists()
    made.want()
    made.want()
    place = child.find(made.file, seconds=60)
    assert eventually(lambda: made.endpoint == place.endpoint)
    made.want()
    assert child.find(made.file) == place
    made.stop()
    assert not made.home.exists()
    assert made.endpoint == ""
    made.want()
    assert not made.home.exists()
    assert said == []


def test_two_servers_of_one_user_have_two_companies(made: ServerSandbox, said: list[str]) -> None:
    other = ServerSandbox(say=said.append)
    for sandbox in (made, other):
        sandbox.want()
    first, second = (child.find(sandbox.file, seconds=60) for sandbox in (made, other))
    assert first.endpoint != second.endpoint
    assert first.home != second.home
    made.stop()
    assert child.find(other.file) == second
    other.stop()
    assert said == []


def test_what_is_known_to_be_wrong_is_told_to_whoever_waits(said: list[str], tmp_path: Path) -> None:
    sandbox = ServerSandbox(problem="There is no seed file.", say=said.append)
    sandbox.want()
    with pytest.raises(CannotStart, match="There is no seed file"):
        child.find(sandbox.file, seconds=60)
    assert said == ["There is no seed file."]
    sandbox.stop()
    assert not sandbox.home.exists()


def test_a_temporary_folder_that_cannot_be_written_is_said_in_a_sentence(
    made: ServerSandbox, said: list[str], tmp_path: Path
) -> None:
    shutil.rmtree(tmp_path)
    made.want()
    assert eventually(lambda: said)
    assert "home folder cannot be made" in said[0]
    tmp_path.mkdir()


@pytest.mark.parametrize(
    ("name", "what"), [("missing.py", "no seed file"), ("company.txt", "is not a seed file")]
)
def test_a_seed_that_is_none_is_said_in_a_sentence(name: str, what: str, tmp_path: Path) -> None:
    if "missing" not in name:
        (tmp_path / name).write_text("")
    with pytest.raises(CouldNotTry, match=what):
        seed_command(tmp_path / name)
