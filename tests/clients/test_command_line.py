"""An unmodified AWS CLI in the sandbox, with the sandbox's `env` and nothing else, and a person at its browser."""

from __future__ import annotations

import json
import os
import shutil
import time
from pathlib import Path

import pytest

from awsguide.api import console as functions_console
from awsguide.api.workforce import role_session, save_profile, sign_in
from awsguide.core.errors import Refused
from awsguide.core.model import DeviceCode, Note, Role
from tests.aws_sandbox.developer import DANA, ERIN, FAY
from tests.aws_sandbox.reader import Reader
from tests.clients import command_line
from tests.clients.command_line import CommandLine
from tests.clients.conftest import SESSION_NAME, Running, about_to_expire, enter, stamp
from tests.clients.readers import by_boto3, by_the_guide, readers

NINE_MIB = 9 * 1024 * 1024


@pytest.fixture(scope="module", autouse=True)
def _program() -> None:
    if command_line.why_left_out():
        pytest.skip(command_line.why_left_out())


@pytest.fixture
def aws(running: Running, tmp_path: Path) -> CommandLine:
    """The CLI, with no role credentials kept from another test."""
    shutil.rmtree(running.home / ".aws" / "cli", ignore_errors=True)
    return CommandLine(running.endpoint, running.environment(), tmp_path)


@pytest.fixture
def here(running: Running, monkeypatch: pytest.MonkeyPatch) -> Running:
    """The sandbox, with this process inside it."""
    enter(monkeypatch, running.env)
    return running


def log_in(aws: CommandLine, who: dict[str, str], profile: str) -> None:
    """Do what `aws login` asks for, in the browser that it opens."""
    terminal = aws.start("login", "--profile", profile)
    aws.follow(aws.reader.post(aws.opened(terminal), **who, decision="allow"))
    assert f"Updated profile {profile} to use arn:aws:" in aws.end(terminal)


# IAM Identity Center


def test_aws_sso_login_in_the_browser_leads_to_roles_that_work(
    aws: CommandLine, running: Running, tmp_path: Path
) -> None:
    running.token_file.unlink(missing_ok=True)
    terminal = aws.start("sso", "login", "--sso-session", SESSION_NAME)
    consent = aws.reader.sign_in(aws.opened(terminal))
    aws.follow(aws.reader.post(consent, decision="allow"))
    assert f"Successfully logged into Start URL: {running.start_url}" in aws.end(terminal)

    assert (
        ":assumed-role/AWSReservedSSO_ReadOnlyAccess_"
        in (aws.read("sts", "get-caller-identity", "--profile", "reader")["Arn"])
    )
    # Larger than what the CLI sends in one piece.
    sent, back = tmp_path / "sent", tmp_path / "back"
    sent.write_bytes(os.urandom(NINE_MIB))
    admin = ("--profile", "admin", "--no-progress")
    aws.run("s3", "mb", "s3://the-cli-was-here", "--profile", "admin")
    aws.run("s3", "cp", str(sent), "s3://the-cli-was-here/a folder/an object", *admin)
    aws.run("s3", "cp", "s3://the-cli-was-here/a folder/an object", str(back), *admin)
    assert back.read_bytes() == sent.read_bytes()
    assert "AccessDenied" in aws.refused("s3", "mb", "s3://the-cli-was-not-here", "--profile", "reader")


def test_aws_sso_login_with_a_device_code_is_renewed_and_ended_by_the_cli(
    aws: CommandLine, running: Running
) -> None:
    running.token_file.unlink(missing_ok=True)
    terminal = aws.start("sso", "login", "--sso-session", SESSION_NAME, "--use-device-code", "--no-browser")
    terminal.expect("[A-Z]{4}-[A-Z]{4}")
    aws.reader.allow(str(terminal.match[0]))
    aws.end(terminal)

    before = running.cached()
    running.keep({**before, "expiresAt": stamp(time.time() + 60)})
    assert aws.read("sts", "get-caller-identity", "--profile", "admin")["Arn"].endswith("/alice")
    after = running.cached()
    assert after["accessToken"] != before["accessToken"]
    assert after["refreshToken"] != before["refreshToken"]

    assert running.accounts(after["accessToken"])
    aws.run("sso", "logout")
    assert not running.token_file.exists()
    with pytest.raises(Exception, match="UnauthorizedException"):
        running.accounts(after["accessToken"])
    refusal = aws.refused("sts", "get-caller-identity", "--profile", "admin")
    assert f"Token for {SESSION_NAME} does not exist" in refusal


def test_the_guide_goes_on_with_the_clis_token_and_the_cli_with_the_guides(
    aws: CommandLine, here: Running
) -> None:
    def show(event: object) -> None:
        if isinstance(event, DeviceCode):
            Reader(here.endpoint).allow(event.user_code)

    token = sign_in(way="device-code", fresh=True, show=show)
    role = Role(here.accounts(token.access_token.reveal())["production"], "ReadOnlyAccess")
    save_profile(token, role, "saved-by-the-guide")
    arn = role_session(token, role.account_id, role.role_name).identity.arn
    assert aws.read("sts", "get-caller-identity", "--profile", "saved-by-the-guide")["Arn"] == arn

    here.keep({**here.cached(), "expiresAt": stamp(time.time() + 60)})
    shutil.rmtree(here.home / ".aws" / "cli")
    aws.run("sts", "get-caller-identity", "--profile", "saved-by-the-guide")
    shown: list[object] = []
    renewed = sign_in(show=shown.append)
    assert [event.text for event in shown if isinstance(event, Note)] == [
        "You are signed in already; the stored token is still good."
    ]
    assert renewed.access_token.reveal() == here.cached()["accessToken"] != token.access_token.reveal()
    assert role_session(renewed, role.account_id, role.role_name).identity.arn == arn


