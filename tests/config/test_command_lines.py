from __future__ import annotations

import shlex

import pytest
from botocore.compat import compat_shell_split
from hypothesis import given
from hypothesis import strategies as st

from awsguide.config import command_lines

TEXT = st.text("\\\\\" \tab'~$", max_size=12)


@given(st.lists(TEXT, min_size=1, max_size=4), st.booleans())
def test_a_line_is_split_by_botocore_into_the_words_it_was_made_of(words: list[str], windows: bool) -> None:
    line = command_lines.line(words, windows=windows)
    assert compat_shell_split(line, "win32" if windows else "linux") == words


@given(TEXT, st.booleans())
def test_any_line_is_split_as_botocore_splits_it(line: str, windows: bool) -> None:
    def split(function: object) -> object:
        try:
            return function()  # type: ignore[operator]
        except ValueError:
            return "refused"

    ours = split(lambda: command_lines.words(line, windows=windows))
    assert ours == split(lambda: compat_shell_split(line, "win32" if windows else "linux"))


@pytest.mark.parametrize(
    ("line", "program"),
    [
        ("/opt/tool --x", "/opt/tool"),
        (shlex.join(["/opt/a tool", "x"]), "/opt/a tool"),
        ("a | b", None),
        ("X=1 tool", None),
        ("exec /opt/tool", None),
        ("~somebody/tool", None),
        ("$HOME/tool", None),
        ("", None),
    ],
)
def test_the_program_a_shell_starts_is_told_where_no_shell_is_needed_to_know(
    line: str, program: str | None
) -> None:
    assert command_lines.shell_program(line) == program
