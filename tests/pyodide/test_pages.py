"""Every notebook as a page of the site runs it: the kernel, packages and pruned library of a page, under Node.

What a cell shows there is compared with what is stored, as nbval does in JupyterLab's kernel. The few cells that
differ by design are rows, each with its reason: they must differ, and say what the row expects.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tools.page import build
from tools.page.bundle import CHECKOUT

DOCUMENTED = (CHECKOUT / "docs" / "where-it-runs.md").read_text(encoding="utf-8")
NODE = shutil.which("node") or shutil.which("nodejs")
NOTEBOOKS = sorted((CHECKOUT / "notebooks").glob("*.ipynb"))
# Less than a minute on an idle machine; a bound for one that is busy.
SECONDS = 600

pytestmark = pytest.mark.skipif(
    NODE is None or not (build.HERE / "node_modules" / "pyodide").is_dir(),
    reason="Pyodide is not here: install Node.js 20 or newer and run `npm ci` in tools/page.",
)


@dataclass(frozen=True)
class Differs:
    """Cells that show something else in a page: those with `words` in their code, in notebooks that begin so."""

    words: str
    expected: str
    reason: str
    notebook: str = ""


NO_PROGRAMS = "cannot start another program"
NO_RUNTIME = "Missing Dependency"
DIFFERENCES = (
    Differs("awsguide.which_aws()", "inside this page", "A page says where its AWS is."),
    Differs("run_program(", NO_PROGRAMS, "A browser keeps pages away from programs."),
    Differs("signed_request(", NO_PROGRAMS, "The request is signed by curl, a program."),
    Differs("panel.tools", "NOT installed", "awscrt is compiled, and no browser can load it.", "20"),
    Differs(
        "boto3.Session(profile_name=panel.profile)", NO_RUNTIME, "boto3 needs awscrt for this profile.", "20"
    ),
)

Shown = list[tuple[str, Any]]


@pytest.fixture(scope="module")
def told() -> dict[str, dict[str, Shown]]:
    """What each cell of each notebook showed in one process, by the notebook's name and the cell's number."""
    parts = build.built()
    done = subprocess.run(
        [str(NODE), str(build.HERE / "node" / "run_cells.mjs"), str(parts), *map(str, NOTEBOOKS)],
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    assert done.returncode == 0, (done.stdout[-500:] + done.stderr)[-4000:]
    assert done.stderr == ""
    found: dict[str, dict[str, Shown]] = {}
    # Not splitlines: a cell may show what Python takes for the end of a line, too.
    for line in filter(None, done.stdout.split("\n")):
        run = json.loads(line)
        cells = found[run["notebook"]] = {}
        for message in run["told"]:
            shown = cells.setdefault(message["cell"], [])
            if message["kind"] == "stream":
                _add_text(shown, message["name"], message["text"])
            elif message["kind"] in ("display", "result"):
                shown.append((message["kind"], _faces(message["data"])))
            elif message["kind"] == "error":
                shown.append(("error", message["text"]))
    return found


def _add_text(shown: Shown, name: str, text: str) -> None:
    if shown and shown[-1][0] == name:
        shown[-1] = (name, shown[-1][1] + text)
    else:
        shown.append((name, text))


def _faces(data: dict[str, Any]) -> dict[str, str]:
    return {form: "".join(data[form]) for form in ("text/html", "text/plain") if form in data}


def stored(cell: dict[str, Any]) -> Shown:
    """What is stored of a cell, in the same form."""
    shown: Shown = []
    for output in cell["outputs"]:
        if output["output_type"] == "stream":
            _add_text(shown, output["name"], "".join(output["text"]))
        else:
            kind = {"execute_result": "result", "display_data": "display"}[output["output_type"]]
            shown.append((kind, _faces(output["data"])))
    return shown


def code_cells(notebook: Path) -> list[tuple[str, str, dict[str, Any]]]:
    """The number of each code cell, its code, and the cell."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return [
        (str(number), "".join(cell["source"]), cell)
        for number, cell in enumerate(cells)
        if cell["cell_type"] == "code"
    ]


def difference(notebook: Path, source: str) -> Differs | None:
    """The row for a cell that differs by design."""
    rows = (row for row in DIFFERENCES if notebook.name.startswith(row.notebook) and row.words in source)
    return next(rows, None)


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_page_shows_what_is_stored(notebook: Path, told: dict[str, dict[str, Shown]]) -> None:
    compared = 0
    for number, source, cell in code_cells(notebook):
        shown, row = told[notebook.stem].get(number, []), difference(notebook, source)
        if row is None:
            assert shown == stored(cell), f"cell {number}: {source}"
            compared += bool(shown)
        else:
            assert row.expected in json.dumps(shown, ensure_ascii=False), f"cell {number}: {source}"
            assert all(kind != "error" for kind, _ in shown), f"cell {number}: {shown}"
    # A floor, so that cells which show nothing at all do not pass for the same.
    assert compared >= sum(bool(cell["outputs"]) for _, _, cell in code_cells(notebook)) / 2


def test_every_difference_that_is_listed_is_there() -> None:
    for row in DIFFERENCES:
        assert any(
            difference(notebook, source) is row
            for notebook in NOTEBOOKS
            for _, source, _ in code_cells(notebook)
        ), row
        assert row.reason in DOCUMENTED, row
