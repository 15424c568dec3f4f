"""One JupyterLab and one browser for all these tests; a page of its own for each, and a look back at the end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from awsguide.launch.programs import CHROMIUM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.browser.laboratory import Laboratory
    from tests.browser.reader import Notebook, Seen

# The last one makes every host but this machine unknown: what would leave fails, and is seen.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


# The cookie of the sandbox's pages.
COOKIE = re.compile("awsguide")
DESK = (
    "import awsguide",
    "panel = awsguide.WorkforcePanel()\npanel",
    "await panel.sign_in",
    "await panel.credentials",
    'print("the kernel", "answers")',
    "awsguide.Chooser()",
    "awsguide.DecisionTable()",
)

# It ends the JupyterLab that all tests of this folder share.
LAST = "test_the_end.py"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What ends the shared JupyterLab comes after all that needs it, whatever the files are called."""
    items.sort(key=lambda item: item.path.name == LAST)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """A browser without a window."""
    program = CHROMIUM.find()
    if program is None:
        pytest.skip("Chromium was not found: the panels are not tried in a real browser")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, headless=True, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def laboratory(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laboratory]:
    """JupyterLab as `awsguide lab` starts it."""
    from tests.browser import laboratory

    with laboratory.laboratory(tmp_path_factory.mktemp("lab")) as running:
        yield running


@pytest.fixture(scope="package")
def seen() -> Seen:
    """What the browser fetched, was sent and complained about."""
    from tests.browser.reader import Seen

    return Seen()


@pytest.fixture(scope="package")
def context(chromium: Browser, seen: Seen) -> Iterator[BrowserContext]:
    """A browser of one reader, with cookies of its own."""
    with chromium.new_context(viewport={"width": 1280, "height": 1400}) as opened:
        opened.set_default_timeout(60_000)
        seen.watch(opened)
        yield opened


@pytest.fixture
def nobody(laboratory: Laboratory, context: BrowserContext) -> None:
    """The reader has not signed in before, neither in a notebook nor on the company's page."""
    context.clear_cookies(name=COOKIE)
    laboratory.forget_sign_ins()


@pytest.fixture
def page(nobody: None, context: BrowserContext, seen: Seen) -> Iterator[Page]:
    """A tab of that browser; nothing in it may come from outside or be complained about."""
    opened = context.new_page()
    yield opened
    opened.close()
    _look_back(seen)


@pytest.fixture(scope="package")
def desk_notebook(laboratory: Laboratory, context: BrowserContext) -> Notebook:
    """A notebook with nothing in it but the panels, open all the time."""
    from tests.browser.reader import Notebook, written

    name = written(laboratory.copy, DESK)
    notebook = Notebook(laboratory, context.new_page(), name).open()
    notebook.run("import awsguide")
    return notebook


@pytest.fixture
def desk(desk_notebook: Notebook, nobody: None, seen: Seen) -> Iterator[Notebook]:
    """That notebook with a new panel."""
    desk_notebook.page.bring_to_front()
    desk_notebook.run("panel")
    yield desk_notebook
    _look_back(seen)


def _look_back(seen: Seen) -> None:
    complaints, seen.complaints = seen.complaints, []
    assert complaints == []
    assert seen.outside() == set()


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site's notebook pages, under a sub-path of a plain server."""
    from tests.browser.live_page import served_site

    with served_site(tmp_path_factory.mktemp("pages")) as address:
        yield address


@pytest.fixture
def asked() -> list[str]:
    """Every address that the reader's browser has asked for."""
    return []


@pytest.fixture
def reader(chromium: Browser, asked: list[str], site: str) -> Iterator[BrowserContext]:
    """A browser that has never been here; nothing it does may leave the site or be complained about."""
    from tests.browser.live_page import outside

    complaints: list[str] = []
    with chromium.new_context(viewport={"width": 1280, "height": 1200}) as context:
        context.set_default_timeout(90_000)
        context.on("request", lambda request: asked.append(request.url))
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        yield context
    assert outside(asked, site) == []
    assert complaints == []
