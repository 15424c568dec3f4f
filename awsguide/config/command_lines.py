"""The command line of a `credential_process`: into words as each client does it, and words into a line.

botocore splits the line as a POSIX shell would, and on Windows as a C program there does; the SDK for JavaScript hands
it to a shell. A line is made for one of the two systems. Nothing is started here.
"""

from __future__ import annotations

import re
import shlex

# One word as Windows programs read it: pieces in quotes, pieces without; a backslash counts before a quote alone.
_WINDOWS_PIECE = re.compile(r'(?P<slashes>\\*)(?P<quote>")|\\+|[^\\"]')
_BEFORE_QUOTE = re.compile(r'(\\*)(?="|\Z)')
# What makes a POSIX shell do more than start the first word.
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*\+?=")
_SHELL = re.compile(r"[|&;<>()$`*?\[\]#{}\n]")
# What a shell does itself, without a program of that name.
_BUILT_IN = frozenset(
    [
        ".",
        ":",
        "alias",
        "break",
        "cd",
        "command",
        "continue",
        "eval",
        "exec",
        "exit",
        "export",
        "false",
        "hash",
        "if",
        "readonly",
        "return",
        "set",
        "shift",
        "test",
        "times",
        "trap",
        "true",
        "type",
        "ulimit",
        "umask",
        "unset",
        "until",
        "wait",
        "while",
    ]
)


def words(command: str, *, windows: bool) -> list[str]:
    """The words that botocore starts; raises `ValueError` for a quotation mark that is never closed."""
    return _windows_words(command) if windows else shlex.split(command)


def line(arguments: list[str], *, windows: bool) -> str:
    """A line that splits into exactly these words again, on that system."""
    return " ".join(_windows_word(word) for word in arguments) if windows else shlex.join(arguments)


def shell_program(command: str) -> str | None:
    """The program that a POSIX shell starts for this line; None where only a shell could tell.

    Raises `ValueError` for a quotation mark that is never closed.
    """
    split = shlex.split(command)
    if _SHELL.search(command) or not split or _ASSIGNMENT.match(split[0]) or split[0] in _BUILT_IN:
        return None
    if split[0].startswith("~") and not split[0].startswith("~/"):
        return None
    return split[0]


def _windows_words(command: str) -> list[str]:
    found: list[str] = []
    word: list[str] | None = None
    quoted = False
    for piece in _WINDOWS_PIECE.finditer(command):
        text = piece.group()
        if piece["quote"]:
            slashes = len(piece["slashes"])
            word = word or []
            word.append("\\" * (slashes // 2))
            if slashes % 2:
                word.append('"')
            else:
                quoted = not quoted
        elif text in " \t" and not quoted:
            if word is not None:
                found.append("".join(word))
            word = None
        else:
            word = word or []
            word.append(text)
    if quoted:
        raise ValueError("No closing quotation")
    return found if word is None else [*found, "".join(word)]


def _windows_word(word: str) -> str:
    if word and not re.search(r'[\s"]', word):
        return word
    # Backslashes before a quote, and before the one that ends the word, are doubled.
    doubled = _BEFORE_QUOTE.sub(lambda slashes: slashes.group(1) * 2, word)
    return '"' + doubled.replace('"', '\\"') + '"'
