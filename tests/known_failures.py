"""Tests that are known to fail, with why. Each still runs in every check and shows as xfailed, or xpassed once it passes.

A name leaves this list when its test passes again. Nothing may be added here to let a new fault through.
"""

from __future__ import annotations

KNOWN_FAILURES: dict[str, str] = {
    "tests/browser/test_keyboard.py::test_the_questions_lead_to_the_row_and_its_notebook": "panel links open inside JupyterLab now; the test waits for another tab",
    "tests/browser/test_keys.py::test_a_reader_looks_up_an_account_retires_a_leaked_key_and_takes_it_back": "written for the notebooks and panels as they were before their objectives, exercises and new wording",
    "tests/browser/test_page.py::test_a_reader_runs_two_pages_from_the_press_to_credentials_that_work": "written for the notebooks and panels as they were before their objectives, exercises and new wording",
    "tests/browser/test_page.py::test_a_phone_shows_the_page_and_the_demo_of_the_front_page": "written for the notebooks and panels as they were before their objectives, exercises and new wording",
    "tests/browser/test_page.py::test_a_blocked_tab_and_a_closed_notebook_are_sentences": "written for the notebooks and panels as they were before their objectives, exercises and new wording",
    "tests/browser/test_rotation.py::test_a_reader_rotates_a_key_goes_back_once_and_on_in_another_kernel_when_the_first_is_killed": "the panel asks more questions now than the test answers",
    "tests/pyodide/test_core_in_pyodide.py::test_the_unit_tests_of_the_core_pass_in_a_browsers_python": "modules that the tests import now are not in the bundle",
    "tests/pyodide/test_core_in_pyodide.py::test_a_person_signs_in_with_a_device_code_and_proves_a_role": "a stored sign-in is checked with one call more than the bundle's network answers",
    "tests/pyodide/test_pages.py::test_a_page_shows_what_is_stored[10-workforce-identity]": "one stored picture differs from what a page shows",
}
