"""Makes reveal.js slides of the notebooks: `python -m tools.slides` writes them into site/slides.

The words are the notebooks' own. Which cell begins a slide follows from a rule, so nothing has to be kept by hand: a
heading begins one, what follows belongs to it, and a learner's own cells are left out. reveal.js lies beside the
slides; they ask no other host for anything. It fetches nothing: its packages come from `npm ci` in slides_packages.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from typing import Any

import nbformat

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = Path(__file__).resolve().parent / "slides_packages" / "node_modules"
NOTEBOOKS = ROOT / "notebooks"
TARGET = ROOT / "site" / "slides"
# nbconvert's own template asks other hosts for jQuery, MathJax and Mermaid, none of which the notebooks use.
_TEMPLATE = """{% extends 'index.html.j2' %}
{% block html_head_js_jquery %}{% endblock %}
{% block html_head_js_requirejs %}<script src="require.js"></script>{% endblock %}
{% block html_head_js_mermaidjs %}{% endblock %}
{% block html_head_js_mathjax %}{% endblock %}
"""
_ELSEWHERE = re.compile(r"""<(?:script|link|img|iframe)[^>]*(?:src|href)=["']https?:[^>]*>""")


def slide_type(cell: Any) -> str:
    """What reveal.js is told about a cell: 'slide' for one that begins with a heading, 'skip' for a learner's own."""
    if "yours" in cell.metadata.get("tags", ()):
        return "skip"
    if cell.cell_type == "markdown":
        return "slide" if re.match(r"#{1,2} ", cell.source) else "-"
    return "-"


def with_slides(notebook: Any) -> Any:
    """The notebook with the metadata that nbconvert reads; the file itself is left as it is."""
    for cell in notebook.cells:
        cell.metadata["slideshow"] = {"slide_type": slide_type(cell)}
    return notebook


def _read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]


def html(path: Path) -> str:
    """The slides of one notebook as a page; raises `RuntimeError` if it would ask another host."""
    from jinja2 import DictLoader
    from nbconvert import SlidesExporter

    exporter = SlidesExporter(  # type: ignore[no-untyped-call]
        extra_loaders=[DictLoader({"local.html.j2": _TEMPLATE})],
        template_file="local.html.j2",
        reveal_url_prefix="reveal.js",
        reveal_scroll=True,
        mathjax_url="",
        exclude_input_prompt=True,
        exclude_output_prompt=True,
    )
    page: str = exporter.from_notebook_node(with_slides(_read(path)))[0]
    page = re.sub(r"<script[^>]*mathjax.*?</script>", "", page, flags=re.IGNORECASE | re.DOTALL)
    page = page.replace(".ipynb)", ".slides.html)").replace('.ipynb"', '.slides.html"')
    if found := _ELSEWHERE.search(page):
        raise RuntimeError(f"{path.name} would ask another host: {found.group()[:200]}")
    return page


def make(target: Path = TARGET, packages: Path = PACKAGES) -> list[Path]:
    """Write the slides of every notebook, and what they are shown with; returns the pages."""
    if not packages.is_dir():
        raise SystemExit(f"reveal.js is not there: run `npm ci` in {packages.parent.relative_to(ROOT)}")
    target.mkdir(parents=True, exist_ok=True)
    for part in ("dist", "plugin/notes"):
        shutil.copytree(packages / "reveal.js" / part, target / "reveal.js" / part, dirs_exist_ok=True)
    shutil.copyfile(packages / "requirejs" / "require.js", target / "require.js")
    made = []
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        page = target / f"{path.stem}.slides.html"
        page.write_text(html(path), encoding="utf-8")
        made.append(page)
    return made


if __name__ == "__main__":
    sys.stdout.writelines(f"{page.relative_to(ROOT)}\n" for page in make())
