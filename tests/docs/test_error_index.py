"""The index of errors: every page in it, found by code, by sentence and by place; and none in the side navigation."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from awsguide.explanations import EXPLANATIONS
from awsguide.flows.diagnosis.signs import SIGNS
from awsguide.flows.shared.answers import MEANINGS

if TYPE_CHECKING:
    from tests.docs.built_site import Site


@pytest.fixture(scope="module")
def sections(site: Site) -> dict[str, str]:
    """The index by its headings of the second level."""
    from bs4 import Tag

    article = BeautifulSoup(site.texts["errors/"], "html.parser").select_one("article")
    assert article is not None
    found: dict[str, str] = {}
    for heading in article.find_all("h2"):
        under = []
        for element in heading.find_next_siblings():
            if isinstance(element, Tag) and element.name == "h2":
                break
            under.append(str(element))
        found[heading.get_text().partition("¶")[0].strip()] = "".join(under)
    return found


def test_every_error_is_listed_by_where_it_happened(sections: dict[str, str]) -> None:
    for row in EXPLANATIONS:
        assert f'href="{row.code}/"' in sections["By where it happened"], row.code


def test_every_code_and_every_printed_sentence_leads_to_its_page(sections: dict[str, str]) -> None:
    codes = BeautifulSoup(sections["By AWS's code"], "html.parser").select("tbody tr")
    listed = {(row.code.get_text(), row.a["href"]) for row in codes}
    assert {(meaning.code, f"{meaning.explanation}/") for meaning in MEANINGS} == listed
    printed = BeautifulSoup(sections["By what was printed"], "html.parser").select("tbody tr")
    rows = {(row.td.get_text(), row.a["href"]) for row in printed}
    assert {(" … ".join(sign.words), f"{sign.explanation}/") for sign in SIGNS} == rows


def test_without_scripts_it_is_lists_and_no_dead_box(site: Site) -> None:
    article = BeautifulSoup(site.texts["errors/"], "html.parser").select_one("article")
    assert article is not None
    assert article.select("input, button, [hidden]") == []


def test_no_error_page_is_in_the_side_navigation(site: Site) -> None:
    for address in ("", "errors/", "errors/wrong-region/"):
        navigation = BeautifulSoup(site.texts[address], "html.parser").select_one(".md-nav--primary")
        assert navigation is not None
        links = [unescape(str(link["href"])) for link in navigation.select("a[href]")]
        assert any(link.endswith(("errors/", "../")) or link == "./" for link in links)
        assert [link for link in links if "wrong-region" in link or "access-denied" in link] == []


def test_each_table_can_be_scrolled_by_keyboard_and_has_a_name_of_its_own(site: Site) -> None:
    name = r"""("[^"]+"|'[^']+')"""
    region = re.compile(
        rf'<div aria-label={name} class="awsguide-table" role="region" tabindex="0">\s*<table'
    )
    tables = 0
    for address, text in site.texts.items():
        names = region.findall(text)
        assert len(names) == text.count("<table"), address
        assert len(set(names)) == len(names), address
        tables += len(names)
    assert tables > 30
