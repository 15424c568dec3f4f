"""Profiles, sign-in sessions and services in the text of ~/.aws/config and ~/.aws/credentials: read, change, compare.

Text goes in, text comes out. An edit touches only the lines it is about: comments, order, unknown settings, spacing,
line ends and a byte order mark stay as they are, and every edit proves, by reading its own result, that botocore will
see what was asked and nothing else. A text that botocore would refuse is not edited at all: the error names the lines.
Nothing here reads a file, and no secret passes through: a `Placeholder` stands for it until the text is written.

Why no library: ConfigUpdater 4.1 reads these files back exactly, but writes a plain newline into a CRLF file, puts a
new key behind the blank line that ends a section, loses the spacing of a changed line, and cannot open a file with a
byte order mark.
"""

from __future__ import annotations

import bisect
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from awsguide.config import ini, names
from awsguide.core.errors import GuideError
from awsguide.core.secret import Secret
from awsguide.explanations import explain

Kind = Literal["profile", "sso-session", "services", "credentials"]
File = Literal["config", "credentials"]

_PREFIXES: tuple[Kind, ...] = ("profile", "sso-session", "services")
_QUOTES = re.compile(r"[\"'\\]")
_BLANKS = re.compile(r"[ \t\r\n]+")


@dataclass(frozen=True)
class Placeholder:
    """Stands where a secret will be written; `name` says which one ('aws_secret_access_key')."""

    name: str

    def __str__(self) -> str:
        return f"<{self.name}>"


Setting = str | Placeholder | None
# The settings of sections, by kind and name.
ByMeaning = Mapping[tuple[Kind | None, str], Mapping[str, object]]


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


@dataclass(frozen=True)
class SetSection:
    """Ask for a section to hold `values`: a string or `Placeholder` sets a key, None removes it, others stay."""

    kind: Kind
    name: str
    values: Mapping[str, Setting]


@dataclass(frozen=True)
class RemoveSection:
    """Ask for a section to be gone."""

    kind: Kind
    name: str


@dataclass(frozen=True)
class Change:
    """What to do to one of the two files, in order; `adapters/files/config_files.py` does it, and can undo it."""

    file: File
    edits: tuple[SetSection | RemoveSection, ...]


def sections(text: str, file: File = "config") -> tuple[Section, ...]:
    """Every section of `text` in order; `kind` is None for one that AWS tools ignore; raises `CouldNotTry`."""
    return _sections(readable(text), file)


def _sections(document: ini.Document, file: File) -> tuple[Section, ...]:
    seen = document.values()
    found = []
    for section in document.sections:
        kind, name = meaning(section.name, file)
        found.append(Section(kind, name, section.line + 1, seen.get(section.name, {})))
    return tuple(found)


def by_meaning(text: str, file: File = "config") -> ByMeaning:
    """The settings of every section by kind and name, as botocore takes them; raises `CouldNotTry`."""
    return meanings(readable(text), file)


def meanings(document: ini.Document, file: File = "config") -> ByMeaning:
    """As `by_meaning`, of a text that was read already."""
    return {(section.kind, section.name): section.values for section in _sections(document, file)}


def read_profile(text: str, name: str, file: File = "config") -> Mapping[str, str | dict[str, str]] | None:
    """The settings of a profile as botocore gives them, or None when there is no such profile; raises `CouldNotTry`."""
    return read_section(text, "profile" if file == "config" else "credentials", name)


def read_section(text: str, kind: Kind, name: str) -> Mapping[str, str | dict[str, str]] | None:
    """The settings of one section as botocore gives them, or None when there is none; raises `CouldNotTry`."""
    document = readable(text)
    section = _find(document, kind, name)
    return None if section is None else document.values()[section.name]


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


def set_section(text: str, kind: Kind, name: str, values: Mapping[str, Setting]) -> str:
    """`text` with these settings in that section, which is added at the end when it is not there.

    A string or `Placeholder` sets a key, None removes it, keys that are not named stay. Raises `BadInput` for a name
    or value that no config file can carry, `CouldNotTry` for a text that cannot be edited.
    """
    return _set_all(readable(text), [SetSection(kind, name, values)]).text()


