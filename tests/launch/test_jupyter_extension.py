"""Every Jupyter server has one sandbox: its pages lie under the server's address, behind its login, and end with it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import uuid
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from awsguide.adapters.browser import jupyter_pages
from awsguide.adapters.browser.shown_once import OncePage
from awsguide.core.secret import Secret
from tests.launch.server import TOKEN, Answer, Server, server
from tests.processes import eventually, marked, modules

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "hub.example.test:8000"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with a sandbox, which one kernel has brought; it takes any Host, as a hub's does."""
    with server(
        tmp_path_factory.mktemp("server"), uuid.uuid4().hex, "--ServerApp.allow_remote_access=True"
    ) as found:
        assert found.sandboxes() == []
        unborn = found.send("awsguide/sandbox/device")
        assert unborn.status == 503
        assert "Start a notebook" in unborn.text
        found.start_kernel()
        yield found


def device_page(running: Server, **headers: str) -> tuple[str, str]:
    """The form's token, and the cookie that came with it."""
    shown = running.send("awsguide/sandbox/device", Host=NAME, **headers)
    assert shown.status == 200
    found = re.search(r'name="csrf_token" value="([^"]+)"', shown.text)
    (cookie,) = [row.partition(";")[0] for row in shown.cookies if row.startswith("awsguide_")]
    assert found
    return found[1], cookie


def sent(running: Server, token: str, **headers: str) -> Answer:
    return running.send(
        "awsguide/sandbox/device",
        method="POST",
        body=urlencode({"csrf_token": token, "user_code": "BCDF-GHJK"}),
        Content_Type="application/x-www-form-urlencoded",
        Host=NAME,
        **headers,
    )


def post(running: Server, token: str, **headers: str) -> int:
    return sent(running, token, **headers).status


def test_a_page_comes_under_any_name_with_the_sandbox_s_own_rules_and_no_others(running: Server) -> None:
    shown = running.send("awsguide/sandbox/device", Host=NAME)
    policies = [value for name, value in shown.headers.items() if name.lower() == "content-security-policy"]
    assert shown.status == 200
    assert len(policies) == 1
    assert "frame-ancestors 'none'" in policies[0]
    assert shown.headers["Referrer-Policy"] == "same-origin"
    assert shown.headers["Content-Type"] == "text/html; charset=utf-8"


def test_without_jupyter_s_login_there_is_no_page(running: Server) -> None:
    asked = running.send("awsguide/sandbox/device", login=False)
    assert asked.status == 302
    assert asked.headers["Location"].startswith(f"{running.base}login?next=")
    assert running.send("awsguide/sandbox/device", login=False, method="POST", body="").status in (302, 403)
    assert running.send("awsguide/reachable.svg", login=False).status == 302


def test_a_form_of_our_page_is_taken_over_http_and_behind_tls(running: Server) -> None:
    token, cookie = device_page(running)
    # 400: the code is unknown, so the form itself was accepted.
    assert post(running, token, Cookie=cookie, Origin=f"http://{NAME}") == 400
    assert post(running, token, Cookie=cookie, Origin=f"https://{NAME}", X_Forwarded_Proto="https") == 400


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example.test:8000", "null", "http://hub.example.test:8001", "http://[::1", ""],
)
def test_a_form_of_another_site_is_refused_with_our_cookie_and_token_too(
    running: Server, origin: str
) -> None:
    token, cookie = device_page(running)
    assert post(running, token, Cookie=cookie, Origin=origin) == 403


def test_a_form_without_its_token_or_cookie_is_refused(running: Server) -> None:
    token, cookie = device_page(running)
    assert post(running, "forged", Cookie=cookie, Origin=f"http://{NAME}") == 403
    assert post(running, token, Origin=f"http://{NAME}") == 403


def test_a_proxy_that_strips_cookies_and_the_form_of_another_browser_are_told_so(running: Server) -> None:
    token, _ = device_page(running)
    _, other = device_page(running)
    for headers in ({}, {"Cookie": other}):
        answer = sent(running, token, Origin=f"http://{NAME}", **headers)
        assert "your browser keeps no cookies for this page" in answer.text


