"""Two learners on a real JupyterHub under a name, over http and over https: each has one sandbox of their own."""

from __future__ import annotations

import contextlib
import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from awsguide.launch.programs import CHROMIUM
from tests.browser.conftest import FLAGS
from tests.browser.reader import Notebook, allow, expect, written
from tests.browser.test_console import signed_in_by_a_pasted_code
from tests.browser.test_session_panels import console_link, console_opened, guest_held, mfa_proved
from tests.browser.test_sign_in import choose_administrator
from tests.clients.packages import why_missing
from tests.hub.unix_users import SYSTEM_PYTHON, why_none
from tests.processes import eventually

pytestmark = pytest.mark.hub

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.hub.hub import Hub, Learner

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser that finds the hub's name on this machine, and no other host."""
    from tests.hub.hub import NAME

    program = CHROMIUM.find()
    if program is None:
        pytest.skip("Chromium was not found: the hub is not tried in a real browser")
    from playwright.sync_api import sync_playwright

    rules = f"--host-resolver-rules=MAP {NAME} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    flags = [*(flag for flag in FLAGS if "host-resolver-rules" not in flag), rules]
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, headless=True, args=flags)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def running() -> Iterator[Hub]:
    """The hub; without jupyterhub or its proxy these tests are left out."""
    pytest.importorskip(
        "jupyterhub", reason="no hub was tried: install the extra 'test', which brings JupyterHub"
    )
    if missing := why_missing(HERE, "JupyterHub's proxy"):
        pytest.skip(missing)
    from tests.hub.hub import hub

    with hub() as started:
        yield started