def remove_section(text: str, kind: Kind, name: str) -> str:
    """`text` without that section: its header, its settings and the comments between them. Without it, `text` itself.

    Raises `CouldNotTry` for a text that cannot be edited.
    """
    return _remove(readable(text), kind, name).text()


def applied(text: str, change: Change) -> str:
    """`text` after every edit of `change`, placeholders standing as they are; raises as the edits do."""
    return edited(readable(text), change).text()


def edited(document: ini.Document, change: Change) -> ini.Document:
    """As `applied`, of a text that was read already, and that is used up; what comes back was read anew."""
    named = [(edit.kind, edit.name) for edit in change.edits]
    text = document.text()
    if len(set(named)) == len(named):
        # Edits of different sections do not meet: made from the last to the first, and proved once.
        try:
            removed = _remove_all(
                document, [edit for edit in change.edits if isinstance(edit, RemoveSection)]
            )
            return _set_all(removed, [edit for edit in change.edits if isinstance(edit, SetSection)])
        except GuideError as error:
            if error.code != "config-layout":
                raise
            # Where headers are indented, cutting a section may change what the next one means.
            document = readable(text)
    for edit in change.edits:
        if isinstance(edit, SetSection):
            document = _set_all(document, [edit])
        else:
            document = _remove(document, edit.kind, edit.name)
    return document


def _remove(document: ini.Document, kind: Kind, name: str) -> ini.Document:
    expected = document.own_values()
    while (section := _find(document, kind, name)) is not None:
        expected.pop(section.name, None)
        _cut_section(document, section)
        document = ini.parse(document.text())
    return _proved(document, expected)


def _remove_all(document: ini.Document, edits: list[RemoveSection]) -> ini.Document:
    if not edits:
        return document
    gone = {(edit.kind, edit.name) for edit in edits}
    expected = document.own_values()
    file: File = "credentials" if any(edit.kind == "credentials" for edit in edits) else "config"
    for section in reversed(document.sections):
        if meaning(section.name, file) in gone:
            expected.pop(section.name, None)
            _cut_lines(document.lines, section)
    return _proved(document, expected)


def _set_all(document: ini.Document, edits: list[SetSection]) -> ini.Document:
    if not edits:
        return document
    expected = document.own_values()
    file: File = "credentials" if any(edit.kind == "credentials" for edit in edits) else "config"
    # Where two headers mean the same, botocore takes the later one.
    there = {meaning(section.name, file): section for section in document.sections}
    inside: list[tuple[ini.Section, dict[str, str | None]]] = []
    new: list[tuple[str, dict[str, str | None]]] = []
    for edit in edits:
        wanted = {names.check_key(key): _written(key, value) for key, value in edit.values.items()}
        section = there.get((edit.kind, edit.name))
        if section is None and not any(wanted.values()):
            continue
        header = header_for(edit.kind, edit.name) if section is None else section.name
        _expect(expected, header, wanted)
        if section is None:
            new.append((header, wanted))
        else:
            inside.append((section, wanted))
    for section, wanted in sorted(inside, key=lambda found: -found[0].line):
        _edit_section(document, section, wanted)
    for header, wanted in new:
        _append_section(document, header, wanted)
    return _proved(document, expected)


def _expect(expected: dict[str, ini.Values], header: str, wanted: Mapping[str, str | None]) -> None:
    own = expected.setdefault(header, {})
    for key, value in wanted.items():
        if value is None:
            own.pop(key, None)
        else:
            own[key] = value


def readable(text: str) -> ini.Document:
    """The text as it is read; raises `CouldNotTry` for one that cannot be edited."""
    document = ini.parse(text)
    mistakes = [problem for problem in document.problems if problem.kind == "mistake"]
    if not mistakes:
        return document
    told = "; ".join(f"line {problem.line} {problem.what}" for problem in mistakes[:3])
    more = f"; and {len(mistakes) - 3} more" if len(mistakes) > 3 else ""
    raise explain("config-malformed", detail=told + more)


def _find(document: ini.Document, kind: Kind, name: str) -> ini.Section | None:
    """The section that botocore takes: where two headers mean the same, the later one."""
    file: File = "credentials" if kind == "credentials" else "config"
    matching = [section for section in document.sections if meaning(section.name, file) == (kind, name)]
    return matching[-1] if matching else None


