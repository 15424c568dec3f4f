"""Puts what is data into the front page: the questions that lead to a row, and the rows as cards.

Both are plain HTML, so they work without a kernel and without JavaScript. The words are those of `awsguide/table/`.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING

from places import page_of

from awsguide.table import ROWS, Row, choose
from awsguide.table.questions import QUESTIONS, next_question

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

# The marks in `docs/index.md` at which they are put in.
CHOOSER, CARDS = "<!-- the questions -->", "<!-- the rows -->"


def on_page_content(content: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """Replace the marks of the front page."""
    if not page.is_homepage:
        return content

    def address(row: Row) -> str:
        file = files.get_file_from_path(page_of(row))
        return file.url_relative_to(page.file) if file else page_of(row)

    return content.replace(CHOOSER, chooser(address)).replace(CARDS, cards(address))


def chooser(address: Callable[[Row], str]) -> str:
    """The first question; each answer unfolds to its row and reason, or to the question after it."""
    asked = f"<p><strong>{escape(QUESTIONS[0].text)}</strong></p>"
    return f'<div class="awsguide-chooser" data-search-exclude>{asked}{answers({}, "", address)}</div>'


def answers(given: dict[str, str], path: str, address: Callable[[Row], str]) -> str:
    """The answers to the next question, each folded. Of the answers to one question, one is open at a time."""
    question = next_question(given)
    if question is None:
        choice = choose(given)
        link = f'<a href="{escape(address(choice.row))}">{escape(choice.row.title)}</a>'
        return f"<p><strong>{link}</strong>. {escape(choice.reason)}</p>"
    folded = []
    for name, words in question.answers.items():
        now = given | {question.name: name}
        follow_up = next_question(now)
        asked = f"<p><strong>{escape(follow_up.text)}</strong></p>" if follow_up else ""
        inner = asked + answers(now, f"{path}-{name}", address)
        group = f"question{path}"
        folded.append(f'<details name="{group}"><summary>{escape(words)}</summary>{inner}</details>')
    return "".join(folded)


def cards(address: Callable[[Row], str]) -> str:
    """Each row of the table as a card: what it is called, for whom it is, and why."""
    drawn = []
    for row in ROWS:
        mark = "" if row.recommended else "<p><em>AWS does not recommend it for programs.</em></p>"
        drawn.append(
            f'<li><h3><a href="{escape(address(row))}">{escape(row.title)}</a></h3>'
            f"<p><strong>For:</strong> {escape(row.who)}</p><p>{escape(first_sentence(row.why))}</p>{mark}</li>"
        )
    return f'<ul class="awsguide-cards">{"".join(drawn)}</ul>'


def first_sentence(text: str) -> str:
    """The first sentence of a text."""
    return text.split(". ", maxsplit=1)[0].rstrip(".") + "."
