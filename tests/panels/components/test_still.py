"""Still pictures hold what they are given, escaped, and nothing that runs."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from awsguide.core.errors import GuideError
from awsguide.explanations import EXPLANATIONS, explain
from awsguide.launch.lab import notebooks
from awsguide.panels.components import still
from awsguide.panels.components.still import Card, ErrorCard


class Seen(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.update(name for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.words += data


@given(st.text())
def test_whatever_a_card_is_given_stays_words(text: str) -> None:
    plain = Seen(Card("title", ("line",), {"name": "value"})._repr_mimebundle_()["text/html"])
    filled = Seen(Card(text or "title", (text or "line",), {text: text})._repr_mimebundle_()["text/html"])
    assert filled.tags == plain.tags
    assert filled.attributes == plain.attributes


def test_an_address_cannot_leave_its_attribute() -> None:
    seen = Seen(still.link("page", 'https://x/" onclick="alert(1)'))
    assert seen.tags == []
    seen = Seen(still.link("page", "https://x/?a='b'&c=d"))
    assert seen.tags == ["a"]
    assert "onclick" not in seen.attributes


def test_a_link_tells_the_other_page_nothing() -> None:
    assert 'rel="noopener noreferrer"' in still.link("AWS", "https://aws.amazon.com")


def test_an_error_says_what_why_and_what_next() -> None:
    error = explain("wrong-region", start_url="https://<b>", region="us-east-1", actual="eu-west-1")
    bundle = ErrorCard(error)._repr_mimebundle_()
    words = Seen(bundle["text/html"]).words
    for part in (error.what, error.why, error.next_step, error.code):
        assert part in words
    assert "https://<b>" not in bundle["text/html"]
    assert error.next_step in bundle["text/plain"]


def test_every_explanation_can_be_drawn() -> None:
    for row in EXPLANATIONS:
        error = row.kind(row.what, row.why, row.next_step, row.source, row.code)
        assert "script" not in Seen(still.explained(error)).tags


def test_an_account_is_written_as_the_console_writes_it() -> None:
    assert still.account("123456789012") == "1234-5678-9012"


def test_a_frame_survives_a_page_that_takes_out_unknown_colours() -> None:
    declarations = still.box("x").split('style="')[1].split('"')[0].split(";")
    frame = next(line for line in declarations if line.startswith("border:"))
    assert "var(" not in frame


def test_a_strange_name_turns_no_picture_round_and_is_no_markup() -> None:
    shown = still.text("a\u202e<b>\x1b[31m")
    assert shown == "a\\u202e&lt;b&gt;\\x1b[31m"
    assert still.account("<img src=x>") == "&lt;img src=x&gt;"
    assert still.account("123456789012") == "1234-5678-9012"
    assert "href" not in still.link("open", "javascript:alert(1)")


def test_a_sentence_that_names_a_notebook_leads_to_it() -> None:
    assert set(still.NOTEBOOKS) == {path.stem for path in notebooks().glob("*.ipynb")}
    for name in still.NOTEBOOKS:
        for drawn in (
            still.paragraph(f"Next: {name}, then <go on>."),
            still.explained(GuideError("x", "why", f"See {name}.ipynb.")),
        ):
            assert drawn.count(f'href="{name}.ipynb"') == 1
    assert "href" not in still.paragraph("my/00-start-here.ipynb and 100-start-here and 90-clean-up-fresh")
    assert "<go" not in still.paragraph("90-clean-up <go on>")
