"""What every panel keeps: three faces, a target that is said, work that is never lost, and an await that answers."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from awsguide.core.errors import GuideError
from awsguide.core.steps import Ask
from awsguide.explanations import explain
from awsguide.panels.components.panel import Panel
from awsguide.panels.components.state import SharedState
from awsguide.panels.components.still import Card, ErrorCard
from tests.panels.conftest import press, synced, until


class Example(Panel[SharedState, str]):
    """The least a panel can be."""

    name = "example"
    title = "An example"
    first_step = "Press the button above"

    finished = False

    def __init__(self) -> None:
        super().__init__(SharedState())

    @property
    def outcome(self) -> str | None:
        return "It is done." if self.finished else None

    def card(self, outcome: str) -> Card:
        return Card(outcome)

    def picture(self) -> str:
        return "<p>picture</p>"


@pytest.fixture
def sandbox_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWSGUIDE_TARGET", "sandbox")
    for name in ("AWSGUIDE_AUTOPILOT", "AWSGUIDE_TARGET_PROBLEM"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def own_aws(monkeypatch: pytest.MonkeyPatch, sandbox_kernel: None) -> None:
    monkeypatch.setenv("AWSGUIDE_TARGET", "aws")


def words(answer: object) -> str:
    return repr(answer)


async def stumble() -> None:
    raise ZeroDivisionError("the secret is wJalrXUtnFEMI")


async def refuse() -> None:
    raise explain("denied")


async def last() -> None:
    await asyncio.Event().wait()


def test_it_has_three_faces(sandbox_kernel: None) -> None:
    panel = Example()
    panel.refresh()
    faces = panel._repr_mimebundle_()
    assert set(faces) == {"application/vnd.jupyter.widget-view+json", "text/html", "text/plain"}
    assert "SANDBOX" in str(faces["text/html"])
    assert faces["text/plain"] == repr(panel) == repr(Example())


def test_a_kernel_that_is_not_ours_is_refused_in_every_face(
    monkeypatch: pytest.MonkeyPatch, sandbox_kernel: None
) -> None:
    monkeypatch.delenv("AWSGUIDE_TARGET")
    panel = Example()

    async def tried() -> object:
        panel.start(last())
        assert not panel.running
        return await panel

    answer = asyncio.run(tried())
    assert isinstance(answer, ErrorCard)
    assert answer.error.code == "not-our-kernel"
    assert "one of awsguide&#x27;s two kernels" in str(panel._repr_mimebundle_()["text/html"])
    assert panel.body.layout.display == "none"
    assert "kernel" in panel.trouble.value


def test_a_sandbox_that_did_not_start_says_why(monkeypatch: pytest.MonkeyPatch, sandbox_kernel: None) -> None:
    monkeypatch.setenv("AWSGUIDE_TARGET_PROBLEM", "Port 1 is in use.")
    panel = Example()
    assert panel.refused is not None
    assert panel.refused.code == "sandbox-did-not-start"
    assert "Port 1 is in use." in panel.refused.why


def test_autopilot_on_the_readers_own_aws_is_refused(monkeypatch: pytest.MonkeyPatch, own_aws: None) -> None:
    monkeypatch.setenv("AWSGUIDE_AUTOPILOT", "1")
    panel = Example()
    assert panel.refused is not None
    assert panel.refused.code == "autopilot-refused"


def test_awaiting_what_was_not_started_answers_at_once(sandbox_kernel: None) -> None:
    async def answered() -> object:
        return await asyncio.wait_for(Example().settled(), 60)

    assert "run this cell again" in words(asyncio.run(answered()))


@pytest.mark.parametrize(("work", "code"), [(stumble, "unexpected"), (refuse, "denied")])
def test_what_goes_wrong_in_the_work_is_shown_and_never_lost(
    work: Any, code: str, sandbox_kernel: None
) -> None:
    panel = Example()

    async def worked() -> object:
        panel.start(work())
        return await panel

    answer = asyncio.run(worked())
    assert isinstance(answer, ErrorCard)
    assert answer.error.code == code
    assert code in panel.trouble.value
    assert code in str(panel._repr_mimebundle_()["text/html"])


def test_a_mistake_of_the_guides_own_is_told_without_its_words(sandbox_kernel: None) -> None:
    panel = Example()

    async def worked() -> object:
        panel.start(stumble())
        return await panel

    shown = words(asyncio.run(worked()))
    assert "ZeroDivisionError" in shown
    assert "test_panel.py" in shown
    assert "wJalrXUtnFEMI" not in shown + synced()


def test_a_second_press_while_it_runs_does_nothing(sandbox_kernel: None) -> None:
    panel = Example()
    started: list[str] = []

    async def work(name: str, may_end: asyncio.Event) -> None:
        started.append(name)
        await may_end.wait()

    async def pressed_twice() -> None:
        may_end = asyncio.Event()
        panel.start(work("first", may_end))
        await asyncio.sleep(0)
        panel.start(work("second", may_end))
        await asyncio.sleep(0)
        may_end.set()
        await panel

    asyncio.run(pressed_twice())
    assert started == ["first"]


def interrupted(panel: Example, work: Coroutine[Any, Any, None]) -> GuideError:
    """What a cell that awaits the panel ends with when it is interrupted."""

    async def scene() -> GuideError:
        panel.start(work)
        cell = asyncio.ensure_future(panel.settled())
        await asyncio.sleep(0)
        cell.cancel()
        with pytest.raises(GuideError) as caught:
            await cell
        await until(lambda: not panel.running)
        return caught.value

    return asyncio.run(scene())


def test_interrupting_the_cell_that_waits_stops_the_work_and_says_so(sandbox_kernel: None) -> None:
    panel = Example()
    error = interrupted(panel, last())
    assert error.code == "interrupted"
    assert panel.error is not None
    assert panel.error.code == "interrupted"

    assert 'role="alert"' in panel.trouble.value


@pytest.mark.parametrize("way", ["Cancel", "Not now"])
def test_what_a_person_stops_themselves_is_one_quiet_line_and_no_trouble(
    sandbox_kernel: None, way: str
) -> None:
    async def not_now(panel: Example) -> None:
        await panel.ask(Ask("Write it?", ("save", "cancel")))
        raise explain("interrupted")

    async def scene() -> None:
        panel = Example()
        panel.start(last() if way == "Cancel" else not_now(panel))
        await asyncio.sleep(0)
        if way == "Cancel":
            panel.cancel()
        else:
            press(panel.answer_buttons[1])
        answer = await panel
        assert isinstance(answer, ErrorCard)
        assert answer.error.code == "interrupted"
        assert panel.error is None
        drawn = answer._repr_mimebundle_()["text/html"]
        for face in (panel.trouble.value, str(panel._repr_mimebundle_()["text/html"]), drawn):
            assert "You stopped it." in face
            assert "alert" not in face
            assert "awsguide-error" not in face
        assert 'role="status"' in panel.trouble.value
        panel.start(refuse())
        await panel
        assert "You stopped it." not in panel.trouble.value
        assert 'role="alert"' in panel.trouble.value

    asyncio.run(scene())


def test_what_was_stopped_is_not_said_to_go_on(sandbox_kernel: None) -> None:
    async def scene() -> None:
        panel = Example()

        async def work() -> None:
            panel.say("Waiting for you.")
            await last()

        panel.start(work())
        await until(lambda: panel.news)
        panel.cancel()
        await until(lambda: not panel.running)
        assert panel.words() == ""
        assert "You stopped it." in panel.trouble.value

    asyncio.run(scene())


def test_an_interrupted_panel_works_again(sandbox_kernel: None) -> None:
    panel = Example()
    interrupted(panel, last())

    async def finish() -> None:
        panel.finished = True

    async def again() -> object:
        panel.start(finish())
        return await panel

    assert words(asyncio.run(again())) == "It is done."
    assert panel.error is None


def test_cancelling_what_does_not_run_does_nothing(sandbox_kernel: None) -> None:
    panel = Example()
    before = panel._repr_mimebundle_()["text/html"]
    panel.cancel()
    assert panel._repr_mimebundle_()["text/html"] == before
    assert panel.declined is None


@pytest.mark.parametrize(("pressed", "went_on"), [("write it", True), ("leave it", False)])
def test_on_the_readers_own_aws_a_write_is_asked_for_first(
    pressed: str, went_on: bool, own_aws: None
) -> None:
    panel = Example()
    written: list[str] = []

    async def write() -> None:
        await panel.allowed("Write it?", "into <a file>", does="Write it", leaves="Leave it")
        written.append("it")

    async def answered() -> None:
        panel.start(write())
        await until(lambda: panel.answer_buttons)
        assert panel.asking.view.layout.display is None
        assert "&lt;a file&gt;" in panel.asking.words.value
        press(next(button for button in panel.answer_buttons if button.description.lower() == pressed))
        await panel

    asyncio.run(answered())
    assert bool(written) == went_on
    assert (panel.declined is None) == went_on
    assert panel.asking.view.layout.display == "none"


def test_in_the_sandbox_nothing_needs_to_be_asked(sandbox_kernel: None) -> None:
    asyncio.run(Example().allowed("Write it?", does="Write it"))


def test_the_account_is_said_once_it_is_known(own_aws: None) -> None:
    class Known(Example):
        def account_id(self) -> str:
            return "123456789012"

    known, unknown = Known(), Example()
    known.refresh()
    unknown.refresh()
    assert "YOUR AWS 1234-5678-9012" in known.head.value
    assert "YOUR AWS<" in unknown.head.value
