"""A file of rows with a mistake is told with its line, and nothing of it is used."""

from __future__ import annotations

import pytest

from awsguide.core.errors import BadInput
from awsguide.lessons import reading, rows

_LEVEL = """- id: X01
  title: One
  band: 1
  story: A story.
  you: me
  scene: {}
  attacks: []
  honest: {says: Work., steps: []}
  fix: {says: Fix., steps: []}
  lazy: {deny: me}
  hints: []
  at_work: Anywhere.
  source: https://example.com/
"""


def _level(text: str) -> rows.Level:
    (row,) = reading.parsed(text.encode(), "mine.yaml")
    return rows.level(row)


def test_a_level_is_read() -> None:
    assert _level(_LEVEL).you == ("me",)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("  band: 1\n", "  band: 1\n  bannd: 2\n", "line 1: 'bannd' is unknown"),
        ("  story: A story.\n", "", "line 1: 'story' is missing"),
        ("  band: 1\n", "  band: 1\n  band: 2\n", "line 4: 'band' is there twice"),
        ("steps: []}\n  fix", "steps: [[me]]}\n  fix", "line 8: a step is a list"),
        ("steps: []}\n  fix", "steps: [[me, iam]]}\n  fix", "line 8: 'iam' is not a call"),
        ("steps: []}\n  fix", "steps: [[me, crown, {}, {becom: x}]]}\n  fix", "line 8: 'becom' is unknown"),
        ("{says: Work., steps: []}", "{says: Work., steps: [}", "line 8"),
        ("  scene: {}", "  scene: {'", "line"),
    ],
)
def test_a_mistake_is_told_with_its_line(old: str, new: str, told: str) -> None:
    assert old in _LEVEL
    with pytest.raises(BadInput) as caught:
        _level(_LEVEL.replace(old, new))
    assert caught.value.what.startswith("mine.yaml, ")
    assert told in caught.value.what


@pytest.mark.parametrize("content", [b"\xff\xfe", b"!!python/object/apply:os.system ['true']", b"- &a [*a]"])
def test_what_is_no_plain_data_is_refused(content: bytes) -> None:
    with pytest.raises(BadInput):
        [rows.level(row) for row in reading.parsed(content, "mine.yaml")]


def test_words_and_dates_stay_texts() -> None:
    (row,) = reading.parsed(b"- {a: on, b: 2012-10-17, c: true, d: 7}", "mine.yaml")
    assert row == {"a": "on", "b": "2012-10-17", "c": True, "d": 7}
