"""Changes to the text of ~/.aws/config and ~/.aws/credentials.

Text goes in, text comes out. An edit touches only the lines it is about: comments, order, unknown settings, spacing,
line ends and a byte order mark stay as they are, and every edit proves, by reading its own result, that botocore will
see what was asked and nothing else. A text that botocore would refuse is not edited. Nothing here opens a file.

Why no library: ConfigUpdater 4.1 reads these files back exactly, but writes a plain newline into a CRLF file, puts a
new key behind the blank line that ends a section, loses the spacing of a changed line, and cannot open a file with a
byte order mark.
"""

from __future__ import annotations

import bisect
from collections.abc import Mapping

from awsguide.config import ini, names
from awsguide.config.changes import Change, RemoveSection, SetSection, Setting
from awsguide.config.sections import Kind, file_of, find, header_for, meaning, readable
from awsguide.core.errors import GuideError
from awsguide.explanations import explain


def applied(text: str, change: Change) -> str:
    """`text` after every edit of `change`, placeholders standing as they are.

    Settings that are not named stay. A new section comes at the end; one that goes takes its header, its settings and
    the comments between them along. Raises `BadInput` for a name or value that no config file can carry, `CouldNotTry`
    for a text that cannot be edited.
    """
    return edited(readable(text, change.file), change).text()


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
            document = readable(text, change.file)
    for edit in change.edits:
        if isinstance(edit, SetSection):
            document = _set_all(document, [edit])
        else:
            document = _remove(document, edit.kind, edit.name)
    return document


def _remove(document: ini.Document, kind: Kind, name: str) -> ini.Document:
    expected = document.own_values()
    while (section := find(document, kind, name)) is not None:
        expected.pop(section.name, None)
        _cut_section(document, section)
        document = ini.parse(document.text())
    return _proved(document, expected)


def _remove_all(document: ini.Document, edits: list[RemoveSection]) -> ini.Document:
    if not edits:
        return document
    gone = {(edit.kind, edit.name) for edit in edits}
    expected = document.own_values()
    file = file_of(edits[0].kind)
    for section in reversed(document.sections):
        if meaning(section.name, file) in gone:
            expected.pop(section.name, None)
            _cut_lines(document.lines, section)
    return _proved(document, expected)


def _set_all(document: ini.Document, edits: list[SetSection]) -> ini.Document:
    if not edits:
        return document
    expected = document.own_values()
    file = file_of(edits[0].kind)
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