def at_home(context: BrowserContext, learner: Learner) -> Page:
    """Log in at the hub, and wait for the learner's own server."""
    from tests.hub.hub import PASSWORD

    page = context.new_page()
    page.goto(f"{learner.address}/hub/login")
    page.get_by_label("Username").fill(learner.name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**/user/{learner.name}/lab**", timeout=120_000)
    return page


@contextlib.contextmanager
def browsing(browser: Browser) -> Iterator[BrowserContext]:
    """A browser of one learner."""
    with browser.new_context(ignore_https_errors=True, viewport={"width": 1280, "height": 1400}) as context:
        context.set_default_timeout(60_000)
        yield context


def console_by_a_code_to_paste(learner: Learner, page: Page) -> tuple[str, Page]:
    """Sign in with notebook 20; returns the code that was pasted, and the tab that showed it."""
    code, tab = signed_in_by_a_pasted_code(Notebook(learner, page, "20-console-credentials.ipynb").open())
    assert tab.url.startswith(f"{learner.address}/user/{learner.name}/awsguide/sandbox/v1/authorize?")
    return code, tab


def session_by_the_authenticator(learner: Learner, browser: BrowserContext) -> None:
    """Prove MFA in notebook 30 with the code of the authenticator's page, use what comes back, and open the console."""
    asked: list[str] = []
    browser.on("request", lambda request: asked.append(request.url))
    notebook = Notebook(learner, browser.new_page(), "30-iam-short-term.ipynb").open()
    notebook.run_all()
    assert notebook.tracebacks() == []
    mfa_proved(notebook, "hana")
    assert f"{learner.address}/user/{learner.name}/awsguide/sandbox/authenticator" in asked
    assert learner.value(notebook.name, WHOSE_SESSION).endswith(":user/hana")
    guest_held(notebook)
    assert console_link(notebook, "the guest").startswith(f"/user/{learner.name}/awsguide/here/")
    console_opened(notebook)
    assert len(learner.sandboxes()) == 1


def test_two_learners_of_a_hub_sign_in_each_in_a_sandbox_of_their_own(running: Hub, browser: Browser) -> None:
    ada, bob = running.learner("ada"), running.learner("bob", tls=True)
    with browsing(browser) as hers, browsing(browser) as his:
        page = at_home(hers, ada)
        notebook = Notebook(ada, page, "10-workforce-identity.ipynb").open()
        notebook.run_all()
        allow(notebook, "alice")
        choose_administrator(notebook)
        save = notebook.panel("save")
        save.field("Profile name").fill("from-the-hub")
        save.button("Show what would change …").click()
        save.button("Save").click()
        expect(save.status).to_contain_text("was written")

        # Her second notebook and her terminal are in the same sandbox.
        second = Notebook(ada, hers.new_page(), written(ada.copy, ("import boto3",), "second.ipynb")).open()
        second.run("import boto3")
        assert "from-the-hub" in ada.value("second.ipynb", "','.join(boto3.Session().available_profiles)")
        known = {process.pid for process in ada.processes()}
        ada.ask("terminals", {})
        home = str(ada.sandbox_home)
        assert eventually(
            lambda: home in {row.environ().get("HOME") for row in ada.processes() if row.pid not in known}
        )
        assert len(ada.sandboxes()) == 1

        a_form_of_a_neighbouring_site_is_refused(ada, hers.new_page())

        page = at_home(his, bob)
        code, tab = console_by_a_code_to_paste(bob, page)
        session_by_the_authenticator(bob, his)
        assert bob.sandbox_home != ada.sandbox_home
        # The hub lets nobody into the server of somebody else, nor to its pages; nor does a link without a login.
        for opener in (tab, browser.new_context().new_page()):
            refused = opener.goto(f"{ada.address}/user/{ada.name}/awsguide/sandbox/device")
            assert refused
            assert "SANDBOX" not in opener.content()
            assert "/hub/login" in opener.url or refused.status in (403, 404)
    stopped(running, ada, bob)
    assert code not in running.log.read_text()


# A site under the same domain gets the browser to send the hub's cookies along.
NEIGHBOUR = "http://evil.example.test/"
FORM = """<form method="post" action="{action}"><input name="user_code" value="BCDF-GHJK"></form>
<script>document.forms[0].submit()</script>"""


def a_form_of_a_neighbouring_site_is_refused(learner: Learner, tab: Page) -> None:
    """Send a form to the learner's sandbox from another site, in the browser in which the learner is logged in."""
    action = f"{learner.address}/user/{learner.name}/awsguide/sandbox/device"
    tab.route(
        f"{NEIGHBOUR}**",
        lambda route: route.fulfill(content_type="text/html", body=FORM.format(action=action)),
    )
    tab.goto(NEIGHBOUR)
    tab.wait_for_url(action)
    expect(tab.get_by_role("heading")).to_have_text("Not from here")
    tab.close()


def stopped(running: Hub, *learners: Learner) -> None:
    """Stop these servers as the hub does; nothing of theirs is left."""
    for learner in learners:
        running.api(f"users/{learner.name}/server", "DELETE")
    assert eventually(lambda: not any(learner.processes() for learner in learners))
    assert list((running.folder / "temporary").glob("awsguide-*")) == []


@pytest.fixture
def unix_users(running: Hub) -> Hub:
    """A hub whose learners are Unix users of their own."""
    if reason := why_none():
        pytest.skip(reason)
    return running


def test_another_unix_user_gets_nothing_of_a_learner_s_sandbox(unix_users: Hub) -> None:
    ada, bob = unix_users.learner("ada"), unix_users.learner("bob")
    for learner in (ada, bob):
        unix_users.start(learner)
        learner.start_notebook("mine.ipynb")
        assert learner.value("mine.ipynb", TRAINER).endswith(":user/trainer")
    users = [{row.uids().real for row in learner.processes()} for learner in (ada, bob)]
    assert [len(found) for found in users] == [1, 1]
    assert len({0, *users[0], *users[1]}) == 3
    # The very same script gets it all when it is its own user's.
    for mine, other in ((ada, bob), (bob, ada)):
        (port,) = ports(mine.sandboxes())
        expected = {(port, path) for path in UNSIGNED} | {(0, str(file)) for file in private(mine)}
        assert expected <= set(got_by(mine, mine))
        assert got_by(other, mine) == []
    stopped(unix_users, ada, bob)


def test_a_learner_whose_home_cannot_be_written_has_a_sandbox_in_the_folder_of_the_page(
    unix_users: Hub,
) -> None:
    eve = unix_users.learner("eve")
    unix_users.start(eve)
    eve.start_notebook("my-notebooks/10-workforce-identity.ipynb")
    assert eve.value("10-workforce-identity.ipynb", TRAINER).endswith(":user/trainer")
    assert list((unix_users.folder / "homes" / eve.name).rglob("*jupyter*")) == []
    stopped(unix_users, eve)


WHOSE_SESSION = 'panel.session_token.session.client("sts").get_caller_identity()["Arn"]'
TRAINER = "__import__('boto3').Session(profile_name='trainer').client('sts').get_caller_identity()['Arn']"
UNSIGNED = ("/authenticator", "/start", "/oidc/token", "/device")
# What a curious neighbour would try: every open port with what needs no signature, and every file with a secret.
SCRIPT = """
import json, sys, urllib.error, urllib.request
asked = json.load(sys.stdin)
got = []
for port in asked["sandboxes"] + asked["servers"]:
    for path in asked["paths"]:
        try:
            said = urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20)
        except urllib.error.HTTPError as answer:
            said = answer
        except OSError:
            continue
        # Of another's sandbox any answer is one too many; a Jupyter server shows its login.
        if port in asked["sandboxes"] or b"SANDBOX" in said.read():
            got.append([port, path])
for path in asked["files"]:
    try:
        with open(path, "rb") as file:
            got.append([0, path]) if file.read() else None
    except OSError:
        continue
print(json.dumps(got))
"""


def private(learner: Learner) -> list[Path]:
    """The files of a learner's that would let somebody else in."""
    names = (".awsguide/secret", ".awsguide/sandbox.json", ".aws/credentials")
    running = [Path(f"/proc/{process.pid}/environ") for process in learner.processes()]
    return [learner.sandbox_home / name for name in names] + [*learner.runtime.glob("*.json")] + running


def ports(processes: list[psutil.Process]) -> list[int]:
    """The ports on which these programs listen."""
    rows = [row for process in processes for row in process.net_connections()]
    return sorted({row.laddr.port for row in rows if row.status == psutil.CONN_LISTEN})


def got_by(reader: Learner, owner: Learner) -> list[tuple[int, str]]:
    """What a script of the Unix user `reader` gets out of the ports and files of `owner`."""
    servers = [row for row in owner.processes() if "jupyterhub-singleuser" in " ".join(row.cmdline())]
    asked = {
        "sandboxes": ports(owner.sandboxes()),
        "servers": ports(servers),
        "paths": UNSIGNED,
        "files": [str(file) for file in private(owner)],
    }
    assert asked["sandboxes"]
    assert asked["servers"]
    done = subprocess.run(
        [SYSTEM_PYTHON, "-c", SCRIPT],
        user=reader.name, group=reader.name, extra_groups=[], cwd="/", env={"NO_PROXY": "*"},
        input=json.dumps(asked), capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    return [(port, path) for port, path in json.loads(done.stdout)]
