"""Runs in Pyodide: the core's own unit tests, unchanged, under pytest. The last line printed is the outcome as JSON."""

# ruff: noqa: E402, T201 - what is missing is stood in for before it is imported; what is printed is the answer

import json
import os
import sys
from types import ModuleType

os.chdir("/bundle/checkout")

from aws_sandbox.moto_patches import moto_core
from tests.pyodide import hypothesis_stand_in

moto_core.prepare()
# Tests import the sandbox's HTTP server, which cannot listen here: it is never asked to read anything.
sys.modules["httptools"] = ModuleType("httptools")
hypothesis_stand_in.install()

import pytest

FILES = (
    "tests/core/test_secret.py",
    "tests/snippets/test_snippets.py",
    "tests/table/test_table.py",
    "tests/config",
    "tests/flows",
    "tests/adapters/files/test_home.py",
    "tests/adapters/test_surroundings.py",
    "tests/aws_sandbox/test_clock.py",
    "tests/aws_sandbox/server/test_environment.py",
    "tests/aws_sandbox/test_faults.py",
    "tests/aws_sandbox/test_ids.py",
    "tests/aws_sandbox/moto_patches/test_managed_policies.py",
)
# What a test of these files needs and a browser's Python has not.
MISSING = {
    "can't start new thread": "threads",
    "Function not implemented": "child processes",
    "has no attribute 'mkfifo'": "named pipes",
    "has no attribute 'SO_REUSEADDR'": "sockets",
}
# Its locks shut nobody out, for there is one process; no system tells where a user's home is; and its disk lets
# everybody write.
ELSEWHERE = (
    "tests/adapters/files/test_home.py::test_a_held_lock_is_waited_for_and_then_told",
    "tests/adapters/files/test_home.py::test_the_home_of_the_account_is_never_taken_for_a_sandbox",
    "tests/flows/long_term/rotation/test_rotation.py::test_a_file_that_cannot_be_written_is_told_before_a_key_is_made",
)


class Counter:
    """Counts outcomes, and keeps what a failure said."""

    def __init__(self) -> None:
        self.passed: list[str] = []
        self.left_out: dict[str, str] = {}
        self.failed: dict[str, str] = {}

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.failed[report.nodeid] = report.longreprtext[-2000:]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        said = report.longreprtext
        if report.failed:
            missing = next((what for words, what in MISSING.items() if words in said), "")
            if missing:
                self.left_out[report.nodeid] = missing
            else:
                self.failed[report.nodeid] = said[-2000:]
        elif report.skipped:
            self.left_out[report.nodeid] = "skipped"
        elif report.when == "call":
            self.passed.append(report.nodeid)


counter = Counter()
deselected = [f"--deselect={test}" for test in ELSEWHERE]
code = pytest.main(["-q", "-p", "no:cacheprovider", "--tb=short", *deselected, *FILES], [counter])
print(json.dumps({"code": int(code), **vars(counter)}))
