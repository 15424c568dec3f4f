"""The drivers: both perform the same steps, wait without freezing, stop when told, and leave nothing open."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from awsguide.adapters.browser import callback
from awsguide.adapters.driver import driver
from awsguide.adapters.driver.driver import run, run_async
from awsguide.adapters.driver.world import World
from awsguide.core.errors import AwsError, Cancelled, NoAnswer
from awsguide.core.model import LoggedCall, Note, Progress
from awsguide.core.secret import MASK, Secret
from awsguide.core.steps import (
    Ask,
    Call,
    Flow,
    Hold,
    Listen,
    Load,
    Many,
    Outcome,
    Redirected,
    Save,
    Show,
    Wait,
)


class FakeAws:
    """Answers calls from a function; counts how many run at once."""

    def __init__(self, answer: Callable[[Call], Any] = lambda call: {"echo": dict(call.params)}) -> None:
        self.answer = answer
        self.running = self.most = 0
        self._lock = threading.Lock()

    def call(self, call: Call) -> Any:
        with self._lock:
            self.running += 1
            self.most = max(self.most, self.running)
        try:
            return self.answer(call)
        finally:
            with self._lock:
                self.running -= 1

    def regions(self) -> set[str]:
        return {"us-east-1"}

    def endpoint(self, service: str, operation: str, region: str) -> str:
        return f"https://{service}.{region}"


class Memory:
    """Storage in a dictionary."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {"token": "kept"}
        self.held: list[str] = []

    def load(self, name: str, key: Any) -> Any:
        return self.kept.get(name)

    def save(self, change: Any) -> Any:
        self.kept["saved"] = change
        return "receipt"

    def hold(self, name: str, key: Any) -> Callable[[], None]:
        self.held.append(name)
        return lambda: self.held.remove(name)


def world(aws: Any = None, **others: Any) -> World:
    return World(aws or FakeAws(), Memory(), **others)


def perform(asynchronous: bool, flow: Flow[Any], in_world: World) -> Any:
    return asyncio.run(run_async(flow, in_world)) if asynchronous else run(flow, in_world)


def listening() -> bool:
    return any(thread.name == "awsguide-callback" for thread in threading.enumerate())


def only(step: Any) -> Flow[Any]:
    """A flow of one step."""
    return (yield step)


both = pytest.mark.parametrize("asynchronous", [False, True], ids=["synchronous", "asynchronous"])


@both
def test_each_step_is_answered_as_the_table_of_steps_says(asynchronous: bool) -> None:
    shown: list[object] = []

    def flow() -> Flow[list[Any]]:
        answers = [
            (yield Call("sts", "Echo", {"a": 1})),
            (yield Many((Call("sts", "Echo", {"n": 1}), Call("sts", "Echo", {"n": 2})))),
            (yield Wait(0.01)),
            (yield Show(Note("hello"))),
            # Nobody was there to ask: the last answer, which changes nothing.
            (yield Ask("really?", ("yes", "no"))),
            (yield Load("regions")),
            (yield Load("endpoint", ("sts", "GetCallerIdentity", "eu-west-1"))),
            (yield Load("token")),
            (yield Hold("token")),
            (yield Save("change")),
        ]
        return answers

    in_world = world(show=shown.append)
    answers = perform(asynchronous, flow(), in_world)
    assert answers == [
        {"echo": {"a": 1}},
        [Outcome({"echo": {"n": 1}}), Outcome({"echo": {"n": 2}})],
        None,
        None,
        "no",
        {"us-east-1"},
        "https://sts.eu-west-1",
        "kept",
        None,
        "receipt",
    ]
    assert Note("hello") in shown
    assert in_world.storage.held == []  # type: ignore[attr-defined]


@both
def test_an_error_of_aws_is_thrown_into_the_flow_and_kept_in_the_trail(asynchronous: bool) -> None:
    def refuse(call: Call) -> Any:
        raise AwsError("AccessDenied", "no", status=403, operation=call.operation)

    def flow() -> Flow[str]:
        try:
            yield Call("iam", "ListUsers", {"token": Secret("canary-1"), "deep": [{"x": Secret("canary-2")}]})
        except AwsError as error:
            return error.code
        return "allowed"

    call_log: list[LoggedCall] = []
    assert perform(asynchronous, flow(), world(FakeAws(refuse), record=call_log.append)) == "AccessDenied"
    assert (call_log[0].operation, call_log[0].result, call_log[0].expected) == (
        "ListUsers",
        "AccessDenied",
        False,
    )
    assert call_log[0].parameters == {"token": MASK, "deep": [{"x": MASK}]}


