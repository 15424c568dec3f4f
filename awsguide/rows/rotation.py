"""The staged rotation of an access key: where it stands, the next stage, and the way back. Resumable and reversible.

Flows: `standing`, `advance`, `insist`, `go_back`. Each looks first at what AWS lists and the files hold, so that it
does not matter where the last one ended, or was killed. Which stage is next is decided in `rotation_stages.py`, what a
stage does is in `rotation_work.py`. At every moment there is a key that works: a key is deactivated only once the other
one has been proved, deleted only while it is deactivated, and files are put back only once their key has answered.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from awsguide.errors import AwsError, NoAnswer
from awsguide.explanations import explain
from awsguide.model import Credentials, Note
from awsguide.rotations import Rotation
from awsguide.rows import rotation_work as work
from awsguide.rows.answers import translated
from awsguide.rows.key_signer import Signer
from awsguide.rows.rotation_stages import FINISHED, STUCK, Next, next_stage
from awsguide.rows.rotation_work import Standing, Terms
from awsguide.steps import Flow, Hold, Load, Save, Show
from awsguide.stored import ForgetRotation, PutKeyBack, StoreRotation

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
    """What `go_back` would do now: `title` names it, `deletes` says whether a key goes for good by it."""

    title: str
    does: str
    deletes: bool = False


REACTIVATING = WayBack(
    "Go back: reactivate the old key",
    "One call, and everything works as before. The files are left as they are.",
)
FORGETTING = WayBack(
    "Go back: forget this rotation", "Both keys were there before, so nothing is deleted; only the note goes."
)
UNDOING = WayBack(
    "Undo everything: files back, new key deleted",
    "The files are put back as they were, and the new key is deleted for good. The old key stays as it is.",
    deletes=True,
)


def way_back(at: Standing) -> WayBack | None:
    """What going back would do from here; None where there is nothing to go back to."""
    rotation, situation = at.rotation, at.situation
    if at.next.stage is FINISHED or situation.old is None or not (rotation.before or rotation.new_key_id):
        return None
    if rotation.proved_at is not None and not situation.old_is_active and not rotation.going_back:
        return REACTIVATING
    return UNDOING if rotation.before else FORGETTING


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


def standing(profile: str, terms: Terms) -> Flow[Standing]:
    """Where the rotation of the key in this profile stands, and what is next; nothing is changed.

    Raises `CouldNotTry` ('no-key-in-profile'), `Refused` for keys that are no IAM user's, and what AWS refuses.
    """
    key: Credentials | None = yield Load("key", profile)
    if key is None:
        raise explain("no-key-in-profile", profile=profile)
    remembered: tuple[Rotation, ...] = yield Load("rotations")
    rotation = remembered_of(remembered, key.access_key_id)
    is_new = rotation is not None and key.access_key_id != rotation.old_key_id
    caller = yield from work.caller(key, terms, wait=is_new)
    who = (caller.identity.account_id, caller.name)
    rotation = remembered_of(remembered, key.access_key_id, who) or Rotation(*who, key.access_key_id)
    signer = Signer(key, caller.name, terms.memory, terms.now)
    try:
        return (yield from work.stands(profile, rotation, signer, terms))
    except (AwsError, NoAnswer) as error:
        raise translated(error) from error


def advance(profile: str, terms: Terms) -> Flow[Standing]:
    """Do the next stage and tell where that has led. Raises `GuideError`; whatever was reached is kept.

    Raises `Refused` ('rotation-stuck') where something changed elsewhere and only a person can say what is meant.
    """
    yield Hold("rotation")
    at = yield from standing(profile, terms)
    stage = at.next.stage
    if stage is STUCK:
        raise explain("rotation-stuck", detail=at.next.reason)
    if stage is FINISHED:
        yield Save(ForgetRotation(at.rotation))
        return at
    try:
        if stage.name == "back":
            return (yield from _files_back(profile, at.rotation, terms))
        finished = yield from _WORK[stage.name](at, terms)
    except (AwsError, NoAnswer) as error:
        raise translated(error) from error
    if finished is not None:
        return finished
    return (yield from standing(profile, terms))


def insist(profile: str, terms: Terms) -> Flow[Standing]:
    """Cut the waiting of the present stage short: 'watch' although the old key was used, 'wait' before its time.

    Where a key appeared that this guide may not have made, it is taken for this guide's. Else nothing is done.
    """
    yield Hold("rotation")
    at = yield from standing(profile, terms)
    name = {"watch": "watch", "wait": "wait", "stuck": "tidy"}.get(at.next.stage.name)
    if name is None:
        return at
    rotation = at.rotation.with_insistence(name)
    situation = replace(at.situation, rotation=rotation)
    yield Save(StoreRotation(rotation))
    return replace(at, situation=situation, next=next_stage(situation))


def go_back(profile: str, terms: Terms) -> Flow[Standing]:
    """Reactivate the old key where it is deactivated; otherwise put the files back and delete the new key.

    `way_back` tells beforehand which of them it will be. Raises `CouldNotTry` ('nothing-to-go-back',
    'old-secret-gone'), and what AWS refuses.
    """
    yield Hold("rotation")
    key: Credentials | None = yield Load("key", profile)
    remembered: tuple[Rotation, ...] = yield Load("rotations")
    rotation = remembered_of(remembered, key.access_key_id) if key is not None else None
    if key is None or rotation is None:
        raise explain("nothing-to-go-back", profile=profile)
    try:
        if rotation.proved_at is not None and key.access_key_id != rotation.old_key_id:
            at = yield from standing(profile, terms)
            if at.situation.old is None:
                raise explain("nothing-to-go-back", profile=profile)
            if not at.situation.old_is_active:
                yield from work.reactivate(at)
                return (yield from standing(profile, terms))
        if not rotation.before:
            # Both keys were there before: nothing was made, and the profiles hold the one that stays and works.
            yield Save(ForgetRotation(rotation))
            yield Show(Note("Nothing was created, so nothing is deleted: both keys are as they were."))
            return (yield from standing(profile, terms))
        return (yield from _files_back(profile, rotation, terms))
    except (AwsError, NoAnswer) as error:
        raise translated(error) from error


def _files_back(profile: str, rotation: Rotation, terms: Terms) -> Flow[Standing]:
    """Put the old key back into the profiles, once it has been seen to work, and delete the new one."""
    old: Credentials | None = yield Load("kept-key", rotation.old_key_id)
    if old is None:
        raise explain("old-secret-gone")
    yield from work.caller(old, terms, wait=True)
    rotation = replace(rotation, going_back=True)
    yield Save(StoreRotation(rotation))
    signer = Signer(old, rotation.user, terms.memory, terms.now)
    at = yield from work.stands(profile, rotation, signer, terms)
    if at.situation.new is not None:
        # The files hold this key, or hold the old one again already.
        yield Save(PutKeyBack(rotation.old_key_id, at.situation.new.key_id))
        yield from work.deactivate_and_delete(
            signer, at.situation.new, "the new key, which is in no profile any more"
        )
    yield Save(ForgetRotation(rotation))
    back = yield from standing(profile, terms)
    return replace(back, next=Next(back.next.stage, "Everything is as it was before this rotation."))
