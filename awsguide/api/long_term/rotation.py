"""The plain functions for rotating an access key in stages, and for creating one that a tool insists on.

They run the very flows that the panels run. A rotation is remembered on disk: any of these goes on where the last one,
or a kernel that was killed, left off. No secret is returned: it stands in the profile.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator

from awsguide.adapters import surroundings
from awsguide.adapters.files import home
from awsguide.api.mfa_codes import USED_CODES, typed_code
from awsguide.api.perform import Showing, perform
from awsguide.core.access_keys import AccessKey
from awsguide.core.model import Note
from awsguide.core.rotations import PATIENT, QUICK, Patience
from awsguide.core.secret import mask_key_ids
from awsguide.core.steps import Ask
from awsguide.explanations import explain
from awsguide.flows.long_term import create_key as creating
from awsguide.flows.long_term import rotation
from awsguide.flows.long_term.create_key import Friction
from awsguide.flows.long_term.rotation.state import Standing, Terms
from awsguide.flows.long_term.rotation.work import PlacesFull, SwapPlan
from awsguide.flows.long_term.signer import Memory, MfaCode

# MFA sessions of this process, so that one code is enough for a sitting.
MEMORY = Memory(used=USED_CODES)
Answering = Callable[[Ask], object]


def patience_here() -> Patience:
    """Seconds on the practice AWS, where nobody else uses the keys; whole days on the reader's own."""
    return QUICK if surroundings.target() == "sandbox" else PATIENT


def terms_here(patience: Patience | None = None) -> Terms:
    """The terms of a rotation in this process."""
    return Terms(time.time, patience or patience_here(), MEMORY, careful=surroundings.target() != "sandbox")


def key_rotation(profile: str, *, patience: Patience | None = None, show: Showing | None = None) -> Standing:
    """Where the rotation of the key in a profile stands, and what is next; changes nothing. Raises `GuideError`."""
    return perform(rotation.standing(profile, terms_here(patience)), show or _told, _answered)


def rotate_key(
    profile: str,
    *,
    stage: str = "",
    patience: Patience | None = None,
    show: Showing | None = None,
    answer: Answering | None = None,
) -> Standing:
    """Do the next stage of the rotation of the key in a profile, and tell where that has led.

    Call it again for the stage after it; `next.stage.name` is 'finished' at the end. `stage` is the one that is meant
    ('watch'): where another one is next by now, nothing is done. `answer` answers the questions of a stage; without
    it a person is asked. Raises `GuideError`, and whatever was reached is kept.
    """
    flow = rotation.advance(profile, terms_here(patience), stage)
    return perform(flow, show or _told, answer or _answered)


def insist_on_rotation(
    profile: str, *, patience: Patience | None = None, answer: Answering | None = None
) -> Standing:
    """Cut the waiting of the present stage short, although the old key may be in use. Raises `GuideError`.

    On the reader's own AWS it asks; `answer` answers, without it a person does.
    """
    return perform(rotation.insist(profile, terms_here(patience)), _told, answer or _answered)


def undo_rotation(
    profile: str, *, patience: Patience | None = None, answer: Answering | None = None
) -> Standing:
    """One stage back: reactivate the old key, or put the files back and delete the new key. Raises `GuideError`.

    It asks before a key is deleted, and on the reader's own AWS in any case; `answer` answers, without it a person.
    """
    return perform(rotation.go_back(profile, terms_here(patience)), _told, answer or _answered)


def create_key(
    source: str, profile: str, *, user: str = "", answer: Answering | None = None, show: Showing | None = None
) -> AccessKey:
    """Create an access key with the credentials of profile `source`, and save it as `profile` at once.

    For the user that `source` is, or for `user` ('the name of an IAM user'). The secret stands in the profile alone.
    Raises `BadInput` for a profile that holds a key already, `Refused` ('key-places-full', 'access-denied').
    """
    flow = creating.create_key(source, profile, user=user, now=time.time, memory=MEMORY)
    return perform(flow, show or _told, answer or _answered).key


def _answered(question: Ask) -> object:
    if isinstance(question.about, MfaCode):
        return typed_code()
    sys.stdout.write("".join(f"{line}\n" for line in (*_about(question.about), question.question)))
    for number, choice in enumerate(question.choices, 1):
        sys.stdout.write(f"  {number}. {choice}\n")
    sys.stdout.flush()
    try:
        typed = input("Number: ").strip()
    except (EOFError, RuntimeError):
        raise explain("nobody-to-confirm") from None
    at = int(typed) - 1 if typed.isdecimal() else -1
    return question.choices[at if 0 <= at < len(question.choices) else -1]


def _about(subject: object) -> Iterator[str]:
    """What a person sees before the question, as the panels show it: no secret, and key ids masked."""
    if isinstance(subject, Friction):
        if subject.instead:
            yield "What would do instead, without a key to lose:"
        for instead in subject.instead:
            yield f"  {instead.row.title}: {instead.reason}"
        yield _difference(subject.preview)
    elif isinstance(subject, SwapPlan):
        yield from map(_difference, subject.previews)
    elif isinstance(subject, PlacesFull):
        for candidate in subject.candidates:
            first = " This one first." if candidate.first else ""
            status = candidate.key.status.lower()
            yield f"  {candidate.key.shown_id} ({status}): {candidate.reason}{first}"
    elif isinstance(subject, str):
        yield subject


def _difference(preview: object) -> str:
    assert isinstance(preview, home.Preview)  # noqa: S101 - what the storage answers a preview with
    return mask_key_ids(preview.diff).rstrip("\n")


def _told(event: object) -> None:
    if isinstance(event, Note):
        sys.stdout.write(f"{event.text}\n")
        sys.stdout.flush()
