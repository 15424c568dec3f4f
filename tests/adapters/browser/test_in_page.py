"""A kernel in a page: its listeners answer without a port, and only those that were opened."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote

import pytest

from awsguide.adapters import surroundings
from awsguide.adapters.browser import in_page, jupyter_pages
from awsguide.adapters.browser.callback import Callback
from awsguide.adapters.browser.shown_once import GONE, OncePage
from awsguide.adapters.driver.driver import run_async
from awsguide.adapters.driver.world import World
from awsguide.adapters.programs import installed, run_program
from awsguide.core.errors import CouldNotTry
from awsguide.core.secret import Secret
from awsguide.core.steps import Flow, Lead, Redirected
from awsguide.panels import cells
from awsguide.panels.components import controls, panel


@pytest.fixture(autouse=True)
def _in_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_page, "IN_BROWSER", True)

    def no_sockets(*_: object) -> None:
        raise AssertionError("a page can open no port")

    monkeypatch.setattr("awsguide.adapters.browser.listener.ThreadingHTTPServer", no_sockets)


def read(address: str) -> str:
    text: str = in_page.opener().open(address).read().decode()
    return text


def test_a_sign_in_comes_back_without_a_port() -> None:
    callback = Callback(state=Secret("s"))
    assert "close this tab" in read(f"{callback.redirect_uri}?code=canary&state=s")
    assert callback.answer() == {"code": Secret("canary"), "state": Secret("s")}


def test_a_link_leads_one_reader_on_and_the_flow_hears_of_it() -> None:
    seen = []

    def elsewhere(method: str, url: str, headers: dict[str, str], body: bytes) -> Any:
        seen.append(url)
        return in_page.answered(url, 200, {}, b"the console")

    def flow() -> Flow[Any]:
        link = yield Lead(Secret("http://sandbox.invalid/federation?secret"))
        assert "secret" not in link
        assert read(link) == "the console"
        with pytest.raises(HTTPError):
            read(link)
        return (yield Redirected(5))

    in_page.take("sandbox.invalid", elsewhere)
    try:
        world = World(aws=None, storage=None)  # type: ignore[arg-type]
        assert asyncio.run(run_async(flow(), world)) == {}
    finally:
        in_page.give_back("sandbox.invalid")
    assert seen == ["http://sandbox.invalid/federation?secret"]


def test_a_secret_is_shown_once_and_then_nobody_answers() -> None:
    async def shown() -> None:
        page = OncePage(Secret("canary"), seconds=60)
        with pytest.raises(HTTPError) as missed:
            read(f"http://{page.host}/other")
        assert GONE in missed.value.read().decode()
        assert "canary" in read(page.address)
        await asyncio.sleep(0.01)
        assert page.shown
        with pytest.raises(URLError):
            read(page.address)

    asyncio.run(shown())


def test_a_host_that_nobody_has_taken_does_not_answer() -> None:
    with pytest.raises(URLError, match="nobody in this page answers"):
        read("http://aws.example/")


def test_a_page_is_a_place_without_a_port_but_its_reader_can_open_its_pages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert [place.name for place in surroundings.places()] == [surroundings.IN_PAGE]
    assert surroundings.elsewhere() == ()
    monkeypatch.setenv("AWSGUIDE_PAGES_TAB", "https://site.example/docs/portal.html#channel/")
    address = "http://127.0.0.1:49152/go/abc?x=1"
    reached = jupyter_pages.browser_address(address)
    assert reached.endswith(f"#channel/{quote(address, safe='')}")
    # There is no Jupyter whose way could be blocked, and whose test would take the link away.
    drawn = controls.page_link("Open it", address)
    assert drawn.startswith(f'<a class="awsguide-link" href="{reached}"')


def test_a_page_starts_no_program_and_says_so() -> None:
    assert installed(["aws"]) == {"aws": False}
    with pytest.raises(CouldNotTry, match="cannot start another program"):
        run_program("aws", "--version")


def test_the_readers_own_aws_is_refused_in_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWSGUIDE_TARGET", "aws")
    refused = panel.refusal()
    assert refused is not None
    assert refused.code == "own-aws-in-a-page"
    monkeypatch.setenv("AWSGUIDE_TARGET", "sandbox")
    assert "inside this page" in str(cells.which_aws()._repr_mimebundle_()["text/html"])
