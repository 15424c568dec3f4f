"""Which stage of a rotation is next, with its reason: rows of data, the first that fits decides. Does nothing.

`next_stage` looks at what AWS and the files say, and at what was remembered only for what they cannot say. So a kernel
that was killed anywhere resumes at the right place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from awsguide.core.access_keys import AccessKey
from awsguide.core.rotations import Situation
from awsguide.flows.long_term.rotation.stages import BACK, BY_NAME, FINISHED, STUCK, TIDY, Stage


@dataclass(frozen=True)
class Insisting:
    """What a reader may insist on: `name` is how it is remembered, `title` its button, `question` is asked first."""

    name: str
    title: str
    question: str


UNWATCHED = Insisting(
    "watch", "Don't wait …", "Continue without waiting, although something may still use the old key?"
)
UNWAITED = Insisting(
    "wait", "Don't wait …", "Continue without waiting, although something may still miss the old key?"
)
OURS = Insisting(
    "tidy",
    "Delete the new key …",
    "Is the key that appeared this guide's, and nobody else made one? It will be deleted.",
)


@dataclass(frozen=True)
class Next:
    """The stage that is next, the reason in a sentence, and what one may insist on here, if on anything."""

    stage: Stage
    reason: str
    insisting: Insisting | None = None


@dataclass(frozen=True)
class _Rule:
    holds: Callable[[Situation], bool]
    stage: Stage
    reason: str
    insisting: Insisting | None = None


def _watching(at: Situation) -> bool:
    quiet = at.last_use_is_told and not at.used_since and at.watched >= at.patience.watch
    return "watch" not in at.rotation.insisted and not quiet


# A signed request carries the time, and AWS takes none that is more than some minutes off; so the clocks agree by that.
_NEAR = 15 * 60

# The first rule that holds decides.
_RULES: tuple[_Rule, ...] = (
    _Rule(
        lambda at: at.old is None and at.new_is_held and at.old_is_held and not at.rotation.going_back,
        BY_NAME["save"],
        "The old key was deleted elsewhere, and a profile on this machine still holds it.",
    ),
    _Rule(
        lambda at: at.old is None and at.new is not None and not at.rotation.going_back,
        FINISHED,
        "AWS does not list the old key any more.",
    ),
    _Rule(
        lambda at: at.old is None and at.new is None,
        STUCK,
        "AWS lists neither of the two keys: they were deleted elsewhere.",
    ),
    _Rule(
        lambda at: (
            bool(at.rotation.new_key_id)
            and at.new is None
            and not at.rotation.unsaved
            and not at.rotation.going_back
        ),
        STUCK,
        "AWS does not list the new key any more: it was deleted elsewhere. Going back gives the profiles the old key.",
    ),
    _Rule(
        lambda at: at.new_is_held and not at.new_is_active and not at.rotation.going_back,
        STUCK,
        "The new key was deactivated elsewhere, and profiles on this machine hold it. Go back, or have it activated.",
    ),
    _Rule(
        lambda at: at.new_is_refused and at.rotation.proved_at is not None and not at.rotation.going_back,
        STUCK,
        "AWS refuses the new key that is in the profile, although it worked before: its secret was changed there. "
        "Go back, or fix the profile; the old key is left as it is.",
    ),
    _Rule(
        lambda at: at.rotation.going_back and at.new is None,
        BACK,
        "The files are back and the new key is gone; only the note about this rotation is left.",
    ),
    _Rule(
        lambda at: at.rotation.going_back,
        BACK,
        "Going back had begun and did not come to its end.",
    ),
    _Rule(
        lambda at: at.new is None and not at.old_is_active,
        STUCK,
        "The old key is inactive and there is no new one: activate it first, or there is no way to sign.",
    ),
    _Rule(
        lambda at: at.new is None,
        BY_NAME["create"],
        "A user may have two keys for exactly this: the new one is in place before the old one goes.",
    ),
    _Rule(
        lambda at: not at.new_is_held and at.rotation.unsaved,
        TIDY,
        "A key was created and never saved, so that nobody has its secret.",
    ),
    _Rule(
        lambda at: not at.new_is_held and (at.rotation.proved_at is not None or not at.old_is_active),
        STUCK,
        "The new key worked, and no profile on this machine holds it any more.",
    ),
    _Rule(
        lambda at: not at.new_is_held and bool(at.rotation.new_key_id),
        STUCK,
        "The key that is to stay was saved, and no profile on this machine holds it any more. If a variable such as "
        "AWS_SHARED_CREDENTIALS_FILE named another file then, let it name that again.",
    ),
    _Rule(
        lambda at: not at.new_is_held and _was_used(at.new),
        STUCK,
        "A key appeared while one was being created, and somebody has used it: it is not this guide's.",
    ),
    _Rule(
        lambda at: not at.new_is_held and "tidy" not in at.rotation.insisted and not _is_surely_ours(at),
        STUCK,
        "A key appeared while one was being created, and awsguide cannot see whether it made it. If nobody "
        "else did, delete it.",
        OURS,
    ),
    _Rule(
        lambda at: not at.new_is_held,
        TIDY,
        "A key was created and never saved, so that nobody has its secret.",
    ),
    _Rule(
        lambda at: at.old_is_held,
        BY_NAME["save"],
        "A profile on this machine still holds the old key.",
    ),
    _Rule(
        lambda at: at.rotation.proved_at is None,
        BY_NAME["prove"],
        "Nothing is taken away before the new key has been seen to work.",
    ),
    _Rule(
        lambda at: at.old_is_active and at.used_since and _watching(at),
        BY_NAME["watch"],
        "The old key was used after the new one had been proved: something out there still has it.",
        UNWATCHED,
    ),
    _Rule(
        lambda at: at.old_is_active and not at.last_use_is_told and _watching(at),
        BY_NAME["watch"],
        "AWS does not tell you when the old key was last used (iam:GetAccessKeyLastUsed is not allowed), so that no "
        "waiting shows whether it is. Ask for that permission, or find out who has the key, and don't wait.",
        UNWATCHED,
    ),
    _Rule(
        lambda at: at.old_is_active and _watching(at),
        BY_NAME["watch"],
        "Other machines, jobs and programs may hold the old key; its last use shows it.",
        UNWATCHED,
    ),
    _Rule(
        lambda at: at.old_is_active and at.used_since,
        BY_NAME["deactivate"],
        "You chose not to wait, although the old key was used after the new one was proved.",
    ),
    _Rule(
        lambda at: at.old_is_active and not at.last_use_is_told,
        BY_NAME["deactivate"],
        "You chose not to wait, although AWS does not tell you when the old key was last used. Deactivating it can be "
        "undone.",
    ),
    _Rule(
        lambda at: at.old_is_active and at.watched < at.patience.watch,
        BY_NAME["deactivate"],
        "You chose not to wait; nobody has checked whether the old key is still used. Deactivating it can be undone.",
    ),
    _Rule(
        lambda at: at.old_is_active,
        BY_NAME["deactivate"],
        "AWS has recorded no use of the old key since the new one was proved, and deactivating it can be undone.",
    ),
    _Rule(
        lambda at: "wait" not in at.rotation.insisted and at.waited < at.patience.wait,
        BY_NAME["wait"],
        "A deactivated key can be brought back, a deleted one cannot.",
        UNWAITED,
    ),
    _Rule(
        lambda at: at.waited < at.patience.wait,
        BY_NAME["delete"],
        "You chose not to wait; nobody has checked whether something misses the old key. Deleting it is final.",
    ),
    _Rule(
        lambda _at: True,
        BY_NAME["delete"],
        "The old key has been inactive for as long as you chose. awsguide cannot know whether somebody missed it: "
        "ask before you delete it, because that is final.",
    ),
)


def next_stage(at: Situation) -> Next:
    """The stage that is next, and why. 'stuck' means that only a person can say what happened."""
    rule = next(rule for rule in _RULES if rule.holds(at))
    return Next(rule.stage, rule.reason, rule.insisting)


def _was_used(key: AccessKey | None) -> bool:
    return key is not None and key.last_use is not None and key.last_use.at is not None


def _is_surely_ours(at: Situation) -> bool:
    """Whether the new key was made when this guide asked for one, and AWS says that nobody has used it."""
    new, asked = at.new, at.rotation.asked_at
    if new is None or new.last_use is None or new.created is None or asked is None:
        return False
    return abs(new.created - asked) <= _NEAR
