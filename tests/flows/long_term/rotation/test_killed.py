"""A kernel is killed at every place where a rotation leaves something behind, and resumed: there is always a key.

The places are the rows of `cases.py`, which the docs show too.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.flows.long_term.rotation.cases import CASES, Case
from tests.flows.rotating import CHANGING, Kernel, KilledError, Place

if TYPE_CHECKING:
    from collections.abc import Callable

FILES_OF_A_SWAP = ("credentials", "config")


def profiles_of(user: str) -> tuple[str, ...]:
    return user, f"{user}-backup", f"{user}-tool"


def watching(place: Place, user: str) -> Callable[[], None]:
    """After each step: every profile holds a key that is switched on."""

    def look() -> None:
        keys = place.keys(user)
        for profile in profiles_of(user):
            assert keys.get(str(place.held(profile)["aws_access_key_id"])) == "Active"

    return look


def to(kernel: Kernel, user: str, stage: str) -> None:
    for _ in range(10):
        if kernel.look(user).next.stage.name == stage:
            return
        kernel.next(user)
    raise AssertionError(f"the rotation never came to {stage}")


def until_forgotten(place: Place, press: Callable[[str], object], user: str) -> None:
    for _ in range(5):
        if not place.remembered(user):
            return
        press(user)
    raise AssertionError("it came to no end")


def killed(kernel: Kernel, case: Case, press: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> None:
    """Press until the kernel dies at the place of the case."""
    with monkeypatch.context() as within:
        if case.within:
            _die_within(case, within)
        else:
            kernel.kill_after = (case.step, kernel.done[case.step] + case.count)
        with pytest.raises(KilledError):
            again(press)


def again(press: Callable[[], object]) -> None:
    for _ in range(10):
        press()


def _die_within(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """Die in the midst of writing, right before or after the first of the two files takes the old one's place."""
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if Path(target).name not in FILES_OF_A_SWAP:
            return real(self, target)
        if case.within == "after the first file":
            real(self, target)
        # Who is dead clears nothing away either.
        monkeypatch.setattr(Path, "unlink", _dead)
        raise KilledError

    monkeypatch.setattr(Path, "replace", replace)


def _dead(self: Path, *, missing_ok: bool = False) -> None:
    raise KilledError


# How far a rotation is, and what is pressed, when the kernel dies.
BEFORE = {"forward": "create", "reactivating": "wait", "going back": "watch", "tidying": "tidy"}


def name_of(case: Case) -> str:
    return f"{case.way}, {case.step} {case.count} {case.within}".strip()


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_a_rotation_that_is_killed_is_resumed_where_it_was_and_there_is_always_a_key_that_works(
    place: Place, user: str, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = place.texts()
    ((old, _),) = place.keys(user).items()
    first = Kernel(between=watching(place, user))
    if case.way == "tidying":
        first.kill_after = ("CreateAccessKey", 1)
        with pytest.raises(KilledError):
            first.next(user)
    to(first, user, BEFORE[case.way])
    back = case.way in ("reactivating", "going back")
    killed(first, case, lambda: first.back(user) if back else first.next(user), monkeypatch)

    # The other profile has the session token of long ago beside it until the new key is written.
    assert place.works(user)
    assert place.works(f"{user}-tool")
    second = Kernel(now=first.now, between=watching(place, user))
    at = second.look(user)
    assert at.next.stage.name == case.resumes, at.next.reason + repr(at.situation.keys)
    second.now += 10
    if back:
        until_forgotten(place, second.back, user)
        assert place.keys(user) == {old: "Active"}
        assert place.texts() == before
    elif place.remembered(user) or case.resumes != "create" or case.way == "tidying":
        second.to_the_end(user)
    ((left, status),) = place.keys(user).items()
    assert (left == old, status) == (back, "Active")
    assert all(place.held(profile)["aws_access_key_id"] == left for profile in profiles_of(user))
    assert all(place.works(profile) for profile in profiles_of(user)[: 1 if back else None])
    assert place.remembered(user) == []
    assert not [path.name for path in place.credentials.parent.iterdir() if "-new-" in path.name]


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if case.way == "going back"],
    ids=name_of,
)
def test_going_back_that_was_killed_is_finished_by_next_as_well(
    place: Place, user: str, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = place.texts()
    first = Kernel()
    to(first, user, "watch")
    killed(first, case, lambda: first.back(user), monkeypatch)
    second = Kernel(now=first.now, between=watching(place, user))
    until_forgotten(place, second.next, user)
    assert place.texts() == before
    assert list(place.keys(user).values()) == ["Active"]


def test_every_step_that_leaves_something_behind_is_a_case(place: Place, user: str) -> None:
    kernel = Kernel()
    kernel.to_the_end(user)
    reading = {name for name in kernel.done if name not in CHANGING}
    assert {name for name in reading if not name.startswith(("Get", "List"))} == {
        "Ask",
        "Hold",
        "Load",
        "Show",
        "Wait",
    }
    ends = {(case.step, case.count) for case in CASES if case.way == "forward" and not case.within}
    assert ends == {(name, count + 1) for name in CHANGING for count in range(kernel.done[name])}
