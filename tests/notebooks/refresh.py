"""Execute the committed notebooks as the robot reader would, and store what they say, without widget views or state.

    python -m tests.notebooks.refresh [NAME ...]

Run it after a change that shows in a notebook, and look at the difference before committing it. Every notebook runs on
the kernel it names, with a fresh sandbox; one that ends in an error is not stored.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

from tests.clients import command_line

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"
# The JavaScript cell finds the AWS SDK here, when the packages of the client tests are installed.
WITH_JAVASCRIPT = ROOT / "tests" / "clients"
CELL_SECONDS = 60
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def executed(notebook: Any) -> Any:
    """The notebook after all its cells ran; raises `CellExecutionError` when one fails."""
    place = WITH_JAVASCRIPT if (WITH_JAVASCRIPT / "node_modules").is_dir() else NOTEBOOKS
    client = NotebookClient(
        notebook,
        timeout=CELL_SECONDS,
        kernel_name=notebook.metadata.kernelspec.name,
        resources={"metadata": {"path": str(place)}},
        store_widget_state=False,
        record_timing=False,
    )
    # Node's warnings name a process, which is another one each time.
    fixed = {"AWSGUIDE_AUTOPILOT": "1", "NODE_NO_WARNINGS": "1", "PATH": _path()}
    return client.execute(env=os.environ | fixed)


def _path() -> str:
    """PATH with the AWS CLI of the client tests in front, where there is one for this machine."""
    here = os.environ.get("PATH", "")
    if command_line.why_left_out():
        return here
    return os.pathsep.join((str(command_line.program().parent), here))


def stripped(notebook: Any) -> Any:
    """The notebook without what differs from machine to machine, and without what only a live kernel can show."""
    notebook.metadata = nbformat.from_dict(
        {"kernelspec": notebook.metadata.kernelspec, "language_info": {"name": "python"}}
    )
    for cell in notebook.cells:
        cell.metadata = {key: value for key, value in cell.metadata.items() if key == "tags"}
        for output in cell.get("outputs", ()):
            output.get("data", {}).pop(WIDGET_VIEW, None)
            output.get("metadata", {}).clear()
    return notebook


def refresh(path: Path) -> None:
    """Execute and store one notebook."""
    notebook = stripped(executed(nbformat.read(path, as_version=4)))
    nbformat.validate(notebook)
    path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")


def main(names: list[str]) -> None:
    """Refresh the named notebooks ('10-workforce-identity'), or all."""
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        if not names or path.stem in names:
            sys.stdout.write(f"{path.stem} ...\n")
            sys.stdout.flush()
            refresh(path)


if __name__ == "__main__":
    main(sys.argv[1:])
