from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest

from awsguide.panels.components import controls
from awsguide.panels.components.typed_before import QUIET_SECONDS, Typed


def sent(widget: Any, **data: Any) -> None:
    """What a browser sends to a widget."""
    widget.comm.handle_msg({"content": {"data": {"buffer_paths": [], **data}}, "buffers": []})


def typed(field: Any, text: str) -> None:
    sent(field, method="update", state={"value": text})


def pressed(button: Any) -> None:
    sent(button, method="custom", content={"event": "click"})


def test_a_press_acts_on_what_was_typed_before_it_though_the_browser_sends_that_later() -> None:
    field = controls.field("Name", "name")
    acted_on: list[str] = []
    button = controls.button("Save", "save", lambda: acted_on.append(field.value))

    async def type_and_press() -> None:
        typed(field, "c")
        pressed(button)
        for text in ("cle", "cleo"):
            await asyncio.sleep(0)
            typed(field, text)
        while not acted_on:
            await asyncio.sleep(0.01)

    asyncio.run(type_and_press())
    assert acted_on == ["cleo"]


def test_a_press_without_typing_acts_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Typed, "last_came", time.monotonic() - QUIET_SECONDS)
    pressed_times: list[bool] = []
    button = controls.button("Save", "save", lambda: pressed_times.append(True))
    pressed(button)
    button.click()
    assert pressed_times == [True, True]
