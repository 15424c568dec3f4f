"""A sandbox that listens on a free port of 127.0.0.1, clients for its sign-in services, and a person's browser."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.config import Config

from awsguide.sandbox.application import Sandbox
from awsguide.sandbox.server import serve
from tests.sandbox.reader import Program, Reader

if TYPE_CHECKING:
    from collections.abc import Iterator

# The tests look at single answers: a client that tries again would hide them.
ONCE = Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=20)


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
    thread.join(5)


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox()


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
