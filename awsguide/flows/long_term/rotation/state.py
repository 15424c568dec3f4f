"""What a rotation sees of AWS and of this machine: whose key it is, which keys there are, which profiles hold them.

Nothing is changed here. A look is signed with the profile's key; while AWS refuses a new one, with the old one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from awsguide.core.access_keys import LastUse
from awsguide.core.errors import AwsError, GuideError
from awsguide.core.model import Credentials, Note
from awsguide.core.partitions import home_region
from awsguide.core.rotations import Patience, Rotation, Situation
from awsguide.core.steps import Flow, Load, Now, Show, Wait
from awsguide.explanations import explain
from awsguide.flows.long_term.rotation.rules import Next, next_stage
from awsguide.flows.long_term.signer import UNKNOWN_KEY, Memory, Signer
from awsguide.flows.shared.answers import DENIED
from awsguide.flows.shared.identity import Caller, who_am_i
from awsguide.flows.shared.key_calls import keys_in, use_in


@dataclass(frozen=True)
class Terms:
    """On what terms a rotation runs: the clock, the patience, and what this kernel remembers of MFA.

    `careful` is to ask before everything that changes something, and not only before what nothing brings back.
    """

    now: Now
    patience: Patience
    memory: Memory
    careful: bool = True


@dataclass(frozen=True)
class RotationState:
    """Where a rotation stands. `profiles` are the profiles of this machine that hold the old or the new key.

    `variables` are the kernel's environment variables with the old key: no rotation can change what set them.
    """

    profile: str
    situation: Situation
    next: Next
    profiles: tuple[str, ...]
    signer: Signer = field(repr=False)
    variables: tuple[str, ...] = ()

    @property
    def rotation(self) -> Rotation:
        """What is remembered of it."""
        return self.situation.rotation


def caller(key: Credentials, terms: Terms, *, wait: bool) -> Flow[Caller]:
    """Whose key this is, by AWS's own answer; `wait` gives AWS time to learn of a key that was just made.

    Raises `Refused` ('new-key-unknown') when it is still unknown at the end of the patience, 'root-key-here' for the
    root user's key, 'no-keys-of-its-own' for anything else that is no IAM user.
    """
    ends = terms.now() + terms.patience.prove
    while True:
        try:
            found = yield from who_am_i(key, home_region(key.region))
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


def signing(key: Credentials, rotation: Rotation | None, terms: Terms) -> Flow[tuple[Credentials, Caller]]:
    """Which key signs for a look, and whose it is: the profile's own, or the old one while AWS refuses the new.

    Before the proof the old one is asked at once. After it AWS gets time first: to ask with the old key is to use it,
    and its uses are what is being watched. Raises `Refused` ('neither-key-works', 'credentials-unknown').
    """
    if rotation is None or key.access_key_id == rotation.old_key_id:
        return key, (yield from caller(key, terms, wait=False))
    proved = rotation.proved_at is not None
    if (found := (yield from _caller_if_known(key, terms, wait=proved))) is not None:
        return key, found
    old = yield from kept(rotation.old_key_id, key.region)
    if old is not None and (found := (yield from _caller_if_known(old, terms, wait=False))) is not None:
        return old, found
    if not proved and (found := (yield from _caller_if_known(key, terms, wait=True))) is not None:
        return key, found
    raise explain("neither-key-works")


def kept(key_id: str, region: str) -> Flow[Credentials | None]:
    """A key that a profile holds, or held when a backup was made, to be used in a Region; None when it is gone."""
    found: Credentials | None = yield Load("kept-key", key_id)
    return replace(found, region=region) if found is not None else None


def _caller_if_known(key: Credentials, terms: Terms, *, wait: bool) -> Flow[Caller | None]:
    try:
        return (yield from caller(key, terms, wait=wait))
    except GuideError as error:
        if error.code not in ("credentials-unknown", "new-key-unknown"):
            raise
        return None


def state_from(profile: str, rotation: Rotation, signer: Signer, terms: Terms) -> Flow[RotationState]:
    """Look at AWS and at the files; raises `AwsError` and `NoAnswer`."""
    keys = []
    for key in keys_in((yield from listed(signer, terms, rotation.user))):
        used = yield from last_use(signer, key.key_id)
        keys.append(replace(key, last_use=used))
    held: Mapping[str, tuple[str, ...]] = yield Load("profiles-by-key")
    situation = Situation(tuple(keys), frozenset(held), terms.now(), rotation, terms.patience)
    ours = (rotation.old_key_id, situation.new.key_id if situation.new else "")
    profiles = tuple(dict.fromkeys(name for key_id in ours for name in held.get(key_id, ())))
    variables: tuple[str, ...] = yield Load("variables-with-key", rotation.old_key_id)
    return RotationState(profile, situation, next_stage(situation), profiles, signer, variables)


def listed(signer: Signer, terms: Terms, user: str) -> Flow[Mapping[str, Any]]:
    """A look at the user's keys; AWS's services do not all learn of a new key at the same moment."""
    ends = terms.now() + terms.patience.prove
    while True:
        try:
            return (
                yield from signer.call(
                    "ListAccessKeys",
                    {"UserName": user},
                    why="which keys does the user have?",
                    expected=UNKNOWN_KEY,
                )
            )
        except AwsError as error:
            if error.code not in UNKNOWN_KEY or terms.now() >= ends:
                raise
            yield Wait(terms.patience.pause)


def last_use(signer: Signer, key_id: str, *, watching: bool = False) -> Flow[LastUse | None]:
    """When a key was last used; None where one may not ask. `watching`: this look is one of several."""
    try:
        reply = yield from signer.call(
            "GetAccessKeyLastUsed",
            {"AccessKeyId": key_id},
            why="when, where and by which service was it last used?",
            watching=watching,
        )
    except AwsError as error:
        if error.code in DENIED:
            return None
        raise
    return use_in(reply)
