"""A button that acts on what was typed before it was pressed, however busy the kernel is.

A browser holds back what is typed while the kernel still works on earlier letters, and does not hold back a press
(@jupyter-widgets/base, `_pending_msgs`): a press right after the last letter would act on half a word. So a press that
comes while letters arrive waits until none has come for a moment. What a program presses, with `click`, does not wait.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any, ClassVar

import ipywidgets

# A browser sends what it held back as soon as it hears that the kernel is done with the letters before.
QUIET_SECONDS = 0.3
_LONGEST_SECONDS = 3.0


class Typed:
    """A field whose text comes letter by letter from a browser; when the last came is known to every button."""

    last_came: ClassVar[float] = -_LONGEST_SECONDS

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take what a browser sends."""
        super().set_state(sync_data)  # type: ignore[misc]
        Typed.last_came = time.monotonic()


class Line(Typed, ipywidgets.Text):  # type: ignore[misc]
    """A line to type in."""


class Lines(Typed, ipywidgets.Textarea):  # type: ignore[misc]
    """Several lines to type in."""


class Suggesting(Typed, ipywidgets.Combobox):  # type: ignore[misc]
    """A line to type in that suggests."""


class Button(ipywidgets.Button):  # type: ignore[misc]
    """A button whose press in a browser comes after what was typed before it."""

    def _handle_button_msg(self, _: Any, content: dict[str, Any], _buffers: Any) -> None:
        if content.get("event") == "click":
            self._press(time.monotonic() + _LONGEST_SECONDS)

    def _press(self, latest: float) -> None:
        now = time.monotonic()
        still = min(Typed.last_came + QUIET_SECONDS, latest) - now
        if still > 0:
            asyncio.get_running_loop().call_later(still, self._press, latest)
        else:
            self.click()
