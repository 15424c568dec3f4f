"""What Binder does with the repository, as far as it can be done without Binder: each step works, in its order."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BINDER = ROOT / ".binder"


def test_binder_installs_the_package_as_it_stands_with_its_pinned_versions() -> None:
    options, package = (BINDER / "requirements.txt").read_text().splitlines()
    # pip reads -c relative to the file that names it, and a package relative to the folder it runs in.
    assert (BINDER / options.removeprefix("-c ")).resolve() == ROOT / "constraints.txt"
    assert package == "."
    assert re.fullmatch(r"python-3\.1[1-3]\n", (BINDER / "runtime.txt").read_text())


@pytest.mark.skipif(os.name == "nt", reason="Binder runs on Linux")
def test_the_notebooks_are_copied_and_lab_opens_on_the_first(tmp_path: Path) -> None:
    home, prefix = tmp_path / "home", tmp_path / "prefix"
    home.mkdir()
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(
        [BINDER / "postBuild"],
        cwd=home,
        env={**os.environ, "PATH": programs, "HOME": str(home), "NB_PYTHON_PREFIX": str(prefix)},
        check=True,
    )
    settings = json.loads((prefix / "etc" / "jupyter" / "jupyter_lab_config.json").read_text())
    first = settings["LabApp"]["default_url"].removeprefix("/lab/tree/")
    assert (home / first).is_file()
