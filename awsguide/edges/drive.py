"""Performs the steps of a flow: one synchronous driver, one asynchronous. The one module that knows the platform.

Both do the same with each step; they differ in how they wait. The asynchronous one never blocks the kernel: what
blocks goes to a worker thread, and a long wait is a loop of short sleeps, so an interrupt arrives at once. An
interrupt closes the flow; a write that has begun is finished first, so that nothing is half done.
"""

from __future__ import annotations

import asyncio
import inspect
import random
import sys
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from awsguide.edges.aws import POOL, Aws, held_credentials
from awsguide.edges.callback import Callback
from awsguide.edges.lesson_issuer import lesson_token
from awsguide.errors import AwsError, GuideError, NoAnswer
from awsguide.explanations import explain
from awsguide.model import Progress, TrailEntry
from awsguide.secret import mask_all
from awsguide.steps import (
    Ask,
    Call,
    Flow,
    Hold,
    Lead,
    Listen,
    Load,
    Many,
    Outcome,
    Probe,
    Redirected,
    Save,
    Show,
    Step,
    Wait,
)

# Pyodide has no threads, processes or sockets.
IN_BROWSER = sys.platform == "emscripten"

TICK = 0.1
ATTEMPTS = 8
# Identity Center's published quota is 20 calls a second for everybody in the organization together (page
# 'IAM Identity Center quotas', read 2026-11-23): the pace to fall back to once AWS has asked for a slower one.
SLOW_PACE = 1 / 20
THROTTLED = frozenset(
    {"TooManyRequestsException", "Throttling", "ThrottlingException", "RequestLimitExceeded"}
)

T = TypeVar("T")


class Storage(Protocol):
    """What `Load` and `Save` reach: `edges/home.py` in earnest, a dictionary in a test."""

    def load(self, name: str, key: Any) -> Any:
        """What is stored under `name`, or None."""

    def save(self, change: Any) -> Any:
        """Store `change`; returns the receipt that undoes it, or None."""

    def hold(self, name: str, key: Any) -> Callable[[], None]:
        """Take what only one may have at a time; returns what gives it back. Raises `CouldNotTry`."""


@dataclass
class World:
    """What steps are performed with. `ask` may be a coroutine function when the driver is the asynchronous one."""

    aws: Aws
    storage: Storage
    show: Callable[[object], None] = lambda _event: None
    ask: Callable[[Ask], Any] = lambda question: question.choices[0]
    record: Callable[[TrailEntry], None] = lambda _entry: None
    cancelled: threading.Event = field(default_factory=threading.Event)
    callback: Callback | None = None
    held: list[Callable[[], None]] = field(default_factory=list)

    def close(self) -> None:
        """Give back what the flow had open."""
        self.cancelled.set()
        if self.callback is not None:
            self.callback.close()
            self.callback = None
        while self.held:
            self.held.pop()()


def run(flow: Flow[T], world: World) -> T:
    """Perform a flow to its end and return what it returns; an interrupt raises `Cancelled`."""
    reply: Any = None
    error: BaseException | None = None
    try:
        while True:
            try:
                step = flow.throw(error) if error else flow.send(reply)
            except StopIteration as end:
                return end.value  # type: ignore[no-any-return]
            reply, error = None, None
            try:
                reply = _wait_for(step, world) if _is_waiting(step) else _perform(step, world)
            except (AwsError, NoAnswer) as refused:
                error = refused
    except KeyboardInterrupt:
        raise explain("interrupted") from None
    except GuideError as error:
        raise _plain(error) from None
    finally:
        flow.close()
        world.close()


async def run_async(flow: Flow[T], world: World) -> T:
    """Perform a flow to its end without blocking the event loop; `asyncio.CancelledError` closes it."""
    reply: Any = None
    error: BaseException | None = None
    try:
        while True:
            try:
                step = flow.throw(error) if error else flow.send(reply)
            except StopIteration as end:
                return end.value  # type: ignore[no-any-return]
            reply, error = None, None
            try:
                reply = await _perform_async(step, world)
            except (AwsError, NoAnswer) as refused:
                error = refused
    except GuideError as error:
        raise _plain(error) from None
    finally:
        flow.close()
        world.close()


