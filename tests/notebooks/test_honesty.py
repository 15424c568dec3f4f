"""The committed notebooks are what they claim: executed in order, compared when run again, and without secrets.

nbval compares only cells that have an output, so a stripped notebook would pass whatever it does; this keeps it honest.
"""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
import pytest

from awsguide.explanations import EXPLANATIONS
from awsguide.explanations.row import issue_address
from tests.notebooks.refresh import NOTEBOOKS, WIDGET_VIEW

PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))
# How many cells of each notebook nbval really compares, at least.
COMPARED = {
    "00-start-here": 4,
    "10-workforce-identity": 18,
    "20-console-credentials": 17,
    "30-iam-short-term": 38,
    "40-iam-long-term": 28,
    "50-root-credentials": 16,
    "60-which-credentials-win": 11,
    "70-locked-out-broken-in": 9,
    "80-why-does-it-not-work": 8,
    "90-clean-up": 5,
}
LESSON = re.compile(r"^(\w+) = awsguide\.LessonPanel\(", re.MULTILINE)
NOT_COMPARED = {"nbval-ignore-output", "nbval-skip"}

LEAKS = {
    "a key id": re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b"),
    "a secret or token": re.compile(
        r"(?<![A-Za-z0-9/+=_-])(?=[A-Za-z0-9/+=_-]*[0-9])[A-Za-z0-9/+=_-]{40,}(?![A-Za-z0-9/+=_-])"
    ),
    "a device code": re.compile(r"\b[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}\b"),
    "a port": re.compile(r"(?:127\.0\.0\.1|localhost):\d+"),
    "a path of some machine": re.compile(r"/(?:tmp|home|Users|root|var|work)/"),
}


# Public addresses that the error cards name; a long path of one looks like a token.
KNOWN_ADDRESSES = sorted(
    {row.source for row in EXPLANATIONS if row.source}
    | {issue_address(where) for row in EXPLANATIONS for where in row.seen},
    key=len,
    reverse=True,
)


def without_known_addresses(text: str) -> str:
    for address in KNOWN_ADDRESSES:
        text = text.replace(address, "")
    return text


@pytest.fixture(params=PATHS, ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest) -> Path:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def notebook(path: Path) -> Any:
    return nbformat.read(path, as_version=4)


def code_cells(notebook: Any) -> list[Any]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def outputs(notebook: Any) -> list[Any]:
    return [output for cell in code_cells(notebook) for output in cell.outputs]


def texts(output: Any) -> list[str]:
    """What an output says, without ARNs: they are long, public, and the same in every run."""
    found = [output.get("text", ""), *(str(value) for value in output.get("data", {}).values())]
    return [re.sub(r"arn:aws:[\w:/@.-]+", "ARN", text) for text in found]


def test_there_are_notebooks_and_each_has_a_floor() -> None:
    assert {path.stem for path in PATHS} == set(COMPARED)


def test_it_leads_back_to_the_start_before_anything_else(path: Path, notebook: Any) -> None:
    assert "](00-start-here.ipynb)" in notebook.cells[0].source or path.stem == "00-start-here"


def test_it_was_executed_once_from_the_top(notebook: Any) -> None:
    counts = [cell.execution_count for cell in code_cells(notebook)]
    assert counts == list(range(1, len(counts) + 1))


def test_enough_cells_are_really_compared(path: Path, notebook: Any) -> None:
    compared = [
        cell
        for cell in code_cells(notebook)
        if cell.outputs and not NOT_COMPARED.intersection(cell.metadata.get("tags", ()))
    ]
    assert len(compared) >= COMPARED[path.stem]


def test_only_cells_that_run_other_programs_are_left_out(notebook: Any) -> None:
    for cell in code_cells(notebook):
        if NOT_COMPARED.intersection(cell.metadata.get("tags", ())):
            assert "run_program" in cell.source or "signed_request" in cell.source


def test_each_exercise_has_a_name_of_its_own(notebook: Any) -> None:
    """Else a cell that awaits one of them awaits the last one, once every cell was run."""
    names = [name for cell in code_cells(notebook) for name in LESSON.findall(cell.source)]
    assert len(names) == len(set(names))


def test_no_cell_ended_in_an_error(notebook: Any) -> None:
    assert [output.output_type for output in outputs(notebook) if output.output_type == "error"] == []


def test_no_cell_wrote_to_stderr_and_no_merge_left_its_marks(notebook: Any) -> None:
    # Where two branches store another output, nbdime keeps both, between marks on stderr.
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    assert [output.text for output in outputs if output.get("name") == "stderr"] == []


def test_no_widget_view_or_state_is_stored(path: Path, notebook: Any) -> None:
    assert "widgets" not in notebook.metadata
    assert WIDGET_VIEW not in path.read_text(encoding="utf-8")


def test_it_names_the_sandbox_kernel_and_nothing_of_the_machine(notebook: Any) -> None:
    assert notebook.metadata == {
        "kernelspec": {"display_name": "awsguide: SANDBOX", "language": "python", "name": "awsguide-sandbox"},
        "language_info": {"name": "python"},
    }


def test_the_first_cell_refuses_a_kernel_that_is_not_ours(notebook: Any) -> None:
    assert code_cells(notebook)[0].source.splitlines()[-1] == "awsguide.which_aws()"


def test_it_says_its_goal_and_its_minutes_first(notebook: Any) -> None:
    first = notebook.cells[0]
    assert first.cell_type == "markdown"
    assert re.search(r"\*\*[A-Z][a-z-]+ minutes\.\*\* At the end you ", first.source)


def test_cells_are_short_and_use_no_magic(notebook: Any) -> None:
    for cell in code_cells(notebook):
        lines = [line for line in cell.source.splitlines() if line.strip()]
        assert len(lines) <= 5, cell.source
        assert not any(line.lstrip().startswith(("!", "%")) for line in lines), cell.source


@pytest.mark.parametrize("what", LEAKS)
def test_no_output_holds(what: str, notebook: Any) -> None:
    found = [
        LEAKS[what].findall(without_known_addresses(text))
        for output in outputs(notebook)
        for text in texts(output)
    ]
    assert [finds for finds in found if finds] == []


def test_the_leak_patterns_find_what_they_are_for() -> None:
    samples = {
        "a key id": "ASIAIOSFODNN7EXAMPLE",
        "a secret or token": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "a device code": "BCDF-GHJK",
        "a port": "http://127.0.0.1:8401/device",
        "a path of some machine": "/tmp/awsguide-sandbox-x/.aws/config",
    }
    assert [what for what, pattern in LEAKS.items() if not pattern.search(samples[what])] == []


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes.update(name for name, _ in attrs)


def test_a_picture_has_nothing_that_a_page_strips_or_runs(notebook: Any) -> None:
    for output in outputs(notebook):
        parser = _Tags()
        parser.feed(output.get("data", {}).get("text/html", ""))
        assert not parser.seen & {"script", "style", "svg", "iframe", "object", "form", "input", "img"}
        assert not {name for name in parser.attributes if name.startswith("on")}


def test_every_picture_has_words_beside_it(notebook: Any) -> None:
    for output in outputs(notebook):
        if "text/html" in output.get("data", {}):
            assert output.data["text/plain"].strip()


def test_the_file_is_stored_as_the_refresh_command_stores_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text == nbformat.writes(nbformat.reads(text, as_version=4)) + "\n"
    assert json.loads(text)["nbformat"] == 4
