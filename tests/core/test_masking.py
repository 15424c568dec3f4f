"""What others write about secrets is repeated without them, and the rest is left as it is."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awsguide.core.errors import AwsError
from awsguide.core.masking import masked
from awsguide.core.secret import MASK
from awsguide.explanations import explain

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
TOKEN = "IQoJb3JpZ2luX2VjEJr//////////wEaCXVzLWVhc3QtMSJHMEUCIQD2" * 4
JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl"
KEY = "AKIAIOSFODNN7EXAMPLE"

# What programs print, in each of the forms that they have for it.
WRITTEN = {
    "json": json.dumps({"AccessKeyId": KEY, "SecretAccessKey": SECRET, "SessionToken": TOKEN}, indent=2),
    "json in one line": f'{{"Version": 1, "SecretAccessKey":"{SECRET}","SessionToken":"{TOKEN}"}}',
    "text": f"CREDENTIALS\t{KEY}\t2026-11-30T12:00:00+00:00\t{SECRET}\t{TOKEN}",
    "table": f"|  SecretAccessKey |  {SECRET}  |\n|  SessionToken    |  {TOKEN}  |",
    "yaml": f"SecretAccessKey: {SECRET}\nSessionToken: {TOKEN}",
    "configure get": f"{SECRET}\n",
    "export": f"export AWS_SECRET_ACCESS_KEY={SECRET}\nexport AWS_SESSION_TOKEN={TOKEN}",
    "powershell": f'$Env:AWS_SECRET_ACCESS_KEY="{SECRET}"',
    "fish": f"set -gx AWS_SECRET_ACCESS_KEY {SECRET}",
    "a file": f"[default]\naws_secret_access_key = {SECRET}\naws_session_token={TOKEN}",
    "a short one": "aws_secret_access_key = hunter2-hunter2",
    "a helper's line": "credential_process = /opt/tool --password hunter2-hunter2 --user ann",
    "an option with =": "tool --client-secret=hunter2-hunter2",
    "a proxy": "HTTPS_PROXY=http://ann:hunter2-hunter2@proxy.corp.example:3128",
    "an address": "error: cannot reach https://ann:hunter2-hunter2@vault.corp.example/v1/aws?x=1",
    "a header": f"> Authorization: Bearer {JWT}",
    "a request": f"https://sts.amazonaws.com/?X-Amz-Security-Token={TOKEN}&X-Amz-Signature={'ab12' * 16}",
    "what AWS says": "The Canonical String for this request should have been\n'POST\n/\n\nhost:sts.amazonaws.com\n"
    f"x-amz-security-token:{TOKEN}\n'",
    "a key": "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIhunter2-hunter2\n-----END EC PRIVATE KEY-----",
    "python": f"keys = {{'secret_key': '{SECRET}', 'token': '{TOKEN}'}}",
    "a cookie": "api_key: hunter2-hunter2",
}


@pytest.mark.parametrize("form", WRITTEN)
def test_a_secret_is_masked_in_every_form_that_programs_have_for_it(form: str) -> None:
    shown = masked(WRITTEN[form])
    for secret in (SECRET, TOKEN, JWT, "hunter2-hunter2", KEY, "ab12" * 16):
        assert secret not in shown
        assert secret[8:28] not in shown
    assert MASK in shown
    assert masked(shown) == shown


PLAIN = (
    "An error occurred (AccessDenied) when calling the AssumeRole operation: User: arn:aws:iam::123456789012:user/hana "
    "is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::123456789012:role/Deployer",
    "The security token included in the request is expired",
    "Your password has expired; the token is no longer good.",
    "fatal: /home/hana/projects/2026/infrastructure/environments/production/eu-west-1/terraform/modules: no such file",
    "request id 0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0",
    "commit 9c07103aa4f0b5cbb8a6c1f2d3e4f5a6b7c8d9e0",
    "https://d-1234567890.awsapps.com/start and http://127.0.0.1:8888/lab?token=$TOKEN",
    "aws sts get-caller-identity --region eu-west-1 --profile dev",
    "arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_ReadOnlyAccess_ef3769e9de2b7a2c",
    "AWSReservedSSO_AdministratorAccessForEverybody_ef3769e9de2b7a2c",
    "web_identity_token_file = /var/run/secrets/eks.amazonaws.com/serviceaccount/token",
    "credential_process = /opt/tool --user ann\ncredential_source = Environment",
    "tokenEndpoint: https://oidc.us-east-1.amazonaws.com/token",
    "sso_registration_scopes = sso:account:access",
)


@pytest.mark.parametrize("text", PLAIN)
def test_ordinary_words_stay_as_they_are(text: str) -> None:
    assert masked(text) == text


def test_every_error_that_repeats_somebody_s_words_is_masked() -> None:
    error = AwsError("CredentialRetrievalError", f"Error: custom-process says {SECRET}", operation="X")
    assert SECRET not in f"{error} {error.message} {error.args}"
    told = explain("aws-said", operation="X", code="Y", message=f"x-amz-security-token:{TOKEN}")
    assert TOKEN not in str(told)


@given(st.text("aA1/+=_-:.@\"' \n|", max_size=400))
def test_nothing_takes_long_and_nothing_fails(text: str) -> None:
    masked(text)


def test_a_long_hostile_text_is_read_in_linear_time() -> None:
    times = []
    for size in (20_000, 80_000):
        start = time.process_time()
        for piece in (
            "a",
            "secret",
            "secret=",
            "://a:",
            "--token ",
            "eyJ",
            "A1a/",
            "\"'",
            " \t",
            "-----BEGIN PRIVATE KEY-----",
        ):
            masked(piece * (size // len(piece)))
        times.append(time.process_time() - start)
    # Four times as long a text may not take much more than four times as long.
    assert times[1] < 12 * max(times[0], 0.05)