def _plain(error: GuideError) -> GuideError:
    """Without what led to it: the sentences say it all, and botocore's own exceptions may quote a request."""
    error.__cause__ = None
    return error.with_traceback(None)


async def _perform_async(step: Step, world: World) -> Any:
    if isinstance(step, Wait | Redirected):
        ends = time.monotonic() + step.seconds
        while (left := ends - time.monotonic()) > 0:
            if (answer := _arrived(step, world)) is not None:
                return answer
            await asyncio.sleep(min(TICK, left))
        return None
    if isinstance(step, Ask):
        answer = world.ask(step)
        return await answer if inspect.isawaitable(answer) else answer
    if isinstance(step, Show) or IN_BROWSER:
        await asyncio.sleep(0)
        return _perform(step, world)
    loop = asyncio.get_running_loop()
    shown = world.show

    def show_from_thread(event: object) -> None:
        loop.call_soon_threadsafe(shown, event)

    work = asyncio.ensure_future(asyncio.to_thread(_perform, step, world, show_from_thread))
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        world.cancelled.set()
        # A write that has begun is finished: nothing is left half done.
        await asyncio.wait([work])
        raise


def _is_waiting(step: Step) -> bool:
    return isinstance(step, Wait | Redirected)


def _wait_for(step: Step, world: World) -> Any:
    assert isinstance(step, Wait | Redirected)  # noqa: S101 - `_is_waiting` said so
    ends = time.monotonic() + step.seconds
    while (left := ends - time.monotonic()) > 0:
        if (answer := _arrived(step, world)) is not None:
            return answer
        time.sleep(min(TICK, left))
    return None


def _arrived(step: Step, world: World) -> Mapping[str, Any] | None:
    return world.callback.answer() if isinstance(step, Redirected) and world.callback else None


def _perform(step: Step, world: World, show: Callable[[object], None] | None = None) -> Any:
    """One step that does not wait for time to pass. Blocks; may run in a worker thread."""
    if isinstance(step, Many):
        return _many(step, world, show or world.show)
    return _PERFORMERS[type(step)](step, world)


def _listen(step: Listen, world: World) -> str:
    if IN_BROWSER:
        raise explain("callback-not-bound", detail="A browser's Python cannot listen on a port.")
    world.callback = Callback(step.path)
    return world.callback.redirect_uri


def _lead(step: Lead, world: World) -> str:
    _listen(Listen(), world)
    assert world.callback is not None  # noqa: S101 - it listens now
    return world.callback.lead_to(step.address, once=True)


# What a `Load` asks of AWS, or of boto3; everything else is asked of the storage.
_LOADERS: Mapping[str, Callable[[Any, World], Any]] = {
    "regions": lambda _key, world: world.aws.regions(),
    # a service and a Region
    "endpoint": lambda key, world: world.aws.endpoint(*key),
    # a Region
    "federation-endpoint": lambda key, world: world.aws.federation_endpoint(key),
    # a profile's name, or ''
    "held-credentials": lambda key, _world: held_credentials(key),
    # what the token should say, by name
    "lesson-token": lambda key, world: lesson_token(world.aws, key),
}


def _load(step: Load, world: World) -> Any:
    loader = _LOADERS.get(step.name)
    return loader(step.key, world) if loader is not None else world.storage.load(step.name, step.key)


def _recorded(call: Call, world: World) -> Mapping[str, Any]:
    """Make the call and put it into the trail, whatever becomes of it."""
    result, expected = "ok", True
    start = time.monotonic()
    try:
        return world.aws.call(call)
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
            TrailEntry(
                call.service,
                call.operation,
                shown,
                result,
                round((time.monotonic() - start) * 1000),
                expected,
                call.why,
            )
        )


