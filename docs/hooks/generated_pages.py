"""Adds the pages that are not files of `docs/`: the decision table, its rows, the errors, what
the sandbox refuses, the public names, changelog, contributing.

The package's own rows are the text: nothing said there is said a second time here. It refuses to write files: these
pages exist while a site is built.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from api_page import API, api_page
from course_pages import GLOSSARY, glossary, handouts
from error_index import error_index
from error_pages import error_page
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from places import CHECKOUT, DECISION_TABLE, ERRORS, FROM_CHECKOUT, START_HERE, page_of, site_path
from refusal_pages import REFUSALS, refusal_page
from rotation_pages import ROTATION, rotation_page
from search_words import search_settings
from table_pages import decision_table

from awsguide.explanations import EXPLANATIONS
from awsguide.table import ROWS

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page

_LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]+)\)")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the rows, the errors and the checkout's own pages into the navigation."""
    sections: list[list[Any]] = [
        items for entry in config.nav or [] for items in entry.values() if isinstance(items, list)
    ]
    for items in sections:
        if DECISION_TABLE in items:
            items[:0] = [START_HERE] if (CHECKOUT / START_HERE).exists() else []
            items += [{row.title: page_of(row)} for row in ROWS]
        if GLOSSARY in items:
            items += [page for name, page in FROM_CHECKOUT.items() if (CHECKOUT / name).exists()]
    return config


# Before mkdocs-jupyter and the search look at the files.
@event_priority(50)
def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages."""
    pages = {
        DECISION_TABLE: decision_table(),
        ERRORS: error_index(),
        REFUSALS: refusal_page(),
        ROTATION: rotation_page(),
        GLOSSARY: glossary(),
        API: api_page(),
        **handouts(),
    }
    pages |= {f"errors/{row.code}.md": error_page(row) for row in EXPLANATIONS}
    for name, page in FROM_CHECKOUT.items():
        if (CHECKOUT / name).exists():
            pages[page] = (CHECKOUT / name).read_text(encoding="utf-8")
    for page, content in pages.items():
        files.append(File.generated(config, page, content=content))
    return files


def on_page_content(content: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """Tell the search how much a page counts, and by which other words it is looked for."""
    page.meta.update(search_settings(page.file.src_uri))
    return content


def on_page_markdown(markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """Turn the links of a checkout's page into links of the site; what the site has no page for stays as words."""
    if page.file.src_uri not in FROM_CHECKOUT.values():
        return markdown

    def link(found: re.Match[str]) -> str:
        words, target = found.groups()
        if target.startswith(("http://", "https://", "#")):
            return found[0]
        path, mark, anchor = target.partition("#")
        there = site_path(path)
        return f"[{words}]({there}{mark}{anchor})" if files.get_file_from_path(there) else words

    return _LINK.sub(link, markdown)
