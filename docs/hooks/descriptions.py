"""Gives each page a description of its own, for search engines and previews.

A page's front matter comes first, then what is known of it as data (errors, notebooks, handouts), then its first
sentences.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup
from places import ERRORS
from words import sentence

from awsguide.explanations import BY_CODE
from awsguide.lessons import course

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

# About as much as a search engine shows, in characters.
LONGEST = 160


def on_page_content(content: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """Set the description that the theme puts into the head of the page."""
    if "description" not in page.meta:
        page.meta["description"] = shortened(known(page.file.src_uri) or first_words(content))
    return content


def known(page: str) -> str:
    """What the data says of a page ('errors/wrong-region.md'), or nothing."""
    name = page.rpartition("/")[2].partition(".")[0]
    if page.startswith("errors/") and page != ERRORS:
        row = BY_CODE[name]
        return as_text(f"{row.code}: {row.title}. {sentence(row.what)} {sentence(row.next_step)}")
    chapter = course.chapters().get(name[:2])
    if chapter is None:
        return ""
    if page.startswith("handouts/"):
        return f"One page to print about {chapter.title}: what it is for, what to remember, questions and answers."
    return f"{chapter.title}, {chapter.minutes} minutes: {'; '.join(chapter.objectives)}."


def first_words(content: str) -> str:
    """The first paragraph of a page that has enough words to be one."""
    paragraphs = BeautifulSoup(content, "html.parser").find_all("p")
    texts = (" ".join(paragraph.get_text().split()) for paragraph in paragraphs)
    return next((text for text in texts if len(text) > 40), "")


def as_text(markdown: str) -> str:
    """A row's sentence without its marks."""
    return re.sub(r"<[^>]+>|\\", "", markdown)


def shortened(text: str) -> str:
    """As many whole sentences as there is room for; of a first one that is longer, as many words."""
    if len(text) <= LONGEST:
        return text
    ends = [found.end() for found in re.finditer(r"[.?](?= )", text) if 100 <= found.end() <= LONGEST]
    return text[: ends[-1]] if ends else text[: LONGEST - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"
