"""What a benchmark runs in: a sandbox of its own, this process inside it, and a person who answers at once."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from aws_sandbox.server import child
from tests.aws_sandbox.reader import Reader


@contextmanager
def inside_a_sandbox(faults: Sequence[str] = ()) -> Iterator[child.Place]:
    """A sandbox process; while it runs, this process's environment is the sandbox's."""
    before = dict(os.environ)
    with child.start(faults=faults) as started:
        os.environ.update(started.place.environment(before))
        for name in set(os.environ) - set(started.place.environment(before)):
            del os.environ[name]
        try:
            yield started.place
        finally:
            os.environ.clear()
            os.environ.update(before)


def forget_sign_ins(place: child.Place) -> None:
    """Empty the sandbox home's token cache, so that a sign-in starts from nothing."""
    shutil.rmtree(Path(place.home) / ".aws" / "sso", ignore_errors=True)


class Person:
    """Somebody of the sandbox's company, who allows each code as soon as it is shown."""

    def __init__(self, endpoint: str, user_name: str = "alice") -> None:
        self._reader = Reader(endpoint)
        self._user_name = user_name

    def allow(self, user_code: str) -> None:
        """Open the page, compare, press Allow."""
        page = self._reader.allow(user_code, self._user_name)
        if page.status != 200 or page.title != "Request allowed":
            raise RuntimeError(f"the page says {page.title!r}: {page.alert}")


@contextmanager
def outside() -> Iterator[None]:
    """This process's environment without anything of AWS's: the reader's own files and variables stay unused."""
    before = dict(os.environ)
    for name in before:
        if name.upper().startswith("AWS_") or name.upper().endswith("_PROXY"):
            del os.environ[name]
    os.environ.update(
        AWS_CONFIG_FILE=os.devnull, AWS_SHARED_CREDENTIALS_FILE=os.devnull, AWS_EC2_METADATA_DISABLED="true"
    )
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
