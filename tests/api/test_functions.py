"""The plain functions, from the first click to the signed request, against a sandbox over real HTTP."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from urllib.request import urlopen

import pytest
from botocore.exceptions import ClientError

import awsguide
from aws_sandbox.server import child
from awsguide.adapters.files import home, paths, sign_in_caches
from awsguide.api.perform import CALL_LOG
from awsguide.api.workforce import sso_sessions
from awsguide.core.errors import BadInput, CouldNotTry, Refused, Unreachable
from awsguide.core.model import BrowserPage, DeviceCode, SsoSession, Token
from tests.aws_sandbox.reader import Page, Reader

START = "https://d-sandbox0001.awsapps.com/start"


@pytest.fixture
def inside(sandbox: child.Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> child.Place:
    """This process talks to the sandbox, from a home of the test's own."""
    for name, value in sandbox.changes(os.environ).items():
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    folder = tmp_path / ".aws"
    folder.mkdir()
    (folder / "config").write_text(
        f"# mine\n[sso-session corp]\nsso_start_url = {START}\nsso_region = us-east-1\n", encoding="utf-8"
    )
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(folder / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(folder / "credentials"))
    CALL_LOG.clear()
    return sandbox


class Person:
    """Does what the page says, in a browser of their own."""

    def __init__(self, place: child.Place, name: str = "alice", decision: str = "allow") -> None:
        self.reader = Reader(place.endpoint)
        self.name, self.decision = name, decision

    def __call__(self, event: object) -> None:
        if isinstance(event, DeviceCode):
            self.answer(f"/device?user_code={event.user_code}")
        elif isinstance(event, BrowserPage):
            answered = self.answer(event.address.reveal())
            urlopen(answered.headers["location"]).close()

    def answer(self, address: str) -> Page:
        """Sign in on the page and press the button."""
        page = self.reader.sign_in(self.reader.get(address), self.name)
        return self.reader.post(page, decision=self.decision)


def signed_in(place: child.Place, name: str = "alice", way: str = "device-code", **others: object) -> Token:
    return awsguide.sign_in(way=way, show=Person(place, name), **others)  # type: ignore[arg-type, no-any-return]


@pytest.mark.parametrize("way", ["device-code", "authorization-code"])
def test_from_the_first_click_to_a_signed_request(inside: child.Place, way: str) -> None:
    token = signed_in(inside, way=way)
    accounts = awsguide.accounts_and_roles(token)
    assert [(account.name, [role.role_name for role in account.roles]) for account in accounts] == [
        ("production", ["ReadOnlyAccess"]),
        ("sandbox-dev", ["AdministratorAccess"]),
    ]
    role = accounts[0].roles[0]
    session = awsguide.role_session(token, role.account_id, role.role_name)
    assert session.identity.account_id == role.account_id
    assert "AWSReservedSSO_ReadOnlyAccess_" in session.identity.arn
    boto3_session = awsguide.boto3_session(session)
    assert boto3_session.client("iam").list_users()["Users"] == []
    with pytest.raises(ClientError) as caught:
        boto3_session.client("iam").create_user(UserName="mallory")
    assert caught.value.response["Error"]["Code"] == "AccessDenied"
    made = [entry.operation for entry in CALL_LOG if entry.result == "ok"]
    assert made[0] == "RegisterClient"
    assert made[-2:] == ["GetRoleCredentials", "GetCallerIdentity"]


def test_a_second_sign_in_uses_the_stored_token_and_the_file_is_closed_to_others(inside: child.Place) -> None:
    first = signed_in(inside)
    calls = len(CALL_LOG)
    assert awsguide.sign_in(way="device-code").access_token == first.access_token
    # Nobody is asked anything, and AWS only whether the token still counts.
    assert [entry.operation for entry in CALL_LOG[calls:]] == ["ListAccounts"]
    files = list((Path.home() / ".aws" / "sso" / "cache").glob("*.json"))
    assert files
    for file in files:
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(files[0].read_text("utf-8"))


def test_signing_out_ends_this_session_on_the_server_and_in_the_cache(inside: child.Place) -> None:
    token = signed_in(inside)
    awsguide.sign_out(token)
    with pytest.raises(Refused) as caught:
        awsguide.accounts_and_roles(token)
    assert caught.value.code == "session-ended"
    assert sign_in_caches.load_token(token.session) is None