def test_a_page_that_is_loaded_again_goes_on_where_it_was(running: Server) -> None:
    token, cookie = device_page(running)
    assert device_page(running, Cookie=cookie) == (token, cookie)
    assert post(running, token, Cookie=cookie, Origin=f"http://{NAME}") == 400


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
@pytest.mark.parametrize(
    "path",
    [
        "awsguide/sandbox/nothing",
        "awsguide/sandbox/line%0d%0aend",
        "awsguide/sandbox/caf%C3%A9",
        "awsguide/sandbox/authorize",
        "awsguide/here/0123456789/x",
        "awsguide/reachable.svg",
    ],
)
def test_what_an_address_holds_is_in_no_log_and_on_no_page(running: Server, method: str, path: str) -> None:
    body = "" if method == "POST" else None
    for login in (True, False):
        shown = running.send(
            f"{path}?code=canary-of-an-address&x=%0d%0a", method=method, login=login, body=body
        )
        assert shown.status < 500
        assert "canary-of-an-address" not in shown.text
    assert "canary-of-an-address" not in running.log.read_text()


def test_a_proxy_that_changes_the_host_and_says_so_is_understood(running: Server) -> None:
    token, cookie = device_page(running)
    outside = "https://hub.example.org"
    assert post(running, token, Cookie=cookie, Origin=outside) == 403
    assert post(running, token, Cookie=cookie, Origin=outside, X_Forwarded_Host="hub.example.org") == 400


def test_the_control_route_and_signed_calls_cannot_be_reached_through_the_pages(running: Server) -> None:
    (home,) = running.sandboxes()
    secret = (home / ".awsguide" / "secret").read_text()
    asked = running.send("awsguide/sandbox/_awsguide/clock", X_Awsguide_Secret=secret)
    assert asked.status == 403
    assert running.send("awsguide/sandbox/_awsguide/clock", X_Awsguide_Secret="forged").status == 403


def test_what_is_not_a_page_s_business_stays_with_jupyter(running: Server) -> None:
    from awsguide.adapters.browser.listener import Handler, Listener

    heard: list[dict[str, str]] = []

    class Telling(Handler):
        def answer(self) -> None:
            heard.append({"path": self.path, **dict(self.headers)})
            self.send_page(200, "Heard", "")

    listener = Listener(Telling, "telling")
    try:
        word = known(running, int(listener.host.rpartition(":")[2]), "sandbox")
        shown = running.send(
            f"awsguide/here/{word}/page%2Fone%3F?token={TOKEN}&more=1",
            login=False,
            Cookie="_xsrf=1; username-x=2; awsguide_x=3",
            Referer="http://x/",
        )
    finally:
        listener.close()
    assert shown.status == 200
    assert heard[0]["path"] == "/page%2Fone%3F?more=1"
    assert heard[0]["Host"] == listener.host
    assert not {"Cookie", "Authorization", "Referer"} & heard[0].keys()


def known(running: Server, port: int, target: str) -> str:
    """Make a page known as a kernel of this server does; returns its word."""
    word = uuid.uuid4().hex
    file = running.log.parent / "runtime" / f"awsguide-page-{word}.json"
    file.write_text(json.dumps({"port": port, "target": target}))
    return word


