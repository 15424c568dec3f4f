"""Takes the picture on the site's front page, in light and dark: `python -m tests.browser.front_picture`.

It is the panel of the front page, run in a browser by a reader who signs in and gets credentials. The pictures go
to `docs/pictures/`; look at them before you commit them.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from awsguide.launch.programs import CHROMIUM
from tests.browser.conftest import FLAGS
from tests.browser.live_page import LivePage, served_site
from tests.browser.reader import answer, enter_code, expect, sign_in
from tests.browser.sight import SCHEMES
from tests.docs.built_site import CHECKOUT

PICTURES = CHECKOUT / "docs" / "pictures"
WIDTH = 760


def take(browser: Browser, site: str, folder: Path) -> None:
    """Sign in on the front page's panel, get credentials, and store what is seen then."""
    with browser.new_context(viewport={"width": 1280, "height": 1400}, device_scale_factor=1.5) as context:
        context.set_default_timeout(120_000)
        front = LivePage.opened(context, site)
        front.start("Try it here")
        signing = front.panel("sign-in")
        signing.button("Sign in").click()
        expect(signing.code).to_be_visible()
        tab = signing.follow()
        enter_code(tab, signing.code.inner_text())
        sign_in(tab, "alice")
        answer(tab, "Allow")
        expect(tab.get_by_role("heading")).to_have_text("Request allowed")
        tab.close()
        roles = front.panel("roles")
        expect(roles.status).to_contain_text("2 roles in 2 accounts")
        roles.field("Account and role").select_option(index=1)
        roles.button("Get credentials").click()
        expect(front.page.get_by_text("The credentials work.").first).to_be_visible()
        for scheme in SCHEMES:
            front.page.emulate_media(color_scheme=scheme)
            shown = front.page.locator(".awsguide-demo-cell .jp-OutputArea")
            shown.screenshot(path=folder / f"panel-{scheme}.png")


def main() -> None:
    """Build the front page, and take its pictures."""
    PICTURES.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        served_site(Path(folder)) as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM.find(), args=list(FLAGS))
        take(browser, site, PICTURES)
        browser.close()


if __name__ == "__main__":
    main()
