"""The staged rotation, run against the practice AWS: every stage, every way back, and a kernel killed at every step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.rows.rotating import USER, Kernel, Place, practice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    with practice(tmp_path, monkeypatch) as place:
        yield place


def test_a_rotation_goes_through_its_stages_and_leaves_one_new_key_in_every_profile(place: Place) -> None:
    kernel = Kernel()
    (old,) = place.keys()
    seen = [kernel.look(USER).next.stage.name]
    while seen[-1] != "finished":
        seen.append(kernel.next(USER).next.stage.name)
    assert seen == ["create", "prove", "watch", "deactivate", "wait", "delete", "finished"]
    ((new, status),) = place.keys().items()
    assert (new != old, status) == (True, "Active")
    for profile in (USER, f"{USER}-backup"):
        assert place.held(profile)["aws_access_key_id"] == new
        assert "aws_session_token" not in place.held(profile)
        assert place.works(profile)
    assert "# rosa's own" in place.credentials.read_text()
    assert place.remembered() == []
