"""The staged rotation, run against the practice AWS: every stage, what is asked, and what is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from awsguide.adapters.files import home
from awsguide.config.changes import Change, SetSection
from awsguide.core.errors import Cancelled, CouldNotTry
from tests.flows.rotating import USER, Kernel, Place, practice

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


def test_a_file_that_cannot_be_written_is_told_before_a_key_is_made(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = place.keys()

    def forbidden(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr("awsguide.adapters.files.replacing._fill", forbidden)
        with pytest.raises(CouldNotTry) as refused:
            Kernel().next(USER)
    assert refused.value.code == "file-forbidden"
    assert place.keys() == before
    assert place.remembered() == []


def test_going_back_keeps_what_others_wrote_into_the_file_meanwhile(place: Place) -> None:
    kernel = Kernel()
    (old,) = place.keys()
    for _ in range(2):
        kernel.next(USER)
    with place.credentials.open("a") as file:
        file.write("[later]\nregion = eu-west-1\n")
    kernel.back(USER)
    assert place.keys() == {old: "Active"}
    assert place.held("later") == {"region": "eu-west-1"}
    assert place.held()["aws_access_key_id"] == old
    assert place.works()


def test_the_old_key_can_be_put_back_however_often_the_file_was_edited_since(place: Place) -> None:
    kernel = Kernel()
    (old,) = place.keys()
    config = place.credentials.with_name("config")
    config.write_text(config.read_text().partition(f"[profile {USER}-tool]")[0])
    for _ in range(2):
        kernel.next(USER)
    for number in range(8):
        home.save(Change("credentials", (SetSection("credentials", f"p{number}", {"region": "eu-west-1"}),)))
    kernel.back(USER)
    assert place.keys() == {old: "Active"}
    assert place.works()
    for number in range(8):
        home.save(Change("credentials", (SetSection("credentials", f"p{number}", {"region": "us-east-1"}),)))
    assert len(list(place.credentials.parent.glob("credentials.awsguide-backup-*"))) == 5


def test_a_key_is_not_made_when_the_reader_says_no(place: Place) -> None:
    before, keys = place.texts(), place.keys()
    with pytest.raises(Cancelled):
        Kernel(answer=lambda _ask: "cancel").next(USER)
    assert (place.texts(), place.keys()) == (before, keys)
