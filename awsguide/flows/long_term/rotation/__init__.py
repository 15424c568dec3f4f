"""The staged rotation of an access key: where it is, the next stage, and the way back. Resumable and reversible.

Flows: `rotation_state`, `advance`, `insist`, `go_back`. Each looks first at what AWS lists and the files hold, so that
it does not matter where the last one ended, or was killed (`state.py`). Which stage is next is decided in
`rules.py`, what a stage does is in `work.py`. At every moment there is a key that works: a key is
deactivated only once the other one has been proved, deleted only while it is deactivated, and files are put back only
once their key has answered. What is asked before something is done, is asked once it is decided what that is
(`questions.py`); where that is something else than was `announced` to the reader, nothing is done.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from awsguide.core.errors import AwsError, GuideError, NoAnswer
from awsguide.core.model import Credentials
from awsguide.core.rotations import Rotation
from awsguide.core.steps import Flow, Hold, Load, Save
from awsguide.core.stored import ForgetRotation, PutKeyBack, StoreRotation
from awsguide.explanations import explain
from awsguide.flows.long_term.rotation import work
from awsguide.flows.long_term.rotation.questions import Question, about_stage, allowed, answered, title_of
from awsguide.flows.long_term.rotation.rules import Next, next_stage
from awsguide.flows.long_term.rotation.stages import FINISHED, STUCK, Stage
from awsguide.flows.long_term.rotation.state import RotationState, Terms, caller, kept, signing, state_from
from awsguide.flows.long_term.signer import Signer
from awsguide.flows.shared.answers import translated

_WORK = {
    "create": work.create,
    "save": work.save,
    "prove": work.prove,
    "watch": work.watch,
    "deactivate": work.deactivate,
    "wait": work.wait,
    "delete": work.delete,
    "tidy": work.tidy,
}


@dataclass(frozen=True)
class WayBack:
    """What `go_back` would do now: `title` names it, `asks` the question before it."""

    title: str
    does: str
    asks: str


REACTIVATING = WayBack(
    "Go back: reactivate the old key",
    "One call, and everything works as before. The files are left as they are.",
    "reactivate",
)
FORGETTING = WayBack(
    "Go back: forget this rotation",
    "Both keys were there before, so none is deleted. A profile that was given the other key gets its own back, if "
    "that one was active.",
    "forget",
)
UNDOING = WayBack(
    "Undo everything: files back, new key deleted",
    "The files are put back as they were, and the new key is deleted for good. The old key stays as it is.",
    "undo",
)


def way_back(at: RotationState) -> WayBack | None:
    """What going back would do from here; None where there is nothing to go back to."""
    rotation, situation = at.rotation, at.situation
    if at.next.stage is FINISHED or situation.old is None or not (rotation.before or rotation.new_key_id):
        return None
    if not situation.old_is_active and not rotation.going_back and not rotation.was_off:
        return REACTIVATING
    return UNDOING if rotation.before else FORGETTING


def how_back(stage: Stage, rotation: Rotation) -> str:
    """How to go back from a stage once it is done, in this rotation: not every one has made a key."""
    if rotation.before or not rotation.new_key_id or stage.name == "delete":
        return stage.back
    return stage.back if stage.name in ("deactivate", "wait") and not rotation.was_off else FORGETTING.does


def remembered_of(
    remembered: tuple[Rotation, ...], key_id: str, who: tuple[str, str] | None = None
) -> Rotation | None:
    """The rotation that a key is part of: by its id, or, where a new key's id was never written down, by its absence.

    `who` is the account and user that the key belongs to, where that is known already.
    """
    ours = [each for each in remembered if who in (None, (each.account_id, each.user))]
    named = (each for each in ours if key_id in (each.old_key_id, each.new_key_id))
    unnamed = (each for each in ours if each.before and not each.new_key_id and key_id not in each.before)
    return next(named, None) or next(unnamed, None)


def rotation_state(profile: str, terms: Terms) -> Flow[RotationState]:
    """Where the rotation of the key in this profile stands, and what is next; nothing is changed.

    Raises `CouldNotTry` ('no-key-in-profile'), `Refused` for keys that are no IAM user's, and what AWS refuses.
    """
    key: Credentials | None = yield Load("key", profile)
    if key is None:
        raise explain("no-key-in-profile", profile=profile)
    if key.session_token is not None or key.access_key_id.startswith("ASIA"):
        raise explain("key-ends-by-itself", profile=profile)
    remembered: tuple[Rotation, ...] = yield Load("rotations")
    signs, found = yield from signing(key, remembered_of(remembered, key.access_key_id), terms)
    who = (found.identity.account_id, found.name)
    rotation = remembered_of(remembered, key.access_key_id, who) or Rotation(*who, key.access_key_id)
    signer = Signer(signs, found.name, terms.memory, terms.now)
    try:
        at = yield from state_from(profile, rotation, signer, terms)
    except (AwsError, NoAnswer) as error:
        raise translated(error) from error
    if signs is key:
        return at
    if key.access_key_id not in (rotation.new_key_id, *_ids(at)):
        # What is remembered without the new key's id is about somebody else's.
        yield from caller(key, terms, wait=False)
    situation = replace(at.situation, new_is_refused=True)
    return replace(at, situation=situation, next=next_stage(situation))


def _ids(at: RotationState) -> tuple[str, ...]:
    return tuple(key.key_id for key in at.situation.keys)


def advance(profile: str, terms: Terms, announced: str = "") -> Flow[RotationState]:
    """Do the next stage and tell where that has led. Raises `GuideError`; whatever was reached is kept.

    `announced` names the stage that the reader was told of: where another one is next by now, nothing is done. Raises
    `Refused` ('rotation-stuck') where something changed elsewhere and only a person can say what is meant.
    """
    yield Hold("rotation")
    at = yield from rotation_state(profile, terms)
    stage = at.next.stage
    if stage is STUCK:
        raise explain("rotation-stuck", detail=at.next.reason)
    if stage is FINISHED:
        yield Save(ForgetRotation(at.rotation))
        return at
    if announced not in ("", stage.name):
        return _meanwhile(at, announced)
    if not (yield from allowed(at, stage.name, about_stage(stage), terms)):
        again = yield from rotation_state(profile, terms)
        if again.next.stage is not stage or again.rotation != at.rotation:
            return _something_else(again, stage.title)
        at = again
    try:
        if stage.name == "back":
            return (yield from _files_back(at, terms))
        finished = yield from _WORK[stage.name](at, terms)
    except (AwsError, NoAnswer) as error:
        raise translated(error) from error
    if finished is not None:
        return finished
    return (yield from rotation_state(profile, terms))


# A wait ends by itself, and what is next then is no surprise.
_AFTER = {"watch": "deactivate", "wait": "delete"}


def _meanwhile(at: RotationState, announced: str) -> RotationState:
    """Another stage is next than the one that the reader was told of, so nothing is done: a wait may have ended."""
    if _AFTER.get(announced) != at.next.stage.name:
        return _something_else(at, title_of(announced))
    reason = f"{title_of(announced)}: done. {at.next.reason}"
    return replace(at, next=replace(at.next, reason=reason))


def _something_else(at: RotationState, announced: str) -> RotationState:
    """Nothing was done, because it would have been something else than the reader was told."""
    reason = f"Nothing was changed: '{announced}' is not what comes next any more. {at.next.reason}"
    return replace(at, next=replace(at.next, reason=reason))


def insist(profile: str, terms: Terms, announced: str = "") -> Flow[RotationState]:
    """Cut the waiting of the present stage short: 'watch' although the old key was used, 'wait' before its time.

    Where a key appeared that this guide may not have made, it is taken for this guide's. Else nothing is done; nor
    where the reader was told of another stage, `announced`.
    """
    yield Hold("rotation")
    at = yield from rotation_state(profile, terms)
    insisting = at.next.insisting
    if insisting is None:
        return at
    if announced not in ("", insisting.name):
        return _something_else(at, title_of(announced))
    question = Question(f"{insisting.question} The key is {{user}}'s {{old}}.", "continue", "keep waiting")
    if not (yield from answered(at, question, at.next.reason, terms)):
        again = yield from rotation_state(profile, terms)
        if again.next.insisting is not insisting:
            return _something_else(again, at.next.stage.title)
        at = again
    rotation = at.rotation.with_insistence(insisting.name)
    situation = replace(at.situation, rotation=rotation)
    yield Save(StoreRotation(rotation))
    return replace(at, situation=situation, next=next_stage(situation))


def go_back(profile: str, terms: Terms, announced: str = "") -> Flow[RotationState]:
    """Reactivate the old key where it is deactivated; otherwise put the files back and delete the new key.

    `way_back` tells beforehand which of them it will be; where that is not the one whose title was `announced` any
    more, nothing is done. Raises `CouldNotTry` ('nothing-to-go-back',
    'old-secret-gone'), and what AWS refuses.
    """
    yield Hold("rotation")
    at = yield from rotation_state(profile, terms)
    back = way_back(at)
    if back is None:
        raise explain("nothing-to-go-back", profile=profile)
    if announced not in ("", back.title):
        return _something_else(at, announced)
    if not (yield from allowed(at, back.asks, back.does, terms)):
        again = yield from rotation_state(profile, terms)
        if way_back(again) is not back:
            return _something_else(again, back.title)
        at = again
    try:
        if back is REACTIVATING:
            yield from work.reactivate(at)
            return (yield from rotation_state(profile, terms))
        return (yield from _files_back(at, terms))
    except (AwsError, NoAnswer) as error:
        raise translated(error) from error


def _files_back(at: RotationState, terms: Terms) -> Flow[RotationState]:
    """Put the old key back into the profiles, once it has been seen to work; delete the new one if it was made here."""
    rotation, made = at.rotation, bool(at.rotation.before)
    old = yield from kept(rotation.old_key_id, at.signer.key.region)
    if old is None and made:
        raise explain("old-secret-gone")
    if old is not None and not rotation.was_off:
        if not at.situation.old_is_active:
            yield from work.reactivate(at)
        yield from _see_that_it_works(old, terms)
        rotation = replace(rotation, going_back=made)
        yield Save(StoreRotation(rotation))
        signer = Signer(old, rotation.user, terms.memory, terms.now)
        at = yield from state_from(at.profile, rotation, signer, terms)
        new = at.situation.new
        if new_key_id := new.key_id if new is not None else rotation.new_key_id:
            # The files hold this key, or hold the old one again already.
            yield Save(PutKeyBack(rotation.old_key_id, new_key_id, stays=not made))
        if new is not None and made:
            yield from work.deactivate_and_delete(signer, new, "the new key, which is in no profile any more")
    yield Save(ForgetRotation(rotation))
    back = yield from rotation_state(at.profile, terms)
    return replace(back, next=Next(back.next.stage, "Everything is as it was before this rotation."))


def _see_that_it_works(old: Credentials, terms: Terms) -> Flow[None]:
    try:
        yield from caller(old, terms, wait=True)
    except GuideError as error:
        if error.code != "new-key-unknown":
            raise
        raise explain("old-key-unknown", seconds=f"{terms.patience.prove:.0f}") from error
