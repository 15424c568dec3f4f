"""Snippets come from the call itself, name every parameter, and hold no secret."""

from __future__ import annotations

import ast

import pytest

from awsguide import snippets
from awsguide.model import Credentials
from awsguide.secret import Secret
from awsguide.steps import Call

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
            assert snippets.variable(name) in made.cli
            assert f'os.environ["{snippets.variable(name)}"]' in made.boto3
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
