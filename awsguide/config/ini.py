"""The text of an AWS config file, read as botocore reads it, with every character kept.

botocore hands the file to `configparser.RawConfigParser`: what counts as a comment, a continued value, a duplicate
or a mistake is decided there, by indentation. This module repeats those decisions line by line and remembers where
each line stands, so that an edit touches the lines it is about and no other. It knows nothing of profiles, and never
raises over what it reads: what botocore would refuse is listed in `Document.problems`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

BYTE_ORDER_MARK = "\ufeff"

# Universal newlines, as a file opened in text mode has them; str.splitlines would also split at form feeds and others.
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_HEADER = re.compile(r"\[(?P<name>.+)\]")
_DELIMITER = re.compile("[=:]")
_REMARK = re.compile(r"\s(?P<remark>[#;].*)$", re.DOTALL)
_COMMENT = ("#", ";")
# What the error handler 'surrogateescape' makes of bytes that are not UTF-8.
_UTF_16 = ("\udcff\udcfe", "\udcfe\udcff")
_NOT_UTF_8 = re.compile("[\udc80-\udcff]")

Values = dict[str, "str | dict[str, str]"]


Kind = Literal["mistake", "encoding", "trap"]


@dataclass(frozen=True)
class Problem:
    """One thing wrong with the text, at `line` (from 1); `what` reads on from 'line 3 ...'.

    A 'mistake' makes the text ambiguous and botocore refuse the file; an 'encoding' makes botocore refuse it, though
    its meaning is plain; a 'trap' is read by every tool, and not by all of them alike.
    """

    line: int
    what: str
    kind: Kind = "mistake"


@dataclass(slots=True)
class Option:
    """One `key = value`; `line` and `end` are the indexes (from 0) of its first and last line."""

    key: str
    line: int
    parts: list[str]
    end: int = 0
    continuation: list[int] = field(default_factory=list)

    @property
    def value(self) -> str:
        """The value as configparser joins it: continued lines are separated by newlines."""
        if len(self.parts) == 1:
            return self.parts[0]
        return "\n".join(self.parts).rstrip()


@dataclass(slots=True)
class Section:
    """One `[name]` and its options by lower-case key; `line` is the index (from 0) of the header."""

    name: str
    line: int
    options: dict[str, Option] = field(default_factory=dict)

    @property
    def end(self) -> int:
        """The index of the last line that says something; comments and blank lines after it belong to nobody."""
        return max([self.line, *(option.end for option in self.options.values())])


@dataclass
class Document:
    """A parsed text: `mark` is a byte order mark or empty, `lines` keep their line ends."""

    mark: str
    lines: list[str]
    sections: list[Section]
    problems: list[Problem]

    def text(self) -> str:
        """The text, character for character."""
        return self.mark + "".join(self.lines)

    def newline(self) -> str:
        """How lines end here: as the first one does, a plain newline when there is none."""
        first = self.lines[0] if self.lines else ""
        return first[len(first.rstrip("\r\n")) :] or "\n"

    def section(self, name: str) -> Section | None:
        """The section with exactly this name, or None."""
        return next((section for section in self.sections if section.name == name), None)

    def own_values(self) -> dict[str, Values]:
        """What each section itself says, by name; configparser's own section `DEFAULT` is one of them."""
        found: dict[str, Values] = {}
        for section in self.sections:
            values = found.setdefault(section.name, {})
            values.update({key: nested(option.value) for key, option in section.options.items()})
        return found

    def values(self) -> dict[str, Values]:
        """What botocore sees: `DEFAULT` is no section, and every other one inherits from it."""
        found = self.own_values()
        inherited = found.pop("DEFAULT", {})
        return {name: {**inherited, **values} for name, values in found.items()}


def split_lines(text: str) -> list[str]:
    """The lines of `text` with their ends, split where Python's text files split."""
    return _LINE.findall(text)


def indent_of(line: str) -> str:
    """The white space that a line begins with."""
    return line[: len(line) - len(line.lstrip())]


def line_end_of(line: str) -> str:
    """The newline characters that a line ends with; empty for a last line without."""
    return line[len(line.rstrip("\r\n")) :]


def option_match(line: str) -> tuple[str, str, str] | None:
    """A line as (everything up to the delimiter, white space after it, value), or None when it has no delimiter."""
    content = line.strip()
    found = _DELIMITER.search(content)
    if found is None:
        return None
    after = content[found.end() :]
    value = after.lstrip()
    return indent_of(line) + content[: found.end()], after[: len(after) - len(value)], value


def remark_of(key: str, value: str) -> str:
    """What a person meant as a comment behind a value on its own line ('# home'), or nothing.

    A command line may well hold such signs, so `credential_process` has no remarks.
    """
    found = None if key == "credential_process" else _REMARK.search(value)
    return found["remark"] if found else ""


def is_comment(line: str) -> bool:
    """Whether the whole line is a comment. What follows a value on its line is part of the value for botocore."""
    return line.strip().startswith(_COMMENT)


