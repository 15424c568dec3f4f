"""What each stage of a rotation does, as flows. `rotation/__init__.py` says when.

The order inside `create` is what a killed kernel depends on: first it is written down that a key is about to be made
and which ones exist, then it is made, then its id is written down; once AWS knows it everywhere it is saved in the
profiles, and only then it is written down that it is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from awsguide.core.access_keys import AccessKey, LastUse
from awsguide.core.errors import AwsError, GuideError
from awsguide.core.model import Credentials, Note
from awsguide.core.steps import Ask, Flow, Load, Save, Show, Wait
from awsguide.core.stored import ForgetRotation, StoreRotation, SwapKey
from awsguide.explanations import explain
from awsguide.flows.long_term.rotation.rules import Next
from awsguide.flows.long_term.rotation.stages import FINISHED
from awsguide.flows.long_term.rotation.state import RotationState, Terms, caller, kept, last_use, listed
from awsguide.flows.long_term.signer import Signer
from awsguide.flows.long_term.to_retire import Candidate, retire_first
from awsguide.flows.shared.answers import translated


@dataclass(frozen=True)
class SwapPlan:
    """What a person sees before a key is created: the previews of the files that will hold it."""

    previews: tuple[Any, ...]


@dataclass(frozen=True)
class PlacesFull:
    """What a person sees when a user has two keys: which one could go, and why."""

    candidates: tuple[Candidate, ...]


@dataclass(frozen=True)
class Watched:
    """Shown while waiting: the old key's last use, and for how many of how many seconds it has been waited for."""

    last_use: LastUse | None
    seconds: float
    of: float


def create(at: RotationState, terms: Terms) -> Flow[None]:
    """Create a key and save it once AWS knows it; with both places taken, ask which of the two is to go."""
    keys = at.situation.keys
    if len(keys) > 1:
        yield from _make_room(at, terms)
        return
    rotation = at.rotation
    # What stands in the way of writing is told before there is a secret with nowhere to go.
    previews = yield Load("swap", rotation.old_key_id)
    question = "Create a new key, and write it into these profiles at once?"
    if (yield Ask(question, ("create", "cancel"), SwapPlan(tuple(previews)))) != "create":
        raise explain("interrupted")
    rotation = replace(
        rotation, before=tuple(key.key_id for key in keys), new_key_id="", asked_at=terms.now()
    )
    yield Save(StoreRotation(rotation))
    try:
        reply = yield from at.signer.call(
            "CreateAccessKey",
            {"UserName": rotation.user},
            why="a second key beside the old one",
            expected=("LimitExceeded",),
        )
    except AwsError as error:
        yield Save(ForgetRotation(rotation))
        if error.code == "LimitExceeded":
            raise explain("key-places-full", user=rotation.user) from error
        raise translated(error) from error
    made = reply["AccessKey"]
    ahead = made["CreateDate"].timestamp() - terms.now() if made.get("CreateDate") else 0.0
    rotation = replace(rotation, new_key_id=made["AccessKeyId"], clock_ahead=ahead, unsaved=True)
    yield Save(StoreRotation(rotation))
    where = at.signer.key.region
    yield from _until_known(Credentials(made["AccessKeyId"], made["SecretAccessKey"], region=where), terms)
    yield Save(SwapKey(rotation.old_key_id, made["AccessKeyId"], made["SecretAccessKey"]))
    yield Save(StoreRotation(replace(rotation, unsaved=False)))


def _until_known(key: Credentials, terms: Terms) -> Flow[None]:
    """Give AWS time to learn of the key: no profile is to hold one that is still refused.

    Raises `Unreachable` ('new-key-unknown') at the end of the patience. Whatever else goes wrong says nothing about
    the key, and its secret must not be lost for it.
    """
    try:
        yield from caller(key, terms, wait=True)
    except GuideError as error:
        if error.code == "new-key-unknown":
            raise


def _make_room(at: RotationState, terms: Terms) -> Flow[None]:
    """Both places are taken: one of the two keys goes, on the same way, and the one that stays must be held here."""
    candidates = retire_first(at.situation.keys, at.situation.held, terms.now())
    names = {f"retire {candidate.key.shown_id}": candidate.key for candidate in candidates}
    question = "This user has two keys, and AWS allows no third. Which one is to go?"
    answer = yield Ask(question, (*names, "cancel"), PlacesFull(candidates))
    if answer not in names:
        raise explain("interrupted")
    gone = names[answer]
    stays = next(key for key in at.situation.keys if key != gone)
    yield from _stays(stays, at.signer.key.region, terms)
    rotation = replace(
        at.rotation,
        old_key_id=gone.key_id,
        new_key_id=stays.key_id,
        before=(),
        was_off=gone.status == "Inactive",
    )
    yield Save(StoreRotation(rotation))


def _stays(key: AccessKey, region: str, terms: Terms) -> Flow[None]:
    """See that the key which is about to be written into every profile works with the secret that is here."""
    found = yield from kept(key.key_id, region)
    if found is not None:
        try:
            yield from caller(found, terms, wait=False)
        except GuideError as error:
            if error.code != "credentials-unknown":
                raise
        else:
            return
    raise explain("staying-key-refused", key=key.shown_id)


def save(at: RotationState, terms: Terms) -> Flow[None]:  # noqa: ARG001 - all stages are called alike
    """Write the new key into the profiles that still hold the old one; its secret is in one that has it already."""
    new = at.situation.new
    assert new is not None  # noqa: S101 - the stage is reached with a new key alone
    yield Save(SwapKey(at.rotation.old_key_id, new.key_id, None))
    yield Save(StoreRotation(replace(at.rotation, new_key_id=new.key_id, unsaved=False)))


