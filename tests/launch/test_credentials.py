"""`awsguide credentials --row iam-short-term`: what is printed for tools and shells, and what is said instead."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import boto3
import pytest

import awsguide
from awsguide.api.short_term import renewal as functions_renewal
from awsguide.api.short_term.renewal import RUNNING
from awsguide.core.errors import BadInput
from awsguide.core.model import RoleRequest
from awsguide.launch import cli
from tests.practice import Practice


@pytest.fixture(autouse=True)
def _nobody_is_running_this_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    # Set and taken away by the fixture, so that what the command sets is taken away too.
    monkeypatch.setenv(RUNNING, "")


def printed(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str, str]:
    code = cli.main(["credentials", "--row", "iam-short-term", *options])
    out, err = capsys.readouterr()
    return code, out, err


def who(values: dict[str, str]) -> str:
    session = boto3.Session(
        aws_access_key_id=values["AccessKeyId"],
        aws_secret_access_key=values["SecretAccessKey"],
        aws_session_token=values["SessionToken"],
    )
    arn: str = session.client("sts").get_caller_identity()["Arn"]
    return arn


def test_a_role_with_every_option_is_printed_for_a_credential_process(
    practice: Practice, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    policy = practice.home / "policy.json"
    policy.write_text(
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}'
    )
    code, out, err = printed(
        capsys,
        *("--profile", "hana", "--role-arn", practice.role("Tagged"), "--session-name", "build"),
        *("--duration", "15m", "--tag", "project=x", "--tag", "team=y", "--transitive-tag", "project"),
        *("--source-identity", "hana", "--policy", f"file://{policy}"),
        *("--policy-arn", "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess", "--format", "process"),
    )
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert found["Version"] == 1
    assert who(found).endswith("assumed-role/Tagged/build")


def test_a_profile_s_whole_chain_is_printed(practice: Practice, capsys: pytest.CaptureFixture[str]) -> None:
    awsguide.save_role_profile(RoleRequest(practice.role("Deployer"), "me"), "deploy", source_profile="hana")
    release = RoleRequest(practice.role("Releaser", "production"), "me", external_id="awsguide-4711")
    awsguide.save_role_profile(release, "release", source_profile="deploy", region="us-east-1")
    code, out, _err = printed(capsys, "--profile", "release", "--format", "process")
    assert code == 0
    assert who(json.loads(out)).endswith("assumed-role/Releaser/me")


@pytest.mark.parametrize(
    ("form", "first"),
    [
        ("env", "export AWS_ACCESS_KEY_ID=ASIA"),
        ("env-no-export", "AWS_ACCESS_KEY_ID=ASIA"),
        ("fish", "set -gx AWS_ACCESS_KEY_ID ASIA"),
        ("powershell", "$Env:AWS_ACCESS_KEY_ID='ASIA"),
        ("windows-cmd", "set AWS_ACCESS_KEY_ID=ASIA"),
    ],
)
def test_each_shell_gets_its_own_lines(
    form: str, first: str, practice: Practice, capsys: pytest.CaptureFixture[str]
) -> None:
    role = ("--profile", "hana", "--role-arn", practice.role("Deployer"))
    code, out, _err = printed(capsys, *role, "--format", form)
    lines = out.splitlines()
    assert code == 0
    assert lines[0].startswith(first)
    assert [line for line in lines if "ASIA" in line or "SECRET" in line] == lines[:2]
    # The session token, and its older name emptied: boto3 would read that first.
    assert len(lines) == 4
    # With it, boto3 stops at the end with a RuntimeError in place of AWS's own words.
    assert "AWS_CREDENTIAL_EXPIRATION" not in out


@pytest.mark.skipif(os.name != "posix", reason="a POSIX shell reads the lines")
def test_a_shell_that_takes_the_lines_is_that_role(practice: Practice) -> None:
    command = (
        f'eval "$({sys.executable} -m awsguide.launch.cli credentials --row iam-short-term --profile hana '
        f'--role-arn {practice.role("Deployer")} --format env)" && '
        f'{sys.executable} -c \'import boto3; print(boto3.client("sts").get_caller_identity()["Arn"])\''
    )
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.strip().endswith("assumed-role/Deployer/awsguide"), done.stderr


def test_a_web_identity_needs_no_profile(practice: Practice, capsys: pytest.CaptureFixture[str]) -> None:
    file = practice.home / "token"
    file.write_text(awsguide.lesson_token().reveal())
    role = ("--role-arn", practice.role("Pipeline"), "--web-identity-token-file", str(file))
    code, out, _err = printed(capsys, *role, "--format", "process")
    assert code == 0
    assert who(json.loads(out)).endswith("assumed-role/Pipeline/awsguide")


def test_what_is_wrong_is_said_in_a_sentence_and_nothing_is_printed(
    practice: Practice, capsys: pytest.CaptureFixture[str]
) -> None:
    role = practice.role("Auditor")
    rows = {
        ("--profile", "hana"): "has no role_arn",
        ("--profile", "nobody"): "has a profile 'nobody'",
        ("--profile", "hana", "--tag", "a=b"): "--tag can only be given together with --role-arn",
        ("--profile", "nobody", "--role-arn", role): "has a profile 'nobody'",
        ("--profile", "hana", "--role-arn", "Auditor"): "is not the ARN of a role",
        ("--profile", "hana", "--role-arn", role, "--duration", "soon"): "'soon' is not a duration",
        ("--profile", "hana", "--role-arn", role, "--policy", "{,}"): "mistake in line 1",
        ("--profile", "hana", "--role-arn", role, "--policy", "file:///nowhere/p.json"): "p.json",
        (
            "--profile",
            "hana",
            "--role-arn",
            role,
            "--mfa-serial",
            practice.device(),
        ): "nobody can type them here",
        ("--profile", "hana", "--role-arn", role): "does not let you assume this role",
    }
    for options, words in rows.items():
        os.environ[RUNNING] = ""
        code, out, err = printed(capsys, *options, "--format", "process")
        assert (code, out) == (1, ""), options
        assert words in err, (options, err)
    assert cli.main(["credentials", "--row", "console", "--role-arn", role, "--format", "process"]) == 1
    assert "--role-arn can only be given with --row iam-short-term" in capsys.readouterr().err


def test_a_profile_that_asks_this_guide_for_itself_is_told_and_does_not_run_for_ever(
    practice: Practice, capsys: pytest.CaptureFixture[str]
) -> None:
    awsguide.save_process_profile(RoleRequest(practice.role("Deployer")), "circle", source="hana")
    practice.config_file.write_text(
        practice.config_file.read_text().replace("--profile hana", "--profile circle")
    )
    code, out, err = printed(
        capsys, "--profile", "circle", "--role-arn", practice.role("Deployer"), "--format", "process"
    )
    assert (code, out) == (1, "")
    assert "circle" in err


def test_names_with_spaces_are_told_apart_in_a_circle() -> None:
    functions_renewal.no_circle("my dev")
    functions_renewal.no_circle("dev")
    with pytest.raises(BadInput, match="my dev -> dev -> my dev"):
        functions_renewal.no_circle("my dev")
