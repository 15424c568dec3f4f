"""Where things are: files of the checkout, and the pages of the site that show them."""

from __future__ import annotations

from pathlib import Path

from awsguide.table import Row

CHECKOUT = Path(__file__).resolve().parents[2]
NOTEBOOKS = CHECKOUT / "notebooks"
# Files of the checkout that are pages of the site too, under these names.
FROM_CHECKOUT = {"CHANGELOG.md": "changelog.md", "CONTRIBUTING.md": "contributing.md"}
ERRORS = "errors/index.md"
DECISION_TABLE = "decision-table.md"
START_HERE = "notebooks/00-start-here.ipynb"


def site_path(path: str) -> str:
    """Where a file of the checkout ('docs/safety.md') is among the pages of the site ('safety.md')."""
    if path == "README.md":
        return "index.md"
    return FROM_CHECKOUT.get(path, path.removeprefix("docs/"))


def page_of(row: Row) -> str:
    """The row's notebook, which is a page of the site."""
    return f"notebooks/{row.notebook}.ipynb"
