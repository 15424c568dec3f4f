"""How calls are made: each one logged, tried again where AWS was too busy, and many of them side by side.

What an answer means is the flow's business; only 'too many requests' and failures of AWS's own are tried again here.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any

from awsguide.adapters.aws import Aws, federation
from awsguide.adapters.aws.clients import POOL
from awsguide.adapters.driver.pace import TICK
from awsguide.adapters.driver.world import World
from awsguide.adapters.files import ledger_file
from awsguide.core.errors import AwsError, NoAnswer
from awsguide.core.model import LoggedCall, Progress
from awsguide.core.secret import mask_all
from awsguide.core.steps import Call, Many, Outcome

# What AWS has and no SDK knows.
_WITHOUT_SDK: Mapping[str, Callable[[Aws, Call], Mapping[str, Any]]] = {
    "federation": federation.sign_in_token
}
ATTEMPTS = 4
ATTEMPTS_OF_MANY = 12
THROTTLED = frozenset(
    {"TooManyRequestsException", "Throttling", "ThrottlingException", "RequestLimitExceeded"}
)


def one(call: Call, world: World) -> Mapping[str, Any]:
    """One call, tried again while AWS is too busy for it. Raises `AwsError`, `NoAnswer`, `CouldNotTry`."""
    # A header of its own carries a proof that is good once: the flow tries again, with a new one.
    attempts = 1 if call.headers else ATTEMPTS
    return _patiently(lambda: _recorded(call, world), world, attempts)


def _recorded(call: Call, world: World) -> Mapping[str, Any]:
    """Make the call and log it, whatever becomes of it."""
    result, expected = "ok", True
    start = time.monotonic()
    try:
        own = _WITHOUT_SDK.get(call.service)
        reply = own(world.aws, call) if own else world.aws.call(call)
        if call.operation in ledger_file.NOTED:
            ledger_file.note_call(call.operation, call.params, reply)
        return reply
    except AwsError as error:
        result, expected = error.code, error.code in call.expected
        raise
    except NoAnswer:
        result, expected = "no answer", False
        raise
    finally:
        shown = mask_all(dict(call.params))
        assert isinstance(shown, dict)  # noqa: S101 - a mapping stays one
        world.record(
            LoggedCall(
                call.service,
                call.operation,
                shown,
                result,
                round((time.monotonic() - start) * 1000),
                expected,
                call.why,
                watching=call.watching,
            )
        )


def _worth_another_try(error: AwsError) -> bool:
    return error.code in THROTTLED or error.status == 429 or error.status >= 500


def _patiently(make: Callable[[], Mapping[str, Any]], world: World, attempts: int) -> Mapping[str, Any]:
    """Try again, later and later, what AWS was too busy for; the pauses are random so that clients spread out."""
    for attempt in range(attempts):
        began = world.pace.take_turn(world.cancelled)
        try:
            reply = make()
        except AwsError as error:
            if not _worth_another_try(error) or attempt == attempts - 1 or world.cancelled.is_set():
                raise
            world.pace.refused(began, attempt, world.cancelled)
        else:
            world.pace.went_well()
            return reply
    raise AssertionError("the last attempt returns or raises")


def many(
    step: Many, world: World, show: Callable[[object], None], *, side_by_side: bool = True
) -> list[Outcome]:
    """All calls, in parallel if `side_by_side`; outcomes in the order of the calls, errors among them."""
    total = len(step.calls)
    outcomes: list[Outcome] = [Outcome()] * total

    def perform(index: int) -> None:
        call = step.calls[index]
        try:
            reply = _patiently(lambda: _recorded(call, world), world, ATTEMPTS_OF_MANY)
            outcomes[index] = Outcome(reply)
        except (AwsError, NoAnswer) as error:
            outcomes[index] = Outcome(error=error)

    whole = step.total or total
    show(Progress(step.before, whole))
    if not side_by_side:
        for index in range(total):
            perform(index)
            show(Progress(step.before + index + 1, whole))
        return outcomes
    with ThreadPoolExecutor(min(POOL, total or 1), thread_name_prefix="awsguide-many") as pool:
        running: set[Future[None]] = {pool.submit(perform, index) for index in range(total)}
        try:
            told = 0.0
            while running:
                done, running = wait(running, timeout=TICK, return_when=FIRST_COMPLETED)
                for future in done:
                    future.result()
                if world.cancelled.is_set():
                    break
                if time.monotonic() - told > TICK or not running:
                    told = time.monotonic()
                    show(Progress(step.before + total - len(running), whole, world.pace.waiting))
        finally:
            # Only the calls that are under way finish; those that wait are dropped.
            if running:
                world.cancelled.set()
            pool.shutdown(wait=True, cancel_futures=True)
    return outcomes
