"""Lets a reader run a page: puts the button on every notebook page, and what it loads beside the pages.

A page that nobody runs loads nothing for it. Where the parts cannot be built (no Node.js), the site is built without
the buttons, and the build says so. A code block behind a mark (`DEMO`) becomes such a cell on any page.
"""

from __future__ import annotations

import html
import json
import logging
import posixpath
import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from places import CHECKOUT, NOTEBOOKS

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

log = logging.getLogger("mkdocs.hooks.run_in_place")

# Where the parts are in the site; the folder below it is named after their digest.
FOLDER = "run"
# '<!-- demo: 10-workforce-identity -->' before a code block: it can be run, and shows that notebook's first picture.
DEMO = re.compile(r'<!-- demo: ([\w-]+) -->\s*(<div class="highlight">.*?</div>)', re.DOTALL)
# What the button does, until it says more itself.
PROMISE = "The cells then run in this tab. Nothing is installed, and nothing you do is sent anywhere."
_FIRST_HEADING = re.compile(r"(<h1\b.*?</h1>)", re.DOTALL)

_built: dict[str, Path] = {}


def on_pre_build(*, config: MkDocsConfig) -> None:  # noqa: ARG001
    """Build what a page loads, or say why not."""
    sys.path.insert(0, str(CHECKOUT))
    try:
        from tools.page.build import CannotBuild, built
    except ModuleNotFoundError:
        return
    finally:
        sys.path.remove(str(CHECKOUT))
    try:
        _built["parts"] = built()
    except CannotBuild as problem:
        log.info(str(problem))


# After notebook_pages has made the page a page of the site.
def on_page_content(content: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """Put the button under the heading of a notebook that has cells to run, and at the demo."""
    if "parts" not in _built:
        return content
    if page.file.src_uri.endswith(".ipynb"):
        if "jp-CodeCell" not in content:
            return content
        run = button(page, "Run this page", PROMISE)
        return _FIRST_HEADING.sub(lambda found: found[1] + run, usable(content, "Run this page"), count=1)
    return DEMO.sub(
        lambda found: button(page, "Try it here") + usable(demo(found[1], found[2]), "Try it here"), content
    )


def usable(pictures: str, label: str) -> str:
    """The same pictures of panels, which say how to use them here too."""
    here = f"press &#x27;{label}&#x27; above, or run this cell in JupyterLab"
    return pictures.replace("run this cell in JupyterLab", here)


def button(page: Page, label: str, promise: str = "") -> str:
    """The button with its line of status, hidden until its script has run, and the script; `promise` stands there."""
    parts = _built["parts"]
    program = posixpath.relpath(
        f"{FOLDER}/{parts.name}/page.js", posixpath.dirname(page.file.dest_uri) or "."
    )
    script = (parts / "button.js").read_text(encoding="utf-8")
    return (
        f'<div class="awsguide-page" data-program="{html.escape(program)}" hidden>'
        f'<button type="button" class="md-button">{label}</button><p role="status">{promise}</p></div>'
        f'<script type="module">{script}</script>'
    )


def demo(notebook: str, code: str) -> str:
    """A block of code as a cell of a page, over the picture of the notebook's first panel."""
    return (
        f'<div class="jupyter-wrapper"><div class="jp-Cell jp-CodeCell awsguide-demo-cell">{code}'
        '<div class="jp-Cell-outputWrapper"><div class="jp-OutputArea"><div class="jp-OutputArea-child">'
        '<div class="jp-RenderedHTMLCommon jp-RenderedHTML jp-OutputArea-output">'
        f"{first_picture(notebook)}</div></div></div></div></div></div>"
    )


def first_picture(notebook: str) -> str:
    """The stored picture of a notebook's first panel, as HTML; '' where there is none."""
    path = NOTEBOOKS / f"{notebook}.ipynb"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"] if path.exists() else []
    outputs = (output.get("data", {}) for cell in cells for output in cell.get("outputs", ()))
    shown = ("".join(data.get("text/html", "")) for data in outputs)
    return next((picture for picture in shown if "awsguide-picture" in picture), "")


def on_post_build(*, config: MkDocsConfig) -> None:
    """Put the parts into the site."""
    if "parts" in _built:
        parts = _built["parts"]
        target = Path(config.site_dir) / FOLDER / parts.name
        shutil.copytree(parts, target, ignore=shutil.ignore_patterns("button.js"), dirs_exist_ok=True)
