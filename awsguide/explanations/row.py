"""What one explanation is made of."""

from __future__ import annotations

from collections.abc import Mapping
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


# What stands in a sentence where a card shows the particular value; a name that is not here stands for itself.
IN_WORDS: Mapping[str, str] = {
    "actual": "its Region",
    "code": "AWS's code",
    "detail": "what exactly was found",
    "doing": "read or written",
    "example": "an example",
    "holder": "another program",
    "host": "host name",
    "key": "setting",
    "length": "so many",
    "location": "the other address",
    "message": "the message",
    "name": "the name",
    "noun": "profile or session",
    "operation": "the operation",
    "path": "the file",
    "region": "the Region you gave",
    "role_name": "role",
    "seconds": "so many",
    "session": "session name",
    "start_url": "your start URL",
    "suggestion": "the nearest names there are",
}


def issue_address(where: str) -> str:
    """The address of an issue written as 'owner/repository#number'."""
    repository, number = where.split("#")
    return f"https://github.com/{repository}/issues/{number}"
