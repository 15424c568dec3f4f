"""Profiles, sign-in sessions and services in the text of ~/.aws/config and ~/.aws/credentials, as botocore reads them.

Text goes in, settings come out. A text that botocore would refuse is not read at all: the error names the lines.
Nothing here reads a file or changes a text.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from awsguide.config import ini, names
from awsguide.explanations import explain

Kind = Literal["profile", "sso-session", "services", "credentials"]
File = Literal["config", "credentials"]
# The settings of sections, by kind and name.
ByMeaning = Mapping[tuple[Kind | None, str], Mapping[str, object]]

_PREFIXES: tuple[Kind, ...] = ("profile", "sso-session", "services")
_QUOTES = re.compile(r"[\"'\\]")
_BLANKS = re.compile(r"[ \t\r\n]+")


@dataclass(frozen=True)
class Section:
    """One section as botocore understands it; `line` is that of its header, from 1."""

    kind: Kind | None
    name: str
    line: int
    values: Mapping[str, str | dict[str, str]]

    def __repr__(self) -> str:
        # The values may hold secrets.
        return f"Section({self.kind}, {self.name!r}, line {self.line}, {sorted(self.values)})"


def read_sections(text: str, file: File = "config") -> tuple[Section, ...]:
    """Every section of `text` in order; `kind` is None for one that AWS tools ignore; raises `CouldNotTry`."""
    return _sections(readable(text, file), file)


def _sections(document: ini.Document, file: File) -> tuple[Section, ...]:
    seen = document.values()
    found = []
    for section in document.sections:
        kind, name = meaning(section.name, file)
        found.append(Section(kind, name, section.line + 1, seen.get(section.name, {})))
    return tuple(found)


def by_meaning(text: str, file: File = "config") -> ByMeaning:
    """The settings of every section by kind and name, as botocore takes them; raises `CouldNotTry`."""
    return meanings(readable(text, file), file)


def meanings(document: ini.Document, file: File = "config") -> ByMeaning:
    """As `by_meaning`, of a text that was read already."""
    return {(section.kind, section.name): section.values for section in _sections(document, file)}


def read_profile(text: str, name: str, file: File = "config") -> Mapping[str, str | dict[str, str]] | None:
    """The settings of a profile as botocore gives them, or None when there is no such profile; raises `CouldNotTry`."""
    return read_section(text, "profile" if file == "config" else "credentials", name)


def read_section(text: str, kind: Kind, name: str) -> Mapping[str, str | dict[str, str]] | None:
    """The settings of one section as botocore gives them, or None when there is none; raises `CouldNotTry`."""
    document = readable(text, file_of(kind))
    section = find(document, kind, name)
    return None if section is None else document.values()[section.name]


def file_of(kind: Kind) -> File:
    """The file that sections of this kind stand in."""
    return "credentials" if kind == "credentials" else "config"


def meaning(header: str, file: File = "config") -> tuple[Kind | None, str]:
    """What `[header]` is to botocore: its kind and name; kind None for a section that is none of AWS's.

    In the credentials file the header is the profile's name. In the config file a name is split as a shell would
    (`profile "my dev"`), and the header is ignored unless that leaves two words.
    """
    if header == "DEFAULT":
        return None, header
    if file == "credentials":
        return "credentials", header
    if header == "default":
        return "profile", header
    for kind in _PREFIXES:
        if header.startswith(kind):
            try:
                # Without a quote a shell splits at blanks; its reader is slow, and files have thousands of headers.
                words = (
                    shlex.split(header) if _QUOTES.search(header) else _BLANKS.split(header.strip(" \t\r\n"))
                )
            except ValueError:
                return None, header
            return (kind, words[1]) if len(words) == 2 else (None, header)
    return None, header


def header_for(kind: Kind, name: str) -> str:
    """The header that a new section gets, without its brackets; raises `BadInput` for a name no header can carry."""
    names.check_section_name(name)
    if name == "DEFAULT":
        # Python's reader copies a section of that name into every other one.
        raise explain("name-unsafe", name="'DEFAULT'", noun="section", example="default")
    if kind == "credentials" or (kind == "profile" and name == "default"):
        return name
    return f'{kind} "{name}"' if any(character.isspace() for character in name) else f"{kind} {name}"


def readable(text: str, file: File = "config") -> ini.Document:
    """The text of a file as it is read; raises `CouldNotTry` for one that cannot be edited."""
    document = ini.parse(text)
    mistakes = [problem for problem in document.problems if problem.kind == "mistake"]
    if not mistakes:
        return document
    told = "; ".join(f"line {problem.line} {problem.what}" for problem in mistakes[:3])
    more = f"; and {len(mistakes) - 3} more" if len(mistakes) > 3 else ""
    raise explain("config-malformed", file=file, detail=told + more)


def find(document: ini.Document, kind: Kind, name: str) -> ini.Section | None:
    """The section that botocore takes: where two headers mean the same, the later one."""
    file = file_of(kind)
    matching = [section for section in document.sections if meaning(section.name, file) == (kind, name)]
    return matching[-1] if matching else None
