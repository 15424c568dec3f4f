"""Where a rotation can be killed, as rows: what is left then, and which stage a kernel that resumes finds.

The tests kill a kernel at each of these places and resume it; the docs show the same rows. Between two of them only
reading happens, so that a kill there leaves what the one before left. Data alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Way = Literal["forward", "reactivating", "going back", "tidying"]


@dataclass(frozen=True)
class Case:
    """One place: the kernel dies right after the `count`-th `step` ('CreateAccessKey', 'SwapKey') on this `way`.

    `within` is the part of that step's writing after which it dies, '' for its end. `left` says what is left, and
    `resumes` names the stage that is next.
    """

    way: Way
    step: str
    count: int
    left: str
    resumes: str
    within: str = ""


CASES: tuple[Case, ...] = (
    Case(
        "forward",
        "StoreRotation",
        1,
        "It is written down that a key is about to be made, and which keys there are. No key was made.",
        "create",
    ),
    Case(
        "forward",
        "CreateAccessKey",
        1,
        "AWS has made a key, and its secret died with the kernel. The profiles hold the old key, which works.",
        "tidy",
    ),
    Case(
        "forward",
        "StoreRotation",
        2,
        "The new key's id is written down, and that it is in no profile yet. Its secret died with the kernel.",
        "tidy",
    ),
    Case(
        "forward",
        "SwapKey",
        1,
        "The new credentials file was written beside the old one and had not taken its place: the old one is whole.",
        "tidy",
        within="before the first file",
    ),
    Case(
        "forward",
        "SwapKey",
        1,
        "The credentials file holds the new key, the config file still the old one. Both keys work.",
        "save",
        within="after the first file",
    ),
    Case(
        "forward",
        "SwapKey",
        1,
        "Every profile holds the new key. It is not written down that they do, but the files say so.",
        "prove",
    ),
    Case(
        "forward", "StoreRotation", 3, "Every profile holds the new key, and that is written down.", "prove"
    ),
    Case(
        "forward",
        "StoreRotation",
        4,
        "The new key was seen to work, and it is written down when, by AWS's clock.",
        "watch",
    ),
    Case(
        "forward",
        "UpdateAccessKey",
        1,
        "The old key is off. When is not written down, so that the waiting begins when it is resumed.",
        "wait",
    ),
    Case("forward", "StoreRotation", 5, "The old key is off, and it is written down since when.", "wait"),
    Case(
        "forward",
        "DeleteAccessKey",
        1,
        "The old key is gone; only the note about the rotation is left.",
        "finished",
    ),
    Case(
        "forward",
        "ForgetRotation",
        1,
        "Everything is done. What is next is another rotation, some day.",
        "create",
    ),
    Case(
        "reactivating",
        "UpdateAccessKey",
        1,
        "The old key is on again. The note still says that it was off; AWS's word counts.",
        "deactivate",
    ),
    Case("reactivating", "StoreRotation", 1, "The old key is on again, and it is watched anew.", "watch"),
    Case(
        "going back",
        "StoreRotation",
        1,
        "It is written down that the way leads back. The profiles hold the new key; both keys work.",
        "back",
    ),
    Case(
        "going back",
        "PutKeyBack",
        1,
        "The credentials file is as it was, the config file still holds the new key. Both keys work.",
        "back",
        within="after the first file",
    ),
    Case(
        "going back",
        "PutKeyBack",
        1,
        "Both files are as they were. The new key is on, and nobody has it.",
        "back",
    ),
    Case("going back", "UpdateAccessKey", 1, "Both files are as they were, the new key is off.", "back"),
    Case("going back", "DeleteAccessKey", 1, "Both files are as they were, the new key is gone.", "back"),
    Case("going back", "ForgetRotation", 1, "Everything is as it was before the rotation.", "create"),
    Case("tidying", "UpdateAccessKey", 1, "The key whose secret was lost is off.", "tidy"),
    Case("tidying", "DeleteAccessKey", 1, "The key whose secret was lost is gone.", "create"),
)
