"""A practice AWS for the tests of one file, and a user of its own for each test."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from tests.flows.rotating import Place, practice

_number = itertools.count()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """One practice AWS for all tests of a file: each has a user of its own."""
    with (
        pytest.MonkeyPatch.context() as monkeypatch,
        practice(tmp_path_factory.mktemp("home"), monkeypatch) as place,
    ):
        yield place


@pytest.fixture
def user(place: Place) -> str:
    name = f"user-{next(_number)}"
    place.employ(name)
    return name
