"""The nouns of a staged rotation: what is remembered of it on disk, and what is known about it now.

Plain frozen data, standard library only; times are seconds since 1970-01-01 UTC. What is remembered says what was
meant; what AWS lists and the files hold says what is. No secret is in either: a new key's secret stands in the saved
profile and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from awsguide.core.access_keys import AccessKey


@dataclass(frozen=True)
class Rotation:
    """One rotation as it is remembered: the key that goes, the key that stays, and when what was reached.

    `before` are the ids that existed when a new key was about to be created; while `new_key_id` is empty, an id that
    is not among them is the new key, made by a kernel that did not live to say so. `clock_ahead` is by how many
    seconds AWS's clock is ahead of this machine's; `proved_at` is by AWS's clock, the other times
    are by this machine's. `insisted` names the stages whose waiting the reader cut short; `was_off` says that the key
    that goes was inactive before this began, so that going back leaves it so; `unsaved`, that the new key's secret is
    in no profile yet, so that a kernel which ends now takes it along.
    """

    account_id: str
    user: str
    old_key_id: str = field(repr=False)
    new_key_id: str = field(default="", repr=False)
    before: tuple[str, ...] = field(default=(), repr=False)
    asked_at: float | None = None
    clock_ahead: float = 0.0
    proved_at: float | None = None
    watching_since: float | None = None
    deactivated_at: float | None = None
    insisted: tuple[str, ...] = ()
    going_back: bool = False
    was_off: bool = False
    unsaved: bool = False

    def with_insistence(self, stage: str) -> Rotation:
        """The same rotation, the waiting of `stage` cut short."""
        return self if stage in self.insisted else replace(self, insisted=(*self.insisted, stage))


@dataclass(frozen=True)
class Patience:
    """How long to wait for what, in seconds.

    `prove`: for a new key to be known everywhere; `watch`: how long the old key must stay unused after the proof;
    `wait`: how long it stays deactivated before it is deleted; `pause`: between two looks; `sitting`: how long one
    press of a button keeps looking before it says 'come back later'.
    """

    prove: float
    watch: float
    wait: float
    pause: float
    sitting: float


# A whole day: a job that runs every night shows itself. AWS records one use in a quarter of an hour, and some minutes
# late, so that anything near that says nothing.
PATIENT = Patience(prove=120, watch=86_400, wait=86_400, pause=30, sitting=600)
# For the practice AWS, where nobody else uses the keys.
QUICK = Patience(prove=30, watch=2, wait=2, pause=1, sitting=60)


@dataclass(frozen=True)
class Situation:
    """What is known now: the user's `keys` by AWS's own answer, and the key ids that this machine's files hold.

    `new_is_refused` says that AWS refuses the new key as it stands in the profile, so that the old one had to ask.
    """

    keys: tuple[AccessKey, ...]
    held: frozenset[str] = field(repr=False)
    now: float
    rotation: Rotation
    patience: Patience
    new_is_refused: bool = False

    def key(self, key_id: str) -> AccessKey | None:
        """The key with this id, or None when AWS does not list it (any more)."""
        return next((key for key in self.keys if key.key_id == key_id), None)

    @property
    def old(self) -> AccessKey | None:
        """The key that goes."""
        return self.key(self.rotation.old_key_id)

    @property
    def new(self) -> AccessKey | None:
        """The key that stays: the one that is remembered, or the one that appeared since it was asked for."""
        if self.rotation.new_key_id:
            return self.key(self.rotation.new_key_id)
        if not self.rotation.before:
            return None
        return next((key for key in self.keys if key.key_id not in self.rotation.before), None)

    @property
    def new_is_held(self) -> bool:
        """Whether a file of this machine has the key that stays, and so its secret."""
        return self.new is not None and self.new.key_id in self.held

    @property
    def old_is_held(self) -> bool:
        """Whether a file of this machine still has the key that goes."""
        return self.rotation.old_key_id in self.held

    @property
    def new_is_active(self) -> bool:
        """Whether the key that stays can be used."""
        return self.new is not None and self.new.status == "Active"

    @property
    def last_use_is_told(self) -> bool:
        """Whether AWS tells when the key that goes was last used, be it 'never'."""
        return self.old is not None and self.old.last_use is not None

    @property
    def old_is_active(self) -> bool:
        """Whether the key that goes can still be used."""
        return self.old is not None and self.old.status == "Active"

    @property
    def used_since(self) -> bool:
        """Whether the key that goes was used after the one that stays had been proved."""
        proved, old = self.rotation.proved_at, self.old
        if proved is None or old is None or old.last_use is None or old.last_use.at is None:
            return False
        return old.last_use.at > proved

    @property
    def watched(self) -> float:
        """For how many seconds it has been watched."""
        return 0.0 if self.rotation.watching_since is None else self.now - self.rotation.watching_since

    @property
    def waited(self) -> float:
        """For how many seconds the key that goes has been deactivated."""
        return 0.0 if self.rotation.deactivated_at is None else self.now - self.rotation.deactivated_at
