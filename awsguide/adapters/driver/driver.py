"""Performs the steps of a flow: one synchronous driver, one asynchronous. The one module that knows the platform.

Both do the same with each step; they differ in how they wait. The asynchronous one never blocks the kernel: what
blocks goes to a worker thread, and a long wait is a loop of short sleeps, so an interrupt arrives at once. An
interrupt closes the flow; a write that has begun is finished first, so that nothing is half done.
"""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from awsguide.adapters.aws.lesson_issuer import lesson_token
from awsguide.adapters.aws.sessions import source_credentials
from awsguide.adapters.browser import in_page
from awsguide.adapters.browser.callback import Callback
from awsguide.adapters.chains import which_credentials
from awsguide.adapters.driver import calls
from awsguide.adapters.driver.pace import TICK
from awsguide.adapters.driver.world import World
from awsguide.adapters.files import inventory
from awsguide.core.errors import AwsError, GuideError, NoAnswer
from awsguide.core.model import DeviceCode
from awsguide.core.steps import (
    Ask,
    Call,
    Compute,
    Flow,
    Hold,
    Lead,
    Listen,
    Load,
    Many,
    Probe,
    Redirected,
    Save,
    Show,
    Step,
    Wait,
)
from awsguide.explanations import explain

T = TypeVar("T")


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
            if isinstance(step, Redirected) or (
                isinstance(step, Show) and isinstance(step.event, DeviceCode)
            ):
                in_page.require_room_for_a_person()
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
    if isinstance(step, Show) or in_page.IN_BROWSER:
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
        in_page.pause(min(TICK, left))
    return None


def _arrived(step: Step, world: World) -> Mapping[str, Any] | None:
    return world.callback.answer() if isinstance(step, Redirected) and world.callback else None


def _perform(step: Step, world: World, show: Callable[[object], None] | None = None) -> Any:
    """One step that does not wait for time to pass. Blocks; may run in a worker thread."""
    world.before(step)
    if isinstance(step, Many):
        return calls.many(step, world, show or world.show, side_by_side=not in_page.IN_BROWSER)
    return _PERFORMERS[type(step)](step, world)


def _listen(step: Listen, world: World) -> str:
    world.callback = Callback(step.path, step.state)
    return world.callback.redirect_uri


def _lead(step: Lead, world: World) -> str:
    _listen(Listen(), world)
    assert world.callback is not None  # noqa: S101 - it listens now
    return world.callback.lead_to(step.address, once=True)


# What a `Load` asks of AWS, or of boto3; everything else is asked of the storage.
_LOADERS: Mapping[str, Callable[[Any, World], Any]] = {
    "regions": lambda _key, world: world.aws.regions(),
    # a service, its operation and a Region
    "endpoint": lambda key, world: world.aws.endpoint(*key),
    # a Region
    "federation-endpoint": lambda key, world: world.aws.federation_endpoint(key),
    # a profile's name, or ''
    "source-credentials": lambda key, _world: source_credentials(key),
    # a Region: the date in an answer of AWS's, as it came
    "server-date": lambda key, world: world.aws.server_date(key),
    # a profile's name, or None
    "which-credentials": lambda key, _world: which_credentials(key),
    # no key: every place that holds credentials
    "held-on-this-machine": lambda _key, _world: inventory.every(),
    # what the token should say, by name
    "lesson-token": lambda key, world: lesson_token(world.aws, key),
}


def _load(step: Load, world: World) -> Any:
    loader = _LOADERS.get(step.name)
    return loader(step.key, world) if loader is not None else world.storage.load(step.name, step.key)


def _hold(step: Hold, world: World) -> GuideError | None:
    held = world.storage.hold(step.name, step.key)
    world.held.append(held)
    return getattr(held, "problem", None)


_PERFORMERS: Mapping[type, Callable[[Any, World], Any]] = {
    Call: calls.one,
    Show: lambda step, world: world.show(step.event),
    Ask: lambda step, world: world.ask(step),
    Probe: lambda step, world: world.aws.probe(step.address),
    Listen: _listen,
    Lead: _lead,
    Load: _load,
    Hold: _hold,
    Save: lambda step, world: world.storage.save(step.change),
    Compute: lambda step, _world: step.work(),
}
