"""Keys as a table and as bars: what is shown, in which order, and what is left out of a still picture."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awsguide.core.access_keys import ROOT, AccessKey, KeyPlace, LastUse
from awsguide.flows.shared.verdicts import DAY
from awsguide.panels.long_term import key_rows

NOW = 1_000 * DAY


def key(user: str, age: float, used: float | None, **others: object) -> AccessKey:
    use = LastUse(None) if used is None else LastUse(NOW - used * DAY, "eu-west-1", "s3")
    number = sum(map(ord, user)) + int(age)
    values = {"status": "Active", "created": NOW - age * DAY, "last_use": use} | others
    return AccessKey(user, f"AKIA{number:016d}", **values)  # type: ignore[arg-type]


KEYS = (
    key("jonas", 12, 0, mfa=True),
    key("kira", 412, 3, mfa=False),
    key("liam", 230, None),
    key("mona", 500, 300, status="Inactive"),
    key(ROOT, 640, 610),
)
PLACE = KeyPlace(KEYS[1].key_id, "kira", "~/.aws/credentials", 7)


def rows(search: str = "", sort: str = "user") -> list[key_rows.KeyRow]:
    found = key_rows.key_rows(KEYS, lambda k: (PLACE,) if k.user == "kira" else (), NOW)
    return key_rows.chosen(found, search, sort)


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("what to do first", ["root user", "mona", "liam", "kira", "jonas"]),
        ("oldest", ["root user", "mona", "kira", "liam", "jonas"]),
        ("longest without use", ["root user", "mona", "liam", "kira", "jonas"]),
        ("user", ["jonas", "kira", "liam", "mona", "root user"]),
    ],
)
def test_rows_are_sorted_as_they_are_asked_for(sort: str, order: list[str]) -> None:
    assert [row.user for row in rows(sort=sort)] == order


@pytest.mark.parametrize(
    ("search", "users"),
    [
        ("", 5), ("KIRA", 1), ("rotate", 1), ("inactive", 1), ("never", 1), ("s3 eu-west-1", 4), ("no mfa", 4),
        ("credentials line 7", 1), (KEYS[0].key_id[-6:], 1), ("nothing of it", 0),
    ],
)  # fmt: skip
def test_a_search_finds_what_every_word_of_it_is_in(search: str, users: int) -> None:
    assert len(rows(search)) == users


def test_the_live_table_masks_the_id_and_the_still_one_has_none() -> None:
    live, still = (key_rows.table(rows(), NOW, still=still) for still in (False, True))
    for drawn in (live, still):
        assert not [found for found in KEYS if found.key_id in drawn]
        assert "profile kira, ~/.aws/credentials line 7" in drawn
        assert "<script" not in drawn
        assert "<svg" not in drawn
    assert KEYS[1].shown_id in live
    assert "AKIA" not in still


def test_every_cell_that_comes_from_outside_is_escaped() -> None:
    odd = key("<b>", 3, 1)
    drawn = key_rows.table(key_rows.key_rows([odd], lambda _: (), NOW), NOW, still=False)
    assert "<b>" not in drawn


def test_keys_of_a_report_without_ids_have_no_column_for_them() -> None:
    without = AccessKey("kira", "", "Active", NOW - DAY, LastUse(None))
    found = key_rows.key_rows([without], lambda _: (), NOW)
    drawn = key_rows.table(found, NOW, still=False)
    assert ">Key<" not in drawn
    assert drawn.count("<th ") == drawn.count("<td ")


def test_a_bar_is_as_long_as_the_key_is_old_and_filled_while_it_was_used() -> None:
    found = {row.user: key_rows._bar(row, 640) for row in rows()}
    widths = {
        user: [float(width) for width in re.findall(r"width:([\d.]+)em", bar)] for user, bar in found.items()
    }
    assert [sum(widths[user]) for user in ("root user", "kira")] == pytest.approx([18.0, 11.6], abs=0.3)
    assert ["solid" in found["liam"], "dashed" in found["liam"]] == [False, True]
    assert ["solid" in found["jonas"], "dashed" in found["jonas"]] == [True, False]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (key("a", 1, 0), "1 day old, in use"),
        (key("a", 30, 12), "30 days old, unused for 12 days"),
        (key("a", 30, None), "30 days old, never used"),
        (key("a", 30, None, last_use=None), "30 days old, last use not known"),
    ],
)
def test_the_words_beside_a_bar_say_what_it_shows(row: AccessKey, words: str) -> None:
    (found,) = key_rows.key_rows([row], lambda _: (), NOW)
    assert words in key_rows.ages([found])


def test_thousands_of_keys_are_drawn_as_far_as_anybody_reads() -> None:
    many = key_rows.key_rows([key(f"u{n}", 5, 1) for n in range(1600)], lambda _: (), NOW)
    drawn = key_rows.table(many, NOW, still=False)
    assert drawn.count("<tr>") == key_rows.MOST_ROWS + 1
    assert "1400 more are not shown" in drawn
    assert key_rows.ages(many).count("<tr>") == key_rows.MOST_BARS + 1
    assert "(the first 40 of 1600)" in key_rows.ages(many)


def test_no_keys_draw_nothing() -> None:
    assert key_rows.table([], NOW, still=False) == key_rows.ages([]) == ""


@given(st.floats(0, 3000), st.floats(0, 3000) | st.none())
def test_no_bar_is_wider_than_the_longest(age: float, used: float | None) -> None:
    (row,) = key_rows.key_rows([key("a", age, used)], lambda _: (), NOW)
    widths = [float(width) for width in re.findall(r"width:([\d.]+)em", key_rows._bar(row, max(1, row.age)))]
    assert sum(widths) <= 18.3
