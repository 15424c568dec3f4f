"""Puts the notebooks of `notebooks/` on the site as ordinary pages: links, headings, code and colours like everywhere.

mkdocs-jupyter turns a notebook into HTML and brings JupyterLab's whole style sheet, scripts and a hidden copy of every
cell along; what a reader needs is kept and the rest is taken out. Nothing is executed here. Links that work between
notebooks in JupyterLab become links between pages; one that leads nowhere is a warning, and with `--strict` an error.
"""

from __future__ import annotations

import json
import logging
import posixpath
from pathlib import Path
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup, Tag
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from places import CHECKOUT, NOTEBOOKS, site_path

from awsguide.explanations import BY_CODE
from awsguide.launch.working_copy import for_kernel

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page

log = logging.getLogger("mkdocs.hooks.notebook_pages")

# Pictures that a notebook may show.
PICTURES = {".gif", ".jpg", ".jpeg", ".png", ".svg", ".webp"}
# What a picture calls the same call in four languages.
SNIPPETS = "Make this call yourself"
NOT_FOR_READERS = (
    "script, style, link, clipboard-copy, .clipboard-copy-txt, .zeroclipboard-container, .celltoolbar, "
    ".jp-Collapser, .jp-InputPrompt, .jp-OutputPrompt"
)


# Before mkdocs-jupyter, which takes the notebooks it finds among the files.
@event_priority(50)
def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the notebooks, and the pictures that lie beside them, as if `notebooks/` were a folder of `docs/`."""
    for path in sorted(NOTEBOOKS.rglob("*")):
        place = path.relative_to(CHECKOUT)
        hidden = any(part.startswith(".") for part in place.parts)
        if path.suffix in {".ipynb", *PICTURES} and not hidden:
            files.append(File(place.as_posix(), str(CHECKOUT), config.site_dir, config.use_directory_urls))
    return files


def on_page_content(content: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """Keep what a reader needs of a notebook's HTML, and lead its links to pages of the site."""
    if not page.file.src_uri.endswith(".ipynb"):
        return content
    soup = BeautifulSoup(content, "html.parser")
    for element in soup.select(NOT_FOR_READERS):
        element.decompose()
    for block in soup.select(".highlight-ipynb pre, .jp-MarkdownCell pre"):
        _as_theme_code(soup, block)
    for mark in soup.select("a.anchor-link"):
        mark["class"] = "headerlink"
        mark["title"] = "Link to this heading"
    _name_parts(soup)
    for element in soup.select("[href], [src]"):
        name = "href" if element.has_attr("href") else "src"
        element[name] = site_link(str(element[name]), page, files)
    if soup.h1 is not None:
        soup.h1.insert_after(_download(soup, page))
    return str(soup)


def _link_to_error(soup: BeautifulSoup, name: Tag) -> None:
    """Lead the code of an error to its page: where it is named, or below what opens and closes the rest of its card."""
    link = soup.new_tag("a", href=f"../docs/errors/{name.get_text()}.md")
    summary = name.find_parent("summary")
    if summary is None:
        name.wrap(link)
        return
    # A link within a button is neither for a keyboard nor for a screen reader.
    link.string = f"The page about {name.get_text()}"
    place = soup.new_tag("p")
    place.append(link)
    summary.insert_after(place)


def _name_parts(soup: BeautifulSoup) -> None:
    """Lead an error's code to its page, let a keyboard scroll long lines, and give snippets a class, for paper."""
    for name in soup.select(".awsguide-error code"):
        if name.get_text() in BY_CODE:
            _link_to_error(soup, name)
    for lines in soup.select(".jp-RenderedHTML pre"):
        lines["tabindex"] = "0"
    for summary in soup.find_all("summary", string=SNIPPETS):
        summary.parent["class"] = "awsguide-snippets"


def _download(soup: BeautifulSoup, page: Page) -> Tag:
    """The link to the notebook itself."""
    place = soup.new_tag("p", attrs={"class": "awsguide-download"})
    address = posixpath.relpath(page.file.src_uri, posixpath.dirname(page.file.dest_uri))
    link = soup.new_tag("a", href=address, attrs={"download": ""})
    link.string = "Download this notebook"
    place.append(link)
    return place


def on_post_build(*, config: MkDocsConfig) -> None:
    """Put the notebooks beside their pages as a working copy gets them: for the sandbox's kernel, without outputs."""
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        kernelspec = json.loads(path.read_text(encoding="utf-8"))["metadata"]["kernelspec"]
        target = Path(config.site_dir) / path.relative_to(CHECKOUT)
        target.write_bytes(for_kernel(path, kernelspec))


def _as_theme_code(soup: BeautifulSoup, block: Tag) -> None:
    """Code in the form in which the theme colours it and offers to copy it."""
    if block.parent is not None and block.parent.name == "div" and "highlight-ipynb" in block.parent["class"]:
        block.parent["class"] = "highlight"
    elif block.parent is not None and "highlight" not in block.parent.get("class", []):
        block.wrap(soup.new_tag("div", attrs={"class": "highlight"}))
    if block.find("code", recursive=False) is None:
        inner = soup.new_tag("code")
        inner.extend(list(block.contents))
        block.append(inner)


def site_link(link: str, page: Page, files: Files) -> str:
    """The address on the site for a link of a notebook ('10-workforce-identity.ipynb#save', '../docs/safety.md')."""
    path, mark, anchor = link.partition("#")
    if not path:
        # JupyterLab keeps the capitals of a heading in its anchor, the site does not.
        return mark + anchor.lower()
    if ":" in path or path.startswith("//"):
        return link
    there = site_path(posixpath.normpath(posixpath.join(posixpath.dirname(page.file.src_uri), path)))
    file = files.get_file_from_path(there)
    if file is None:
        log.warning("'%s' links to '%s', which is not a page or picture of the site", page.file.src_uri, link)
        return link
    return file.url_relative_to(page.file) + mark + anchor.lower()