def _worth_another_try(error: AwsError) -> bool:
    return error.code in THROTTLED or error.status == 429 or error.status >= 500


def _patiently(make: Callable[[], Any], world: World, pace: _Pace | None = None, attempts: int = 4) -> Any:
    """Try again, later and later, what AWS was too busy for; the pauses are random so that clients spread out."""
    pace = pace or _Pace(world.cancelled)
    for attempt in range(attempts):
        pace.take_turn()
        try:
            reply = make()
        except AwsError as error:
            if not _worth_another_try(error) or attempt == attempts - 1 or world.cancelled.is_set():
                raise
            pace.slow_down(attempt)
        else:
            pace.went_well()
            return reply
    raise AssertionError("the last attempt returns or raises")


class _Pace:
    """How fast calls may start: as fast as they come until AWS asks for less, then at its quota, and up again."""

    def __init__(self, cancelled: threading.Event) -> None:
        self._cancelled = cancelled
        self._lock = threading.Lock()
        self._next = 0.0
        self._gap = 0.0
        self.waiting = 0

    def take_turn(self) -> None:
        with self._lock:
            turn = max(self._next, time.monotonic())
            self._next = turn + self._gap
        while not self._cancelled.is_set() and (left := turn - time.monotonic()) > 0:
            self._cancelled.wait(min(left, TICK))

    def slow_down(self, attempt: int) -> None:
        pause = min(8.0, 0.2 * 2**attempt) * random.uniform(0.5, 1.5)  # noqa: S311 - spreads clients out, guards nothing
        with self._lock:
            self._gap = min(1.0, max(SLOW_PACE, self._gap * 1.5))
            self._next = max(self._next, time.monotonic() + pause)
            self.waiting += 1

    def went_well(self) -> None:
        with self._lock:
            self._gap *= 0.9 if self._gap > SLOW_PACE / 4 else 0
            self.waiting = max(0, self.waiting - 1)


def _many(step: Many, world: World, show: Callable[[object], None]) -> list[Outcome]:
    """All calls, in parallel where the platform has threads; outcomes in the order of the calls."""
    total = len(step.calls)
    pace = _Pace(world.cancelled)
    outcomes: list[Outcome] = [Outcome()] * total

    def one(index: int) -> None:
        call = step.calls[index]
        try:
            reply = _patiently(lambda: _recorded(call, world), world, pace, ATTEMPTS)
            outcomes[index] = Outcome(reply)
        except (AwsError, NoAnswer) as error:
            outcomes[index] = Outcome(error=error)

    show(Progress(0, total))
    if IN_BROWSER:
        for index in range(total):
            one(index)
            show(Progress(index + 1, total))
        return outcomes
    with ThreadPoolExecutor(min(POOL, total or 1), thread_name_prefix="awsguide-many") as pool:
        running: set[Future[None]] = {pool.submit(one, index) for index in range(total)}
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
                    show(Progress(total - len(running), total, pace.waiting))
        finally:
            # Only the calls that are under way finish; those that wait are dropped.
            if running:
                world.cancelled.set()
            pool.shutdown(wait=True, cancel_futures=True)
    return outcomes


_PERFORMERS: Mapping[type, Callable[[Any, World], Any]] = {
    # A call with a header of its own carries a proof that is good once: its flow tries again, with a new one.
    Call: lambda step, world: _patiently(
        lambda: _recorded(step, world), world, attempts=1 if step.headers else 4
    ),
    Show: lambda step, world: world.show(step.event),
    Ask: lambda step, world: world.ask(step),
    Probe: lambda step, world: world.aws.probe(step.address),
    Listen: _listen,
    Lead: _lead,
    Load: _load,
    Hold: lambda step, world: world.held.append(world.storage.hold(step.name, step.key)),
    Save: lambda step, world: world.storage.save(step.change),
}
