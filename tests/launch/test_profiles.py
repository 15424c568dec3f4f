"""`awsguide profiles` against the sandbox: asked first, written once, read by boto3, and undone to the byte."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import boto3
import pytest

import awsguide
from aws_sandbox.server import child
from awsguide.adapters.files import paths
from awsguide.launch import cli
from tests.api.test_functions import inside, signed_in

__all__ = ["inside"]


def config() -> Path:
    return paths.path_of("config")


def test_every_role_is_a_profile_that_boto3_reads_and_a_receipt_gives_the_bytes_back(
    inside: child.Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    before = config().read_bytes()
    receipt = awsguide.save_every_role(signed_in(inside), region="eu-west-1")
    assert receipt is not None
    names = {"production-ReadOnlyAccess", "sandbox-dev-AdministratorAccess"}
    assert names <= set(boto3.Session().available_profiles)
    assert boto3.Session(profile_name="production-ReadOnlyAccess").region_name == "eu-west-1"
    # A process of its own: botocore remembers where sign-ins are kept from when it was imported.
    code = "import boto3; print(boto3.Session().client('sts').get_caller_identity()['Arn'])"
    environment = {**os.environ, "AWS_PROFILE": "production-ReadOnlyAccess"}
    done = subprocess.run(
        [sys.executable, "-c", code], check=False, env=environment, capture_output=True, text=True
    )
    assert "AWSReservedSSO_ReadOnlyAccess_" in done.stdout, done.stderr
    awsguide.undo(receipt)
    assert config().read_bytes() == before


def test_the_command_writes_nothing_where_nobody_can_answer_and_writes_with_yes(
    inside: child.Place, capsys: pytest.CaptureFixture[str]
) -> None:
    signed_in(inside)
    before = config().read_bytes()
    assert cli.main(["profiles"]) == 1
    said = capsys.readouterr()
    assert "+[profile production-ReadOnlyAccess]" in said.out
    assert config().read_bytes() == before

    gone = "\n[profile gone]\nsso_session = corp\nsso_account_id = 999999999999\nsso_role_name = Old\n"
    config().write_bytes(before + gone.encode())
    assert cli.main(["profiles", "--yes"]) == 0
    said = capsys.readouterr()
    assert "AWS no longer grants the roles of these profiles: gone." in said.out
    backup = said.out.split("To undo it, copy ")[1].split(" over ")[0]
    assert Path(backup).read_bytes() == before + gone.encode()
    assert gone in config().read_text("utf-8")
    assert cli.main(["profiles", "--yes", "--prune"]) == 0
    assert "[profile gone]" not in config().read_text("utf-8")
    assert "[profile production-ReadOnlyAccess]" in config().read_text("utf-8")


def test_a_wrong_session_or_template_is_one_sentence(
    inside: child.Place, capsys: pytest.CaptureFixture[str]
) -> None:
    signed_in(inside)
    for options, words in ((["--session", "nowhere"], "nowhere"), (["--template", "{who}"], "{who}")):
        assert cli.main(["profiles", "--yes", *options]) == 1
        assert words in capsys.readouterr().err
