"""hypothesis needs a compiled module that Pyodide cannot load: here its tests are skipped, the others in a file run."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest


class _Anything:
    """Whatever a test file does with a strategy while it is being imported, the answer is another one."""

    def __getattr__(self, name: str) -> _Anything:
        return self

    def __call__(self, *_: Any, **__: Any) -> _Anything:
        return self

    def __or__(self, other: object) -> _Anything:
        return self


def install() -> None:
    """Make `import hypothesis` work; every test under `@given` is reported as skipped."""
    anything = _Anything()

    def given(*_: Any, **__: Any) -> Any:
        def decorate(test: Any) -> Any:
            def left_out() -> None:
                pytest.skip("hypothesis does not run in a browser's Python")

            left_out.__name__ = test.__name__
            return left_out

        return decorate

    def settings(*_: Any, **__: Any) -> Any:
        return lambda test: test

    settings.register_profile = settings.load_profile = lambda *_, **__: None  # type: ignore[attr-defined]
    hypothesis = ModuleType("hypothesis")
    strategies = ModuleType("hypothesis.strategies")
    strategies.__getattr__ = lambda name: anything  # type: ignore[method-assign]
    vars(hypothesis).update(
        given=given,
        settings=settings,
        example=lambda *_, **__: lambda test: test,
        assume=anything,
        HealthCheck=anything,
        strategies=strategies,
    )
    sys.modules["hypothesis"] = hypothesis
    sys.modules["hypothesis.strategies"] = strategies
