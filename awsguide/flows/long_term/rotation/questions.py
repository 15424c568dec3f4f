"""What a rotation asks before it does something, once it is decided what that is; it names the user and the key.

What nothing brings back is asked about on every AWS; what can be taken back, only where `Terms.careful` says so. Each
question is answered in verbs, and its last answer changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from awsguide.core.secret import mask_key_id
from awsguide.core.steps import Ask, Flow
from awsguide.explanations import explain
from awsguide.flows.long_term.rotation.stages import STAGES, TIDY, Stage
from awsguide.flows.long_term.rotation.state import RotationState, Terms

# A question that was left open for longer than this (seconds) is about what may be so no more.
FRESH = 60.0


@dataclass(frozen=True)
class Question:
    """What is asked, with {user}, {old} and {new} to be filled in, and the two answers to it."""

    words: str
    does: str
    leaves: str
    final: bool = False


BEFORE: Mapping[str, Question] = {
    "save": Question(
        "Write {user}'s key {new} into every profile that still holds {old}?", "write it", "not now"
    ),
    "deactivate": Question("Deactivate {user}'s old key {old}?", "deactivate it", "keep it active"),
    "delete": Question("Delete {user}'s old key {old} for good?", "delete it", "keep it", final=True),
    "tidy": Question(
        "Delete {user}'s key {new} for good? Nobody has its secret.", "delete it", "keep it", final=True
    ),
    "back": Question(
        "Finish going back: put the files back as they were and delete {user}'s new key {new} for good?",
        "finish going back",
        "not now",
        final=True,
    ),
    "reactivate": Question("Reactivate {user}'s old key {old}?", "reactivate it", "not now"),
    "forget": Question("Forget the rotation of {user}'s key {old}?", "forget it", "keep it"),
    "undo": Question(
        "Put the files back as they were and delete {user}'s new key {new} for good?",
        "undo everything",
        "keep both keys",
        final=True,
    ),
}


def allowed(at: RotationState, name: str, about: str, terms: Terms) -> Flow[bool]:
    """Ask before `name` is done, where it is asked about; False where the question was left open for too long.

    Raises `Cancelled` ('interrupted') for an answer that leaves everything as it is.
    """
    question = BEFORE.get(name)
    if question is None:
        return True
    return (yield from answered(at, question, about, terms))


def answered(at: RotationState, question: Question, about: str, terms: Terms) -> Flow[bool]:
    """As `allowed`, for a question of its own."""
    if not (question.final or terms.careful):
        return True
    new = at.situation.new
    new_key_id = new.key_id if new is not None else at.rotation.new_key_id
    words = question.words.format(
        user=at.rotation.user, old=mask_key_id(at.rotation.old_key_id), new=mask_key_id(new_key_id)
    )
    asked_at = terms.now()
    answer = yield Ask(words, (question.does, question.leaves), about, final=question.final)
    if answer != question.does:
        raise explain("interrupted")
    return terms.now() - asked_at <= FRESH


def about_stage(stage: Stage) -> str:
    """What a stage does, and how to go back from it."""
    return f"{stage.does} {stage.back}".strip()


def title_of(name: str) -> str:
    """A stage's title; anything else as it is."""
    return next((stage.title for stage in (*STAGES, TIDY) if stage.name == name), name)
