"""A sign-in that no file can hold: said before a person goes to a page, and again when it is made."""

from __future__ import annotations

from awsguide.core.errors import GuideError
from awsguide.core.model import Note
from awsguide.core.steps import Flow, Show


def unkept(problem: GuideError | None, *, before: bool = False) -> Flow[None]:
    """Tell that this sign-in is kept in memory alone, and why; nothing where it can be stored."""
    if problem is None:
        return
    what = "will not be stored" if before else "is not stored"
    yield Show(
        Note(
            f"Your sign-in {what}: {problem.what} {problem.why} You can use it here until this kernel ends; the AWS "
            "CLI and other programs do not see it."
        )
    )
