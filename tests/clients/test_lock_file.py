from __future__ import annotations

import json
from pathlib import Path

import pytest

from tools import checks


@pytest.mark.parametrize("folder", checks.javascript_folders(checks.ROOT), ids=lambda folder: folder.name)
def test_the_lock_file_names_versions_and_no_registry(folder: Path) -> None:
    text = (folder / "package-lock.json").read_text()
    packages = {name: row for name, row in json.loads(text)["packages"].items() if name}
    assert packages
    for name, row in packages.items():
        assert "resolved" not in row, name
        assert row["version"]
        assert row["integrity"]
    assert "://" not in text


def test_the_cli_that_is_tried_is_one_version() -> None:
    wanted = json.loads((Path(__file__).parent / "awscli" / "package.json").read_text())["dependencies"]
    assert all(version[0].isdigit() for version in wanted.values())
