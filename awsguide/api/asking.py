"""The questions of plain functions: to a person at the keyboard, or to the caller's own `ask`.

On the reader's own AWS nothing is written before somebody has said yes to what will be written; where nobody can say
it, nothing is. That holds for every flow that a function performs, also for one that puts no question itself. On the
practice AWS only what a flow asks by itself is asked. The last answer to a question changes nothing.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator

from awsguide.adapters import surroundings
from awsguide.adapters.files import config_files, home
from awsguide.core.outside_text import harmless
from awsguide.core.secret import mask_all, mask_key_ids
from awsguide.core.steps import Ask, Call, Many, Save, Step
from awsguide.core.stored import StoreConsoleSession, StoreRegistration, StoreToken
from awsguide.explanations import explain
from awsguide.flows.console import SignedIn
from awsguide.flows.long_term.create_key import Friction
from awsguide.flows.long_term.rotation.work import PlacesFull, SwapPlan

Asking = Callable[[Ask], object]

# Operations that leave everything as it is. Sessions end by themselves, and a sign-in has a question of its own.
_LOOKS = re.compile(
    r"Get|List|Describe|Simulate|GenerateCredentialReport|Assume|Decode"
    r"|RegisterClient|StartDeviceAuthorization|CreateToken|CreateOAuth2Token|getSigninToken"
)
# What keeps a sign-in alive that somebody has agreed to.
_RENEWALS = (StoreToken, StoreConsoleSession, StoreRegistration)
CANCEL = "cancel"


def is_own_aws() -> bool:
    """Whether functions reach the reader's own AWS: every place but the practice AWS."""
    return surroundings.target() != "sandbox"


def confirmed(question: str, does: str, about: object = None, *, ask: Asking | None = None) -> None:
    """Ask before something is written, on the reader's own AWS alone.

    `does` is the answer that goes on, in a verb. Raises `Cancelled` for the other one, `CouldNotTry`
    ('nobody-to-confirm') where nobody can answer.
    """
    if is_own_aws() and (ask or at_the_keyboard)(Ask(question, (does, CANCEL), about)) != does:
        raise explain("interrupted")


class Consent:
    """What has been agreed to while one flow is performed; `answer` is its World's `ask`, `before` its gate."""

    def __init__(self, ask: Asking | None, *, given: bool = False) -> None:
        """`given`: somebody has said yes to all that the flow does."""
        self._ask = ask or (at_the_keyboard if is_own_aws() else _first_choice)
        self._given = given or not is_own_aws()

    def answer(self, question: Ask) -> object:
        """Put a question of the flow's; a yes covers what the flow then writes."""
        answer = self._ask(question)
        if question.choices and answer in question.choices[:-1]:
            self._given = True
        return answer

    def before(self, step: Step) -> None:
        """Ask about a step that writes and that nobody was asked about. Raises `Cancelled`, `CouldNotTry`."""
        if self._given or not writes(step):
            return
        question, about = _told(step)
        if self._ask(Ask(question, ("do it", CANCEL), about)) != "do it":
            raise explain("interrupted")
        self._given = True


def writes(step: Step) -> bool:
    """Whether a step changes something at AWS or in the reader's files."""
    if isinstance(step, Many):
        return any(writes(call) for call in step.calls)
    if isinstance(step, Call):
        return not _LOOKS.match(step.operation)
    return isinstance(step, Save) and not isinstance(step.change, (*_RENEWALS, *home.HOUSEKEEPING))


def _told(step: Step) -> tuple[str, str]:
    if isinstance(step, Many):
        step = next(call for call in step.calls if writes(call))
    if isinstance(step, Call):
        parameters = mask_all(dict(step.params))
        return f"Have AWS do {step.operation} ({step.service})?", harmless(f"{step.why} {parameters}".strip())
    assert isinstance(step, Save)  # noqa: S101 - nothing else writes
    return "Change a file of yours?", type(step.change).__name__


def _first_choice(question: Ask) -> object:
    return question.choices[0] if question.choices else None


def at_the_keyboard(question: Ask) -> object:
    """Print what a question is about and read its answer; Enter alone is the last one, which changes nothing.

    Raises `CouldNotTry` ('nobody-to-confirm') where nobody can type.
    """
    lines = (*about(question.about), question.question)
    sys.stdout.write("".join(f"{harmless(line)}\n" for line in lines))
    for number, choice in enumerate(question.choices, 1):
        sys.stdout.write(f"  {number}. {harmless(choice)}\n")
    sys.stdout.flush()
    try:
        typed = input("Number: ").strip()
    except (EOFError, RuntimeError, OSError):
        # Jupyter's 'no one can type here' is a RuntimeError.
        raise explain("nobody-to-confirm") from None
    return chosen(typed, question.choices)


def chosen(typed: str, choices: tuple[str, ...]) -> str:
    """The answer that was typed: its number, its words, or yes where there are two; else the last one."""
    at = int(typed) - 1 if typed.isascii() and typed.isdecimal() and len(typed) < 4 else -1
    if 0 <= at < len(choices):
        return choices[at]
    word = typed.lower()
    named = next((choice for choice in choices if choice.lower() == word), None)
    return named or (choices[0] if len(choices) == 2 and word in ("y", "yes") else choices[-1])


def about(subject: object) -> Iterator[str]:
    """What a person sees before the question, as the panels show it: no secret, and key ids masked."""
    if isinstance(subject, str):
        yield subject
    elif isinstance(subject, config_files.Preview):
        yield _difference(subject)
    elif isinstance(subject, Friction):
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
    elif isinstance(subject, SignedIn):
        root = " This is the ROOT USER of the account: it can do everything." if subject.is_root else ""
        yield f"AWS says you are {subject.identity.arn} in account {subject.identity.account_id}.{root}"


def _difference(preview: object) -> str:
    assert isinstance(preview, config_files.Preview)  # noqa: S101 - what the storage answers a preview with
    return mask_key_ids(preview.diff).rstrip("\n") or f"{preview.path} stays as it is."
