"""Both files as botocore reads them and as the SDK for JavaScript does: the same text, two meanings.

Text goes in; what comes out is profiles and sign-in sessions, each setting with the line it stands on. For botocore a
text that Python's reader refuses is a `problem`; JavaScript refuses none. Read in botocore 1.44 (`configloader.py`) and
in @smithy/core 3 (`shared-ini-file-loader`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from awsguide.config import ini, sections

KEY_ID, SECRET = "aws_access_key_id", "aws_secret_access_key"


class Setting(NamedTuple):
    """One value, the file as people read its path, and the line (from 1)."""

    value: str
    file: str
    line: int

    @property
    def place(self) -> str:
        """Where it stands: '~/.aws/config, line 3'."""
        return f"{self.file}, line {self.line}"


Profile = Mapping[str, Setting]


@dataclass(frozen=True)
class Files:
    """What a client knows from both files: `profiles` are merged, the credentials file's settings win.

    `problem` is why the client reads neither; `ignored` are headers of the config file that are no profile, by the name
    a person may have meant.
    """

    profiles: Mapping[str, Profile] = field(default_factory=dict)
    config: Mapping[str, Profile] = field(default_factory=dict)
    credentials: Mapping[str, Profile] = field(default_factory=dict)
    sessions: Mapping[str, Profile] = field(default_factory=dict)
    services: Mapping[str, Profile] = field(default_factory=dict)
    problem: str = ""
    problem_place: str = ""
    ignored: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Text:
    """One file: its text (None for no such file), its path as people read it, and its reading if there is one."""

    text: str | None
    shown: str
    read: ini.Document | None = None

    @cached_property
    def document(self) -> ini.Document:
        """The text as botocore reads it."""
        return self.read or ini.parse(self.text or "")

    def place(self, line: int) -> str:
        """A line of it, from 1."""
        return f"{self.shown}, line {line}"


# --- botocore -----------------------------------------------------------------------------------------------------


def by_botocore(config: Text, credentials: Text) -> Files:
    """Both files as boto3 and the AWS CLI read them."""
    for file in (config, credentials):
        for problem in file.document.problems:
            if problem.kind != "trap":
                place = file.place(problem.line)
                return Files(problem=f"{place} {problem.what}", problem_place=place)
    own: dict[str, Profile] = {}
    sessions: dict[str, Profile] = {}
    services: dict[str, Profile] = {}
    ignored: dict[str, str] = {}
    for header, settings, line in _python_sections(config):
        kind, name = sections.meaning(header, "config")
        if kind == "profile":
            own[name] = settings
        elif kind == "sso-session":
            sessions[name] = settings
        elif kind == "services":
            services[name] = settings
        elif kind is None:
            ignored[header.strip()] = config.place(line)
    stored = {header: settings for header, settings, _line in _python_sections(credentials)}
    return Files(_merged(own, stored), own, stored, sessions, services, ignored=ignored)


def _python_sections(file: Text) -> Iterator[tuple[str, Profile, int]]:
    inherited = {
        option.key: Setting(option.value, file.shown, option.line + 1)
        for section in file.document.sections
        if section.name == "DEFAULT"
        for option in section.options.values()
    }
    for section in file.document.sections:
        if section.name != "DEFAULT":
            own = {
                option.key: Setting(option.value, file.shown, option.line + 1)
                for option in section.options.values()
            }
            yield section.name, {**inherited, **own}, section.line + 1


def _merged(config: Mapping[str, Profile], credentials: Mapping[str, Profile]) -> dict[str, Profile]:
    names = dict.fromkeys((*config, *credentials))
    return {name: {**config.get(name, {}), **credentials.get(name, {})} for name in names}


# --- JavaScript ---------------------------------------------------------------------------------------------------

_KINDS = ("profile", "sso-session", "services")
_FORBIDDEN = ("__proto__", "profile __proto__")
# What every object of JavaScript has already: a section of such a name is written onto that, and found by nobody.
_INHERITED = (
    "constructor",
    "toString",
    "toLocaleString",
    "valueOf",
    "hasOwnProperty",
    "isPrototypeOf",
    "propertyIsEnumerable",
    "__defineGetter__",
    "__defineSetter__",
    "__lookupGetter__",
    "__lookupSetter__",
)
_NOT_UTF_8 = re.compile("[\udc80-\udcff]")
# What JavaScript's trim() and \s take for white space; Python's own idea of it is another.
_SPACE = "\t\n\v\f\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_WITH_PREFIX = re.compile(rf"""([A-Za-z0-9_-]+)[{_SPACE}](["'])?([A-Za-z0-9_@+.%:/-]+)(?(2)\2)""")


def by_javascript(config: Text, credentials: Text, *, sessions_read: bool = True) -> Files:
    """Both files as the SDK for JavaScript reads them; `sessions_read` is false where it misses the config file's."""
    own: dict[str, Profile] = {}
    sessions: dict[str, Profile] = {}
    parsed = _parsed(config)
    if "default" in parsed:
        own["default"] = parsed["default"]
    for section, settings in parsed.items():
        kind, dot, name = section.partition(".")
        if dot and kind == "profile":
            own[name] = settings
        elif dot and kind == "sso-session" and sessions_read:
            sessions[name] = settings
    stored = _parsed(credentials)
    return Files(_merged(own, stored), own, stored, sessions)


def _parsed(file: Text) -> dict[str, dict[str, Setting]]:
    """Sections by the SDK's own names ('profile.dev'); a section without a setting is none."""
    found: dict[str, dict[str, Setting]] = {}
    section, block = "", ""
    text = _NOT_UTF_8.sub("\N{REPLACEMENT CHARACTER}", file.text or "")
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        content = without_comment(line).strip(_SPACE)
        if content.startswith("[") and content.endswith("]"):
            block = ""
            name = content[1:-1]
            if name in _FORBIDDEN:
                return {}
            section = _section(name)
        elif section:
            key, equals, value = content.partition("=")
            if not equals or not key:
                continue
            key, value = key.strip(_SPACE), value.strip(_SPACE)
            if not value:
                block = key
                continue
            if block and line.lstrip(_SPACE) == line:
                block = ""
            full = f"{block}.{key}" if block else key
            found.setdefault(section, {})[full] = Setting(value, file.shown, number)
    return found


def _section(name: str) -> str:
    matched = _WITH_PREFIX.fullmatch(name)
    if matched is None:
        return "" if name in _INHERITED else name
    return f"{matched[1]}.{matched[3]}" if matched[1] in _KINDS else ""


def without_comment(line: str) -> str:
    """A line as JavaScript reads it: cut off at a sign that follows white space."""
    if ";" not in line and "#" not in line:
        return line
    for found in re.finditer("[;#]", line):
        at = found.start()
        if at == 0:
            return ""
        if line[at - 1] in _SPACE:
            return line[: at - 1]
    return line
