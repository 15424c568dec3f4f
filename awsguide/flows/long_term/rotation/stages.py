"""The stages of a rotation as rows of data: what each is called, what it does, and how to go back from it. Data alone.

Source of the order:
https://docs.aws.amazon.com/IAM/latest/UserGuide/id-credentials-access-keys-update.html, 2026-11-26.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Stage:
    """One stage: what it is called, what it will do, and how to go back from it once it is done."""

    name: str
    title: str
    does: str
    back: str


STAGES: tuple[Stage, ...] = (
    Stage(
        "create",
        "Create a new key and save it",
        "Asks AWS for a second access key for the same user, waits until AWS knows it, and writes it into every "
        "profile on this machine that holds the old one. The old key keeps working.",
        "Put the files back as they were, then delete the new key.",
    ),
    Stage(
        "save",
        "Save it where the old one still is",
        "Writes the key that stays into every profile on this machine that still holds the other one: where saving "
        "was cut short, or where both keys were there before. A session token that was left over goes.",
        "Put the files back as they were, then delete the new key.",
    ),
    Stage(
        "prove",
        "Prove the new key",
        "Asks AWS who the new key is and whether it may manage keys, again and again until AWS knows it everywhere.",
        "Put the files back as they were, then delete the new key.",
    ),
    Stage(
        "watch",
        "Watch the old key",
        "Looks when, where and by which service the old key was last used, until it has been quiet for long enough.",
        "Put the files back as they were, then delete the new key.",
    ),
    Stage(
        "deactivate",
        "Deactivate the old key",
        "Deactivates the old key. Whatever still uses it is refused from now on.",
        "Reactivate the old key: one call, and everything works as before.",
    ),
    Stage(
        "wait",
        "Wait for complaints",
        "Leaves the old key inactive for a while, so that whatever needs it fails while the key can still be brought "
        "back.",
        "Reactivate the old key: one call, and everything works as before.",
    ),
    Stage(
        "delete",
        "Delete the old key",
        "Deletes the old key for good.",
        "There is no way back: a deleted key never returns. Up to this stage you can go back.",
    ),
)
BY_NAME: Mapping[str, Stage] = {stage.name: stage for stage in STAGES}

# Not stages of the way: where it ends, and what has to be put in order first.
FINISHED = Stage("finished", "Done", "Nothing is left to do: the old key is gone.", "")
TIDY = Stage(
    "tidy",
    "Delete a key whose secret is lost",
    "A new key was created, and the kernel ended before it was saved: nobody has its secret, so it is deactivated and "
    "deleted. The old key is untouched.",
    "Nothing to go back to: nobody can use that key.",
)
BACK = Stage(
    "back",
    "Finish going back",
    "Going back was interrupted: the files are put back as they were, and the new key is deleted.",
    "",
)
STUCK = Stage("stuck", "Something else changed", "", "")
