"""What the tests of these panels share: a scene is played to its end, and an answer is a picture or an error."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from html import unescape
from typing import Any

from awsguide.panels.components.still import ErrorCard


def scene(work: Callable[[], Any]) -> None:
    """Play the coroutine that `work` makes."""
    asyncio.run(work())


def picture_of(panel: Any) -> str:
    """The panel as a page without script has it, entities read."""
    return unescape(str(panel._repr_mimebundle_()["text/html"]))


def code_of(answer: object) -> str:
    """The code of the error that an answer is."""
    assert isinstance(answer, ErrorCard), answer
    return answer.error.code
