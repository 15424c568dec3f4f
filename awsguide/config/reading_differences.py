"""Where two clients read one file differently: botocore's reading of it beside that of the SDK for JavaScript.

Both readings are made in full and compared setting by setting, so that nothing that differs is missed; a row of causes
then says why, and where no cause is known the line is told all the same. No value leaves this module.
"""

from __future__ import annotations

import bisect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from awsguide.config import ini, sections
from awsguide.config.chains.files import Files, Profile, Text, by_botocore, by_javascript, without_comment
from awsguide.config.sections import File, Kind

# Sections of the config file that are no profiles and meant not to be.
_OTHERS = ("plugins", "preview")


@dataclass(frozen=True)
class Difference:
    """One line that is not read alike: what it does, why that matters, and what to do about it."""

    line: int
    what: str
    why: str
    next_step: str


@dataclass(frozen=True)
class _Header:
    """A header's line without the white space around it, and what botocore takes it for."""

    content: str
    name: str
    file: File
    kind: Kind | None
    meant: str


@dataclass(frozen=True)
class _Cause:
    holds: Callable[[_Header], bool]
    what: str
    why: str
    next_step: str


_HEADERS = (
    _Cause(
        lambda header: not without_comment(header.content).strip().endswith("]"),
        "has text behind the section's name",
        "JavaScript takes such a line for none, and what follows for a part of the section above.",
        "Let the line end with the bracket.",
    ),
    _Cause(
        lambda header: header.name.strip().lower() == "default" and header.name not in ("default", "DEFAULT"),
        "is not the section [default]: spaces and capitals count",
        "No client uses these settings when no profile is named.",
        "Write [default].",
    ),
    _Cause(
        lambda header: header.file == "credentials" and header.name.split()[:1] == ["profile"],
        "has the word 'profile' in a file where the name stands alone",
        "boto3 and the AWS CLI take the word for a part of the name, so the profile is not found by its name.",
        "Leave the word out here; only the config file has it.",
    ),
    _Cause(
        lambda header: header.kind is None,
        "is not a profile: in the config file the word 'profile' comes before the name, and a name with "
        "spaces in quotes",
        "boto3 and the AWS CLI pass over the whole section, and the profile is not found.",
        "Write [profile NAME].",
    ),
    _Cause(
        lambda _header: True,
        "has a name that JavaScript does not read: spaces, letters beyond English, or other signs are in the header",
        "boto3 and the AWS CLI find this section, JavaScript does not.",
        "Use letters, digits and _ - . @ + / in the name, with one space after 'profile'.",
    ),
)


def differences(document: ini.Document, file: File) -> tuple[Difference, ...]:
    """Every line of a text that botocore can read and that does not mean the same to JavaScript, or to nobody."""
    if any(problem.kind == "mistake" for problem in document.problems):
        return ()
    told = {problem.line for problem in document.problems}
    text = "".join(document.lines)
    whole = text.encode("utf-8", "replace").decode()
    own = Text(whole, "", document if whole == text and not document.mark else None)
    texts = (own, Text(None, "")) if file == "config" else (Text(None, ""), own)
    python, javascript = by_botocore(*texts), by_javascript(*texts)
    found: dict[int, Difference] = {}
    for section in document.sections:
        header = _header(document, section, file)
        if _misread(header, python, javascript):
            cause = next(cause for cause in _HEADERS if cause.holds(header))
            found[section.line + 1] = Difference(section.line + 1, cause.what, cause.why, cause.next_step)
    headers = [section.line + 1 for section in document.sections]
    copied = {
        line
        for section in document.sections
        if section.name == "DEFAULT"
        for line in range(section.line + 1, section.end + 2)
    }
    for line, name in _settings(python, javascript, file):
        before = bisect.bisect_right(headers, line)
        if (headers[before - 1] if before else 0) not in found and line not in told:
            found.setdefault(line, _told(document, line, name, copied=line in copied))
    return tuple(found[line] for line in sorted(found))


