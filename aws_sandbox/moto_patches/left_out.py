"""Leaves out what is imported on the way to moto and never called there: a third of the start, and its memory.

While moto is imported, empty modules stand in for Flask, for what mocks the clients of one's own process, and for
`cryptography`; whoever imports them later gets the real ones. This module refuses to stand in for what is called.

Read in moto 5.2.5: core/models.py, core/base_backend.py, core/custom_responses_mock.py, iam/models.py,
moto_server/werkzeug_app.py; in botocore 1.44.8: compat.py.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

# moto's server would be an application of Flask's.
FLASK = ("flask", "flask.testing", "flask_cors")
# Only where nobody else in this process mocks with moto: it keeps what stood in for these.
MOCKING = ("boto3", "responses", "responses.registries", "unittest", "unittest.mock")
# moto's IAM looks into a certificate that is uploaded, and whoever imports it has to say how.
CERTIFICATES = ("cryptography", "cryptography.hazmat", "cryptography.hazmat.backends", "cryptography.x509")


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
def standing_in(names: tuple[str, ...], **called: Any) -> Iterator[None]:
    """Let modules stand in for those of these that nobody has imported yet; all they have is what is `called`."""
    added = [name for name in names if name not in sys.modules]
    for name in added:
        sys.modules[name] = stand_in = _StandIn(name)
        stand_in.__path__ = []
        vars(stand_in).update(called)
    try:
        yield
    finally:
        for name in added:
            del sys.modules[name]


def import_botocore() -> None:
    """Let botocore take it that there is no `awscrt`: of all that it has, nothing here sends or signs a request."""
    if "botocore.compat" in sys.modules or "awscrt" in sys.modules:
        return
    sys.modules["awscrt"] = None  # type: ignore[assignment]  # as the import system has what cannot be imported
    try:
        import_module("botocore.compat")
    finally:
        del sys.modules["awscrt"]
