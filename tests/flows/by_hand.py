"""Drive a flow by hand: what it yields is compared, what it is sent is made up. No network, no clock, no sleep."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from awsguide.core.errors import AwsError, NoAnswer
from awsguide.core.steps import (
    Call,
    Compute,
    Hold,
    Load,
    Many,
    Outcome,
    Probe,
    ProbeAnswer,
    Save,
    Show,
    Step,
    Wait,
)

REGIONS = {"us-east-1", "eu-west-1", "eu-central-1"}


class Hand:
    """Answers the steps of a flow from `answers` (operation name to reply, error, or list of them in turn)."""

    def __init__(self, answers: dict[str, Any] | None = None, **stored: Any) -> None:
        self.answers = dict(answers or {})
        self.stored = {"regions": REGIONS, "endpoint": "https://oidc.us-east-1.amazonaws.com"} | stored
        self.calls: list[Call] = []
        self.shown: list[object] = []
        self.saved: list[object] = []
        self.waits: list[float] = []
        self.now = 1_000_000.0

    def run(self, flow: Any) -> Any:
        reply: Any = None
        error: Exception | None = None
        while True:
            try:
                step = flow.throw(error) if error else flow.send(reply)
            except StopIteration as end:
                return end.value
            reply, error = None, None
            try:
                reply = self.perform(step)
            except Exception as refused:
                error = refused

    def perform(self, step: Step) -> Any:  # noqa: PLR0911 - one line per step
        match step:
            case Call():
                self.calls.append(step)
                return self._next(step.operation)
            case Many(calls=calls):
                return [self._outcome(call) for call in calls]
            case Wait(seconds=seconds):
                self.waits.append(seconds)
                self.now += seconds
                return None
            case Show(event=event):
                self.shown.append(event)
                return None
            case Save(change=change):
                self.saved.append(change)
                return None
            case Compute(work=work):
                return work()
            case Hold():
                self.held = True
                return None
            case Load(name=name):
                return self.stored.get(name)
            case Probe():
                return self._next("Probe", ProbeAnswer(200))
        return self._next(type(step).__name__)

    def _outcome(self, call: Call) -> Outcome:
        try:
            return Outcome(self.perform(call))
        except (AwsError, NoAnswer) as error:
            return Outcome(error=error)

    def _next(self, name: str, default: Any = None) -> Any:
        answer = self.answers.get(name, default)
        if isinstance(answer, list):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, Callable):  # type: ignore[arg-type]
            answer = answer()
        return answer

    def operations(self) -> list[str]:
        return [call.operation for call in self.calls]
