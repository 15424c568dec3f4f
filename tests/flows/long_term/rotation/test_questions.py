"""What cannot be taken back is asked about once it is decided, and what was not announced is not done."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from awsguide.core.errors import Cancelled
from awsguide.core.secret import mask_key_id
from awsguide.core.steps import Ask
from awsguide.flows.long_term.rotation.questions import FRESH, title_of
from tests.flows.rotating import Kernel, Place

if TYPE_CHECKING:
    from awsguide.flows.long_term.rotation.state import RotationState

DAY = 86_400


def to(kernel: Kernel, user: str, stage: str) -> str:
    """Press Next until `stage` is next; the id of the key that goes."""
    for _ in range(10):
        at = kernel.look(user)
        if at.next.stage.name == stage:
            return at.rotation.old_key_id
        kernel.next(user)
    raise AssertionError(f"the rotation never came to {stage}")


def no(ask: Ask) -> str:
    return ask.choices[-1]


@pytest.mark.parametrize(("announced", "instead"), [("watch", "deactivate"), ("wait", "delete")])
def test_what_became_next_meanwhile_is_not_done_in_place_of_what_was_announced(
    place: Place, user: str, announced: str, instead: str
) -> None:
    kernel = Kernel()
    to(kernel, user, announced)
    kernel.now += DAY
    before = place.keys(user)
    kernel.asked.clear()
    at = kernel.next(user, announced)
    assert place.keys(user) == before
    assert kernel.asked == []
    assert at.next.stage.name == instead
    assert at.next.reason.startswith(f"{title_of(announced)}: done. ")


def test_going_back_does_not_undo_everything_where_reactivating_was_announced(
    place: Place, user: str
) -> None:
    kernel = Kernel()
    old = to(kernel, user, "wait")
    announced = "Go back: reactivate the old key"
    place.trainer.update_access_key(UserName=user, AccessKeyId=old, Status="Active")
    before = place.keys(user)
    at = kernel.back(user, announced)
    assert place.keys(user) == before
    assert "Nothing was changed" in at.next.reason


def test_insisting_on_the_one_wait_does_not_cut_the_other_short(place: Place, user: str) -> None:
    kernel = Kernel()
    to(kernel, user, "wait")
    at = kernel.insist(user, "watch")
    assert at.next.stage.name == "wait"
    assert "wait" not in at.rotation.insisted


Press = Callable[[Kernel, str], "RotationState"]


@pytest.mark.parametrize("careful", [False, True])
@pytest.mark.parametrize(
    ("stage", "press"),
    [("delete", Kernel.next), ("watch", Kernel.back)],
    ids=["delete the old key", "undo everything"],
)
def test_a_key_goes_for_good_only_after_a_question_that_names_user_and_key(
    place: Place, user: str, stage: str, press: Press, careful: bool
) -> None:
    kernel = Kernel()
    old = to(kernel, user, stage)
    new = kernel.look(user).rotation.new_key_id
    before = place.keys(user)
    kernel.asked.clear()
    kernel.careful, kernel.answer = careful, no
    with pytest.raises(Cancelled):
        press(kernel, user)
    assert place.keys(user) == before
    [asked] = kernel.asked
    assert asked.final
    assert user in asked.question
    assert mask_key_id(new if stage == "watch" else old) in asked.question
    assert old not in repr(asked)
    assert not {"yes", "no"} & set(asked.choices)


@pytest.mark.parametrize("careful", [False, True])
def test_on_the_readers_own_aws_every_change_of_a_key_is_asked_about_first(
    place: Place, user: str, careful: bool
) -> None:
    kernel = Kernel(careful=careful)
    kernel.to_the_end(user)
    asked = [ask.question for ask in kernel.asked if not ask.final]
    deactivating = [question for question in asked if question.startswith("Deactivate")]
    assert len(deactivating) == careful
    assert [ask.final for ask in kernel.asked].count(True) == 1


def test_an_answer_that_comes_late_is_to_what_was_asked_and_not_to_what_has_become_of_it(
    place: Place, user: str
) -> None:
    kernel = Kernel()
    old = to(kernel, user, "delete")

    def late(ask: Ask) -> str:
        kernel.now += FRESH + 1
        place.trainer.update_access_key(UserName=user, AccessKeyId=old, Status="Active")
        return ask.choices[0]

    kernel.answer = late
    at = kernel.next(user, "delete")
    assert place.keys(user)[old] == "Active"
    assert "Nothing was changed" in at.next.reason


def test_a_late_answer_counts_where_nothing_has_changed(place: Place, user: str) -> None:
    kernel = Kernel()
    old = to(kernel, user, "delete")

    def late(ask: Ask) -> str:
        kernel.now += FRESH + 1
        return ask.choices[0]

    kernel.answer = late
    kernel.next(user, "delete")
    assert old not in place.keys(user)
