"""The core in a browser's Python: Pyodide under Node, without threads, processes, sockets or a network."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.pyodide import bundle
from tools.page.bundle import CHECKOUT

HERE = Path(__file__).parent
NODE = shutil.which("node") or shutil.which("nodejs")
# Half a minute on an idle machine; a bound for one that is busy.
SECONDS = 300

pytestmark = pytest.mark.skipif(
    NODE is None or not (CHECKOUT / "tools" / "page" / "node_modules" / "pyodide").is_dir(),
    reason="Pyodide is not here: install Node.js 20 or newer and run `npm ci` in tools/page.",
)


Runs = dict[str, subprocess.Popen[str]]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    """The two programs, started together: each takes some ten seconds to get going."""
    place = tmp_path_factory.mktemp("pyodide") / "bundle.zip"
    bundle.make(place)
    started = {
        program: subprocess.Popen(
            [str(NODE), "run.mjs", str(place), program],
            cwd=HERE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for program in ("unit_tests.py", "sign_in.py")
    }
    yield started
    for process in started.values():
        process.kill()
        process.communicate()


def told_by(process: subprocess.Popen[str]) -> dict[str, Any]:
    """What a program prints last, as data; its whole output when it fails."""
    output, errors = process.communicate(timeout=SECONDS)
    assert process.returncode == 0, (output + errors)[-4000:]
    told: dict[str, Any] = json.loads(output.splitlines()[-1])
    return told


@pytest.mark.pages
def test_the_unit_tests_of_the_core_pass_in_a_browsers_python(runs: Runs) -> None:
    told = told_by(runs["unit_tests.py"])
    assert told["failed"] == {}
    assert told["code"] in (0, 1)
    # A floor, so that tests which are not collected do not count as passed.
    assert len(told["passed"]) > 150
    assert len(told["left_out"]) < len(told["passed"]) / 3


def test_a_person_signs_in_with_a_device_code_and_proves_a_role(runs: Runs) -> None:
    told = told_by(runs["sign_in.py"])
    assert told["target"] == "sandbox"
    assert told["pages"] == ["Sign in", "Allow awsguide?", "Request allowed"]
    assert told["accounts"] == {"production": ["ReadOnlyAccess"], "sandbox-dev": ["AdministratorAccess"]}
    assert told["arn"].startswith(
        f"arn:aws:sts::{told['account_id']}:assumed-role/AWSReservedSSO_Administrator"
    )
    assert told["arn"].endswith("/alice")
    assert (told["stored"], told["stored_after_sign_out"]) == (True, False)
    calls = [line for line in told["calls"] if "AuthorizationPending" not in line]
    assert calls == [
        "RegisterClient: ok",
        "StartDeviceAuthorization: ok",
        "CreateToken: ok",
        "ListAccounts: ok",
        "ListAccountRoles: ok",
        "ListAccountRoles: ok",
        "GetRoleCredentials: ok",
        "GetCallerIdentity: ok",
        "Logout: ok",
    ]
