from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore import handlers

from aws_sandbox.server import in_process
from tests.aws_sandbox.conftest import ONCE

if TYPE_CHECKING:
    from pathlib import Path

    from aws_sandbox.server.application import Sandbox


@pytest.fixture
def no_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "bind", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture
def profiles(sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A config in which `dev` is a role of sandbox-dev that `trainer` assumes, and `chained` one that `dev` does."""
    company = sandbox.company
    dev = f"arn:aws:iam::{company.accounts['sandbox-dev']}:role/OrganizationAccountAccessRole"
    (tmp_path / "credentials").write_text(
        f"[trainer]\naws_access_key_id = {company.trainer_access_key_id}\n"
        f"aws_secret_access_key = {company.trainer_secret_access_key}\n"
    )
    (tmp_path / "config").write_text(
        f"[profile dev]\nrole_arn = {dev}\nsource_profile = trainer\nregion = us-east-1\n"
    )
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))


@pytest.mark.usefixtures("no_sockets", "profiles")
def test_clients_that_botocores_own_providers_make_reach_the_sandbox_too(sandbox: Sandbox) -> None:
    with in_process.connect(sandbox):
        identity = boto3.Session(profile_name="dev").client("sts").get_caller_identity()
    assert identity["Account"] == sandbox.company.accounts["sandbox-dev"]
    assert ":assumed-role/OrganizationAccountAccessRole/" in identity["Arn"]


@pytest.mark.usefixtures("no_sockets", "profiles")
def test_boto3s_default_session_is_made_anew(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "trainer")
    boto3.setup_default_session()
    with in_process.connect(sandbox):
        assert (
            boto3.client("sts", region_name="us-east-1").get_caller_identity()["Arn"].endswith("user/trainer")
        )
    assert boto3.DEFAULT_SESSION is None


def test_disconnecting_puts_everything_back_and_leaves_old_clients_alone(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.delenv("AWS_EC2_METADATA_DISABLED", raising=False)
    before = list(handlers.BUILTIN_HANDLERS)
    connection = in_process.connect(sandbox)
    assert os.environ["AWS_ENDPOINT_URL"] == in_process.ENDPOINT
    client = boto3.Session().client("sso", region_name="us-east-1", config=ONCE)
    with pytest.raises(client.exceptions.UnauthorizedException):
        client.list_accounts(accessToken="x")
    connection.disconnect()
    connection.disconnect()
    assert os.environ["AWS_ENDPOINT_URL"] == "http://127.0.0.1:9"
    assert "AWS_EC2_METADATA_DISABLED" not in os.environ
    assert before == handlers.BUILTIN_HANDLERS
    with pytest.raises(ConnectionError, match="is disconnected"):
        client.list_accounts(accessToken="x")


@pytest.mark.usefixtures("no_sockets")
def test_large_bodies_and_file_objects_go_both_ways(sandbox: Sandbox, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(os.urandom(9_000_000))
    company = sandbox.company
    with in_process.connect(sandbox):
        s3 = boto3.Session().client(
            "s3",
            region_name="us-east-1",
            aws_access_key_id=company.trainer_access_key_id,
            aws_secret_access_key=company.trainer_secret_access_key,
        )
        s3.create_bucket(Bucket="large-things")
        with file.open("rb") as body:
            s3.put_object(Bucket="large-things", Key="whole", Body=body)
        # In several parts: boto3 streams the file in chunks of eight megabytes.
        s3.upload_file(str(file), "large-things", "parts")
        s3.download_file("large-things", "parts", str(tmp_path / "back"))
        assert s3.get_object(Bucket="large-things", Key="whole")["Body"].read() == file.read_bytes()
    assert (tmp_path / "back").read_bytes() == file.read_bytes()


def test_importing_the_sandbox_starts_nothing_and_imports_moto_late() -> None:
    program = textwrap.dedent("""
        import json, socket, sys, threading
        import aws_sandbox.server.application, aws_sandbox.server.in_process
        print(json.dumps({
            "threads": threading.active_count(),
            "late": sorted({"moto", "flask", "boto3", "botocore"} & set(sys.modules)),
        }))
    """)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == {"threads": 1, "late": []}


def test_without_the_package_cryptography_the_sandbox_serves_all_the_same(tmp_path: Path) -> None:
    program = textwrap.dedent("""
        import sys
        class Absent:
            def find_spec(self, name, path=None, target=None):
                if name.partition(".")[0] == "cryptography":
                    raise ModuleNotFoundError(name)
        sys.meta_path.insert(0, Absent())
        from aws_sandbox.server import in_process
        from aws_sandbox.server.application import Sandbox
        sandbox = Sandbox()
        import boto3
        with in_process.connect(sandbox):
            keys = {
                "aws_access_key_id": sandbox.company.trainer_access_key_id,
                "aws_secret_access_key": sandbox.company.trainer_secret_access_key,
                "region_name": "us-east-1",
            }
            print(boto3.client("iam", **keys).list_users()["Users"][0]["UserName"])
            s3 = boto3.client("s3", **keys)
            s3.create_bucket(Bucket="notes-one")
            print(len(s3.list_buckets()["Buckets"]))
            print(len(boto3.client("organizations", **keys).list_accounts()["Accounts"]))
    """)
    environment = {**os.environ, "HOME": str(tmp_path), "AWS_CONFIG_FILE": os.devnull}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=False
    )
    assert done.stdout.split() == ["trainer", "1", "4"], done.stderr
