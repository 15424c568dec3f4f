"""Whole notebooks as a reader runs them on the site, to their goal: a command of its own, because it takes minutes.

.venv/bin/pytest tests/browser/test_page_stories.py -m pages
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser import firefox as its_firefox
from tests.browser.live_page import AXE, LivePage, outside
from tests.browser.reader import Panel, expect

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

pytest.importorskip("mkdocs_jupyter", reason="the site is not built: install the extra 'docs'")
pytestmark = [
    pytest.mark.pages,
    pytest.mark.skipif(
        not AXE.exists(),
        reason="a page cannot be run: install Node.js 20 or newer and run `npm ci` in tools/page",
    ),
]
# The word of the level that notebook 70 begins with, read by somebody who should not be able to.
WAY_IN = """intern = boto3.Session(profile_name="c09-intern")
bucket = "reports-board-" + intern.client("sts").get_caller_identity()["Account"]
print(intern.client("s3").get_object(Bucket=bucket, Key="word.txt")["Body"].read().decode().strip())"""
# A browser that keeps no data for the site.
REFUSED = "Object.defineProperty(window, '%s', { get() { throw new DOMException('no', 'SecurityError') } })"
# Sleeping would let the page be asked meanwhile.
BUSY = "import time\nend = time.monotonic() + 3\nwhile time.monotonic() < end:\n    pass"
# In the tab of the sandbox's pages: go to another one, as its history does.
GO = r"""(path) => {
  const [, channel, address] = /^#([^/]+)\/(.*)$/.exec(location.hash);
  location.hash = `#${channel}/${encodeURIComponent(new URL(path, decodeURIComponent(address)).href)}`;
}"""
# In Firefox: whether these words can be read on a page; and the first choice of a list.
SAYS = "(words) => document.body.innerText.includes(words)"
CHOOSE = """(which) => {
  const list = document.querySelector(which);
  if (!list || list.options.length < 2) return false;
  list.selectedIndex = 1;
  return list.dispatchEvent(new Event("change", { bubbles: true }));
}"""
# What the puzzle that notebook 80 begins with asks for.
AGAIN = 'iam.update_access_key(UserName="app", AccessKeyId=key["AccessKeyId"], Status="Active")'


def test_a_reader_proves_mfa_with_the_practice_authenticator(reader: BrowserContext, site: str) -> None:
    page = LivePage.opened(reader, site + "notebooks/30-iam-short-term/")
    page.start()
    page.show("awsguide.which_aws()", "import awsguide\nawsguide.ShortTermPanel()")
    # The notebook has panels of the same names further down.
    first = page.cell("awsguide.which_aws()")
    begin, mfa = (
        Panel(first.locator(f".awsguide-panel-{name}")) for name in ("source-profile", "session-token")
    )
    begin.field("Credentials of").select_option("hana")
    begin.button("Begin with these").click()
    expect(begin.status).to_contain_text("You begin as user hana")
    tab = mfa.follow()
    code = tab.locator("code[data-device$=':mfa/hana']").inner_text()
    tab.close()
    mfa.field("MFA code").fill(code)
    mfa.field("MFA code").press("Enter")
    mfa.button("Get it with MFA").click()
    expect(mfa.status).to_have_text("You hold a session of user hana.")


def test_two_tabs_get_each_the_page_that_it_asked_for(reader: BrowserContext, site: str) -> None:
    page = LivePage.opened(reader, site + "notebooks/10-workforce-identity/")
    page.start()
    panel = page.panel("sign-in")
    panel.button("Sign in").click()
    tabs = panel.follow(), panel.follow()
    for tab in tabs:
        expect(tab.get_by_label("Code")).to_be_visible()
    # While a cell runs nothing is answered, so both ask before either has its page.
    cell = page.cell("awsguide.which_aws()")
    cell.get_by_role("button", name=re.compile("^Edit cell")).click()
    cell.get_by_role("textbox").fill(BUSY)
    cell.get_by_role("textbox").press("Control+Enter")
    expect(cell).to_have_attribute("aria-busy", "true")
    for tab, path in zip(tabs, ("/authenticator", "/start"), strict=True):
        tab.evaluate(GO, path)
    for tab, title in zip(tabs, ("Authenticator", "Sign in"), strict=True):
        expect(tab.get_by_role("heading", level=1)).to_have_text(title)


def test_a_reader_rotates_a_key_to_its_end(reader: BrowserContext, site: str) -> None:
    page = LivePage.opened(reader, site + "notebooks/40-iam-long-term/")
    page.start()
    page.show("awsguide.which_aws()", "import awsguide\nawsguide.RotationPanel()")
    panel = page.panel("rotation")
    panel.button("Where does it stand?").click()
    panel.button("Next: Create a new key and save it").click()
    panel.button("Create it and save it").click()
    for title in ("Prove the new key", "Watch the old key", "Deactivate the old key"):
        panel.button(f"Next: {title}").click()
    waiting, delete = panel.button("Next: Wait for complaints"), panel.button("Next: Delete the old key")
    expect(waiting.or_(delete).first).to_be_enabled()
    if waiting.is_visible():
        waiting.click()
    expect(delete).to_be_enabled()
    delete.click()
    panel.button("Delete it").click()
    expect(panel.status).to_contain_text("The old key is deleted")


def test_a_reader_plays_a_level_and_predicts(reader: BrowserContext, site: str) -> None:
    page = LivePage.opened(reader, site + "notebooks/70-locked-out-broken-in/")
    page.start()
    level = page.panel_of('LessonPanel("C09")', "lesson")
    level.button("Start").click()
    expect(level.shown).to_contain_text("c09-intern")
    word = page.show("The bucket is called reports-board-", WAY_IN).locator(".jp-OutputArea").inner_text()
    level.field("What you found").fill("reports")
    level.button("Check").click()
    expect(level.shown).to_contain_text("Not yet.")
    level.field("What you found").fill(word.strip())
    level.button("Check").click()
    expect(level.shown).to_contain_text("You are in.")

    page.run("PredictPanel()")
    question = page.panel_of("PredictPanel()", "predict")
    question.shown.get_by_role("radio").first.check()
    question.button("Reveal").click()
    expect(question.shown).to_contain_text(re.compile("You predicted that|AWS says something else"))
    assert page.faults() == []


def test_a_reader_solves_a_puzzle(reader: BrowserContext, site: str) -> None:
    page = LivePage.opened(reader, site + "notebooks/80-why-does-it-not-work/")
    page.start()
    puzzle = page.panel_of('LessonPanel("Z04")', "lesson")
    puzzle.button("Start").click()
    expect(puzzle.shown).to_contain_text("z04-admin")
    expect(page.run('Session(profile_name="z04-admin")')).to_contain_text("Inactive")
    page.show("what makes the key active again?", AGAIN)
    puzzle.button("Check").click()
    expect(puzzle.shown).to_contain_text("Right.")


def test_a_reader_does_an_exercise_and_the_quiz(reader: BrowserContext, site: str) -> None:
    page = LivePage.opened(reader, site + "notebooks/20-console-credentials/")
    page.start()
    page.run('LessonPanel("20-2")')
    exercise = page.panel_of('LessonPanel("20-2")', "lesson")
    exercise.button("Start").click()
    exercise.field("What you found").fill("cleo")
    exercise.button("Check").click()
    expect(exercise.shown).to_contain_text("Right.")
    quiz = page.run('awsguide.quiz("20")')
    quiz.locator("summary").first.click()
    expect(quiz.locator("details[open]")).to_have_count(1)


def test_a_reader_sees_which_credentials_win_and_runs_the_rest(reader: BrowserContext, site: str) -> None:
    page = LivePage.opened(reader, site + "notebooks/60-which-credentials-win/")
    page.start()
    panel = page.panel("which")
    panel.button("Look").click()
    expect(panel.shown.get_by_role("table").first).to_contain_text("the SDK for JavaScript")
    panel.button("Ask the real clients").click()
    expect(panel.error).to_contain_text("cannot start another program")
    page.button("Run all").click()
    expect(page.status).to_have_text(re.compile(r"^All \d+ cells have run"))


def test_a_browser_that_stores_nothing_runs_a_page_whose_python_ends_and_begins_anew(
    chromium: Browser, site: str
) -> None:
    with chromium.new_context() as context:
        context.set_default_timeout(90_000)
        for store in ("localStorage", "sessionStorage", "indexedDB", "caches"):
            context.add_init_script(REFUSED % store)
        page = LivePage.opened(context, site + "notebooks/10-workforce-identity/")
        page.start()
        first = page.cell("awsguide.which_aws()")
        first.get_by_role("button", name=re.compile("^Edit cell")).click()
        first.get_by_role("textbox").fill("import os\nos._exit(1)")
        first.get_by_role("textbox").press("Control+Enter")
        expect(page.status).to_contain_text("The page's Python has stopped. Press 'Start over'")
        expect(first).not_to_have_attribute("aria-busy", "true")
        page.button("Start over").click()
        expect(page.status).to_contain_text("Ready: everything is as new")
        first.get_by_role("button", name=re.compile("^Put back")).click()
        expect(page.run("awsguide.which_aws()")).to_contain_text("inside this page")


def test_over_a_slow_line_a_page_says_how_much_has_arrived(reader: BrowserContext, site: str) -> None:
    page = LivePage.opened(reader, site + "notebooks/10-workforce-identity/")
    page.page.route("**/packages.bin", lambda route: (page.page.wait_for_timeout(2000), route.continue_()))
    page.button("Run this page").click()
    expect(page.page.get_by_role("progressbar", name="Loading Python")).to_be_visible()
    expect(page.status).to_contain_text(re.compile(r"Loading Python: \d+ of \d+ MB"))
    expect(page.status).to_contain_text("Ready: use the panel")


@pytest.mark.skipif(its_firefox.program() is None, reason="Firefox is not here: install firefox-esr")
def test_firefox_runs_a_page_from_the_press_to_credentials_that_work(site: str) -> None:
    with its_firefox.firefox(str(its_firefox.program())) as firefox:
        tab = firefox.open(site + "notebooks/10-workforce-identity/")
        firefox.press(tab, "Run this page")
        firefox.wait(tab, SAYS, "Ready: use the panel")
        firefox.press(tab, "Sign in", ".awsguide-panel-sign-in")
        code = firefox.wait(
            tab, "() => document.querySelector('.awsguide-panel-sign-in .awsguide-code')?.innerText"
        )
        firefox.run(tab, "() => document.querySelector('.awsguide-panel-sign-in a.awsguide-link').click()")
        other = its_firefox.eventually(lambda: firefox.tabs()[2:], "the second tab")[0]
        firefox.fill(other, "Code", code)
        firefox.press(other, "Continue")
        firefox.fill(other, "User name", "alice")
        firefox.fill(other, "Password", "sandbox")
        firefox.press(other, "Sign in")
        firefox.press(other, "Allow")
        firefox.wait(other, SAYS, "Request allowed")
        firefox.wait(tab, SAYS, "You are signed in to sandbox-company")
        firefox.press(tab, "Run to the next panel")
        firefox.wait(tab, SAYS, "2 roles in 2 accounts")
        firefox.wait(tab, CHOOSE, ".awsguide-panel-roles select")
        firefox.press(tab, "Get credentials", ".awsguide-panel-roles")
        firefox.press(tab, "Run to the next panel")
        firefox.wait(tab, SAYS, "The credentials work.")
        assert outside(firefox.asked, site) == []
