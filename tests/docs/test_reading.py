"""The site in a browser: on a phone and on a desk, in light and dark, by keyboard alone, and asking nobody else."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from awsguide.launch.programs import CHROMIUM
from tests.browser.conftest import FLAGS
from tests.docs.built_site import CHECKOUT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

sync_api = pytest.importorskip(
    "playwright.sync_api", reason="the site is not opened: install the extra 'test'"
)
expect = sync_api.expect

# How long a browser may take on a busy machine, in milliseconds; nothing waits that long on a quiet one.
BUSY = 60_000
NOTEBOOKS = sorted(path.stem for path in (CHECKOUT / "notebooks").glob("*.ipynb"))
LOOKED_AT = (
    "",
    "errors/",
    "errors/wrong-region/",
    "errors/no-credentials-found/",
    "architecture/",
    *(f"notebooks/{name}/" for name in NOTEBOOKS),
)
# One page of each sort is asked everything; the quiz of a lesson is at the end of its notebook.
EXAMINED = ("", "errors/", "errors/no-credentials-found/", "notebooks/10-workforce-identity/")
AXE = CHECKOUT / "tools" / "page" / "node_modules" / "axe-core" / "axe.min.js"
# Rules of the Web Content Accessibility Guidelines, up to 2.2, level AA.
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser without a window."""
    program = CHROMIUM.find()
    if program is None:
        pytest.skip("the site is not opened in a browser: there is no Chromium on this machine")
    with sync_api.sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield found
        found.close()


@pytest.fixture
def desk(browser: Browser) -> Iterator[Page]:
    """A page of a usual width."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(BUSY)
    yield page
    page.close()


def faults(page: Page) -> list[str]:
    """What axe finds on the whole page, with the first element of each."""
    page.add_script_tag(path=AXE)
    options = {"runOnly": {"type": "tag", "values": STANDARDS}, "resultTypes": ["violations"]}
    found = page.evaluate("options => axe.run(document, options)", options)
    return [f"{row['id']}: {row['nodes'][0]['html'][:200]}" for row in found["violations"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_every_page_whole_and_asks_no_other_host(
    browser: Browser, served: str, scheme: str
) -> None:
    asked: dict[str, list[str]] = defaultdict(list)
    troubles: list[str] = []
    with browser.new_context(color_scheme=scheme, viewport={"width": 390, "height": 844}) as context:
        context.set_default_timeout(BUSY)
        page = context.new_page()
        page.on("request", lambda request: asked[urlsplit(request.url).netloc].append(request.url))
        page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        for address in LOOKED_AT:
            page.goto(served + address)
            page.wait_for_load_state("networkidle")
            wide = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert wide <= 0, f"{address} is wider than a phone"
            edges = [drawing.bounding_box() for drawing in page.locator("article img[src$='.svg']").all()]
            assert all(edge and edge["x"] + edge["width"] <= 390 for edge in edges), f"{address} cuts off"
            ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
            brightness = sum(map(int, re.findall(r"\d+", ground)[:3]))
            assert (brightness > 600) == (scheme == "light"), f"{address} in {scheme} on {ground}"
            if address in EXAMINED and AXE.exists():
                assert faults(page) == [], f"{address} in {scheme}"
    assert troubles == []
    assert set(asked) == {urlsplit(served).netloc}, asked


def test_the_page_for_a_wrong_address_leads_to_the_search_and_it_finds(desk: Page, served: str) -> None:
    desk.goto(served + "404.html")
    desk.get_by_role("link", name="Search", exact=True).press("Enter")
    expect(desk.get_by_role("textbox", name="Search")).to_be_focused(timeout=BUSY)
    desk.keyboard.type("vanity")
    desk.locator(".md-search-result__link", has_text="The address leads somewhere else").first.wait_for()


def test_the_questions_lead_to_a_row_by_keyboard(desk: Page, served: str) -> None:
    desk.goto(served)
    desk.locator(".awsguide-chooser summary").first.focus()
    for key in ("Enter", "Tab", "Enter", "Tab", "Enter", "Tab"):
        desk.keyboard.press(key)
    expect(desk.locator(":focus")).to_have_text("Workforce identity")
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile("/notebooks/10-workforce-identity/$"), timeout=BUSY)


def test_the_list_of_errors_narrows_to_what_is_pasted_by_keyboard(desk: Page, served: str) -> None:
    desk.goto(served + "errors/")
    rows = desk.locator("article :is(tbody tr, li):visible")
    before = rows.count()
    desk.get_by_role("searchbox").focus()
    desk.keyboard.type("Unable to locate credentials")
    expect(desk.get_by_role("status")).to_have_text("1 error")
    expect(rows).to_have_count(1)
    desk.keyboard.press("Enter")
    expect(desk.locator(":focus")).to_have_text("No credentials were found")
    desk.get_by_role("searchbox").fill("no such words anywhere")
    expect(desk.get_by_role("status")).to_contain_text("No error has all these words")
    desk.get_by_role("searchbox").press("Escape")
    expect(rows).to_have_count(before)


def test_paper_has_no_folded_snippets_and_nothing_to_press(desk: Page, served: str) -> None:
    desk.goto(served + "notebooks/10-workforce-identity/")
    snippets = desk.locator(".awsguide-snippets")
    expect(snippets.first).to_be_attached()
    desk.evaluate("document.querySelector('.awsguide-snippets').open = true")
    desk.emulate_media(media="print")
    shown = [each for each in snippets.all() if each.is_visible()]
    assert len(shown) == 1
    assert "boto3" in shown[0].inner_text()
    assert not desk.get_by_role("link", name="Download this notebook").is_visible()