@both
def test_too_many_requests_is_tried_again_and_every_outcome_keeps_its_place(asynchronous: bool) -> None:
    seen: dict[int, int] = {}

    def busy(call: Call) -> Any:
        number = call.params["n"]
        seen[number] = seen.get(number, 0) + 1
        if seen[number] == 1 and number % 3 == 0:
            raise AwsError("TooManyRequestsException", status=429)
        if number == 5:
            raise AwsError("ForbiddenException", status=403)
        if number == 6:
            raise NoAnswer("timeout")
        return {"n": number}

    def flow() -> Flow[list[Outcome]]:
        return (yield Many(tuple(Call("sso", "List", {"n": number}) for number in range(12))))

    shown: list[Any] = []
    outcomes = perform(asynchronous, flow(), world(FakeAws(busy), show=shown.append))
    assert [outcome.reply and outcome.reply["n"] for outcome in outcomes] == [
        number if number not in (5, 6) else None for number in range(12)
    ]
    assert isinstance(outcomes[5].error, AwsError)
    assert isinstance(outcomes[6].error, NoAnswer)
    assert (shown[0], shown[-1].done) == (Progress(0, 12), 12)


def test_many_calls_run_side_by_side() -> None:
    together = 9
    others = threading.Barrier(together, timeout=30)

    def answered_together(call: Call) -> Any:
        others.wait()
        return {}

    aws = FakeAws(answered_together)
    outcomes = run(only(Many(tuple(Call("sso", "List") for _ in range(3 * together)))), world(aws))
    assert [outcome.reply for outcome in outcomes] == [{}] * 3 * together
    assert aws.most >= together


def test_an_interrupt_closes_the_flow_and_says_that_nothing_is_half_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    closed: list[str] = []

    def flow() -> Flow[None]:
        try:
            yield Hold("token")
            yield Load("token")
            yield Wait(60)
        finally:
            closed.append("closed")

    def interrupt(_seconds: float) -> None:
        raise KeyboardInterrupt

    in_world = world()
    monkeypatch.setattr(driver.time, "sleep", interrupt)
    with pytest.raises(Cancelled):
        run(flow(), in_world)
    assert closed == ["closed"]
    assert in_world.storage.held == []  # type: ignore[attr-defined]


def test_a_cancelled_task_closes_the_flow_within_a_moment_and_the_loop_stays_free() -> None:
    closed: list[float] = []

    def flow() -> Flow[None]:
        try:
            yield Wait(3600)
        finally:
            closed.append(time.monotonic())

    async def both_at_once() -> float:
        task = asyncio.ensure_future(run_async(flow(), world()))
        await asyncio.sleep(0)
        asked = time.monotonic()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return closed[0] - asked

    assert asyncio.run(both_at_once()) < 60


def test_a_write_that_has_begun_is_finished_before_a_cancelled_flow_ends() -> None:
    begun, may_end, written = threading.Event(), threading.Event(), threading.Event()

    class Slow(Memory):
        def save(self, change: Any) -> Any:
            begun.set()
            assert may_end.wait(60)
            written.set()

    def flow() -> Flow[None]:
        yield Save("change")

    async def cancel_it() -> None:
        task = asyncio.ensure_future(run_async(flow(), World(FakeAws(), Slow())))  # type: ignore[arg-type]
        assert await asyncio.to_thread(begun.wait, 60)
        task.cancel()
        await asyncio.sleep(0)
        assert not task.done()
        may_end.set()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert written.is_set()

    asyncio.run(cancel_it())


@both
def test_the_callback_is_bound_before_it_is_named_takes_one_answer_and_is_closed(
    asynchronous: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(callback, "_LAST_PAGE", 30)
    pages: list[tuple[str, str]] = []
    answers: list[Any] = []
    address: list[str] = []
    browsers: list[threading.Thread] = []

    def flow() -> Flow[None]:
        address.append((yield Listen(state=Secret("s"))))

        def browser() -> None:
            with urlopen(f"{address[0]}?code=canary-3&state=s") as page:
                pages.append((page.url, page.read().decode()))

        browsers.append(threading.Thread(target=browser))
        browsers[0].start()
        answers.append((yield Redirected(60)))

    perform(asynchronous, flow(), world())
    browsers[0].join(timeout=60)
    assert answers == [{"code": Secret("canary-3"), "state": Secret("s")}]
    assert urlsplit(address[0]).hostname == "127.0.0.1"
    # Its thread ends with it, in the background while a browser is still on its way to the last page.
    ends = time.monotonic() + 60
    while listening() and time.monotonic() < ends:
        time.sleep(0.01)
    assert not listening()
    [(url, text)] = pages
    assert url.endswith("/done")
    assert "canary-3" not in url + text


def test_a_callback_that_nobody_answers_ends_in_time() -> None:
    def flow() -> Flow[Any]:
        yield Listen()
        return (yield Redirected(0.2))

    assert run(flow(), world()) is None