def _written(key: str, value: Setting) -> str | None:
    if isinstance(value, str):
        return names.check_value(key, value)
    return None if value is None else str(value)


def _append_section(document: ini.Document, header: str, wanted: Mapping[str, str | None]) -> None:
    newline, lines = document.newline(), document.lines
    if lines and not ini.line_end_of(lines[-1]):
        lines[-1] += newline
    if lines and lines[-1].strip():
        lines.append(newline)
    lines.append(f"[{header}]{newline}")
    lines += [f"{key} = {value}{newline}" for key, value in wanted.items() if value is not None]


def _edit_section(document: ini.Document, section: ini.Section, wanted: Mapping[str, str | None]) -> None:
    """Rewrite from the last option to the first, so that the indexes of the earlier ones stay true."""
    lines, newline = document.lines, document.newline()
    added = [key for key, value in wanted.items() if value is not None and key not in section.options]
    if added:
        at = section.end
        if not ini.line_end_of(lines[at]):
            lines[at] += newline
        indent = _indent_for(document, section)
        lines[at + 1 : at + 1] = [f"{indent}{key} = {wanted[key]}{newline}" for key in added]
    for option in reversed(section.options.values()):
        if option.key not in wanted or wanted[option.key] == option.value:
            continue
        # Comments inside a continued value stay; so does whatever stood behind a '#' on the value's own line.
        for index in reversed(option.continuation):
            del lines[index]
        value = wanted[option.key]
        if value is None:
            del lines[option.line]
        else:
            lines[option.line : option.line + 1] = _replaced(lines[option.line], option.key, value, newline)


def _indent_for(document: ini.Document, section: ini.Section) -> str:
    """An indentation at which a line after the section's last option is an option, and the next header a header."""
    if section.options:
        return ini.indent_of(document.lines[max(option.line for option in section.options.values())])
    following = bisect.bisect_right(document.sections, section.line, key=lambda other: other.line)
    if following == len(document.sections):
        return ""
    return ini.indent_of(document.lines[document.sections[following].line])


def _replaced(line: str, key: str, value: str, newline: str) -> list[str]:
    found = ini.option_match(line)
    assert found is not None  # noqa: S101 - the reader took this line for an option
    before, space, old = found
    end = ini.line_end_of(line)
    remark = ini.remark_of(key, old)
    kept = [f"{ini.indent_of(line)}{remark}{end or newline}"] if remark else []
    trailing = line[len(line.rstrip()) : len(line) - len(end)] if old else ""
    return [
        *kept,
        f"{before}{space or (' ' if before[:-1] != before[:-1].rstrip() else '')}{value}{trailing}{end}",
    ]


def _cut_section(document: ini.Document, section: ini.Section) -> None:
    lines = document.lines
    earlier = [other for other in document.sections if other.line < section.line]
    later = [other for other in document.sections if other.line > section.line]
    if later and earlier and earlier[-1].options:
        # Indented deeper than the option it would now follow, the next header would be read as part of its value.
        depth = len(ini.indent_of(lines[max(option.line for option in earlier[-1].options.values())]))
        if len(ini.indent_of(lines[later[0].line])) > depth:
            lines[later[0].line] = lines[later[0].line].lstrip()
    _cut_lines(lines, section)


def _cut_lines(lines: list[str], section: ini.Section) -> None:
    start, stop = section.line, section.end + 1
    blank_before = start > 0 and not lines[start - 1].strip("\r\n")
    if blank_before and (stop == len(lines) or not lines[stop].strip()):
        start -= 1
    del lines[start:stop]


def _proved(document: ini.Document, expected: Mapping[str, ini.Values]) -> ini.Document:
    """The edited text read anew, once that has shown that it says what was asked and nothing else."""
    again = ini.parse(document.text())
    if again.own_values() == expected and not any(problem.kind == "mistake" for problem in again.problems):
        return again
    raise explain("config-layout")


@dataclass(frozen=True)
class StoreKeys:
    """An edit of a config file whose placeholders stand for `secrets`, by their names."""

    change: Change
    secrets: Mapping[str, Secret]
