"""Puts what is made elsewhere into the front page: pictures of a panel, questions that lead to a row, rows as cards.

All of it is plain HTML, so it works without a kernel and without JavaScript. The pictures are the stored ones of a
notebook, which its test compares with what the panel shows; the words are those of `awsguide/table/`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING

from places import NOTEBOOKS, page_of

from awsguide.table import BY_NAME, ROWS, Row, choose
from awsguide.table.questions import QUESTIONS, next_question

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

# The marks in `docs/index.md` at which they are put in.
PICTURES, CHOOSER, CARDS = "<!-- the pictures -->", "<!-- the questions -->", "<!-- the rows -->"
# The cells whose pictures show what the guide is, in their order, and the row whose notebook they are in.
SHOWN = ("panel.roles", "await panel.credentials")
SHOWN_ROW = BY_NAME["workforce-identity"]


def on_page_content(content: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """Replace the marks of the front page."""
    if not page.is_homepage:
        return content

    def address(row: Row) -> str:
        file = files.get_file_from_path(page_of(row))
        return file.url_relative_to(page.file) if file else page_of(row)

    put_in = {PICTURES: pictures(address), CHOOSER: chooser(address), CARDS: cards(address)}
    for mark, made in put_in.items():
        content = content.replace(mark, made)
    return content


def pictures(address: Callable[[Row], str]) -> str:
    """Cells of a notebook over what their panel showed when they ran."""
    path = NOTEBOOKS / f"{SHOWN_ROW.notebook}.ipynb"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    stored = {"".join(cell["source"]): cell["outputs"] for cell in cells if cell.get("outputs")}
    drawn = []
    for source in SHOWN:
        shown = "".join(stored[source][0]["data"]["text/html"]) if source in stored else ""
        drawn.append(
            f'<div class="highlight"><pre><code>{escape(source)}</code></pre></div>'
            f'<div class="jp-RenderedHTMLCommon jp-RenderedHTML jp-OutputArea-output">{shown}</div>'
        )
    link = f'<a href="{escape(address(SHOWN_ROW))}">{escape(SHOWN_ROW.title)}</a>'
    caption = f"<figcaption>Two cells of the notebook {link}, and what they show.</figcaption>"
    return f'<figure class="jupyter-wrapper awsguide-shown" data-search-exclude>{"".join(drawn)}{caption}</figure>'


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
