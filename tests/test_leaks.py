"""No secret is seen anywhere but where it is used: a whole run, real and complete, and then a search for its secrets.

The secrets are learned from the wire (`leaks/canaries.py`); what could show them is written down while it happens
(`leaks/places.py`). Each place is also given a secret on purpose, to show that the search would have found it.
"""

from __future__ import annotations

import asyncio
import configparser
import dataclasses
import json
import logging
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, build_opener

import boto3
import ipywidgets
import nbformat
import psutil
import pytest

from aws_sandbox.server.application import Sandbox
from awsguide.adapters.aws import Aws
from awsguide.adapters.driver.world import World
from awsguide.adapters.files import home
from awsguide.adapters.programs import run_program
from awsguide.api import console as functions_console
from awsguide.api.perform import CALL_LOG, _tell
from awsguide.api.workforce import accounts_and_roles, role_session, sign_in, sign_out, signed_request
from awsguide.core.errors import GuideError
from awsguide.core.model import CodePage, DeviceCode, SsoSession
from awsguide.panels.console.row import ConsolePanel
from awsguide.panels.workforce.row import WorkforcePanel
from tests.aws_sandbox.developer import DANA
from tests.aws_sandbox.reader import Program, Reader
from tests.inside import inside_a_sandbox
from tests.leaks.canaries import KINDS, MEMBERS, Canaries, Wire
from tests.leaks.kernel_run import KernelRun
from tests.leaks.places import Places, watched

ENVIRONMENT_PRINTER = "import os, sys; print(dict(os.environ), sys.argv)"


@dataclasses.dataclass
class Run:
    """A sandbox whose wire is listened to, this process's environment inside it, and the places to search."""

    wire: Wire
    endpoint: str
    home: Path
    places: Places

    @property
    def session(self) -> SsoSession:
        return SsoSession(
            "sandbox-company", self.wire.sandbox.company.start_url, self.wire.sandbox.company.region
        )

    def leaks(self) -> dict[str, set[str]]:
        for address in self.wire.addresses:
            self.places.add("addresses", address)
        return self.places.leaks(self.wire.canaries)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    # Every widget is looked at after every step; those of earlier tests are not of this run.
    ipywidgets.Widget.close_all()
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    wires: list[Wire] = []

    def tapped(sandbox: Sandbox) -> Wire:
        wires.append(Wire(sandbox))
        return wires[0]

    with inside_a_sandbox(home, monkeypatch, tapped) as company:
        monkeypatch.setenv("AWSGUIDE_AUTOPILOT", "1")
        places = Places()
        with watched(places, monkeypatch):
            yield Run(wires[0], company.endpoint, home, places)
    CALL_LOG.clear()


def told(run: Run, work: Any) -> GuideError:
    """The error that `work` ends in, written down."""
    with pytest.raises(GuideError) as caught:
        work()
    run.places.add_error(caught.value)
    return caught.value


async def through_the_panels(run: Run, way: str) -> WorkforcePanel:
    """Everything the workforce panels do, pressed by the robot reader, every face written down after each step."""
    panel = WorkforcePanel()
    panel.sign_in.way_field.value = way
    for part in (panel.sign_in, panel.credentials, panel.save, panel.call_log):
        if part is panel.call_log:
            part.refresh()
        answer = await part
        run.places.add_faces(panel, *panel.parts, answer)
    await panel.choose("production", "ReadOnlyAccess")
    run.places.add_faces(panel, *panel.parts)
    return panel


def objects_of(panel: WorkforcePanel) -> list[object]:
    token, proved = panel.token, panel.role_session
    assert token.registration is not None
    return [token, token.registration, proved, proved.credentials, *panel.state.call_log.entries]


@pytest.mark.parametrize("way", ["device-code", "authorization-code"])
def test_a_run_through_the_panels_shows_no_secret(
    run: Run, way: str, capfd: pytest.CaptureFixture[str]
) -> None:
    async def whole() -> None:
        panel = await through_the_panels(run, way)
        for thing in objects_of(panel):
            run.places.add_object(thing)
        await panel.sign_out()
        run.places.add_faces(panel, *panel.parts)
        told(run, lambda: panel.token)

    asyncio.run(whole())
    for stream in capfd.readouterr():
        run.places.add("standard output and error", stream)
    missing = {"authorization code", "PKCE verifier"} if way == "device-code" else {"device code"}
    assert KINDS - run.wire.canaries.kinds <= missing | {"refresh token"}
    assert run.leaks() == {}


