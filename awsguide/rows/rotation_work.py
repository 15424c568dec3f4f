"""What each stage of a rotation does, as flows. `rotation.py` says when.

The order inside `create` is what a killed kernel depends on: first it is written down that a key is about to be made
and which ones exist, then it is made, then its secret is saved in the profiles, and only then its id is written down.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from awsguide.access_keys import AccessKey, LastUse
from awsguide.errors import AwsError, GuideError
from awsguide.explanations import explain
from awsguide.model import Credentials, Note
from awsguide.rotations import Patience, Rotation, Situation
from awsguide.rows.answers import DENIED, translated
from awsguide.rows.key_calls import keys_in, use_in
from awsguide.rows.key_signer import REGION, UNKNOWN_KEY, Memory, Signer
from awsguide.rows.long_term import Caller, who_am_i
from awsguide.rows.rotation_stages import FINISHED, Candidate, Next, next_stage, retire_first
from awsguide.steps import Ask, Flow, Load, Now, Save, Show, Wait
from awsguide.stored import ForgetRotation, StoreRotation, SwapKey


@dataclass(frozen=True)
class Terms:
    """On what terms a rotation runs: the clock, the patience, and what this kernel remembers of MFA."""

    now: Now
    patience: Patience
    memory: Memory


@dataclass(frozen=True)
class Standing:
    """Where a rotation stands. `profiles` are the profiles of this machine that hold the old or the new key."""

    profile: str
    situation: Situation
    next: Next
    profiles: tuple[str, ...]
    signer: Signer = field(repr=False)

    @property
    def rotation(self) -> Rotation:
        """What is remembered of it."""
        return self.situation.rotation


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


def caller(key: Credentials, terms: Terms, *, wait: bool) -> Flow[Caller]:
    """Whose key this is, by AWS's own answer; `wait` gives AWS time to learn of a key that was just made.

    Raises `Refused` ('new-key-unknown') when it is still unknown at the end of the patience, 'root-key-here' for the
    root user's key, 'no-keys-of-its-own' for anything else that is no IAM user.
    """
    ends = terms.now() + terms.patience.prove
    while True:
        try:
            found = yield from who_am_i(key, REGION)
        except GuideError as error:
            if not wait or error.code != "credentials-unknown":
                raise
            if terms.now() >= ends:
                raise explain("new-key-unknown", seconds=f"{terms.patience.prove:.0f}") from error
            yield Show(Note("AWS does not know this key everywhere yet; asking again in a moment."))
            yield Wait(min(terms.patience.pause, max(0.1, ends - terms.now())))
            continue
        if found.kind == "root":
            raise explain("root-key-here")
        if found.kind != "user":
            raise explain("no-keys-of-its-own", identity=found.identity.arn)
        return found


def stands(profile: str, rotation: Rotation, signer: Signer, terms: Terms) -> Flow[Standing]:
    """Look at AWS and at the files; raises `AwsError` and `NoAnswer`."""
    listed = keys_in((yield from _patient(signer, terms, "ListAccessKeys", rotation.user)))
    keys = []
    for key in listed:
        used = yield from last_use(signer, key.key_id)
        keys.append(replace(key, last_use=used))
    held: Mapping[str, tuple[str, ...]] = yield Load("held")
    situation = Situation(tuple(keys), frozenset(held), terms.now(), rotation, terms.patience)
    ours = (rotation.old_key_id, situation.new.key_id if situation.new else "")
    profiles = tuple(dict.fromkeys(name for key_id in ours for name in held.get(key_id, ())))
    return Standing(profile, situation, next_stage(situation), profiles, signer)


def _patient(signer: Signer, terms: Terms, operation: str, user: str) -> Flow[Mapping[str, Any]]:
    """A look at the user's keys; AWS's services do not all learn of a new key at the same moment."""
    ends = terms.now() + terms.patience.prove
    while True:
        try:
            return (
                yield from signer.call(
                    operation, {"UserName": user}, why="which keys does the user have?", expected=UNKNOWN_KEY
                )
            )
        except AwsError as error:
            if error.code not in UNKNOWN_KEY or terms.now() >= ends:
                raise
            yield Wait(terms.patience.pause)


def last_use(signer: Signer, key_id: str) -> Flow[LastUse | None]:
    """When a key was last used; None where one may not ask."""
    try:
        reply = yield from signer.call(
            "GetAccessKeyLastUsed",
            {"AccessKeyId": key_id},
            why="when, where and by which service was it last used?",
        )
    except AwsError as error:
        if error.code in DENIED:
            return None
        raise
    return use_in(reply)


def create(at: Standing, terms: Terms) -> Flow[None]:
    """Create a key and save it at once; with both places taken, ask which of the two is to go."""
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
    yield Save(SwapKey(rotation.old_key_id, made["AccessKeyId"], made["SecretAccessKey"]))
    ahead = made["CreateDate"].timestamp() - terms.now() if made.get("CreateDate") else 0.0
    yield Save(StoreRotation(replace(rotation, new_key_id=made["AccessKeyId"], clock_ahead=ahead)))


def _make_room(at: Standing, terms: Terms) -> Flow[None]:
    """Both places are taken: one of the two keys goes, on the same way, and the one that stays must be held here."""
    candidates = tuple(
        candidate
        for candidate in retire_first(at.situation.keys, terms.now())
        if any(key.key_id in at.situation.held for key in at.situation.keys if key != candidate.key)
    )
    names = {f"retire {candidate.key.shown_id}": candidate.key for candidate in candidates}
    question = "This user has two keys, and AWS allows no third. Which one is to go?"
    answer = yield Ask(question, (*names, "cancel"), PlacesFull(candidates))
    if answer not in names:
        raise explain("interrupted")
    gone = names[answer]
    stays = next(key for key in at.situation.keys if key != gone)
    yield Save(
        StoreRotation(replace(at.rotation, old_key_id=gone.key_id, new_key_id=stays.key_id, before=()))
    )


def save(at: Standing, terms: Terms) -> Flow[None]:  # noqa: ARG001 - all stages are called alike
    """Write the new key into the profiles that still hold the old one; its secret is in one that has it already."""
    new = at.situation.new
    assert new is not None  # noqa: S101 - the stage is reached with a new key alone
    yield Save(SwapKey(at.rotation.old_key_id, new.key_id, None))
    yield Save(StoreRotation(replace(at.rotation, new_key_id=new.key_id)))


def prove(at: Standing, terms: Terms) -> Flow[None]:
    """See the new key work, for who it is and for managing keys, and begin to watch the old one."""
    new = at.situation.new
    assert new is not None  # noqa: S101 - the stage is reached with a new key alone
    if at.signer.key.access_key_id != new.key_id:
        raise explain("profile-holds-another", profile=at.profile)
    yield from caller(at.signer.key, terms, wait=True)
    yield from _patient(at.signer, terms, "ListAccessKeys", at.rotation.user)
    rotation = at.rotation
    if not rotation.before:
        # Nothing was made, so AWS's clock has not been seen; the use of a moment ago shows it, unless AWS is slow.
        seen = yield from last_use(at.signer, new.key_id)
        if seen is not None and seen.at is not None and seen.at > terms.now():
            rotation = replace(rotation, clock_ahead=seen.at - terms.now())
    now = terms.now()
    yield Save(
        StoreRotation(
            replace(rotation, new_key_id=new.key_id, proved_at=now + rotation.clock_ahead, watching_since=now)
        )
    )


def watch(at: Standing, terms: Terms) -> Flow[None]:
    """Look at the old key's last use until it was quiet for long enough, was used, or this sitting is over."""
    ends = terms.now() + terms.patience.sitting
    situation = at.situation
    while True:
        seen = yield from last_use(at.signer, at.rotation.old_key_id)
        keys = tuple(
            replace(key, last_use=seen) if key.key_id == at.rotation.old_key_id else key
            for key in situation.keys
        )
        situation = replace(situation, keys=keys, now=terms.now())
        yield Show(Watched(seen, situation.watched, terms.patience.watch))
        left = terms.patience.watch - situation.watched
        if situation.used_since or left <= 0:
            return
        if terms.now() >= ends:
            yield Show(Note("Still quiet. This is remembered: come back later and press Next again."))
            return
        yield Wait(min(terms.patience.pause, left))


def deactivate(at: Standing, terms: Terms) -> Flow[None]:
    """Switch the old key off."""
    yield from _set_status(
        at.signer, at.rotation.old_key_id, "Inactive", "switch the old key off; it can come back"
    )
    yield Save(StoreRotation(replace(at.rotation, deactivated_at=terms.now())))


def reactivate(at: Standing) -> Flow[None]:
    """Switch the old key on again, and forget what the reader insisted on."""
    yield from _set_status(at.signer, at.rotation.old_key_id, "Active", "bring the old key back")
    yield Save(
        StoreRotation(replace(at.rotation, deactivated_at=None, insisted=(), watching_since=at.signer.now()))
    )


def wait(at: Standing, terms: Terms) -> Flow[None]:
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


def delete(at: Standing, terms: Terms) -> Flow[Standing]:  # noqa: ARG001 - all stages are called alike
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


def tidy(at: Standing, terms: Terms) -> Flow[None]:  # noqa: ARG001 - all stages are called alike
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
