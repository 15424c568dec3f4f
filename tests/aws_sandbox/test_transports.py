"""The same sign-in over both transports: a socket, and none."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore import handlers
from botocore.exceptions import ClientError

from aws_sandbox.server import in_process
from aws_sandbox.server.http_server import serve
from tests.aws_sandbox.conftest import ONCE
from tests.aws_sandbox.reader import InProcessReader, Program, Reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aws_sandbox.server.application import Sandbox


@dataclass
class Reached:
    """A sandbox as clients reach it."""

    client: Callable[..., Any]
    browser: Callable[[], Reader]


def over_http(sandbox: Sandbox) -> Iterator[Reached]:
    with serve(sandbox, 0) as server:
        session = boto3.Session(region_name="us-east-1")

        def client(service: str, **keys: str) -> Any:
            return session.client(service, endpoint_url=server.endpoint, config=ONCE, **keys)

        yield Reached(client, lambda: Reader(server.endpoint))


def within(sandbox: Sandbox) -> Iterator[Reached]:
    with in_process.connect(sandbox):
        session = boto3.Session(region_name="us-east-1")

        def client(service: str, **keys: str) -> Any:
            return session.client(service, config=ONCE, **keys)

        yield Reached(client, lambda: InProcessReader(sandbox))


@pytest.fixture(params=[over_http, within], ids=["over http", "in process"])
def reached(request: pytest.FixtureRequest, sandbox: Sandbox) -> Iterator[Reached]:
    yield from request.param(sandbox)


def keys_of(reached: Reached, token: str, account_id: str, role_name: str) -> dict[str, str]:
    keys = reached.client("sso").get_role_credentials(
        accessToken=token, accountId=account_id, roleName=role_name
    )["roleCredentials"]
    return {
        "aws_access_key_id": keys["accessKeyId"],
        "aws_secret_access_key": keys["secretAccessKey"],
        "aws_session_token": keys["sessionToken"],
    }


def test_a_whole_sign_in_ends_in_an_object_that_is_kept(reached: Reached, sandbox: Sandbox) -> None:
    program = Program(reached.client("sso-oidc"))
    token = program.sign_in(reached.browser())["accessToken"]
    account_id = sandbox.company.accounts["sandbox-dev"]
    roles = reached.client("sso").list_account_roles(accessToken=token, accountId=account_id)["roleList"]
    keys = keys_of(reached, token, account_id, roles[0]["roleName"])
    assert reached.client("sts", **keys).get_caller_identity()["Account"] == account_id
    s3 = reached.client("s3", **keys)
    s3.create_bucket(Bucket="kept-things")
    s3.put_object(Bucket="kept-things", Key="a folder/\u00e4 + b.txt", Body=b"kept" * 50_000)
    kept = s3.get_object(Bucket="kept-things", Key="a folder/\u00e4 + b.txt")["Body"].read()
    assert kept == b"kept" * 50_000


def test_refusals_are_the_same(reached: Reached, sandbox: Sandbox) -> None:
    program = Program(reached.client("sso-oidc"))
    device = program.start()
    with pytest.raises(ClientError, match="AuthorizationPendingException"):
        program.poll(device["deviceCode"])
    tokens = program.sign_in(reached.browser())
    with pytest.raises(ClientError, match="ForbiddenException"):
        keys_of(reached, tokens["accessToken"], sandbox.company.accounts["staging"], "AdministratorAccess")
    reader = keys_of(reached, tokens["accessToken"], sandbox.company.accounts["production"], "ReadOnlyAccess")
    with pytest.raises(ClientError, match="AccessDenied"):
        reached.client("s3", **reader).create_bucket(Bucket="not-for-readers")
    reached.client("sso").logout(accessToken=tokens["accessToken"])
    with pytest.raises(ClientError, match="InvalidGrantException"):
        program.refresh(tokens["refreshToken"])


def test_the_pages_are_the_same(reached: Reached) -> None:
    browser = reached.browser()
    page = browser.sign_in(browser.get("/start"))
    assert page.said == "You are signed in as alice."
    assert browser.post(page, decision="sign-out").title == "Signed out"


def test_in_process_there_is_no_thread_and_nothing_stays_behind(sandbox: Sandbox) -> None:
    hooks, variables, threads = list(handlers.BUILTIN_HANDLERS), dict(os.environ), threading.active_count()
    for reached in within(sandbox):
        Program(reached.client("sso-oidc")).sign_in(reached.browser())
        assert threading.active_count() == threads
    assert list(handlers.BUILTIN_HANDLERS) == hooks
    assert dict(os.environ) == variables


def test_in_process_no_request_leaves(sandbox: Sandbox) -> None:
    for reached in within(sandbox):
        elsewhere = boto3.Session(region_name="us-east-1").client(
            "sso", endpoint_url="http://127.0.0.1:9", config=ONCE
        )
        with pytest.raises(ConnectionError, match="about to leave the sandbox"):
            elsewhere.list_accounts(accessToken="x")
        assert reached.browser().get("/").status == 200
