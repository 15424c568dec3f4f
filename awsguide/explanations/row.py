"""What one explanation is made of."""

from __future__ import annotations

from dataclasses import dataclass

from awsguide.core.errors import GuideError


@dataclass(frozen=True)
class Explanation:
    """One row. `code` names it and its docs page; `seen` is where people met it ('aws/aws-cli#5058')."""

    code: str
    kind: type[GuideError]
    title: str
    what: str
    why: str
    next_step: str
    source: str = ""
    seen: tuple[str, ...] = ()


def issue_address(where: str) -> str:
    """The address of an issue written as 'owner/repository#number'."""
    repository, number = where.split("#")
    return f"https://github.com/{repository}/issues/{number}"