def nested(value: str) -> str | dict[str, str]:
    """A value as botocore gives it: one that begins on the next line is a mapping of its own (`s3 =`)."""
    if not value.startswith("\n"):
        return value
    pairs = [line.strip().partition("=") for line in value.splitlines() if line.strip()]
    return {key.strip(): inner.strip() for key, _, inner in pairs}


def parse(text: str) -> Document:
    """Read `text`; what botocore would stumble over is in the result's `problems`, in the order of the lines."""
    mark = BYTE_ORDER_MARK if text.startswith(BYTE_ORDER_MARK) else ""
    reader = _Reader(Document(mark, split_lines(text[len(mark) :]), [], []))
    if mark:
        reader.problem(
            0, "begins with a byte order mark, which boto3 and the AWS CLI do not understand", "encoding"
        )
    if text.startswith(_UTF_16):
        reader.problem(
            0, "begins like UTF-16, as some editors and PowerShell save it; it must be saved as UTF-8"
        )
    not_utf_8 = _NOT_UTF_8.search(text) is not None
    for index, line in enumerate(reader.document.lines):
        reader.read(index, line)
        if not_utf_8 and _NOT_UTF_8.search(line):
            reader.problem(
                index, "is not UTF-8, so that boto3 and the AWS CLI may refuse the file", "encoding"
            )
    for section in reader.document.sections:
        for option in section.options.values():
            if section.name != "DEFAULT" or _is_inherited(reader.document, option.key):
                reader.check(option)
    reader.document.problems.sort(key=lambda problem: problem.line)
    return reader.document


def _is_inherited(document: Document, key: str) -> bool:
    """Whether some section takes this key from `DEFAULT`; one that nobody takes is never looked at by botocore."""
    names = {section.name for section in document.sections} - {"DEFAULT"}
    having = {section.name for section in document.sections if key in section.options}
    return bool(names - having)


class _Reader:
    """Where the reading of one text stands: the current section and option, and how deep the last key was indented."""

    def __init__(self, document: Document) -> None:
        self.document = document
        # By name, all of its sections: looked up for every line, and a file may have thousands.
        self.named: dict[str, list[Section]] = {}
        self.section: Section | None = None
        self.option: Option | None = None
        self.depth = 0
        self.lost = False

    def problem(self, index: int, what: str, kind: Kind = "mistake") -> None:
        self.document.problems.append(Problem(index + 1, what, kind))

    def read(self, index: int, line: str) -> None:
        content = line.strip()
        if not content:
            if self.option is not None:
                self.option.parts.append("")
            return
        if content[0] in _COMMENT:
            return
        depth = len(indent_of(line)) if line[0] != content[0] else 0
        if self.option is not None and depth > self.depth:
            self.option.parts.append(content)
            self.option.continuation.append(index)
            self.option.end = index
            return
        self.depth = depth
        header = _HEADER.match(content) if content[0] == "[" else None
        if header:
            self.open(index, header["name"])
        elif self.section is None:
            if not self.lost:
                self.problem(index, "stands before the first [section]")
            self.lost = True
        else:
            self.take(index, content)

    def open(self, index: int, name: str) -> None:
        same = self.named.setdefault(name, [])
        if same and name != "DEFAULT":
            self.problem(index, f"opens [{name}] a second time; the first is on line {same[0].line + 1}")
        self.section = Section(name, index)
        same.append(self.section)
        self.document.sections.append(self.section)
        self.option = None

    def take(self, index: int, content: str) -> None:
        assert self.section is not None  # noqa: S101 - `read` has just made sure
        # In steps: the pattern that says the same takes the square of the time where a line has many blanks.
        found = _DELIMITER.search(content)
        key = content[: found.start()].rstrip().lower() if found else ""
        if found is None or not key:
            self.problem(index, "is neither a [section], nor 'key = value', nor a comment")
            return
        self.option = Option(key, index, [content[found.end() :].strip()], end=index)
        same = self.named[self.section.name]
        earlier = (
            self.section.options.get(key)
            if len(same) == 1
            else next((section.options[key] for section in same if key in section.options), None)
        )
        if earlier is not None:
            self.problem(index, f"sets {key} a second time; the first is on line {earlier.line + 1}")
        else:
            self.section.options[key] = self.option

    def check(self, option: Option) -> None:
        if len(option.parts) == 1 and "#" not in option.parts[0] and ";" not in option.parts[0]:
            return
        if option.value.startswith("\n"):
            for index in option.continuation:
                parts = self.document.lines[index].splitlines()
                if any(part.strip() and "=" not in part for part in parts):
                    self.problem(index, f"belongs to {option.key} and is not 'key = value'")
        elif remark_of(option.key, option.value):
            what = f"has a comment after the value of {option.key}, which boto3 and the AWS CLI read as part of it"
            self.problem(option.line, what, "trap")
