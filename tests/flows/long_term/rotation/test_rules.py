"""Which stage is next, and above all why: the sentence before a step that cannot be undone must be true."""

from __future__ import annotations

from dataclasses import replace

import pytest

from awsguide.core.access_keys import AccessKey, LastUse, Status
from awsguide.core.model import Credentials
from awsguide.core.rotations import QUICK, Rotation, Situation
from awsguide.core.secret import Secret
from awsguide.flows.long_term.rotation import FORGETTING, REACTIVATING, UNDOING, WayBack, how_back, way_back
from awsguide.flows.long_term.rotation.rules import next_stage
from awsguide.flows.long_term.rotation.stages import BY_NAME
from awsguide.flows.long_term.rotation.state import RotationState
from awsguide.flows.long_term.signer import Memory, Signer

NOW = 1_000_000.0
OLD, NEW = "AKIAOLD", "AKIANEW"
LONG, SHORT = 10.0, 1.0
NEVER, UNKNOWN = LastUse(None), None


def situation(status: Status, since: float, insisted: tuple[str, ...], last_use: LastUse | None) -> Situation:
    """The new key is proved; the old one has been watched, or has been off, for `since` seconds."""
    rotation = Rotation(
        "1" * 12,
        "rosa",
        OLD,
        NEW,
        before=(OLD,),
        proved_at=NOW - since,
        watching_since=NOW - since,
        deactivated_at=NOW - since if status == "Inactive" else None,
        insisted=insisted,
    )
    keys = (AccessKey("rosa", OLD, status, 0.0, last_use), AccessKey("rosa", NEW, "Active", NOW))
    return Situation(keys, frozenset({NEW}), NOW, rotation, QUICK)


ROWS: tuple[tuple[Situation, str, str], ...] = (
    (situation("Active", SHORT, (), NEVER), "watch", "its last use shows it"),
    (
        situation("Active", SHORT, ("watch",), NEVER),
        "deactivate",
        "You chose not to wait; nobody has checked",
    ),
    (
        situation("Active", SHORT, ("watch",), LastUse(NOW)),
        "deactivate",
        "was used after the new one was proved",
    ),
    (situation("Active", SHORT, ("watch",), UNKNOWN), "deactivate", "although AWS does not tell"),
    (situation("Active", LONG, ("watch",), NEVER), "deactivate", "recorded no use"),
    (situation("Active", LONG, (), NEVER), "deactivate", "recorded no use"),
    (situation("Active", LONG, (), UNKNOWN), "watch", "no waiting shows"),
    (situation("Active", LONG, ("watch",), UNKNOWN), "deactivate", "You chose not to wait"),
    (situation("Inactive", SHORT, ("watch",), NEVER), "wait", "can be brought back"),
    (situation("Inactive", SHORT, ("wait",), NEVER), "delete", "You chose not to wait; nobody has checked"),
    (situation("Inactive", LONG, ("watch", "wait"), NEVER), "delete", "for as long as you chose"),
    (situation("Inactive", LONG, (), NEVER), "delete", "for as long as you chose"),
)


@pytest.mark.parametrize(("at", "stage", "says"), ROWS)
def test_the_reason_for_the_next_stage_claims_no_wait_that_did_not_take_place(
    at: Situation, stage: str, says: str
) -> None:
    found = next_stage(at)
    assert found.stage.name == stage
    assert says in found.reason


def rotation_state(at: Situation) -> RotationState:
    return RotationState(
        "rosa",
        at,
        next_stage(at),
        (),
        Signer(Credentials("", Secret("nobody's")), "rosa", Memory(), lambda: NOW),
    )


GONE = situation("Inactive", LONG, (), NEVER)
WAYS: tuple[tuple[Situation, WayBack | None], ...] = (
    (situation("Active", SHORT, (), NEVER), UNDOING),
    (situation("Inactive", SHORT, (), NEVER), REACTIVATING),
    (replace(GONE, rotation=replace(GONE.rotation, going_back=True)), UNDOING),
    (
        replace(
            GONE,
            rotation=replace(GONE.rotation, before=()),
            keys=(replace(GONE.keys[0], status="Active"), GONE.keys[1]),
        ),
        FORGETTING,
    ),
    (replace(GONE, keys=GONE.keys[1:]), None),
    (replace(GONE, rotation=Rotation("1" * 12, "rosa", OLD), keys=GONE.keys[:1]), None),
)


@pytest.mark.parametrize(("at", "way"), WAYS)
def test_going_back_is_named_for_what_it_does_and_offered_only_where_there_is_a_way(
    at: Situation, way: WayBack | None
) -> None:
    assert way_back(rotation_state(at)) == way


MADE = Rotation("1" * 12, "rosa", OLD, NEW, before=(OLD,))
BOTH = replace(MADE, before=())
OFF = replace(BOTH, was_off=True)


@pytest.mark.parametrize(
    ("rotation", "stage", "says"),
    [
        (replace(MADE, before=(), new_key_id=""), "create", "then delete the new key"),
        (MADE, "prove", "then delete the new key"),
        (MADE, "wait", "Reactivate the old key"),
        (BOTH, "watch", "Both keys were there before, so none is deleted"),
        (BOTH, "deactivate", "Reactivate the old key"),
        (OFF, "wait", "Both keys were there before, so none is deleted"),
        (OFF, "delete", "no way back"),
    ],
)
def test_the_way_back_that_a_stage_names_is_the_one_there_is(
    rotation: Rotation, stage: str, says: str
) -> None:
    assert says in how_back(BY_NAME[stage], rotation)
