"""One quoting function for each language that this guide writes: a text becomes one literal, whatever is in it.

Nothing here runs. A line of code or of a shell is made with these and never by pasting between quotes: names and ARNs
are strangers' text. Each function refuses, with `ValueError`, what its language cannot write down.
"""

from __future__ import annotations

import json
import re
import shlex

_PLAIN_WORD = re.compile(r"[\w@%+=:,./-]+", re.ASCII)
# What cmd.exe leaves alone everywhere; it has no quoting that holds for every program.
_PLAIN_FOR_CMD = re.compile(r"[\w+=:,./-]*", re.ASCII)


def shell(text: str, *, plain: bool = False) -> str:
    """One word of a POSIX shell. `plain` leaves a word as it is that means itself without quotes."""
    _without_nul(text)
    if plain and _PLAIN_WORD.fullmatch(text):
        return text
    return shlex.quote(text) if not _PLAIN_WORD.fullmatch(text) else f"'{text}'"


def in_double_quotes(text: str) -> str:
    """A text for between the double quotes of a POSIX shell, where `$NAME` may stand beside it."""
    _without_nul(text)
    # Without the last one, bash at a terminal looks for '!' in the history, even there.
    return re.sub(r'([\\"$`])', r"\\\1", text).replace("!", "\"'!'\"")


def fish(text: str) -> str:
    """One word of the fish shell."""
    _without_nul(text)
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return text if _PLAIN_WORD.fullmatch(text) else f"'{escaped}'"


def powershell(text: str) -> str:
    """One string of PowerShell, which takes typographic quotes for quotes too."""
    _without_nul(text)
    return "'" + re.sub("(['\u2018-\u201b])", r"\1\1", text) + "'"


def cmd(text: str) -> str:
    """One value for `set NAME=` of cmd.exe; raises `ValueError` for what it would not leave as it is."""
    if not _PLAIN_FOR_CMD.fullmatch(text):
        raise ValueError("cmd.exe has no way to write this down")
    return text


def python(text: str) -> str:
    """A string of Python."""
    return json.dumps(text, ensure_ascii=False) if text.isprintable() else repr(text)


def javascript(text: str) -> str:
    """A string of JavaScript; also a string of JSON."""
    return json.dumps(text, ensure_ascii=not text.isprintable())


def curl_setting(text: str) -> str:
    """A value in a file of curl's settings (`curl --config`)."""
    if "\0" in text or "\n" in text or "\r" in text:
        raise ValueError("a setting of curl's is one line")
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
    return f'"{escaped}"'


def _without_nul(text: str) -> None:
    if "\0" in text:
        raise ValueError("no command line can carry a zero byte")
