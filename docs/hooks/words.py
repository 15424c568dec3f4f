"""Text of the package's rows as Markdown: shown letter for letter, with words where a card has a value of its own."""

from __future__ import annotations

import html
import re
import string

from awsguide.explanations.row import IN_WORDS

_NOTHING_ELSE = re.compile(r"\{\w+\}")
_SPECIAL = re.compile(r"([\\`*_\[\]])")


def sentence(text: str) -> str:
    """A row's sentence as Markdown, with words in italics where a card shows the particular value."""
    parts = ["Here the error says: "] if _NOTHING_ELSE.fullmatch(text) else []
    for literal, name, _, _ in string.Formatter().parse(text):
        parts.append(plain(literal))
        # Right after a letter there is no room for a word: it is a clause that is often left out.
        if name is not None and not literal[-1:].isalpha():
            parts.append(f"<var>{IN_WORDS.get(name, name.replace('_', ' '))}</var>")
    return "".join(parts)


def plain(text: str) -> str:
    """Text as Markdown that shows exactly this text."""
    return _SPECIAL.sub(r"\\\1", html.escape(text, quote=False))


def slug(heading: str) -> str:
    """The anchor that Python-Markdown gives a heading."""
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", heading).strip().lower())


def page_name(address: str) -> str:
    """A short name for a page: host and last part of its address."""
    host, _, path = address.removeprefix("https://").partition("/")
    last = path.rstrip("/").rsplit("/", 1)[-1]
    return f"{host}: {last}" if last else host