def prove(at: RotationState, terms: Terms) -> Flow[None]:
    """See the new key work, for who it is and for managing keys, and begin to watch the old one."""
    new = at.situation.new
    assert new is not None  # noqa: S101 - the stage is reached with a new key alone
    key: Credentials | None = yield Load("key", at.profile)
    if key is None or key.access_key_id != new.key_id:
        raise explain("profile-holds-another", profile=at.profile)
    yield from caller(key, terms, wait=True)
    signer = replace(at.signer, key=key)
    yield from listed(signer, terms, at.rotation.user)
    rotation = at.rotation
    if not rotation.before:
        # Nothing was made, so AWS's clock has not been seen; the use of a moment ago shows it, unless AWS is slow.
        seen = yield from last_use(signer, new.key_id)
        if seen is not None and seen.at is not None and seen.at > terms.now():
            rotation = replace(rotation, clock_ahead=seen.at - terms.now())
    now = terms.now()
    yield Save(
        StoreRotation(
            replace(
                rotation,
                new_key_id=new.key_id,
                proved_at=now + rotation.clock_ahead,
                watching_since=now,
                unsaved=False,
            )
        )
    )


def watch(at: RotationState, terms: Terms) -> Flow[None]:
    """Look at the old key's last use until it was quiet for long enough, was used, or this sitting is over."""
    ends = terms.now() + terms.patience.sitting
    situation = at.situation
    while True:
        seen = yield from last_use(at.signer, at.rotation.old_key_id, watching=True)
        keys = tuple(
            replace(key, last_use=seen) if key.key_id == at.rotation.old_key_id else key
            for key in situation.keys
        )
        situation = replace(situation, keys=keys, now=terms.now())
        yield Show(Watched(seen, situation.watched, terms.patience.watch))
        left = terms.patience.watch - situation.watched
        if situation.used_since or seen is None or left <= 0:
            return
        if terms.now() >= ends:
            yield Show(Note("Still quiet. This is remembered: come back later and press Next again."))
            return
        yield Wait(min(terms.patience.pause, left))


def deactivate(at: RotationState, terms: Terms) -> Flow[None]:
    """Switch the old key off."""
    yield from _set_status(
        at.signer, at.rotation.old_key_id, "Inactive", "switch the old key off; it can come back"
    )
    yield Save(StoreRotation(replace(at.rotation, deactivated_at=terms.now())))


def reactivate(at: RotationState) -> Flow[None]:
    """Switch the old key on again, and forget what the reader insisted on."""
    yield from _set_status(at.signer, at.rotation.old_key_id, "Active", "bring the old key back")
    yield Save(
        StoreRotation(replace(at.rotation, deactivated_at=None, insisted=(), watching_since=at.signer.now()))
    )


def wait(at: RotationState, terms: Terms) -> Flow[None]:
    """Leave the old key switched off until the patience is over, or this sitting is."""
    began = at.rotation.deactivated_at
    if began is None:
        # Switched off by a kernel that did not live to say so: the time counts from now.
        began = terms.now()
        yield Save(StoreRotation(replace(at.rotation, deactivated_at=began)))
    ends = terms.now() + terms.patience.sitting
    while (left := terms.patience.wait - (terms.now() - began)) > 0:
        yield Show(
            Watched(
                at.situation.old.last_use if at.situation.old else None,
                terms.patience.wait - left,
                terms.patience.wait,
            )
        )
        if terms.now() >= ends:
            yield Show(Note("Nothing to do yet. This is remembered: come back later and press Next again."))
            return
        yield Wait(min(terms.patience.pause, left))


def delete(at: RotationState, terms: Terms) -> Flow[RotationState]:  # noqa: ARG001 - all stages are called alike
    """Delete the old key for good, and forget the rotation; returns where it ended."""
    yield from _delete(at.signer, at.rotation.old_key_id, "the old key, which is switched off")
    yield Save(ForgetRotation(at.rotation))
    left = tuple(key for key in at.situation.keys if key.key_id != at.rotation.old_key_id)
    return replace(
        at,
        situation=replace(at.situation, keys=left),
        next=Next(
            FINISHED, "The old key is deleted; the new one is in every profile of this machine that had it."
        ),
    )


def tidy(at: RotationState, terms: Terms) -> Flow[None]:  # noqa: ARG001 - all stages are called alike
    """Delete the key whose secret nobody has."""
    assert at.situation.new is not None  # noqa: S101 - the stage is about it
    yield from deactivate_and_delete(
        at.signer, at.situation.new, "a key whose secret was lost before it was saved"
    )
    yield Save(ForgetRotation(at.rotation))


def deactivate_and_delete(signer: Signer, key: AccessKey, why: str) -> Flow[None]:
    """Delete a key, never before it is deactivated."""
    if key.status == "Active":
        yield from _set_status(signer, key.key_id, "Inactive", f"first switch off {why}")
    yield from _delete(signer, key.key_id, why)


def _set_status(signer: Signer, key_id: str, status: str, why: str) -> Flow[None]:
    params = {"UserName": signer.user, "AccessKeyId": key_id, "Status": status}
    yield from signer.call("UpdateAccessKey", params, why=why)


def _delete(signer: Signer, key_id: str, why: str) -> Flow[None]:
    try:
        yield from signer.call(
            "DeleteAccessKey",
            {"UserName": signer.user, "AccessKeyId": key_id},
            why=why,
            expected=("NoSuchEntity",),
        )
    except AwsError as error:
        if error.code != "NoSuchEntity":
            raise
