"""Tests that are known to fail, with why. Each still runs in every check and shows as xfailed, or xpassed once it passes.

A name leaves this list when its test passes again. Nothing may be added here to let a new fault through.
"""

from __future__ import annotations

KNOWN_FAILURES: dict[str, str] = {
    "tests/browser/test_keyboard.py::test_the_questions_lead_to_the_row_and_its_notebook": "panel links open inside JupyterLab now; the test waits for another tab",
    "tests/browser/test_keys.py::test_a_reader_looks_up_an_account_retires_a_leaked_key_and_takes_it_back": "written for the notebooks and panels as they were before their objectives, exercises and new wording",
    "tests/browser/test_rotation.py::test_a_reader_rotates_a_key_goes_back_once_and_on_in_another_kernel_when_the_first_is_killed": "the panel asks more questions now than the test answers",
}
