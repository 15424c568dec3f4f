"""A name that no cell has made yet ends in a sentence; a mistake deeper inside keeps its traceback."""

from __future__ import annotations

import pytest
from IPython.core.interactiveshell import InteractiveShell

from awsguide.launch import missing_names


@pytest.fixture
def shell() -> InteractiveShell:
    made: InteractiveShell = InteractiveShell(colors="nocolor")
    missing_names.install(made)
    return made


def test_a_name_of_a_cell_above_is_told_in_a_sentence(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    ended = shell.run_cell("await panel.sign_in")
    assert isinstance(ended.error_in_exec, NameError)
    shown = capsys.readouterr()
    assert "run that cell first" in shown.out + shown.err
    assert "panel" in shown.out + shown.err
    assert "Traceback" not in shown.out + shown.err


def test_a_mistake_in_a_function_keeps_its_traceback(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    shell.run_cell("def inner():\n    return nowhere\n\n\ndef outer():\n    return inner()")
    ended = shell.run_cell("outer()")
    assert isinstance(ended.error_in_exec, NameError)
    shown = capsys.readouterr()
    for words in ("Traceback", "outer()", "return nowhere"):
        assert words in shown.out + shown.err
