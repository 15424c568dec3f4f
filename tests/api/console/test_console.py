"""The plain functions for console credentials against a sandbox over real HTTP: sign in, renew, hand over, forget."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import awsguide
from aws_sandbox.server.application import Sandbox
from awsguide.adapters.files import home, paths, sign_in_caches
from awsguide.api import console as functions_console
from awsguide.core.errors import BadInput, Cancelled, CouldNotTry, GuideError, Refused
from awsguide.core.model import BrowserPage, CodePage, ConsoleSession
from awsguide.core.stored import StoreConsoleSession
from awsguide.flows.console import SignedIn
from awsguide.launch import cli
from tests.aws_sandbox.developer import DANA, ERIN, FAY, ROOT
from tests.aws_sandbox.reader import Reader
from tests.inside import inside_a_sandbox


@pytest.fixture
def sandbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """A sandbox in this process, and this process inside it."""
    with inside_a_sandbox(tmp_path, monkeypatch) as company:
        yield company.sandbox


class Person:
    """Does what the page says, in a browser of their own; `code` is what the page showed."""

    def __init__(self, who: dict[str, str] = DANA, decision: str = "allow") -> None:
        self.who, self.decision, self.code = who, decision, ""
        self.reader = Reader(os.environ["AWS_ENDPOINT_URL"])

    def __call__(self, event: object) -> None:
        if isinstance(event, CodePage | BrowserPage):
            address = event.link if isinstance(event, CodePage) else event.address.reveal()
            page = self.reader.post(self.reader.get(address), **self.who, decision=self.decision)
            self.code = page.value("verification_code")
            if page.status == 303:
                self.reader.get(page.headers["location"])


def signed_in(who: dict[str, str] = DANA, way: Any = "same-device", **others: Any) -> ConsoleSession:
    person = Person(who)
    found: ConsoleSession = awsguide.console_sign_in(
        way=way, show=person, keep=lambda _about: True, paste=lambda: person.code, **others
    )
    return found


def files() -> list[Path]:
    return list((Path.home() / ".aws" / "login" / "cache").glob("*.json"))


def aged(session: ConsoleSession, sandbox: Sandbox) -> None:
    """Let fifteen minutes pass: in the sandbox by its clock, in the cache by what it says."""
    sandbox.clock.move(900)
    stored = sign_in_caches.load_console_session(session.arn, session.region)
    assert stored is not None
    old = replace(stored, credentials=replace(stored.credentials, expires_at=time.time() + 30))
    home.save(StoreConsoleSession(old))


@pytest.mark.parametrize("way", ["same-device", "cross-device"])
@pytest.mark.parametrize(
    ("who", "ending"), [(DANA, ":user/dana"), (ROOT, ":root"), (FAY, ":assumed-role/Developer/fay")]
)
def test_whoever_can_open_the_console_gets_a_session(
    way: str, who: dict[str, str], ending: str, sandbox: Sandbox
) -> None:
    session = signed_in(who, way)
    assert session.arn.endswith(ending)
    assert awsguide.console_session(session).client("sts").get_caller_identity()["Arn"] == session.arn
    (file,) = files()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("who", [DANA, ROOT], ids=["dana", "root"])
def test_the_identity_is_looked_at_before_anything_is_kept(who: dict[str, str], sandbox: Sandbox) -> None:
    seen: list[tuple[SignedIn, int]] = []

    def keep(about: SignedIn) -> bool:
        seen.append((about, len(files())))
        return False

    with pytest.raises(Cancelled) as caught:
        awsguide.console_sign_in(way="same-device", show=Person(who), keep=keep)
    assert caught.value.code == "another-identity"
    ((about, stored),) = seen
    assert (about.is_root, stored, len(files())) == (who is ROOT, 0, 0)


@pytest.mark.parametrize(
    ("answer", "kept"), [("y", True), (" YES ", True), ("", False), ("n", False), ("what?", False)]
)
def test_a_person_at_a_terminal_is_told_and_asked(
    answer: str,
    kept: bool,
    sandbox: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("builtins.input", lambda _prompt: answer)
    try:
        awsguide.console_sign_in(way="same-device", show=Person(ROOT))
    except Cancelled:
        assert not kept
    else:
        assert kept
    printed = capsys.readouterr().out
    assert ":root" in printed
    assert "ROOT USER" in printed


def nobody(*_: object) -> str:
    raise EOFError


@pytest.mark.parametrize(
    ("way", "asked"), [("same-device", "builtins.input"), ("cross-device", "getpass.getpass")]
)
def test_where_nobody_can_answer_it_is_said(
    way: Any, asked: str, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asked, nobody)
    with pytest.raises(CouldNotTry) as caught:
        awsguide.console_sign_in(way=way, show=Person())
    assert (caught.value.code, files()) == ("nobody-to-ask", [])


def broken(person: Person, how: str) -> str:
    return {"cut": person.code[: len(person.code) // 2], "empty": " ", "of another attempt": OTHERS}[how]


OTHERS = "c3RhdGU9YW5vdGhlciZjb2RlPWFub3RoZXI="


@pytest.mark.parametrize(
    ("how", "code"),
    [("cut", "pasted-code-cut"), ("empty", "pasted-code-cut"), ("of another attempt", "state-mismatch")],
)
def test_a_pasted_code_that_is_not_the_pages_is_refused(how: str, code: str, sandbox: Sandbox) -> None:
    person = Person()
    with pytest.raises(GuideError) as caught:
        awsguide.console_sign_in(
            way="cross-device", show=person, keep=lambda _: True, paste=lambda: broken(person, how)
        )
    assert (caught.value.code, files()) == (code, [])
    assert person.code[:20] not in str(caught.value)


@pytest.mark.parametrize(
    ("who", "decision"), [(DANA, "deny"), (ERIN, "deny")], ids=["denied", "without the permission"]
)
def test_what_the_page_refuses_leaves_nothing_behind(
    who: dict[str, str], decision: str, sandbox: Sandbox
) -> None:
    with pytest.raises(Refused) as caught:
        awsguide.console_sign_in(way="same-device", show=Person(who, decision), keep=lambda _: True)
    assert (caught.value.code, files()) == ("console-denied", [])


def test_the_page_to_open_is_printed_where_the_browser_is_elsewhere(
    sandbox: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(BadInput):
        awsguide.console_sign_in(way="cross-device", paste=lambda: "x")
    assert f"Open {os.environ['AWS_ENDPOINT_URL']}/v1/authorize?" in capsys.readouterr().out


# --- renewing ---------------------------------------------------------------------------------------------------


def test_a_session_renews_itself_without_the_common_runtime(sandbox: Sandbox) -> None:
    session = signed_in()
    sts = awsguide.console_session(session).client("sts")
    sts.get_caller_identity()
    before = json.loads(files()[0].read_text())
    aged(session, sandbox)
    again = awsguide.console_session(session).client("sts")
    assert again.get_caller_identity()["Arn"] == session.arn
    after = json.loads(files()[0].read_text())
    assert after["refreshToken"] != before["refreshToken"]
    assert after["dpopKey"] == before["dpopKey"]


def test_one_client_lives_through_many_quarters_of_an_hour(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = signed_in()
    # botocore asks for new credentials when it believes that the old ones are near their end.
    monkeypatch.setattr("awsguide.adapters.aws.sessions.RENEW_SECONDS", 10_000)
    sts = awsguide.console_session(session).client("sts")
    keys = set()
    for _ in range(3):
        assert sts.get_caller_identity()["Arn"] == session.arn
        keys.add(json.loads(files()[0].read_text())["accessToken"]["accessKeyId"])
        aged(session, sandbox)
    assert len(keys) == 3


@pytest.mark.parametrize(
    ("end", "code"),
    [
        (lambda sandbox: sandbox.clock.move(12 * 3600), "console-session-ended"),
        (lambda sandbox: files()[0].unlink(), "console-not-stored"),
        (lambda sandbox: files()[0].write_text("{}"), "console-not-stored"),
        (lambda sandbox: files()[0].write_text("not JSON"), "console-not-stored"),
    ],
    ids=["twelve hours", "signed out", "an empty file", "a broken file"],
)
def test_what_ended_the_sign_in_comes_out_of_the_call_that_needed_it(
    end: Callable[[Sandbox], object], code: str, sandbox: Sandbox
) -> None:
    session = signed_in()
    aged(session, sandbox)
    end(sandbox)
    with pytest.raises(GuideError) as caught:
        awsguide.console_session(session).client("sts").get_caller_identity()
    assert caught.value.code == code


def test_signing_out_deletes_this_sign_in_alone(sandbox: Sandbox) -> None:
    dana, fay = signed_in(), signed_in(FAY)
    awsguide.console_sign_out(dana)
    assert sign_in_caches.load_console_session(dana.arn, dana.region) is None
    assert awsguide.console_session(fay).client("sts").get_caller_identity()["Arn"] == fay.arn


# --- profiles, and handing over to other tools ------------------------------------------------------------------


def test_a_saved_profile_is_what_boto3_reads_and_undo_gives_back_the_exact_bytes(sandbox: Sandbox) -> None:
    session = signed_in()
    before = paths.path_of("config").read_bytes()
    receipt = awsguide.save_console_profile(session, "mine")
    code = (
        "import boto3; print(boto3.Session(profile_name='mine').client('sts').get_caller_identity()['Arn'])"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert told.stdout.strip() == session.arn
    awsguide.undo(receipt)
    assert paths.path_of("config").read_bytes() == before


def test_a_profile_keeps_a_region_that_it_has(sandbox: Sandbox) -> None:
    config = paths.path_of("config")
    config.write_text(config.read_text() + "\n[profile mine]\nregion = eu-west-1\noutput = text\n")
    awsguide.save_console_profile(signed_in(), "mine")
    assert "region = eu-west-1\noutput = text\nlogin_session = arn:" in config.read_text()


def test_a_boto3_without_the_common_runtime_is_explained(sandbox: Sandbox) -> None:
    awsguide.save_console_profile(signed_in(), "mine")
    code = "import sys; sys.modules['awscrt'] = None; import boto3; boto3.Session(profile_name='mine').client('sts')"
    with pytest.raises(CouldNotTry) as caught:
        awsguide.run_program(sys.executable, "-c", code)
    assert caught.value.code == "runtime-missing"


def handed_over(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-m",
        "awsguide.launch.cli",
        "credentials",
        "--row",
        "console",
        "--format",
        "process",
    ]
    return subprocess.run([*command, *arguments], capture_output=True, text=True, timeout=60, check=False)


def test_a_credential_process_hands_over_credentials_that_are_renewed(sandbox: Sandbox) -> None:
    session = signed_in()
    awsguide.save_console_profile(session, "mine")
    aged(session, sandbox)
    done = handed_over("--profile", "mine")
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert set(told) == {"Version", "AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"}
    assert told["Version"] == 1
    assert told["AccessKeyId"] != session.credentials.access_key_id


def test_a_tool_that_does_not_know_the_row_gets_there_by_a_process(sandbox: Sandbox) -> None:
    session = signed_in()
    awsguide.save_console_profile(session, "mine")
    config = paths.path_of("config")
    command = (
        f"{sys.executable} -m awsguide.launch.cli credentials --row console --profile mine --format process"
    )
    config.write_text(config.read_text() + f"\n[profile tool]\ncredential_process = {command}\n")
    code = (
        "import sys; sys.modules['awscrt'] = None; import boto3;"
        "print(boto3.Session(profile_name='tool').client('sts').get_caller_identity()['Arn'])"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert told.stdout.strip() == session.arn


def test_without_a_name_the_only_sign_in_is_taken(
    sandbox: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["credentials", "--row", "console", "--format", "process"]
    assert cli.main(command) == 1
    awsguide.save_console_profile(signed_in(), "mine")
    assert cli.main(command) == 0
    assert json.loads(capsys.readouterr().out)["Version"] == 1


@pytest.mark.parametrize(
    ("profile", "words"),
    [("", "lead to different ones"), ("trainer", "leads to none"), ("no-such", "leads to none")],
)
def test_what_cannot_be_handed_over_is_one_sentence_on_standard_error(
    profile: str, words: str, sandbox: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    awsguide.save_console_profile(signed_in(), "mine")
    awsguide.save_console_profile(signed_in(FAY), "theirs")
    capsys.readouterr()
    assert cli.main(["credentials", "--row", "console", "--format", "process", "--profile", profile]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert words in printed.err
    assert printed.err.count("\n") == 1


def test_an_ended_sign_in_is_one_sentence_on_standard_error(
    sandbox: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    session = signed_in()
    awsguide.save_console_profile(session, "mine")
    aged(session, sandbox)
    sandbox.clock.move(12 * 3600)
    capsys.readouterr()
    assert cli.main(["credentials", "--row", "console", "--format", "process"]) == 1
    printed = capsys.readouterr()
    assert (printed.out, printed.err.count("\n")) == ("", 1)
    assert "can no longer be renewed" in printed.err


def test_the_stored_sign_ins_are_found_through_their_profiles(sandbox: Sandbox) -> None:
    session = signed_in()
    assert functions_console.stored_console_sessions() == {}
    awsguide.save_console_profile(session, "mine")
    found = functions_console.stored_console_sessions()
    assert {name: stored.refresh_token for name, stored in found.items()} == {"mine": session.refresh_token}
