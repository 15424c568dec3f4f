"""`awsguide credentials --row workforce`: the role of a profile, from the sign-in that is stored, for other tools."""

from __future__ import annotations

import asyncio
import json

import boto3
import pytest

from awsguide.launch import cli
from tests.inside import Company
from tests.panels.conftest import company, signed_in

__all__ = ["company"]


def printed(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str, str]:
    capsys.readouterr()
    code = cli.main(["credentials", "--row", "workforce", *options, "--format", "process"])
    out, err = capsys.readouterr()
    return code, out, err


def write(company: Company, name: str, **settings: str) -> None:
    lines = "".join(f"{key} = {value}\n" for key, value in settings.items())
    with (company.home / ".aws" / "config").open("a") as file:
        file.write(f"\n[profile {name}]\n{lines}")


def test_a_saved_role_is_handed_to_a_tool_while_its_person_is_signed_in(
    company: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    accounts = company.sandbox.company.accounts
    role = {"sso_account_id": accounts["production"], "sso_role_name": "ReadOnlyAccess"}
    write(company, "look", sso_session="sandbox-company", **role)
    code, out, err = printed(capsys, "--profile", "look")
    assert (code, out) == (1, "")
    assert "no sign-in to 'sandbox-company'" in err
    assert "aws sso login --profile look" in err

    asyncio.run(signed_in(company))
    code, out, err = printed(capsys, "--profile", "look")
    assert (code, err) == (0, "")
    values = json.loads(out)
    session = boto3.Session(values["AccessKeyId"], values["SecretAccessKey"], values["SessionToken"])
    assert "AWSReservedSSO_ReadOnlyAccess_" in session.client("sts").get_caller_identity()["Arn"]


def test_what_is_no_such_profile_is_said_and_nothing_is_printed(
    company: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    role = {"sso_account_id": "123456789012", "sso_role_name": "Admin"}
    write(company, "nowhere", sso_session="another-company", **role)
    write(company, "older", sso_start_url="https://d-1.awsapps.com/start", sso_region="us-east-1", **role)
    rows = {
        ("--profile", "nobody"): "has a profile 'nobody'",
        ("--profile", "hana"): "does not lead to a role of IAM Identity Center",
        ("--profile", "nowhere"): "does not lead to a role of IAM Identity Center",
        ("--profile", "older"): "no sign-in to 'https://d-1.awsapps.com/start'",
        ("--profile", "hana", "--role-arn", "x"): "--role-arn can only be given with --row iam-short-term",
    }
    for options, words in rows.items():
        code, out, err = printed(capsys, *options)
        assert (code, out) == (1, ""), options
        assert words in err, (options, err)
