"""Leaves out what moto imports and a sandbox never calls: Flask, and what mocks the clients of one's own process.

They take a fifth of the start, and memory for as long as the sandbox lives. While moto is imported, empty modules stand
in for them; whoever imports them later gets the real ones. This module refuses to stand in for anything that is called.

Read in moto 5.2.5: core/models.py, core/base_backend.py, core/custom_responses_mock.py, moto_server/werkzeug_app.py.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

# moto's server would be an application of Flask's.
FLASK = ("flask", "flask.testing", "flask_cors")
# Only where nobody else in this process mocks with moto: it keeps what stood in for these.
MOCKING = ("boto3", "responses", "responses.registries")


class _Named(type):
    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Nothing


class _Nothing(metaclass=_Named):
    """Has every name, and may be a base class, be made and be called while a module is imported."""

    def __init__(self, *_: Any, **__: Any) -> None:
        return

    def __getattr__(self, name: str) -> Any:
        return getattr(type(self), name)


class _StandIn(ModuleType):
    def __getattr__(self, name: str) -> Any:
        return getattr(_Nothing, name)


@contextmanager
def standing_in(names: tuple[str, ...]) -> Iterator[None]:
    """Let empty modules stand in for those of these that nobody has imported yet."""
    added = [name for name in names if name not in sys.modules]
    for name in added:
        sys.modules[name] = stand_in = _StandIn(name)
        stand_in.__path__ = []
    try:
        yield
    finally:
        for name in added:
            del sys.modules[name]
