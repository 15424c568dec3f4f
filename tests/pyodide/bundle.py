"""One zip of what the core and its tests need in Pyodide: what a page gets, as source, and pytest."""

from __future__ import annotations

import zipfile
from pathlib import Path

from tools.page import bundle

# It runs unit tests there unchanged.
ALSO = ("pytest",)
# What unit tests read: a page of the documentation that they compare with the code, and errors of real clients.
READ = (
    bundle.CHECKOUT / "docs" / "which-credentials.md",
    bundle.CHECKOUT / "tests" / "clients" / "pasted.json",
)


def make(place: Path) -> None:
    """Write the zip at `place`."""
    with zipfile.ZipFile(place, "w", zipfile.ZIP_STORED) as archive:
        for path, inside in bundle.files(ALSO):
            archive.write(path, f"site/{inside}")
        for path, inside in bundle.own_files():
            archive.write(path, f"checkout/{inside}")
        for path in (*sorted((bundle.CHECKOUT / "tests").rglob("*.py")), *READ):
            parts = path.relative_to(bundle.CHECKOUT).parts
            if not {"node_modules", ".ipynb_checkpoints"} & set(parts):
                archive.write(path, "/".join(("checkout", *parts)))