def test_a_run_through_the_functions_shows_no_secret(run: Run, capfd: pytest.CaptureFixture[str]) -> None:
    person = Reader(run.endpoint)

    def show(event: object) -> None:
        _tell(event, World(Aws("sandbox"), home))
        run.places.add_object(event)
        _allow(person, event)

    token = sign_in(run.session, way="device-code", fresh=True, show=show)
    accounts = accounts_and_roles(token, show=show)
    near_its_end = dataclasses.replace(token, expires_at=time.time() + 90)
    role = accounts[0].roles[0]
    proved = role_session(near_its_end, role.account_id, role.role_name)
    program = run_program(sys.executable, "-c", ENVIRONMENT_PRINTER, credentials=proved.credentials)
    assert "AWS_SECRET_ACCESS_KEY" in program.output
    run.places.add("output of programs", repr(program))
    signed = signed_request(proved, "sts", "GetCallerIdentity")
    assert "GetCallerIdentityResult" in signed.output
    run.places.add("output of programs", repr(signed))
    for thing in (token, token.registration, accounts, proved, proved.credentials, *CALL_LOG):
        run.places.add_object(thing)

    told(run, lambda: role_session(token, "999999999999", "NoSuchRole"))
    for fault in (
        "server_error@GetRoleCredentials:9",
        "too_many_requests@GetRoleCredentials:99",
        "clock_skew=1200",
    ):
        run.wire.sandbox.faults.arm(fault)
        told(run, lambda: role_session(token, role.account_id, role.role_name))
        run.wire.sandbox.faults.clear()
    for fault in ("denied", "expired_code", "session_ended", "wrong_region"):
        run.wire.sandbox.faults.arm(fault)
        told(
            run,
            lambda: accounts_and_roles(sign_in(run.session, way="device-code", fresh=True, show=show)),
        )
        run.wire.sandbox.faults.clear()
    ended = sign_in(run.session, way="device-code", fresh=True, show=show)
    sign_out(ended)
    told(run, lambda: accounts_and_roles(ended))
    for stream in capfd.readouterr():
        run.places.add("standard output and error", stream)
    kinds = {
        MEMBERS[name]
        for name in ("accessToken", "refreshToken", "clientSecret", "deviceCode", "sessionToken")
    }
    assert kinds <= run.wire.canaries.kinds
    assert run.leaks() == {}


# --- console credentials ------------------------------------------------------------------------------------------

CONSOLE_KINDS = {
    MEMBERS[name] for name in ("refreshToken", "code", "codeVerifier", "secretAccessKey", "sessionToken")
}


def learn_cache(run: Run) -> None:
    """What never travels: the proof key in the cache, line by line, and the id token beside it."""
    for file in (run.home / ".aws" / "login" / "cache").glob("*.json"):
        document = json.loads(file.read_text())
        run.wire.canaries.add("id token", document["idToken"])
        run.wire.canaries.add("proof key", document["dpopKey"])
        for line in document["dpopKey"].splitlines()[1:-1]:
            run.wire.canaries.add("proof key", line)


@pytest.mark.parametrize("way", ["same-device", "cross-device"])
def test_a_run_through_the_console_panels_shows_no_secret(
    run: Run, way: str, capfd: pytest.CaptureFixture[str]
) -> None:
    async def whole() -> None:
        panel = ConsolePanel()
        panel.sign_in.way_field.value = way
        for part in (panel.sign_in, panel.credentials, panel.save, panel.call_log):
            if part is panel.call_log:
                part.refresh()
            answer = await part
            run.places.add_faces(panel, *panel.parts, answer, panel.tools)
        learn_cache(run)
        panel.credentials.renew_button.click()
        run.places.add_faces(panel, *panel.parts, await panel.credentials)
        panel.session.client("sts").get_caller_identity()
        for thing in (
            panel.console_session,
            panel.console_session.credentials,
            *panel.state.call_log.entries,
        ):
            run.places.add_object(thing)
        for event in (panel.sign_in.world, panel.state, panel.state.about):
            run.places.add("repr, str and format", repr(event))
        run.wire.sandbox.faults.arm("session_ended")
        panel.credentials.renew_button.click()
        run.places.add_faces(panel, *panel.parts, await panel.credentials)
        run.wire.sandbox.faults.clear()
        await panel.sign_out()
        run.places.add_faces(panel, *panel.parts)
        told(run, lambda: panel.console_session)

    asyncio.run(whole())
    for stream in capfd.readouterr():
        run.places.add("standard output and error", stream)
    assert run.wire.canaries.kinds >= CONSOLE_KINDS | {"proof key", "id token"}
    assert run.leaks() == {}


