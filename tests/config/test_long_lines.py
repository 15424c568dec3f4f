"""A config file may have any line: none of them makes this guide compute for minutes."""

from __future__ import annotations

import pytest

from awsguide.config import conflicts, diff, ini, key_places, sections

_MANY = 30_000
_LINES = {
    "blanks without a value": "x" + " " * _MANY + "y",
    "blanks before a value": "x =" + " " * _MANY + "y",
    "blanks before a remark": "x = y" + " " * _MANY + "#",
    "a secret's name and blanks": "aws_secret_access_key" + " " * _MANY + "y",
    "a header of brackets": "[" + "] " * _MANY,
    "a header of quotes": "[profile " + "'" * _MANY + "]",
    "many remarks": ";" + " #" * _MANY,
    "many secrets": "secret" * _MANY,
    "one long word": "x = " + "A" * _MANY,
    "many colons": "x:" * _MANY,
}


@pytest.mark.parametrize("line", _LINES.values(), ids=_LINES)
def test_eight_lines_of_thirty_thousand_signs_are_read_at_once(line: str) -> None:
    # With a pattern that goes back and forth each of these takes seconds, and the file minutes.
    lines = [line.replace("x", f"x{number}", 1) for number in range(8)]
    text = "[default]\n" + "\n".join(lines) + "\nregion = eu-west-1\n"
    assert ini.parse(text).text() == text
    assert isinstance(conflicts.problems(text), tuple)
    assert len(diff.masked(text)) == 10
    assert key_places.places_in(text, "config", "config") == ()
    assert isinstance(sections.meaning(line.strip("[]")), tuple)