def _header(document: ini.Document, section: ini.Section, file: File) -> _Header:
    kind, meant = sections.meaning(section.name, file)
    return _Header(document.lines[section.line].strip(), section.name, file, kind, meant)


def _misread(header: _Header, python: Files, javascript: Files) -> bool:
    if header.name == "DEFAULT" or (header.kind is None and header.name in _OTHERS):
        return False
    if header.kind is None or _HEADERS[1].holds(header) or _HEADERS[2].holds(header):
        return True
    if header.kind == "services":
        return False
    pairs = (
        (python.sessions, javascript.sessions)
        if header.kind == "sso-session"
        else _own(python, javascript, header.file)
    )
    # JavaScript knows no section without a setting; that one is no difference.
    return any(
        not setting.value.startswith("\n") and setting.value
        for setting in pairs[0].get(header.meant, {}).values()
    ) and (header.meant not in pairs[1] or not without_comment(header.content).strip().endswith("]"))


def _own(python: Files, javascript: Files, file: File) -> tuple[Mapping[str, Profile], Mapping[str, Profile]]:
    return (
        (python.config, javascript.config)
        if file == "config"
        else (python.credentials, javascript.credentials)
    )


def _settings(python: Files, javascript: Files, file: File) -> Iterator[tuple[int, str]]:
    """The line and name of each setting that one of the two has otherwise than the other."""
    pairs = (_own(python, javascript, file), (python.sessions, javascript.sessions))
    for theirs, ours in pairs:
        for name in dict.fromkeys((*theirs, *ours)):
            mine, other = theirs.get(name, {}), ours.get(name, {})
            blocks = {key for key, setting in mine.items() if setting.value.startswith("\n")}
            for key in dict.fromkeys((*mine, *other)):
                if key in blocks or key.partition(".")[0] in blocks:
                    continue
                found = [settings[key] for settings in (mine, other) if key in settings]
                if len(found) == 1 or found[0].value != found[1].value:
                    yield found[0].line, key


def _told(document: ini.Document, line: int, key: str, *, copied: bool) -> Difference:
    text = document.lines[line - 1]
    content = text.strip()
    delimiter = next((sign for sign in content if sign in "=:"), "")
    written, _sign, value = content.partition(delimiter or "=")
    causes = (
        (
            delimiter == ":",
            f"has a colon after {key}",
            "boto3 and the AWS CLI use this setting, JavaScript does not see it.",
            "Write an equals sign.",
        ),
        (
            written != written.lower(),
            f"spells {key} with capitals",
            "boto3 and the AWS CLI use this setting, JavaScript does not see it.",
            "Write the name in small letters.",
        ),
        (
            bool(delimiter) and not value.strip(),
            f"gives {key} no value",
            "boto3 and the AWS CLI take it for an empty value, JavaScript for none.",
            "Remove the line, or give it a value.",
        ),
        (
            without_comment(content) != content,
            f"has a ' #' or ' ;' in the value of {key}",
            "JavaScript reads the value up to that sign, boto3 and the AWS CLI the whole line.",
            "Write it without that sign.",
        ),
        (
            copied,
            f"sets {key} in [DEFAULT]",
            "boto3 and the AWS CLI copy it into every section, JavaScript does not.",
            "Write the setting into each profile that needs it.",
        ),
        (
            text[:1].isspace(),
            "is indented",
            "boto3 and the AWS CLI take it for a part of the line above, JavaScript for a setting of its own.",
            "Begin the line at the margin.",
        ),
        (
            True,
            f"sets {key} in a way that is not read alike",
            "boto3 and the AWS CLI read one value here, JavaScript another or none.",
            "Write 'key = value' on a line of its own.",
        ),
    )
    what, why, next_step = next(cause[1:] for cause in causes if cause[0])
    return Difference(line, what, why, next_step)
