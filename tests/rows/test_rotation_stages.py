"""Which stage is next, and above all why: the sentence before a step that cannot be undone must be true."""

from __future__ import annotations

import pytest

from awsguide.access_keys import AccessKey, LastUse, Status
from awsguide.rotations import QUICK, Rotation, Situation
from awsguide.rows.rotation_stages import next_stage

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
    (situation("Active", SHORT, (), NEVER), "watch", "its last use tells"),
    (
        situation("Active", SHORT, ("watch",), NEVER),
        "deactivate",
        "You chose not to wait; nobody has checked",
    ),
    (situation("Active", SHORT, ("watch",), LastUse(NOW)), "deactivate", "was used after the proof"),
    (
        situation("Active", SHORT, ("watch",), UNKNOWN),
        "deactivate",
        "You chose not to wait; nobody has checked",
    ),
    (situation("Active", LONG, ("watch",), NEVER), "deactivate", "recorded no use"),
    (situation("Active", LONG, (), NEVER), "deactivate", "recorded no use"),
    (situation("Active", LONG, (), UNKNOWN), "deactivate", "does not tell you"),
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