def test_a_run_through_the_console_functions_shows_no_secret(
    run: Run, capfd: pytest.CaptureFixture[str]
) -> None:
    person = Reader(run.endpoint)
    shown: list[str] = []

    def show(event: object) -> None:
        assert isinstance(event, CodePage)
        _tell(event, World(Aws("sandbox"), home))
        run.places.add_object(event)
        page = person.post(person.get(event.link), **DANA, decision="allow")
        shown.append(page.value("verification_code"))
        run.wire.canaries.add("code to paste", shown[-1])

    def sign_in(paste: Any = lambda: shown[-1]) -> Any:
        return functions_console.console_sign_in(
            way="cross-device", show=show, keep=lambda _about: True, paste=paste
        )

    session = sign_in()
    learn_cache(run)
    functions_console.save_console_profile(session, "mine")
    functions_console.console_session(session).client("sts").get_caller_identity()
    renewed = functions_console.console_credentials(session, always=True)
    for thing in (session, session.credentials, renewed, *CALL_LOG):
        run.places.add_object(thing)
    process = ("-m", "awsguide.launch.cli", "credentials", "--row", "console", "--format", "process")
    program = run_program(sys.executable, *process, "--profile", "mine")
    assert "SecretAccessKey" in program.output
    run.places.add("output of programs", repr(program))

    told(run, lambda: sign_in(lambda: shown[-1][: len(shown[-1]) // 2]))
    told(run, lambda: sign_in(lambda: shown[-2]))
    for fault in ("expired_code", "server_error@CreateOAuth2Token:9", "clock_skew=1200@CreateOAuth2Token"):
        run.wire.sandbox.faults.arm(fault)
        told(run, sign_in)
        run.wire.sandbox.faults.clear()
    run.wire.sandbox.faults.arm("session_ended")
    told(run, lambda: functions_console.console_credentials(session, always=True))
    run.wire.sandbox.faults.clear()
    functions_console.console_sign_out(session)
    told(run, lambda: functions_console.console_credentials(session))
    for stream in capfd.readouterr():
        run.places.add("standard output and error", stream)
    assert run.wire.canaries.kinds >= CONSOLE_KINDS | {"proof key", "id token", "code to paste"}
    assert run.leaks() == {}


class _Careless:
    """A panel that shows what it should not."""

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def _repr_mimebundle_(self) -> dict[str, object]:
        return {"text/plain": self._secret, "text/html": f"<p>{self._secret}</p>"}


def _shown_in_a_widget(run: Run, secret: str) -> None:
    widget = ipywidgets.HTML(f"<p>{secret}</p>")
    run.places.add_faces()
    widget.close()


def _raised_beside(secret: str) -> BaseException:
    def careless(token: str) -> None:
        raise ValueError(len(token))

    try:
        careless(secret)
    except ValueError as error:
        return error
    raise AssertionError


def _ask(address: str) -> None:
    build_opener(ProxyHandler({})).open(address, timeout=60).close()


# Each place, and a way to show a secret there on purpose.
LEAKS: dict[str, Any] = {
    "text/plain": lambda run, secret: run.places.add_faces(_Careless(secret)),
    "text/html": lambda run, secret: run.places.add_faces(_Careless(secret)),
    "mimebundle": lambda run, secret: run.places.add_faces(_Careless(secret)),
    "widget manager state": _shown_in_a_widget,
    "synced state of each widget": _shown_in_a_widget,
    "messages to widgets": lambda run, secret: setattr(ipywidgets.HTML("before"), "value", secret),
    "exception texts": lambda run, secret: run.places.add_error(GuideError(f"the token {secret[:30]} is wrong")),
    "tracebacks": lambda run, secret: run.places.add_error(_raised_beside(secret)),
    "repr, str and format": lambda run, secret: run.places.add_object([secret]),
    "pickle": lambda run, secret: run.places.add_object([secret]),
    "json": lambda run, secret: run.places.add_object(SsoSession(secret, "", "")),
    "json, strings for the rest": lambda run, secret: run.places.add_object(SsoSession(secret, "", "")),
    "logs": lambda run, secret: logging.getLogger("awsguide.adapters.aws").debug("sent %s", secret),
    "command lines": lambda run, secret: run_program(sys.executable, "-c", "pass", secret),
    "addresses": lambda run, secret: _ask(f"{run.endpoint}/start?token={secret}"),
}  # fmt: skip


@pytest.mark.parametrize("place", LEAKS)
def test_a_secret_that_is_shown_on_purpose_is_found(run: Run, place: str) -> None:
    secret = "canary-" + "+/=&<".join("abcdefghijklmnopqrstuvwxyz")
    run.wire.canaries.add("canary", secret)
    shown = (
        secret.replace("&", "%26")
        .replace("+", "%2B")
        .replace("=", "%3D")
        .replace("/", "%2F")
        .replace("<", "%3C")
    )
    LEAKS[place](run, shown if place == "addresses" else secret)
    assert place in run.leaks()


# --- in a kernel --------------------------------------------------------------------------------------------------

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"
# What a reader's own cells may run into after the notebook's last: errors, told with all their local variables.
ERRORS = [
    "awsguide.WorkforcePanel().token",
    """
again = awsguide.WorkforcePanel()
await again.sign_in
awsguide.role_session(again.token, "999999999999", "NoSuchRole")
""",
    "awsguide.accounts_and_roles(again.token)",
    """
first = awsguide.accounts_and_roles(again.token)[0].roles[0]
again.token, awsguide.role_session(again.token, first.account_id, first.role_name)
""",
    "await again.sign_out()",
    "awsguide.accounts_and_roles(again.state.token or again.token)",
]
# Each place that only a kernel has, and a cell that shows `secret` there.
CARELESS = {
    "executed notebook": "print(secret)",
    "kernel's standard output and error": "import os; os.write(2, secret.encode())",
    "command lines": "awsguide.run_program('curl', '--version', secret)",
    "files beside the notebook": "open('notes.txt', 'w').write(secret)",
    "files in the home": """
history = get_ipython().history_manager
history.store_inputs(900, secret)
history.writeout_cache()
""",
}


def kernel_run(run: Run, folder: Path) -> KernelRun:
    return KernelRun(folder / "work", run.home, run.endpoint, run.session.start_url)


def test_a_notebook_that_was_run_leaves_no_secret_behind(run: Run, tmp_path: Path) -> None:
    source = nbformat.read(NOTEBOOKS / "10-workforce-identity.ipynb", as_version=4)
    cells = [cell.source for cell in source.cells if cell.cell_type == "code"]
    notebook = kernel_run(run, tmp_path).execute("10-workforce-identity", [*cells, *ERRORS], run.places)
    failed = [
        cell
        for cell in notebook.cells[1 : len(cells) + 1]
        for output in cell.outputs
        if output.output_type == "error"
    ]
    assert failed == []
    refused = [
        output
        for cell in notebook.cells[-len(ERRORS) :]
        for output in cell.outputs
        if output.output_type == "error"
    ]
    assert len(refused) >= 3
    assert KINDS - run.wire.canaries.kinds <= {"refresh token", "authorization code", "PKCE verifier"} | {
        "device code"
    }
    assert "curl" in "".join(run.places.seen["command lines"])
    assert run.leaks() == {}


CONSOLE_ERRORS = [
    "awsguide.ConsolePanel().console_session",
    """
again = awsguide.ConsolePanel()
await again.sign_in
again.console_session, awsguide.console_session(again.console_session)
""",
    "kept = again.console_session\nawait again.sign_out()",
    "awsguide.console_session(kept).client('sts').get_caller_identity()",
    "awsguide.console_sign_in(way='cross-device', paste=lambda: 'cut')",
]


def test_the_console_notebook_that_was_run_leaves_no_secret_behind(run: Run, tmp_path: Path) -> None:
    source = nbformat.read(NOTEBOOKS / "20-console-credentials.ipynb", as_version=4)
    cells = [cell.source for cell in source.cells if cell.cell_type == "code"]
    signing_out = next(number for number, cell in enumerate(cells) if "sign_out" in cell)
    # The cache is looked at while there is one.
    looked = "import shutil; shutil.copytree(awsguide.adapters.files.paths.login_directory(), HOME)"
    look = looked.replace("HOME", repr(str(tmp_path / "cache")))
    notebook = kernel_run(run, tmp_path).execute(
        "20-console-credentials",
        [*cells[:signing_out], look, *cells[signing_out:], *CONSOLE_ERRORS],
        run.places,
    )
    failed = [
        output
        for cell in notebook.cells[1 : len(cells) + 2]
        for output in cell.outputs
        if output.output_type == "error"
    ]
    assert failed == []
    for file in (tmp_path / "cache").glob("*.json"):
        document = json.loads(file.read_text())
        run.wire.canaries.add("id token", document["idToken"])
        for line in document["dpopKey"].splitlines()[1:-1]:
            run.wire.canaries.add("proof key", line)
    assert run.wire.canaries.kinds >= CONSOLE_KINDS | {"proof key", "id token"}
    assert run.leaks() == {}


def test_a_secret_that_a_kernel_shows_on_purpose_is_found(run: Run, tmp_path: Path) -> None:
    first = (
        "import awsguide, ipywidgets\n"
        "keys = open(__import__('os').environ['AWS_SHARED_CREDENTIALS_FILE']).read()\n"
        "secret = keys.split('aws_secret_access_key = ')[1].split()[0]"
    )
    kernel_run(run, tmp_path).execute("careless", [first, *CARELESS.values()], run.places)
    assert run.leaks().keys() >= CARELESS.keys()


# --- in the sandbox's own process, and in what is published --------------------------------------------------------


def test_the_process_of_the_sandbox_says_nothing_secret() -> None:
    command = [sys.executable, "-m", "aws_sandbox", "--until-eof"]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True)
    assert process.stdout is not None
    announced = process.stdout.readline()
    told = json.loads(announced)
    canaries = Canaries()
    oidc = boto3.client("sso-oidc", region_name="us-east-1", endpoint_url=told["endpoint"])
    program, person = Program(oidc), Reader(told["endpoint"])
    device = program.start()
    person.allow(device["userCode"])
    token = program.poll(device["deviceCode"])
    found = program.credentials | device | token
    for name in ("clientSecret", "deviceCode", "accessToken", "refreshToken"):
        canaries.add(MEMBERS[name], found[name])
    canaries.add("cookie", next(iter(person.cookies)).value)
    home = Path(told["home"])
    canaries.add("control secret", (home / ".awsguide" / "secret").read_text())
    profiles = configparser.ConfigParser(interpolation=None)
    profiles.read(home / ".aws" / "credentials", encoding="utf-8")
    for name, profile in profiles.items():
        if "aws_secret_access_key" in profile:
            canaries.add(f"{name}'s secret access key", profile["aws_secret_access_key"])

    def client(name: str, service: str) -> Any:
        keys = {key: profiles[name][key] for key in ("aws_access_key_id", "aws_secret_access_key")}
        return boto3.client(service, region_name="us-east-1", endpoint_url=told["endpoint"], **keys)

    made = client("kira", "iam").create_access_key()["AccessKey"]
    canaries.add("new secret access key", made["SecretAccessKey"])
    task = {"arn": "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials"}
    account = client("staging-root", "sts").get_caller_identity()["Account"]
    root = client("trainer", "sts").assume_root(TargetPrincipal=account, TaskPolicyArn=task)["Credentials"]
    canaries.add("secret access key of a root session", root["SecretAccessKey"])
    canaries.add("token of a root session", root["SessionToken"])
    kept = (home / ".aws" / "credentials").read_text()
    seen = " ".join(psutil.Process(process.pid).cmdline()) + announced
    output, errors = process.communicate(timeout=30)
    assert canaries.found_in(seen + output + errors) == set()
    assert {"trainer's secret access key", "staging-root's secret access key"} <= canaries.found_in(kept)


# What the sandbox's own keys and tokens look like; AWS's documentation has an example key that may stand anywhere.
LOOKS_SECRET = re.compile(
    r"\b(?:AKIA|ASIA)(?!IOSFODNN7EXAMPLE\b)[A-Z0-9]{16}\b|\bao[ar][A-Za-z0-9_-]{100,}|\bIQoJ[A-Za-z0-9+/]{60,}"
)
PUBLISHED = [folder for name in ("notebooks", "docs", "site") if (folder := NOTEBOOKS.parent / name).is_dir()]


@pytest.mark.parametrize("folder", PUBLISHED, ids=lambda folder: folder.name)
def test_what_is_published_holds_nothing_that_looks_like_a_key_or_a_token(folder: Path) -> None:
    texts = {".ipynb", ".md", ".html", ".json", ".js", ".xml", ".txt", ".py", ".svg"}
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix in texts]
    assert files
    found = {path: LOOKS_SECRET.findall(path.read_text("utf-8", "replace")) for path in files}
    assert {path: matches for path, matches in found.items() if matches} == {}


def test_the_keys_and_tokens_of_the_sandbox_look_like_that(run: Run) -> None:
    person = Reader(run.endpoint)
    token = sign_in(run.session, way="device-code", fresh=True, show=lambda event: _allow(person, event))
    role = accounts_and_roles(token, show=lambda _event: None)[0].roles[0]
    keys = role_session(token, role.account_id, role.role_name).credentials
    assert token.refresh_token is not None
    assert keys.session_token is not None
    for value in (
        keys.access_key_id,
        *(s.reveal() for s in (token.access_token, token.refresh_token, keys.session_token)),
    ):
        assert LOOKS_SECRET.search(f'"{value}"')


def _allow(person: Reader, event: object) -> None:
    if isinstance(event, DeviceCode):
        person.allow(event.user_code)