# Console credentials


def test_what_aws_login_keeps_is_used_and_renewed_by_everybody(aws: CommandLine, here: Running) -> None:
    log_in(aws, DANA, "by-the-cli")
    arn = functions_console.stored_console_session("by-the-cli").arn
    assert arn.endswith(":user/dana")
    cache = here.login_cache(arn)
    assert cache.stat().st_mode & 0o777 == 0o600
    for name, reader in readers().items():
        before = about_to_expire(cache)
        assert reader(here, "by-the-cli").get("arn") == arn, name
        after = json.loads(cache.read_text())
        assert after["refreshToken"] != before["refreshToken"], name
        assert after["dpopKey"] == before["dpopKey"], name
    assert aws.read("sts", "get-caller-identity", "--profile", "by-the-cli")["Arn"] == arn


def test_a_code_that_is_typed_back_signs_in_hands_out_keys_and_signs_out(
    aws: CommandLine, here: Running
) -> None:
    terminal = aws.start("login", "--remote", "--profile", "by-a-code")
    terminal.expect(r"(http://\S+)\s")
    page = aws.reader.post(aws.reader.get(str(terminal.match[1])), **FAY, decision="allow")
    terminal.expect("Enter the authorization +code displayed in your browser")
    terminal.sendline(page.value("verification_code"))
    assert ":assumed-role/Developer/fay" in aws.end(terminal)

    keys = aws.read("configure", "export-credentials", "--profile", "by-a-code", "--format", "process")
    credentials = functions_console.console_credentials(functions_console.stored_console_session("by-a-code"))
    assert (keys["Version"], keys["AccessKeyId"]) == (1, credentials.access_key_id)
    assert by_boto3(here, "by-a-code")["arn"].endswith("/fay")

    aws.run("logout", "--profile", "by-a-code")
    assert "aws login" in aws.refused("sts", "get-caller-identity", "--profile", "by-a-code")
    assert "aws login" in by_boto3(here, "by-a-code")["error"]
    assert "error" in by_the_guide(here, "by-a-code")


def test_somebody_without_the_permission_reads_why_and_nothing_is_kept(
    aws: CommandLine, running: Running
) -> None:
    config = (running.home / ".aws" / "config").read_text()
    terminal = aws.start("login", "--profile", "not-erins")
    page = aws.reader.post(aws.opened(terminal), **ERIN, decision="allow")
    assert "is not authorized to perform: signin:AuthorizeOAuth2Access on resource" in page.alert
    aws.reader.get(aws.reader.post(page, decision="deny").headers["location"])
    assert "Failed to retrieve an authorization code" in aws.fail(terminal)
    assert (running.home / ".aws" / "config").read_text() == config


def test_a_profile_that_holds_keys_is_refused_by_the_cli_and_by_the_guide(
    aws: CommandLine, here: Running
) -> None:
    log_in(aws, DANA, "by-the-cli")
    assert "Profile 'trainer' is already configured with Access Key credentials." in aws.fail(
        aws.start("login", "--profile", "trainer")
    )
    session = functions_console.stored_console_session("by-the-cli")
    with pytest.raises(Refused) as refusal:
        functions_console.save_console_profile(session, "trainer")
    assert refusal.value.code == "profile-taken"


# IAM users and roles


def test_an_iam_user_works_at_the_command_line(aws: CommandLine) -> None:
    assert "shared-credentials-file" in aws.run("configure", "list", "--profile", "trainer")
    users = aws.read("iam", "list-users", "--profile", "trainer")["Users"]
    assert "trainer" in [user["UserName"] for user in users]


def test_a_chain_of_roles_by_profiles(aws: CommandLine, running: Running) -> None:
    rows = (
        ("in-dev", "sandbox-dev", "role/Deployer", "source_profile = hana\n"),
        (
            "in-production",
            "production",
            "role/Releaser",
            "source_profile = in-dev\nexternal_id = awsguide-4711\n",
        ),
    )
    accounts = running.accounts(running.sign_in("alice")["accessToken"])
    with (running.home / ".aws" / "config").open("a") as config:
        for name, account, role, more in rows:
            config.write(f"\n[profile {name}]\nrole_arn = arn:aws:iam::{accounts[account]}:{role}\n{more}")
    arn = aws.read("sts", "get-caller-identity", "--profile", "in-production")["Arn"]
    assert f"::{accounts['production']}:assumed-role/Releaser/" in arn
    deployer = f"arn:aws:iam::{accounts['sandbox-dev']}:role/Deployer"
    asked = ("--role-arn", deployer, "--role-session-name", "ivan", "--profile", "ivan")
    refusal = aws.refused("sts", "assume-role", *asked)
    assert "(AccessDenied)" in refusal
    assert "is not authorized to perform: sts:AssumeRole on resource" in refusal


def test_the_docs_name_the_version_that_is_tried() -> None:
    version = command_line.program().parent.parent.name
    docs = command_line.FOLDER.parents[2] / "docs"
    for page in (docs / "sandbox.md", docs / "your-aws.md", docs.parent / "README.md"):
        assert f"AWS CLI {version}" in page.read_text(), page.name
