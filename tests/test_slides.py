"""Slides are the notebooks: headings begin them, a learner's cells are left out, and no other host is asked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import nbformat
import pytest

from tools import slides

if TYPE_CHECKING:
    from pathlib import Path

PATHS = sorted(slides.NOTEBOOKS.glob("*.ipynb"))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_notebook_has_slides_that_begin_with_headings(path: Path) -> None:
    notebook = slides.with_slides(nbformat.read(path, as_version=4))
    kinds = [cell.metadata["slideshow"]["slide_type"] for cell in notebook.cells]
    assert kinds[0] == "slide"
    assert kinds.count("slide") >= 3
    for cell, kind in zip(notebook.cells, kinds, strict=True):
        assert (kind == "skip") == ("yours" in cell.metadata.get("tags", ()))


def test_slides_ask_no_other_host_and_find_what_lies_beside_them(tmp_path: Path) -> None:
    packages = tmp_path / "node_modules"
    for name in ("reveal.js/dist/reveal.js", "reveal.js/plugin/notes/notes.js", "requirejs/require.js"):
        (packages / name).parent.mkdir(parents=True, exist_ok=True)
        (packages / name).write_text("")
    made = slides.make(tmp_path / "slides", packages)
    assert len(made) == len(PATHS)
    for page in made:
        text = page.read_text("utf-8")
        assert not re.search(r'<script[^>]*src="(?!require\.js")', text)
        assert "reveal.js/dist/reveal.js" in text
        assert not re.search(r'(?:src|href)="https?:[^"]*"[^>]*(?:stylesheet|\.js)', text)
    assert (tmp_path / "slides" / "require.js").is_file()


def test_without_the_packages_it_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="npm ci"):
        slides.make(tmp_path, slides.PACKAGES.with_name("not-there"))
