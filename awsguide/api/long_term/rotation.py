"""The plain functions for rotating an access key in stages, and for creating one that a tool insists on.

They run the very flows that the panels run. A rotation is remembered on disk: any of these goes on where the last one,
or a kernel that was killed, left off. No secret is returned: it stands in the profile.
"""

from __future__ import annotations

import sys
import time

from awsguide.adapters import surroundings
from awsguide.api.asking import Asking, at_the_keyboard
from awsguide.api.mfa_codes import USED_CODES, typed_code
from awsguide.api.perform import Showing, perform
from awsguide.core.access_keys import AccessKey
from awsguide.core.model import Note
from awsguide.core.outside_text import harmless
from awsguide.core.rotations import PATIENT, QUICK, Patience
from awsguide.core.steps import Ask
from awsguide.flows.long_term import create_key as creating
from awsguide.flows.long_term import rotation
from awsguide.flows.long_term.rotation.state import RotationState, Terms
from awsguide.flows.long_term.signer import Memory, MfaCode

# MFA sessions of this process, so that one code is enough for a sitting.
MEMORY = Memory(used=USED_CODES)


def patience_here() -> Patience:
    """Seconds on the practice AWS, where nobody else uses the keys; whole days on the reader's own."""
    return QUICK if surroundings.target() == "sandbox" else PATIENT


def terms_here(patience: Patience | None = None) -> Terms:
    """The terms of a rotation in this process."""
    return Terms(time.time, patience or patience_here(), MEMORY, careful=surroundings.target() != "sandbox")


def key_rotation(
    profile: str, *, patience: Patience | None = None, show: Showing | None = None
) -> RotationState:
    """Where the rotation of the key in a profile stands, and what is next; changes nothing. Raises `GuideError`."""
    return perform(rotation.rotation_state(profile, terms_here(patience)), show or _told, _answered)


def rotate_key(
    profile: str,
    *,
    stage: str = "",
    patience: Patience | None = None,
    show: Showing | None = None,
    ask: Asking | None = None,
) -> RotationState:
    """Do the next stage of the rotation of the key in a profile, and return how far it got.

    Call it again for the stage after it; `next.stage.name` is 'finished' at the end. `stage` is the one that is meant
    ('watch'): where another one is next by now, nothing is done. `ask` answers the questions of a stage; without
    it a person is asked. Raises `GuideError`, and whatever was reached is kept.
    """
    flow = rotation.advance(profile, terms_here(patience), stage)
    return perform(flow, show or _told, ask or _answered)


def insist_on_rotation(
    profile: str, *, patience: Patience | None = None, ask: Asking | None = None
) -> RotationState:
    """End the wait of the current stage early, although the old key may be in use. Raises `GuideError`.

    On the reader's own AWS it asks; `ask` answers, without it a person does.
    """
    return perform(rotation.insist(profile, terms_here(patience)), _told, ask or _answered)


def undo_rotation(
    profile: str, *, patience: Patience | None = None, ask: Asking | None = None
) -> RotationState:
    """One stage back: reactivate the old key, or put the files back and delete the new key. Raises `GuideError`.

    It asks before a key is deleted, and on the reader's own AWS in any case; `ask` answers, without it a person.
    """
    return perform(rotation.go_back(profile, terms_here(patience)), _told, ask or _answered)


def create_key(
    source: str, profile: str, *, user: str = "", ask: Asking | None = None, show: Showing | None = None
) -> AccessKey:
    """Create an access key with the credentials of profile `source`, and save it as `profile` at once.

    For the user that `source` is, or for `user` ('the name of an IAM user'). The secret stands in the profile alone.
    Raises `BadInput` for a profile that holds a key already, `Refused` ('key-places-full', 'access-denied').
    """
    flow = creating.create_key(source, profile, user=user, now=time.time, memory=MEMORY)
    return perform(flow, show or _told, ask or _answered).key


def _answered(question: Ask) -> object:
    return typed_code() if isinstance(question.about, MfaCode) else at_the_keyboard(question)


def _told(event: object) -> None:
    if isinstance(event, Note):
        sys.stdout.write(f"{harmless(event.text)}\n")
        sys.stdout.flush()
