"""The reader's copy is brought up to date, and nothing that they edited is ever written over."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from awsguide.core.errors import BadInput, CouldNotTry
from awsguide.launch import working_copy

KERNEL = {"display_name": "awsguide: SANDBOX", "language": "python", "name": "awsguide-sandbox"}
NAME = "10-first.ipynb"


def notebook(*sources: str, outputs: tuple[Any, ...] = ()) -> bytes:
    cells = [
        {
            "cell_type": "code",
            "source": source,
            "outputs": list(outputs),
            "execution_count": len(outputs) or None,
        }
        for source in sources
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "notebooks"
    folder.mkdir()
    (folder / NAME).write_bytes(notebook("one"))
    return folder


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return tmp_path / "my-notebooks"


def cells(file: Path) -> list[str]:
    return [cell["source"] for cell in json.loads(file.read_bytes())["cells"]]


def test_the_first_time_everything_is_copied_with_the_kernel_named(source: Path, copy: Path) -> None:
    (source / "pictures").mkdir()
    (source / "pictures" / "key.txt").write_text("a drawing")
    outcome = working_copy.refresh(source, copy, KERNEL)
    assert outcome.written == [NAME, "pictures/key.txt"]
    assert json.loads((copy / NAME).read_bytes())["metadata"]["kernelspec"] == KERNEL
    assert (copy / "pictures" / "key.txt").read_text() == "a drawing"


def test_checkpoints_are_not_copied(source: Path, copy: Path) -> None:
    (source / ".ipynb_checkpoints").mkdir()
    (source / ".ipynb_checkpoints" / NAME).write_bytes(notebook("old"))
    working_copy.refresh(source, copy, KERNEL)
    assert not (copy / ".ipynb_checkpoints").exists()


def test_a_copied_notebook_starts_without_outputs_and_counts(source: Path, copy: Path) -> None:
    (source / NAME).write_bytes(notebook("one", "two", outputs=({"output_type": "stream"},)))
    working_copy.refresh(source, copy, KERNEL)
    for cell in json.loads((copy / NAME).read_bytes())["cells"]:
        assert (cell["outputs"], cell["execution_count"]) == ([], None)


def test_the_guides_own_notebooks_start_empty_and_keep_what_their_cells_say(copy: Path) -> None:
    from awsguide.launch import lab

    working_copy.refresh(lab.notebooks(), copy, KERNEL)
    for original in lab.notebooks().glob("*.ipynb"):
        content = (copy / original.name).read_bytes()
        assert working_copy.text_digest(NAME, content) == working_copy.text_digest(
            NAME, original.read_bytes()
        )
        assert not any(cell.get("outputs") for cell in json.loads(content)["cells"])


def as_an_earlier_version(source: Path, copy: Path) -> None:
    """A copy as it was made before copies started empty: with outputs, and a record that names the files alone."""
    copied = {}
    for file in source.iterdir():
        (copy / file.name).parent.mkdir(parents=True, exist_ok=True)
        (copy / file.name).write_bytes(file.read_bytes())
        copied[file.name] = working_copy.text_digest(file.name, file.read_bytes())
    record = copy / working_copy.OWN_FOLDER / "copied.json"
    record.parent.mkdir()
    record.write_text(json.dumps(copied))


def test_a_copy_of_an_earlier_version_loses_its_outputs_once_and_only_where_it_is_unedited(
    source: Path, copy: Path
) -> None:
    stored = ({"output_type": "stream"},)
    for name in (NAME, "20-second.ipynb"):
        (source / name).write_bytes(notebook("one", outputs=stored))
    (source / "key.txt").write_text("a drawing")
    as_an_earlier_version(source, copy)
    mine = notebook("mine", outputs=stored)
    (copy / "20-second.ipynb").write_bytes(mine)

    assert working_copy.refresh(source, copy, KERNEL) == working_copy.Outcome(written=[NAME])
    assert json.loads((copy / NAME).read_bytes())["cells"][0]["outputs"] == []
    assert (copy / "20-second.ipynb").read_bytes() == mine

    ran = notebook("one", outputs=({"output_type": "stream", "text": "the reader's own"},))
    (copy / NAME).write_bytes(ran)
    assert working_copy.refresh(source, copy, KERNEL) == working_copy.Outcome()
    assert (copy / NAME).read_bytes() == ran


def test_the_second_time_nothing_is_written(source: Path, copy: Path) -> None:
    working_copy.refresh(source, copy, KERNEL)
    before = (copy / NAME).stat().st_mtime_ns
    assert working_copy.refresh(source, copy, KERNEL) == working_copy.Outcome()
    assert (copy / NAME).stat().st_mtime_ns == before


def test_an_unedited_notebook_is_updated(source: Path, copy: Path) -> None:
    working_copy.refresh(source, copy, KERNEL)
    (source / NAME).write_bytes(notebook("one", "two"))
    assert working_copy.refresh(source, copy, KERNEL).written == [NAME]
    assert cells(copy / NAME) == ["one", "two"]


def test_running_a_notebook_is_not_editing_it(source: Path, copy: Path) -> None:
    working_copy.refresh(source, copy, KERNEL)
    (copy / NAME).write_bytes(notebook("one", outputs=({"output_type": "stream"},)))
    (source / NAME).write_bytes(notebook("one", "two"))
    assert working_copy.refresh(source, copy, KERNEL).written == [NAME]


def test_an_edited_notebook_is_kept_and_the_newer_one_is_told_of(source: Path, copy: Path) -> None:
    working_copy.refresh(source, copy, KERNEL)
    (copy / NAME).write_bytes(notebook("mine"))
    assert working_copy.refresh(source, copy, KERNEL) == working_copy.Outcome()
    (source / NAME).write_bytes(notebook("one", "two"))
    for _ in range(2):
        outcome = working_copy.refresh(source, copy, KERNEL)
        assert outcome.kept_though_newer == [NAME]
        assert cells(copy / NAME) == ["mine"]


def test_a_file_that_is_no_notebook_any_more_is_kept(source: Path, copy: Path) -> None:
    working_copy.refresh(source, copy, KERNEL)
    (copy / NAME).write_text("<<<<<<< mine")
    (source / NAME).write_bytes(notebook("one", "two"))
    assert working_copy.refresh(source, copy, KERNEL).kept_though_newer == [NAME]
    assert (copy / NAME).read_text() == "<<<<<<< mine"


@pytest.mark.parametrize("record", [None, "", "[]", "{", '{"10-first.ipynb": 7}', '{"copied": {}}'])
def test_without_a_good_record_nothing_counts_as_unedited(
    source: Path, copy: Path, record: str | None
) -> None:
    working_copy.refresh(source, copy, KERNEL)
    file = copy / working_copy.OWN_FOLDER / "copied.json"
    file.unlink()
    if record is not None:
        file.write_text(record)
    (copy / NAME).write_bytes(notebook("mine"))
    assert working_copy.refresh(source, copy, KERNEL).kept_though_newer == [NAME]
    assert cells(copy / NAME) == ["mine"]


def test_a_deleted_notebook_comes_back(source: Path, copy: Path) -> None:
    working_copy.refresh(source, copy, KERNEL)
    (copy / NAME).unlink()
    assert working_copy.refresh(source, copy, KERNEL).written == [NAME]


def test_a_notebook_of_the_readers_own_is_left_alone(source: Path, copy: Path) -> None:
    working_copy.refresh(source, copy, KERNEL)
    (copy / "mine.ipynb").write_bytes(notebook("mine"))
    working_copy.refresh(source, copy, KERNEL)
    assert cells(copy / "mine.ipynb") == ["mine"]


@pytest.mark.parametrize("name", ["10-first", "10-first.ipynb"])
def test_an_original_comes_back_beside_the_edited_one_as_often_as_one_likes(
    name: str, source: Path, copy: Path
) -> None:
    working_copy.refresh(source, copy, KERNEL)
    edited = copy / NAME
    edited.write_text("mine")
    first = working_copy.put_beside(source, copy, name, KERNEL)
    second = working_copy.put_beside(source, copy, name, KERNEL)
    assert [first, second] == ["10-first-fresh.ipynb", "10-first-fresh-2.ipynb"]
    assert edited.read_text() == "mine"
    assert json.loads((copy / first).read_text())["metadata"]["kernelspec"] == KERNEL
    # It is the reader's own from then on.
    assert working_copy.refresh(source, copy, KERNEL).written == []
    assert (copy / first).is_file()


@pytest.mark.parametrize("name", ["no-such", "../secret", "/etc/passwd", ""])
def test_a_notebook_that_the_guide_does_not_have_is_said_in_a_sentence(
    name: str, source: Path, copy: Path
) -> None:
    with pytest.raises(BadInput, match="has no notebook") as problem:
        working_copy.put_beside(source, copy, name, KERNEL)
    assert "10-first" in problem.value.next_step


def test_a_folder_that_cannot_be_made_is_said_in_a_sentence(source: Path, copy: Path) -> None:
    copy.write_text("a file where the folder should be")
    with pytest.raises(CouldNotTry, match="cannot be copied"):
        working_copy.refresh(source, copy, KERNEL)