def test_a_page_shown_once_comes_through_jupyter_once(
    running: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(jupyter_pages.BASE, f"{running.base}awsguide/")
    monkeypatch.setenv(jupyter_pages.FOLDER, str(running.log.parent / "runtime"))
    monkeypatch.setenv("AWSGUIDE_TARGET", "sandbox")
    once = OncePage(Secret("the-secret-itself"))
    link = jupyter_pages.browser_address(once.address)
    assert link.startswith(f"{running.base}awsguide/here/")
    path = link.removeprefix(running.base)
    assert "the-secret-itself" in running.send(path, Host=NAME).text
    again = running.send(path, Host=NAME)
    assert "the-secret-itself" not in again.text
    assert again.status in (404, 503)
    assert eventually(lambda: running.send(path, Host=NAME).status == 404)
    word = path.split("/")[2]
    assert list((running.log.parent / "runtime").glob(f"*{word}*")) == []


@pytest.mark.parametrize(
    ("host", "proto", "status"),
    [
        (NAME, "", 403),
        (NAME, "http", 403),
        ("127.0.0.1.evil.example.test", "", 403),
        ("[::1]:8888", "", 503),
        ("[::1", "", 403),
        (NAME, "https,http", 503),
        ("127.0.0.1:8888", "", 503),
        ("localhost:8899", "", 503),
    ],
)
def test_a_way_into_a_real_account_is_not_shown_over_plain_http(
    running: Server, host: str, proto: str, status: int
) -> None:
    # Nobody listens on the port: 503 says that the page would have been asked.
    word = known(running, 9, "aws")
    forwarded = {"X_Forwarded_Proto": proto} if proto else {}
    shown = running.send(f"awsguide/here/{word}/x", Host=host, **forwarded)
    assert shown.status == status
    assert ("plain http" in shown.text) == (status == 403)


@pytest.mark.parametrize("word", ["0" * 32, "x", "..%2F..%2Fetc%2Fpasswd", "%00"])
def test_an_unknown_word_leads_nowhere(running: Server, word: str) -> None:
    assert running.send(f"awsguide/here/{word}/x").status == 404


# What a neighbour serves on a port that a killed kernel has left.
NEIGHBOUR = """
import encodings.idna, http.server, os
os.setuid(65534)
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<script>steal()</script>")
server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
"""


@pytest.mark.skipif(
    not sys.platform.startswith("linux") or os.geteuid() != 0,
    reason="Linux alone tells whose a port is, and only root can start a program as somebody else",
)
def test_what_another_user_serves_on_the_port_of_a_kernel_s_page_is_not_shown(running: Server) -> None:
    with subprocess.Popen([sys.executable, "-I", "-c", NEIGHBOUR], stdout=subprocess.PIPE) as neighbour:
        assert neighbour.stdout
        word = known(running, int(neighbour.stdout.readline()), "sandbox")
        shown = running.send(f"awsguide/here/{word}/x")
        neighbour.kill()
    assert shown.status == 503
    assert "steal" not in shown.text
    assert "has ended or is restarting" in shown.text


def test_redirects_lead_to_our_pages_by_jupyter_s_address_and_elsewhere_as_they_are(running: Server) -> None:
    from awsguide.adapters.browser.callback import Callback

    callback = Callback(state=Secret("s"))
    try:
        word = known(running, int(callback.host.rpartition(":")[2]), "sandbox")
        for inside, outside in (
            (f"{running.endpoint()}/authorize?x=1", f"{running.base}awsguide/sandbox/authorize?x=1"),
            (f"{callback.redirect_uri}?code=1", f"{running.base}awsguide/here/{word}/oauth/callback?code=1"),
            ("https://signin.aws.amazon.com/federation?x=1", "https://signin.aws.amazon.com/federation?x=1"),
        ):
            link = callback.lead_to(Secret(inside)).partition(callback.host)[2]
            assert running.send(f"awsguide/here/{word}{link}").headers["Location"] == outside
        back = running.send(f"awsguide/here/{word}/oauth/callback?code=the-code&state=s")
        assert back.headers["Location"] == f"{running.base}awsguide/here/{word}/done"
        assert running.send(f"awsguide/here/{word}/done").status == 200
    finally:
        callback.close()
    assert "the-code" not in running.log.read_text()


def test_a_second_kernel_and_a_terminal_share_the_sandbox(running: Server) -> None:
    endpoint = running.endpoint()
    running.start_kernel()
    known = {process.pid for process in marked(running.mark)}
    running.ask("terminals")
    shell = eventually(lambda: [found for found in marked(running.mark) if found.pid not in known])[0]
    assert eventually(lambda: shell.environ().get("AWS_ENDPOINT_URL") == endpoint)
    assert len(modules(running.mark, "aws_sandbox")) == 1


def test_a_kernel_of_your_aws_stays_outside(running: Server) -> None:
    identifier = running.start_kernel("awsguide-aws")
    (kernel,) = running.kernels(identifier)
    assert not any("AWS_ENDPOINT_URL" in name for name in kernel.environ())
    assert len(modules(running.mark, "aws_sandbox")) == 1


SEED = "import boto3\nboto3.Session(profile_name='trainer').client('iam').create_user(UserName='gina')\n"


def test_a_seeded_sandbox_that_died_comes_back_with_a_restarted_kernel_and_all_ends_with_the_server(
    running: Server, tmp_path: Path
) -> None:
    (tmp_path / "company.py").write_text(SEED)
    settings = (f"--AwsguideSandbox.seed={tmp_path / 'company.py'}", "--AwsguideSandbox.faults=pending:3")
    with server(tmp_path, uuid.uuid4().hex, *settings, base="/user/ada%40example.org/") as seeded:
        identifier = seeded.start_kernel()
        first = seeded.endpoint()
        assert users(seeded) >= {"gina", "trainer"}
        # Another server of the same user has another company, and its forms are none of this one's.
        assert "gina" not in users(running)
        token, cookie = device_page(running)
        form = {"Content_Type": "application/x-www-form-urlencoded", "Cookie": cookie}
        sent_here = seeded.send(
            "awsguide/sandbox/device", method="POST", body=urlencode({"csrf_token": token}), **form
        )
        assert "This form has gone stale" in sent_here.text
        # Without Jupyter's leave to be reached from elsewhere, no name but this machine's leads to a page.
        for path in ("sandbox/device", f"here/{'0' * 32}/x", "reachable.svg"):
            assert seeded.send(f"awsguide/{path}", Host="evil.example.test").status == 403
        (sandbox,) = modules(seeded.mark, "aws_sandbox")
        assert "pending:3" in sandbox.cmdline()
        sandbox.kill()
        assert eventually(lambda: seeded.send("awsguide/sandbox/device").status == 503)
        assert eventually(lambda: seeded.sandboxes() == [])
        assert "The sandbox has ended" in seeded.log.read_text()
        seeded.ask(f"kernels/{identifier}/restart")
        assert eventually(lambda: seeded.send("awsguide/sandbox/device").status == 200)
        assert seeded.endpoint() != first
        assert users(seeded) >= {"gina", "trainer"}
        seeded.ask("terminals")
        seeded.process.send_signal(signal.SIGTERM)
        assert eventually(lambda: not marked(seeded.mark)), marked(seeded.mark)
        assert seeded.sandboxes() == []


def users(running: Server) -> set[str]:
    """The IAM users whom the trainer finds."""
    import boto3
    from botocore.config import Config

    (home,) = running.sandboxes()
    lines = (home / ".aws" / "credentials").read_text().partition("[trainer]\n")[2].splitlines()[:2]
    iam = boto3.client(
        "iam",
        endpoint_url=running.endpoint(),
        region_name="us-east-1",
        config=Config(proxies={}),
        **dict(line.split(" = ") for line in lines),
    )
    return {row["UserName"] for row in iam.list_users()["Users"]}


def test_a_seed_that_fails_is_said_in_the_log_and_to_the_kernels_and_a_killed_server_leaves_nothing(
    tmp_path: Path,
) -> None:
    (tmp_path / "broken.py").write_text("raise ValueError('the account is not there')")
    with server(tmp_path, uuid.uuid4().hex, f"--AwsguideSandbox.seed={tmp_path / 'broken.py'}") as running:
        running.start_kernel()
        (home,) = running.sandboxes()
        told = json.loads((home / ".awsguide" / "sandbox.json").read_text())
        assert "broken.py ended with code 1: ValueError: the account is not there" in told["problem"]
        assert told["problem"] in running.log.read_text()
        assert "There is no sandbox" in running.send("awsguide/sandbox/device").text
        running.process.kill()
        assert eventually(lambda: not marked(running.mark)), marked(running.mark)
