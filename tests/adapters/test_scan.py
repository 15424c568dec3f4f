"""Looking through files for keys: found by place, masked, and nothing of a secret is kept."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from awsguide.adapters import scan
from awsguide.adapters.driver.driver import run
from awsguide.adapters.driver.world import World
from awsguide.adapters.files import home
from awsguide.core.errors import BadInput
from awsguide.core.model import Progress
from awsguide.flows.long_term.scan import scan as scan_flow

ID = "AKIA" + "Q3EX4MPLE7ABCDEF"
OTHER = "ASIA" + "Q3EX4MPLE7ABCDEF"
SECRET = "wJalrXUtnF/MIcanary+7MDENGbPxRfiCYcanary"
TOKEN = "IQoJb3JpZ2luX2VjE" + "canary" * 20


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def places(path: Path, content: str | bytes) -> list[tuple[str, str, str]]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return [(found.place, found.kind, found.shown) for found in scan.scan_files([str(path)]).found]


LONG, SHORT, HIDDEN = "long-term access key ID", "temporary access key ID", "secret access key or token"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("", []),
        (f"x = 1\nkey = '{ID}'\n", [("line 2", LONG, "AKIA…CDEF")]),
        (f"{OTHER}", [("line 1", SHORT, "ASIA…CDEF")]),
        (f'aws_key = "{SECRET}"', [("line 1", HIDDEN, "••••••••")]),
        (f"[a]\naws_secret_access_key = {SECRET}\n", [("line 2", HIDDEN, "••••••••")]),
        (f"aws_session_token={TOKEN}", [("line 1", HIDDEN, "••••••••")]),
        (f"{ID} {ID}", [("line 1", LONG, "AKIA…CDEF")]),
        ("AKIAIOSFODNN7EXAMPLE", []),
        (f"aws_secret_access_key = {SECRET[:30]}EXAMPLEKEY", []),
        (f"{ID}7 and {ID}", [("line 1", LONG, "AKIA…CDEF")]),
        (f'"SecretAccessKey": "{SECRET}"', [("line 1", HIDDEN, "••••••••")]),
        (f"{{'SessionToken': '{TOKEN}'}}", [("line 1", HIDDEN, "••••••••")]),
        (f"key = {ID}".encode("utf-16"), [("line 1", LONG, "AKIA…CDEF")]),
        (f"{ID}7", []),
        (b"\0\0" + ID.encode(), []),
        (b"\xff\xfe caf\xe9 " + ID.encode(), [("line 1", LONG, "AKIA…CDEF")]),
    ],
)
def test_a_key_is_found_by_line_and_shown_masked(
    tmp_path: Path, content: str | bytes, found: list[tuple[str, str, str]]
) -> None:
    assert places(tmp_path / "file.py", content) == found


def in_base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def notebook(*cells: dict[str, Any]) -> str:
    return json.dumps({"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def code(source: Any, *outputs: dict[str, Any]) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "outputs": list(outputs)}


@pytest.mark.parametrize(
    ("cell", "place"),
    [
        ({"cell_type": "markdown", "source": ["text\n", f"see {ID}"]}, "cell 2, line 2"),
        (code(f"key = '{ID}'"), "cell 2, line 1"),
        (code("", {"output_type": "stream", "text": ["one\n", f"{ID}\n"]}), "cell 2, output, line 2"),
        (code("", {"output_type": "execute_result", "data": {"text/plain": f"'{ID}'"}}), "cell 2, output, line 1"),
        (code("", {"output_type": "display_data", "data": {"application/json": {"a": ID}}}), "cell 2, output, line 1"),
        (code("", {"output_type": "display_data", "data": {"image/svg+xml": [ID]}}), "cell 2, output, line 1"),
        ({"cell_type": "code", "source": "", "metadata": {"tags": [ID]}}, "cell 2, metadata"),
        (code("", {"text": "", "metadata": {"a": {"b": f"x\n{ID}"}}}), "cell 2, output, metadata"),
        ({"source": "", "attachments": {"a.csv": {"text/csv": in_base64(f"id\n{ID}")}}}, "cell 2, attachment, line 3"),
        (code("", {"output_type": "error", "evalue": "no", "traceback": ["a", f"b {ID}"]}), "cell 2, output, line 3"),
    ],
)  # fmt: skip
def test_in_a_notebook_a_key_is_found_by_its_cell(tmp_path: Path, cell: dict[str, Any], place: str) -> None:
    found = places(tmp_path / "a.ipynb", notebook(code("1"), cell))
    assert [row[0] for row in found][-1] == place


def test_what_widgets_showed_is_found_in_the_state_that_the_notebook_keeps(tmp_path: Path) -> None:
    state = {"application/vnd.jupyter.widget-state+json": {"state": {"x": {"aws_secret_key": SECRET}}}}
    text = json.dumps({"cells": [], "metadata": {"widgets": state}})
    assert places(tmp_path / "a.ipynb", text) == [("what belongs to the whole notebook", HIDDEN, "••••••••")]


def test_pictures_in_a_notebook_are_not_read(tmp_path: Path) -> None:
    picture = code("", {"output_type": "display_data", "data": {"image/png": f"{ID}"}})
    assert places(tmp_path / "a.ipynb", notebook(picture)) == []


@pytest.mark.parametrize(
    "broken", ["{", "[]", "{}", '{"cells": 3}', '{"cells": [3]}', '{"cells": [{"outputs": 1}]}']
)
def test_a_broken_notebook_is_read_as_text(tmp_path: Path, broken: str) -> None:
    assert [row[2] for row in places(tmp_path / "a.ipynb", f"{broken}\n{ID}\n")] == ["AKIA…CDEF"]


def folder(tmp_path: Path) -> Path:
    work = tmp_path / "work"
    (work / "deep").mkdir(parents=True)
    (work / "a.py").write_text(f"'{ID}'")
    (work / "deep" / "b.env").write_text(f"aws_secret_access_key={SECRET}")
    (work / "node_modules").mkdir()
    (work / "node_modules" / "c.js").write_text(ID)
    (work / "link").symlink_to(work / "a.py")
    for number in range(40):
        (work / f"n{number:02}.txt").write_text("nothing")
    return work


def test_a_whole_folder_is_scanned_with_progress_and_no_secret_comes_out(tmp_path: Path) -> None:
    shown: list[object] = []
    work = folder(tmp_path)
    result = run(scan_flow(str(work)), World(None, home, show=shown.append))  # type: ignore[arg-type]
    assert [(found.path, found.place) for found in result.found] == [
        (str(Path("~", "work", "a.py")), "line 1"),
        (str(Path("~", "work", "deep", "b.env")), "line 1"),
    ]
    assert (result.files, result.passed_over) == (42, ("what programs fetch or make (node_modules).",))
    assert shown == [Progress(0, 42), Progress(20, 42), Progress(40, 42), Progress(42, 42)]
    assert SECRET not in repr(result)
    assert ID not in repr(result)
    assert all(SECRET not in (found.key_id, found.kind, found.place, found.path) for found in result.found)


def test_what_is_too_large_is_passed_over_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "LARGEST", 10_000)
    (tmp_path / "big.txt").write_text(ID * 1000)
    assert scan.files_to_scan(str(tmp_path)) == ([], ["files of more than 0 MB (1)."])


def test_what_cannot_be_read_is_counted_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, content in (("a.py", b"1"), ("b.bin", b"\0\0"), ("c.py", b"2"), ("d.py", b"3")):
        (tmp_path / name).write_bytes(content)
    real_read, real_stat = Path.read_bytes, Path.stat

    def read(self: Path) -> bytes:
        if self.name == "c.py":
            raise PermissionError
        return real_read(self)

    def look(self: Path, **how: Any) -> Any:
        if self.name == "d.py":
            raise PermissionError
        return real_stat(self, **how)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", read)
        patch.setattr(Path, "stat", look)
        result = run(scan_flow(str(tmp_path)), World(None, home))  # type: ignore[arg-type]
    assert result.files == 1
    assert result.passed_over == (
        "files in folders that may not be entered (1).",
        "files that may not be read (1).",
        "files that are no text (1).",
    )


def test_a_circle_of_links_has_an_end(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "itself").symlink_to(tmp_path / "itself")
    (tmp_path / "a.py").write_text("1")
    assert [Path(path).name for path in scan.files_to_scan(str(tmp_path))[0]] == ["a.py"]


def test_a_whole_disk_is_not_walked_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "MOST_FILES", 3)
    for number in range(5):
        (tmp_path / f"{number}.txt").write_text("")
    paths, told = scan.files_to_scan(str(tmp_path))
    assert [Path(path).name for path in paths] == ["0.txt", "1.txt", "2.txt"]
    assert "choose a smaller folder" in told[0]


@pytest.mark.parametrize("name", ["nowhere", "file.txt"])
def test_a_folder_that_is_none_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / "file.txt").write_text("")
    with pytest.raises(BadInput) as caught:
        scan.files_to_scan(name)
    assert (caught.value.code, name in caught.value.what) == ("folder-missing", True)


def test_nobody_is_asked_whether_a_key_still_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def called(*_: Any, **__: Any) -> None:
        raise AssertionError("the scanner must not talk to anybody")

    monkeypatch.setattr("requests.sessions.Session.request", called)
    monkeypatch.setattr("requests.post", called)
    assert len(places(tmp_path / "a.py", f"aws = '{ID}'\naws_secret_key = '{SECRET}'\n")) == 2
