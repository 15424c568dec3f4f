from __future__ import annotations

from aws_sandbox.remembering import remembered


def test_short_texts_are_remembered_and_long_ones_worked_out_again() -> None:
    asked: list[str] = []

    @remembered(10, longest=5)
    def doubled(text: str, *, times: int = 2) -> str:
        asked.append(text)
        return text * times

    for text, often in (("short", 1), ("longer", 2)):
        asked.clear()
        assert {doubled(text), doubled(text)} == {text * 2}
        assert len(asked) == often
    assert doubled("short", times=3) == "short" * 3


def test_a_long_text_that_is_named_is_not_remembered_either() -> None:
    asked: list[str] = []

    @remembered(10, longest=5)
    def taken(*, text: str) -> None:
        asked.append(text)

    taken(text="longer")
    taken(text="longer")
    assert asked == ["longer"] * 2
