"""Lets a keyboard scroll every table that is wider than its page: each stands in a region with a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bs4 import BeautifulSoup
from mkdocs.plugins import event_priority

if TYPE_CHECKING:
    from bs4 import Tag
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page


# After the hooks that make or change tables.
@event_priority(-50)
def on_page_content(content: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """Put each table of the page into a region that can be focused and scrolled."""
    if "<table" not in content:
        return content
    soup = BeautifulSoup(content, "html.parser")
    names: dict[str, int] = {}
    for table in soup.find_all("table"):
        name = name_of(table, str(page.title))
        names[name] = names.get(name, 0) + 1
        count = f" ({names[name]})" if names[name] > 1 else ""
        attributes = {"role": "region", "tabindex": "0", "aria-label": f"Table: {name}{count}"}
        table.wrap(soup.new_tag("div", attrs={"class": "awsguide-table"} | attributes))
    return str(soup)


def name_of(table: Tag, title: str) -> str:
    """What a table is about: the heading above it, or the title of the page."""
    above = table.find_previous(["h1", "h2", "h3", "h4"])
    return above.get_text().replace("¶", "").strip() if above else title