def test_a_saved_profile_is_what_boto3_reads_and_undo_gives_back_the_exact_bytes(
    inside: child.Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    import boto3

    # A region variable would win over the profile's.
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name)
    token = signed_in(inside)
    before = paths.path_of("config").read_bytes()
    account = next(account for account in awsguide.accounts_and_roles(token) if account.roles)
    receipt = awsguide.save_profile(token, account.roles[0], "dev", region="eu-central-1")
    assert paths.path_of("config").read_text("utf-8").startswith("# mine\n")
    session = boto3.Session(profile_name="dev")
    assert session.region_name == "eu-central-1"
    assert receipt is not None
    awsguide.undo(receipt)
    assert paths.path_of("config").read_bytes() == before


def test_carol_is_signed_in_and_told_that_nothing_is_assigned(inside: child.Place) -> None:
    with pytest.raises(Refused) as caught:
        awsguide.accounts_and_roles(signed_in(inside, "carol"))
    assert caught.value.code == "no-assignment"


def test_a_role_that_is_not_assigned_is_no_access(inside: child.Place) -> None:
    token = signed_in(inside, "bob")
    account = awsguide.accounts_and_roles(token)[0]
    with pytest.raises(Refused) as caught:
        awsguide.role_session(token, account.account_id, "AdministratorAccess")
    assert caught.value.code == "no-access"


@pytest.mark.parametrize("way", ["device-code", "authorization-code"])
def test_a_denied_request_is_said_and_nothing_is_stored(inside: child.Place, way: str) -> None:
    with pytest.raises(Refused) as caught:
        awsguide.sign_in(way=way, show=Person(inside, decision="deny"))  # type: ignore[arg-type]
    assert caught.value.code == "denied"
    assert sign_in_caches.load_token(sso_sessions()[0]) is None


@pytest.mark.parametrize(
    ("start_url", "region", "code"),
    [
        ("https://d-sandbox0002.awsapps.com/start", "us-east-1", "wrong-region"),
        ("https://d-sandbox0003.awsapps.com/start", "us-east-1", "start-url-unknown"),
        ("https://cloud.sandbox-company.example", "us-east-1", "vanity-url"),
        ("https://wiki.sandbox-company.example", "us-east-1", "start-url-unknown"),
        ("https://typing-eror.example/start", "us-east-1", "network-name"),
        ("http://d-sandbox0001.awsapps.com/start", "us-east-1", "start-url-not-https"),
        ("https://123456789012.signin.aws.amazon.com/console", "us-east-1", "start-url-shape"),
        (START, "us-esat-1", "region-unknown"),
    ],
)
def test_wrong_places_are_told_apart(inside: child.Place, start_url: str, region: str, code: str) -> None:
    with pytest.raises((BadInput, Refused, Unreachable)) as caught:
        awsguide.sign_in(SsoSession("x", start_url, region), way="device-code")
    assert caught.value.code == code
    assert caught.value.next_step


def test_a_companys_own_address_leads_to_its_start_page(inside: child.Place) -> None:
    session = SsoSession("x", "https://aws.sandbox-company.example", "us-east-1")
    token = awsguide.sign_in(session, way="device-code", show=Person(inside))
    assert (token.session.start_url, token.session.known_as) == (session.start_url, START)
    # It is found again under the name that the reader knows it by, and that stands in their file.
    assert awsguide.sign_in(session, way="device-code").access_token == token.access_token


def test_a_second_notebook_waits_for_its_turn(inside: child.Place) -> None:
    session = sso_sessions()[0]
    give_back = home.hold("token", session)
    try:
        with pytest.raises(CouldNotTry) as caught:
            signed_in(inside)
        assert caught.value.code == "already-signing-in"
    finally:
        give_back()
    assert signed_in(inside).session == session


def test_a_sandbox_that_is_gone_is_said_as_such(inside: child.Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    with pytest.raises(Unreachable) as caught:
        signed_in(inside)
    assert caught.value.code == "sandbox-gone"


def test_an_endpoint_that_is_not_this_machine_is_refused_before_anything_is_sent(
    inside: child.Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_SSO_OIDC", "https://oidc.us-east-1.amazonaws.com")
    with pytest.raises(CouldNotTry) as caught:
        signed_in(inside)
    assert caught.value.code == "endpoint-not-loopback"


def test_nothing_of_the_sandboxs_home_is_outside_it(inside: child.Place) -> None:
    assert os.environ["AWSGUIDE_TARGET"] == "sandbox"
    assert paths.path_of("config").is_relative_to(Path.home())
