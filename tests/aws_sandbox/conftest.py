"""A sandbox that listens on a free port of 127.0.0.1, clients for its sign-in services, and a person's browser."""

from __future__ import annotations

import json
import re
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import boto3
import botocore.session
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from aws_sandbox.clock import Clock
from aws_sandbox.server import in_process
from aws_sandbox.server.application import Sandbox
from aws_sandbox.server.http_server import serve
from tests import wire
from tests.aws_sandbox.reader import Program, Reader

if TYPE_CHECKING:
    from collections.abc import Iterator

# The tests look at single answers: a client that tries again would hide them.
ONCE = Config(retries={"total_max_attempts": 1}, connect_timeout=60, read_timeout=60)

# Where IAM says that a refusal's details are: under another id in every run.
DETAILS = re.compile(
    r"\. Go to https://us-east-1\.console\.aws\.amazon\.com/iam/home\?region=us-east-1#/authorization-details/(?P<id>"
    r"[0-9a-z]{25}) for complete details, or call the GetRequestAuthorizationDetails API with the following "
    r"authorization id: (?P=id)$"
)


class Stage:
    """Answers with whichever sandbox the test at hand has put on it: one server serves them all."""

    sandbox: Sandbox

    def __call__(self, environ: Any, start_response: Any) -> Any:
        return self.sandbox(environ, start_response)


@pytest.fixture(scope="session")
def stage() -> Iterator[tuple[Stage, str]]:
    stage = Stage()
    server = serve(stage, 0)  # type: ignore[arg-type]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield stage, server.endpoint
    server.shutdown()
    thread.join(60)


@dataclass
class StandingClock(Clock):
    """Time passes when a test says so, and not while a busy machine is thinking.

    It begins at half a second past a whole one: what AWS tells is cut to whole seconds, and dates are to microseconds.
    """

    started: float = field(default_factory=lambda: int(time.time()) + 0.5)

    def now(self) -> float:
        return self.started + self.offset


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox(clock=StandingClock())


@pytest.fixture
def endpoint(stage: tuple[Stage, str], sandbox: Sandbox) -> str:
    """Where the test's sandbox answers: `http://127.0.0.1:<port>`."""
    stage[0].sandbox = sandbox
    return stage[1]


@pytest.fixture(scope="session")
def session() -> boto3.Session:
    return boto3.Session(region_name="us-east-1")


@pytest.fixture
def oidc(session: boto3.Session, endpoint: str) -> Any:
    return session.client("sso-oidc", endpoint_url=endpoint, config=ONCE)


@pytest.fixture
def portal(session: boto3.Session, endpoint: str) -> Any:
    return session.client("sso", endpoint_url=endpoint, config=ONCE)


@pytest.fixture
def reader(endpoint: str) -> Reader:
    return Reader(endpoint)


@pytest.fixture
def program(oidc: Any) -> Program:
    return Program(oidc)


@pytest.fixture
def trainer(session: boto3.Session, sandbox: Sandbox, endpoint: str) -> Any:
    """Makes clients that sign with the trainer's key: `trainer("iam")`."""

    def client(service: str, region: str = "us-east-1") -> Any:
        return session.client(
            service,
            region_name=region,
            endpoint_url=endpoint,
            aws_access_key_id=sandbox.company.trainer_access_key_id,
            aws_secret_access_key=sandbox.company.trainer_secret_access_key,
            config=ONCE,
        )

    return client


class Reached:
    """A sandbox over one of its two transports: AWS clients, and requests written by hand."""

    def __init__(self, sandbox: Sandbox, endpoint: str, session: boto3.Session) -> None:
        self.sandbox = sandbox
        self.endpoint = endpoint
        self.session = session

    @property
    def trainer(self) -> tuple[str, str]:
        company = self.sandbox.company
        return company.trainer_access_key_id, company.trainer_secret_access_key

    def client(self, service: str, keys: Any = None, region: str = "us-east-1", **config: Any) -> Any:
        """Make a client; `keys` are two or three texts, or what STS and IAM answer. The trainer's by default."""
        key_id, secret, token = _three(keys or self.trainer)
        return self.session.client(
            service,
            region_name=region,
            endpoint_url=self.endpoint,
            aws_access_key_id=key_id,
            aws_secret_access_key=secret,
            aws_session_token=token,
            config=ONCE.merge(Config(**config)),
        )

    def send(
        self, method: str, target: str, headers: dict[str, str] | None = None, body: bytes = b""
    ) -> tuple[int, dict[str, str], bytes]:
        """Send a request as it is; returns status, headers by lower-case name, body."""
        headers = {"Host": self.endpoint.removeprefix("http://"), **(headers or {})}
        if self.endpoint == in_process.ENDPOINT:
            status, given, content = in_process.call(
                self.sandbox, method, self.endpoint + target, headers, body
            )
        else:
            return wire.send(self.endpoint, method, target, headers, body)
        return status, {name.lower(): value for name, value in given}, content

    def user(self, name: str, *statements: dict[str, Any], iam: Any = None) -> Any:
        """Make an IAM user with one inline policy of these statements; returns its access key."""
        iam = iam or self.client("iam")
        iam.create_user(UserName=name)
        if statements:
            document = json.dumps({"Version": "2012-10-17", "Statement": statements})
            iam.put_user_policy(UserName=name, PolicyName="inline", PolicyDocument=document)
        return iam.create_access_key(UserName=name)["AccessKey"]

    def profile(self, name: str) -> tuple[str, str]:
        """The long-term key that stands in the profile of this name: id and secret."""
        (row,) = (row for row in self.sandbox.company.profiles if row.name == name)
        return row.access_key_id, row.secret_access_key

    def root(self, account_id: str) -> tuple[str, str]:
        """Give an account's root user another access key: id and secret."""
        key = self.sandbox.roots.create_key(account_id, self.sandbox.clock.now())
        return key.access_key_id, key.secret_access_key


def _three(keys: Any) -> tuple[str, str, str | None]:
    if isinstance(keys, tuple):
        return (*keys, None)[:3]
    return keys["AccessKeyId"], keys["SecretAccessKey"], keys.get("SessionToken")


@pytest.fixture(scope="session")
def loader() -> Any:
    """Read botocore's service models once for all sessions."""
    return botocore.session.get_session().get_component("data_loader")


@pytest.fixture(params=["http", "in process"])
def reached(
    request: Any, stage: tuple[Stage, str], sandbox: Sandbox, session: boto3.Session, loader: Any
) -> Iterator[Reached]:
    """The test's sandbox, once over HTTP and once in the process."""
    if request.param == "http":
        stage[0].sandbox = sandbox
        yield Reached(sandbox, stage[1], session)
        return
    with in_process.connect(sandbox):
        inner = botocore.session.get_session()
        inner.register_component("data_loader", loader)
        yield Reached(sandbox, in_process.ENDPOINT, boto3.Session(botocore_session=inner))


def refused(call: Any, *arguments: Any, **named: Any) -> tuple[int, str, str]:
    """Return the HTTP status, code and message with which AWS refuses a call; not under which id its details are."""
    status, code, message = refused_in_full(call, *arguments, **named)
    return status, code, DETAILS.sub("", message)


def refused_in_full(call: Any, *arguments: Any, **named: Any) -> tuple[int, str, str]:
    """Return the HTTP status, code and whole message with which AWS refuses a call."""
    with pytest.raises(ClientError) as caught:
        call(*arguments, **named)
    answer = caught.value.response
    error = answer["Error"]
    return answer["ResponseMetadata"]["HTTPStatusCode"], error["Code"], error.get("Message", "")
