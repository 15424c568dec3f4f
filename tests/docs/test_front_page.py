"""The front page: it shows a panel, leads to a row by questions without a kernel, and names whom each row is for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup, Tag

from awsguide.table import ROWS, choose
from awsguide.table.questions import next_question
from tests.docs.built_site import CHECKOUT

if TYPE_CHECKING:
    from tests.docs.built_site import Site


@pytest.fixture(scope="module")
def front(site: Site) -> BeautifulSoup:
    return BeautifulSoup(site.texts[""], "html.parser")


def test_a_panel_is_shown_before_anything_is_asked(front: BeautifulSoup) -> None:
    shown = front.select_one("article figure")
    assert shown is not None
    assert shown.sourceline < front.select_one(".awsguide-chooser").sourceline
    notebook = json.loads(
        (CHECKOUT / "notebooks" / "10-workforce-identity.ipynb").read_text(encoding="utf-8")
    )
    stored = {"".join(cell["source"]): cell["outputs"] for cell in notebook["cells"] if cell.get("outputs")}
    codes = shown.select("code:not(.awsguide-picture *)")
    for code, output in zip(codes, shown.select(".jp-OutputArea-output"), strict=True):
        picture = BeautifulSoup("".join(stored[code.get_text()][0]["data"]["text/html"]), "html.parser")
        assert output.get_text() == picture.get_text()
    assert "The credentials work." in shown.get_text()


def test_every_way_through_the_questions_ends_at_its_row_without_scripts(front: BeautifulSoup) -> None:
    walked = walk(front.select_one(".awsguide-chooser"), {})
    assert walked > 20


def walk(place: Tag | None, given: dict[str, str]) -> int:
    """Unfold every answer; return how many ways end here."""
    assert place is not None
    question = next_question(given)
    if question is None:
        choice = choose(given)
        link = place.select_one("a")
        assert link is not None
        assert link["href"] == f"notebooks/{choice.row.notebook}/"
        assert choice.reason in place.get_text()
        return 1
    assert question.text in place.get_text()
    unfolded = place.find_all("details", recursive=False)
    assert [each.summary.get_text() for each in unfolded] == list(question.answers.values())
    return sum(
        walk(each, given | {question.name: name})
        for name, each in zip(question.answers, unfolded, strict=True)
    )


def test_each_row_is_a_card_with_whom_it_is_for(front: BeautifulSoup) -> None:
    cards = front.select(".awsguide-cards > li")
    for row, card in zip(ROWS, cards, strict=True):
        assert card.select_one(f'a[href="notebooks/{row.notebook}/"]').get_text() == row.title
        assert row.who in card.get_text()
        assert ("does not recommend" in card.get_text()) == (not row.recommended)
