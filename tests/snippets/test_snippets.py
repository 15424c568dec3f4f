"""Snippets come from the call itself, name every parameter, and hold no secret."""

from __future__ import annotations

import ast
import itertools
import json
import shlex

import pytest

from awsguide import snippets
from awsguide.core.model import Credentials
from awsguide.core.secret import Secret
from awsguide.core.steps import Call
from awsguide.snippets.services import variable

CANARY = "canary-51b2"
KEYS = Credentials("ASIAEXAMPLEEXAMPLE12", Secret(CANARY), Secret(CANARY), 0.0)
CALLS = [
    Call("sso-oidc", "RegisterClient", {"clientName": "awsguide", "scopes": ["a", "b"]}, region="us-east-1"),
    Call("sso-oidc", "CreateToken", {"clientId": "c", "clientSecret": Secret(CANARY)}, region="us-east-1"),
    Call(
        "sso",
        "ListAccountRoles",
        {"accessToken": Secret(CANARY), "accountId": "123456789012"},
        region="eu-west-1",
    ),
    Call("sso", "Logout", {"accessToken": Secret(CANARY)}, region="eu-west-1"),
    Call("sts", "GetCallerIdentity", {}, region="eu-west-1", credentials=KEYS),
]
ROLE = Call(
    "sts",
    "AssumeRole",
    {
        "RoleArn": "arn:aws:iam::123456789012:role/Deployer",
        "RoleSessionName": "it's me",
        "DurationSeconds": 900,
        "SerialNumber": "arn:aws:iam::123456789012:mfa/hana",
        "TokenCode": Secret(CANARY),
        "Tags": [{"Key": "project", "Value": "a, b"}],
        "TransitiveTagKeys": ["project"],
        "Policy": '{"Statement": []}',
        "PolicyArns": [{"arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}],
    },
    region="eu-west-1",
    credentials=KEYS,
)
TOKEN = Call(
    "signin",
    "CreateOAuth2Token",
    {"tokenInput": {"clientId": "arn:aws:signin:::devtools/same-device", "code": Secret(CANARY)}},
    region="us-east-1",
)


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.operation)
def test_no_snippet_holds_a_secret_and_each_is_complete(call: Call) -> None:
    made = snippets.of_call(call, profile="dev" if call.credentials else "")
    for title, _, text in made.rows():
        assert CANARY not in text
        assert KEYS.access_key_id not in text
        assert text, title
    for name, value in call.params.items():
        if isinstance(value, Secret):
            assert variable(name) in made.cli
            assert f'os.environ["{variable(name)}"]' in made.boto3
        else:
            assert name in made.boto3
            assert name in made.javascript


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.operation)
def test_the_python_snippet_is_python(call: Call) -> None:
    ast.parse(snippets.of_call(call).boto3)


def test_the_shortest_proof_names_the_profile() -> None:
    made = snippets.identity("dev", "eu-west-1")
    assert made.cli == "aws sts get-caller-identity --region eu-west-1 --profile dev"
    assert 'profile_name="dev"' in made.boto3
    assert 'profile: "dev"' in made.javascript
    assert "Action=GetCallerIdentity" in made.request


def test_a_call_that_needs_a_proof_says_where_it_goes() -> None:
    made = snippets.of_call(TOKEN)
    assert CANARY not in repr(made)
    assert made.cli.endswith("aws login --region us-east-1")
    ast.parse(made.boto3)
    for text in (made.boto3, made.javascript, made.request):
        assert "DPOP_PROOF" in text
        assert "CODE" in text
    assert '"${AWS_ENDPOINT_URL:-https://us-east-1.signin.aws.amazon.com}/v1/token"' in made.request
    assert "tokenInput" not in made.request


def test_every_option_of_a_role_is_in_each_of_the_four_ways() -> None:
    made = snippets.of_call(ROLE, profile="hana")
    assert CANARY not in repr(made)
    ast.parse(made.boto3)
    assert """--role-session-name 'it'"'"'s me'""" in made.cli
    assert """--tags '[{"Key": "project", "Value": "a, b"}]'""" in made.cli
    assert "--transitive-tag-keys 'project'" in made.cli
    assert '--token-code "$TOKEN_CODE"' in made.cli
    assert "Tags.member.1.Key=project&Tags.member.1.Value=a%2C+b" in made.request
    assert "PolicyArns.member.1.arn=arn%3Aaws" in made.request
    assert "TransitiveTagKeys.member.1=project" in made.request
    assert "TokenCode=$TOKEN_CODE" in made.request
    assert 'masterCredentials: fromIni({ profile: "hana" })' in made.javascript
    assert "mfaCodeProvider: async () => process.env.TOKEN_CODE" in made.javascript
    assert "TokenCode:" not in made.javascript


def test_what_a_shell_reads_of_a_snippet_is_what_was_meant() -> None:
    words = shlex.split(snippets.of_call(ROLE).cli.replace("\\\n", " "))
    given = dict(itertools.pairwise(words))
    assert given["--role-session-name"] == "it's me"
    assert json.loads(given["--policy-arns"]) == ROLE.params["PolicyArns"]
    assert given["--policy"] == ROLE.params["Policy"]


WEB = Call(
    "sts",
    "AssumeRoleWithWebIdentity",
    {
        "RoleArn": "arn:aws:iam::123456789012:role/Pipeline",
        "RoleSessionName": "build-7",
        "WebIdentityToken": Secret(CANARY),
    },
    region="eu-west-1",
)
CONSOLE = Call(
    "federation", "getSigninToken", {"SessionDuration": 3600}, region="us-east-1", credentials=KEYS
)


@pytest.mark.parametrize("call", [WEB, CONSOLE], ids=lambda call: call.operation)
@pytest.mark.parametrize("profile", ["", "dev"])
def test_what_is_not_signed_gives_keys_and_tokens_to_no_command_line(call: Call, profile: str) -> None:
    made = snippets.of_call(call, profile=profile)
    ast.parse(made.boto3)
    for _title, _language, text in made.rows():
        assert CANARY not in text
        assert KEYS.access_key_id not in text
    assert "--aws-sigv4" not in made.request
    for line in made.request.splitlines() + made.cli.splitlines():
        command = line.partition("|")[2] if line.startswith("printf") else line
        for name in ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_WEB_IDENTITY_TOKEN_FILE"):
            assert f"${name}" not in command


def test_the_length_of_a_console_session_is_in_each_way() -> None:
    for _title, _language, text in snippets.of_call(CONSOLE).rows():
        assert "3600" in text
